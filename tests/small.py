"""Names of before, until every test imports from :mod:`tests.worlds`."""

from tests.worlds import KKR, election, rules

__all__ = ["KKR", "election", "rules"]
