"""``kkr-alloc what-if``: before, after and the difference, when something had been otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction

from kkr_alloc.analysis.changes import Change, ListChange, MayorChange, RuleChange, VoteChange
from kkr_alloc.analysis.what_if import WhatIf, what_if
from kkr_alloc.cli.options import LOTS, QUESTION, unreadable
from kkr_alloc.cli.question import Question, question
from kkr_alloc.cli.usage import option, usage_error

CHANGES = (
    option(
        "--change-mayor MUNICIPALITY=PARTY ...",
        "Another mayor: Egedal=C. A letter on the ballot there, or a party's name.",
    ),
    option(
        "--change-votes [MUNICIPALITY:]PARTY±N ...",
        "Other votes: A+1000, 101:Ø-500, A=12000, V-1.5%. Without a municipality: in each region.",
    ),
    option(
        "--change-rule RULE=VALUE ...",
        "Another rule: threshold=3%, levelling=dhondt, cap_per_municipality=null, co_operation=false.",
    ),
    option(
        "--co-operation-list LIST[=out] ...",
        "A local list in the list co-operation (376-L), out of it (376-L=out), or all, or all=out.",
    ),
)


def _list_change(name: str, where: str) -> ListChange:
    return ListChange(name, where.lower() != "out")


def _vote_change(municipality: str, party: str, sign: str, votes: str, rise: str, percent: str) -> VoteChange:
    amount = Fraction((votes or percent).replace(",", "."))
    fewer = "-" in (sign, rise)
    return VoteChange(party, -amount if fewer else amount, municipality or None, sign == "=", bool(percent))


FORMS: dict[str, tuple[Callable[..., Change], str, tuple[str, ...]]] = {
    "co-operation-list": (_list_change, r"\s*([^=\s][^=]*)(?:=\s*(in|out)\s*)?", ("376-L", "376-L=out")),
    "change-mayor": (MayorChange, r"\s*([^=\s][^=]*)=\s*(\S.*)", ("København=C",)),
    "change-votes": (
        _vote_change,
        r"(?:\s*([^:\s][^:]*):)?\s*([^=+:]*[^=+:\s-])\s*"
        r"(?:([=+-])\s*([0-9]{1,12})|([+-])\s*([0-9]{1,12}(?:[.,][0-9]{1,9})?)\s*%)\s*",
        ("A+1000", "101:Ø-500", "A=12000", "V-1.5%"),
    ),
    "change-rule": (RuleChange, r"\s*([^=\s][^=]*)=(.*)", ("threshold=0.03",)),
}
"""Option -> what its values make, their form, and examples. Votes have no decimals: 1.000 is 1000 to some."""


@question("what-if", *CHANGES, *QUESTION, LOTS)
def command(question: Question, **values: tuple[str, ...]) -> WhatIf:
    """Change mayors, votes, the list co-operation or rules, and see before, after and the difference.

    Every change option may be given any number of times; all changes are made together. New votes come from
    people who had not voted, and votes fewer are voters who stay at home: change two parties to move votes.

    \b
    Examples:
      kkr-alloc what-if -r hovedstaden --change-mayor Egedal=C
      kkr-alloc what-if -r midtjylland --change-votes K-38 --change-votes A+38
      kkr-alloc what-if --change-votes "Odense:A+2%" --change-rule threshold=3%
      kkr-alloc what-if -r sjaelland --co-operation-list all
    """
    changes = [change for option in FORMS for change in _changes(option, values[option.replace("-", "_")])]
    if not changes:
        names = ", ".join(option.opts[0] for option in CHANGES)
        raise usage_error("Name at least one change: {options}.", options=names)
    election, rules = question.election, question.rules
    return what_if(election, changes, question.body, question.regions, rules=rules, lots=question.lots)


def _changes(option: str, values: tuple[str, ...]) -> Iterator[Change]:
    """The changes of an option's values; a part of one that is left out is empty."""
    make, form, examples = FORMS[option]
    for written in values:
        match = re.fullmatch(form, written.replace("−", "-"), re.IGNORECASE)
        if match is None:
            raise unreadable(option, written, *examples)
        yield make(*(part.strip() for part in match.groups("")))
