"""``kkr-alloc what-if``: before, after and the difference, when something had been otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from kkr_alloc.analysis.vote_changes import VoteChange
from kkr_alloc.analysis.what_if import Change, ListChange, MayorChange, RuleChange, WhatIf, what_if
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
        "A local list in the list co-operation (376-G), out of it (376-G=out), or all, or all=out.",
    ),
)


FORMS: dict[str, tuple[str, ...]] = {
    "change-mayor": (r"\s*([^=\s][^=]*)=\s*(\S.*)", "København=C"),
    "change-rule": (r"\s*([^=\s][^=]*)=(.*)", "threshold=0.03"),
    "co-operation-list": (r"\s*([^=\s][^=]*)(?:=\s*(in|out)\s*)?", "376-G", "376-G=out"),
    "change-votes": (
        r"(?:\s*([^:\s][^:]*):)?\s*([^=+:]*[^=+:\s-])\s*"
        r"(?:([=+-])\s*([0-9]{1,12})|([+-])\s*([0-9]{1,12}(?:[.,][0-9]{1,9})?)\s*%)\s*",
        *("A+1000", "101:Ø-500", "A=12000", "V-1.5%"),
    ),
}
"""Option -> the form of its values, and examples. Votes have no decimals: 1.000 is a thousand to some."""


@question("what-if", *CHANGES, *QUESTION, LOTS)
def command(
    question: Question,
    change_mayor: tuple[str, ...],
    change_votes: tuple[str, ...],
    change_rule: tuple[str, ...],
    co_operation_list: tuple[str, ...],
) -> WhatIf:
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
    changes: list[Change] = [
        *(
            ListChange(name, where.lower() != "out")
            for name, where in _parts("co-operation-list", co_operation_list)
        ),
        *(MayorChange(*parts) for parts in _parts("change-mayor", change_mayor)),
        *(_vote_change(*parts) for parts in _parts("change-votes", change_votes)),
        *(RuleChange(*parts) for parts in _parts("change-rule", change_rule)),
    ]
    if not changes:
        names = ", ".join(f"--{name}" for name in FORMS)
        raise usage_error("Name at least one change: {options}.", options=names)
    election, rules = question.election, question.rules
    return what_if(election, changes, question.body, question.regions, rules=rules, lots=question.lots)


def _parts(option: str, changes: tuple[str, ...]) -> Iterator[list[str]]:
    """The parts of each change as its form has them; one that is left out is empty."""
    form, *examples = FORMS[option]
    for written in changes:
        match = re.fullmatch(form, written.replace("−", "-"), re.IGNORECASE)
        if match is None:
            raise unreadable(option, written, *examples)
        yield [part.strip() for part in match.groups("")]


def _vote_change(municipality: str, party: str, sign: str, votes: str, rise: str, percent: str) -> VoteChange:
    amount = Fraction((votes or percent).replace(",", "."))
    fewer = "-" in (sign, rise)
    return VoteChange(party, -amount if fewer else amount, municipality or None, sign == "=", bool(percent))
