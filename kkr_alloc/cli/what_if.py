"""``kkr-alloc what-if``: before, after and the difference, when something had been otherwise."""

from __future__ import annotations

import re
from fractions import Fraction

import click

from kkr_alloc.analysis.what_if import Change, ListChange, MayorChange, RuleChange, VoteChange, what_if
from kkr_alloc.cli.answering import answer_options, asked, code_of, finish, shaped
from kkr_alloc.cli.options import (
    ElectionChoice,
    body_options,
    election_options,
    lots_option,
    option,
    rules_option,
)
from kkr_alloc.errors import InputError, quoted
from kkr_alloc.output.what_if import render
from kkr_alloc.text import text


@click.command("what-if")
@option(
    "--change-mayor",
    multiple=True,
    metavar="MUNICIPALITY=PARTY",
    help="Another mayor: Egedal=C. A letter on the ballot there, or a party's name.",
)
@option(
    "--change-votes",
    multiple=True,
    metavar="[MUNICIPALITY:]PARTY±N",
    help="Other votes: A+1000, 101:Ø-500, A=12000, V-1.5%. Without a municipality: in each region.",
)
@option(
    "--change-rule",
    multiple=True,
    metavar="RULE=VALUE",
    help="Another rule: threshold=3%, levelling=dhondt, cap_per_municipality=none, co_operation=false.",
)
@option(
    "--co-operation-list",
    multiple=True,
    metavar="LIST[=out]",
    help="A local list in the list co-operation (376-G), out of it (376-G=out), or all, or all=out.",
)
@body_options
@election_options
@rules_option
@lots_option
@answer_options
def command(
    change_mayor: tuple[str, ...],
    change_votes: tuple[str, ...],
    change_rule: tuple[str, ...],
    co_operation_list: tuple[str, ...],
    regions: tuple[str, ...],
    body: str,
    chosen: ElectionChoice,
    rules: str,
    lots: str | None,
    format_name: str | None,
    output: str | None,
) -> int:
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
    question = asked(chosen, rules, body, regions, lots)
    options = shaped(format_name, output)
    answer = what_if(
        question.election, changes, body, question.regions, rules=question.rules, lots=question.lots
    )
    finish(render(question.election, question.rules, answer, options), options, output)
    return code_of(one.second for one in answer.comparisons)


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
    found = VOTES.fullmatch(written.replace("−", "-").strip())
    if found is None:
        raise _unclear("change-votes", written, "A+1000", "101:Ø-500", "A=12000", "V-1.5%")
    amount = Fraction(found["number"].replace(",", "."))
    percent, sign = found["percent"] == "%", found["sign"]
    if percent and sign == "=":
        raise _unclear("change-votes", written, "A+2%", "A=12000")
    if not (percent or found["number"].isdigit()):  # 1.000 is a thousand to some, one to others
        raise InputError(
            text("Votes are whole numbers, without points between thousands."),
            field="change-votes",
            value=quoted(written),
        )
    return VoteChange(
        found["party"].strip(),
        -amount if sign == "-" else amount,
        found["municipality"] and found["municipality"].strip(),
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
