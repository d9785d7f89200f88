"""``kkr-alloc rules``: the bundled rule sets."""

from __future__ import annotations

from kkr_alloc import bundled
from kkr_alloc.bundled import RuleSets
from kkr_alloc.cli.question import answers
from kkr_alloc.cli.usage import option, usage_error
from kkr_alloc.errors import did_you_mean, quoted

SHOW = option("--show NAME", "Only this rule set, by default as a YAML file: one to start from.")


@answers("rules", SHOW)
def command(show: str | None) -> RuleSets:
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
      kkr-alloc rules --show kl > my-rules.yaml
      kkr-alloc compute --rules dhondt
      kkr-alloc compute --rules my-rules.yaml --region nordjylland
    """
    names = bundled.rule_sets()
    if show is not None and show not in names:
        hint = did_you_mean(show, names)
        raise usage_error('There is no rule set "{name}". {hint}', name=quoted(show), hint=hint)
    return RuleSets(tuple(bundled.rules(name) for name in names if show in (None, name)))
