"""``kkr-alloc what-if``: before, after and the difference, when something had been otherwise."""

from __future__ import annotations

import re
from fractions import Fraction

from kkr_alloc.analysis.vote_changes import VoteChange
from kkr_alloc.analysis.what_if import Change, ListChange, MayorChange, RuleChange, WhatIf, what_if
from kkr_alloc.cli.options import LOTS, option
from kkr_alloc.cli.question import QUESTION, Question, question
from kkr_alloc.errors import InputError, quoted
from kkr_alloc.text import text

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
    municipality, sign, party = written.partition("=")
    if not (municipality.strip() and sign and party.strip()):
        raise _unclear("change-mayor", written, "København=C")
    return MayorChange(municipality.strip(), party.strip())


def _rule_change(written: str) -> RuleChange:
    rule, sign, value = written.partition("=")
    if not (rule.strip() and sign):
        raise _unclear("change-rule", written, "threshold=0.03")
    return RuleChange(rule, value)


def _list_change(written: str) -> ListChange:
    name, sign, where = written.partition("=")
    where = where.strip().lower()
    if not name.strip() or where not in ("", "in", "out") or (sign and not where):
        raise _unclear("co-operation-list", written, "376-G", "376-G=out")
    return ListChange(name.strip(), where != "out")


VOTES = re.compile(
    r"(?:(?P<municipality>[^:]+):)?\s*(?P<party>[^=+:]*[^=+:\s-])\s*(?P<sign>[=+-])\s*"
    r"(?P<number>[0-9]{1,12}(?:[.,][0-9]{1,9})?)\s*(?P<percent>%?)"
)


def _vote_change(written: str) -> VoteChange:
    match = VOTES.fullmatch(written.replace("−", "-").strip())
    if match is None:
        raise _unclear("change-votes", written, "A+1000", "101:Ø-500", "A=12000", "V-1.5%")
    amount = Fraction(match["number"].replace(",", "."))
    percent, sign = match["percent"] == "%", match["sign"]
    if percent and sign == "=":
        raise _unclear("change-votes", written, "A+2%", "A=12000")
    if not (percent or match["number"].isdigit()):  # 1.000 is a thousand to some, one to others
        raise InputError(
            text("Votes are whole numbers, without points between thousands."),
            field="change-votes",
            value=quoted(written),
        )
    return VoteChange(
        match["party"].strip(),
        -amount if sign == "-" else amount,
        match["municipality"] and match["municipality"].strip(),
        sign == "=",
        percent,
    )


def _unclear(field: str, written: str, *examples: str) -> InputError:
    return InputError(
        text("This change cannot be read: {value}.", value=quoted(written)),
        field=field,
        value=quoted(written),
        hint=text("Write it like {examples}.", examples=", ".join(examples)),
    )
