"""``kkr-alloc rules``: the bundled rule sets."""

from __future__ import annotations

from kkr_alloc import bundled
from kkr_alloc.bundled import RuleSets
from kkr_alloc.cli.question import answers


@answers("rules")
def command() -> RuleSets:
    """List the bundled rule sets. Any of them, or the path of your own, goes with --rules.

    Your own is a YAML file with id, name, description and bodies; each body (kkr, repraesentantskab,
    bestyrelse) has some of these keys.

    \b
    Keys:
      threshold             least share of the votes, quoted: "0.02"; null for none
      threshold_base        valid, or cast (with blank and invalid votes)
      council_seat          whether a seat in a council of the area is needed
      co_operation          whether the list co-operation counts as one party
      lists_alone           whether a local list outside the co-operation takes part
      ex_officio            mayors, or null where they are not members by office
      levelling             the divisor that sizes the body, or null
      cap_per_municipality  most members for each municipality; null for no cap
      fill                  the divisor for a capped body or a fixed number of seats
      seats                 the number of seats, where it is fixed
      open                  readings of fill and threshold_base that the range goes through

    \b
    Examples:
      kkr-alloc rules
      kkr-alloc compute --rules dhondt
      kkr-alloc compute --rules my-rules.yaml --region nordjylland
    """
    return RuleSets(tuple(map(bundled.rules, bundled.rule_sets())))
