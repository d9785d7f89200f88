"""``kkr-alloc what-if``: before, after and the difference, when something had been otherwise."""

from __future__ import annotations

import re
from fractions import Fraction

from kkr_alloc.analysis.vote_changes import VoteChange
from kkr_alloc.analysis.what_if import Change, ListChange, MayorChange, RuleChange, WhatIf, what_if
from kkr_alloc.cli.options import LOTS, option, unreadable
from kkr_alloc.cli.question import QUESTION, Question, question

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
        *map(_list_change, co_operation_list),
        *map(_mayor_change, change_mayor),
        *map(_vote_change, change_votes),
        *map(_rule_change, change_rule),
    ]
    election, rules = question.election, question.rules
    return what_if(election, changes, question.body, question.regions, rules=rules, lots=question.lots)


def _mayor_change(written: str) -> MayorChange:
    match = re.fullmatch(r"\s*([^=]+?)\s*=\s*(.+?)\s*", written)
    if match is None:
        raise unreadable("change-mayor", written, "København=C")
    return MayorChange(*match.groups())


def _rule_change(written: str) -> RuleChange:
    match = re.fullmatch(r"\s*([^=]+?)\s*=(.*)", written)
    if match is None:
        raise unreadable("change-rule", written, "threshold=0.03")
    return RuleChange(*match.groups())


def _list_change(written: str) -> ListChange:
    match = re.fullmatch(r"\s*([^=]+?)\s*(=\s*(in|out)\s*)?", written, re.IGNORECASE)
    if match is None:
        raise unreadable("co-operation-list", written, "376-G", "376-G=out")
    return ListChange(match[1], (match[3] or "in").lower() == "in")


VOTES = re.compile(
    r"(?:(?P<municipality>[^:]+):)?\s*(?P<party>[^=+:]*[^=+:\s-])\s*"
    r"(?:(?P<sign>[=+-])\s*(?P<votes>[0-9]{1,12})"
    r"|(?P<rise>[+-])\s*(?P<percent>[0-9]{1,12}(?:[.,][0-9]{1,9})?)\s*%)"
)


def _vote_change(written: str) -> VoteChange:
    match = VOTES.fullmatch(written.replace("−", "-").strip())
    if match is None:  # 1.000 among others: a thousand to some, one to others
        raise unreadable("change-votes", written, "A+1000", "101:Ø-500", "A=12000", "V-1.5%")
    sign = match["sign"] or match["rise"]
    amount = Fraction((match["votes"] or match["percent"]).replace(",", "."))
    return VoteChange(
        match["party"].strip(),
        -amount if sign == "-" else amount,
        match["municipality"] and match["municipality"].strip(),
        sign == "=",
        match["percent"] is not None,
    )
