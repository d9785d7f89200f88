"""kkr-alloc: the seats of each Danish party in the five KKR, the regional councils of KL.

Everything but the arithmetic is imported when it is first used, so that the command starts quickly.
"""

from typing import TYPE_CHECKING, Any

from kkr_alloc.apportion import apportion, level

if TYPE_CHECKING:
    from kkr_alloc.api import (
        Change,
        Comparison,
        Composition,
        Compositions,
        Election,
        Explanation,
        ListChange,
        Lot,
        Margins,
        MayorChange,
        Outlook,
        Pair,
        RuleChange,
        RuleSet,
        VoteChange,
        WhatIf,
        compare,
        compose,
        compute,
        explain,
        load_election,
        load_rules,
        margins,
        outlook,
        to_frame,
        what_if,
    )
    from kkr_alloc.errors import InputError

__version__ = "0.1.0"
__all__ = [
    "Change",
    "Comparison",
    "Composition",
    "Compositions",
    "Election",
    "Explanation",
    "InputError",
    "ListChange",
    "Lot",
    "Margins",
    "MayorChange",
    "Outlook",
    "Pair",
    "RuleChange",
    "RuleSet",
    "VoteChange",
    "WhatIf",
    "__version__",
    "apportion",
    "compare",
    "compose",
    "compute",
    "explain",
    "level",
    "load_election",
    "load_rules",
    "margins",
    "outlook",
    "to_frame",
    "what_if",
]


def __getattr__(name: str) -> Any:
    """A name of :mod:`kkr_alloc.api`, at its first use."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from kkr_alloc import api, errors

    value = errors.InputError if name == "InputError" else getattr(api, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
