"""``kkr-alloc elections``: the bundled elections, and what each one has."""

from __future__ import annotations

from kkr_alloc.cli.question import answers
from kkr_alloc.election import Elections, bundled_elections


@answers("elections")
def command() -> Elections:
    """List the bundled elections: what each one has, and what is unknown.

    \b
    Examples:
      kkr-alloc elections
      kkr-alloc elections --format json
    """
    return Elections(bundled_elections())
