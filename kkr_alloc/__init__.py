"""kkr-alloc: the seats of each Danish party in the five KKR, the regional councils of KL.

What :mod:`kkr_alloc.api` offers is imported when it is first used, so that the command starts quickly.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kkr_alloc.api import *  # noqa: F403

__version__ = "0.2.0"
__all__ = [
    *("Change", "Check", "Comparison", "Composition", "Compositions", "Election", "Explanation"),
    *("InputError", "ListChange", "Lot", "Margins", "MayorChange", "Outlook", "Pair", "RuleChange"),
    *("RuleSet", "VoteChange", "WhatIf", "apportion", "check", "compare", "compose", "compute", "explain"),
    *("level", "load_election", "load_rules", "margins", "outlook", "plot", "to_frame", "what_if"),
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return globals().setdefault(name, getattr(import_module("kkr_alloc.api"), name))


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
