"""From a command line to an answer: here the question is loaded, the answer written, the code chosen."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.cli.formats import FORMATS, output_options
from kkr_alloc.cli.options import ALL_BODIES, LOTS, OUTPUT, QUESTION, load_inputs, region_ids
from kkr_alloc.cli.printing import write_error, write_message, write_result
from kkr_alloc.cli.usage import Choice, option, usage_error
from kkr_alloc.divisors import Lot
from kkr_alloc.election import Inputs, election_info
from kkr_alloc.errors import ExitCode, Problems
from kkr_alloc.model import BODIES, Election, RuleSet
from kkr_alloc.render import FOR_PEOPLE, render
from kkr_alloc.results import Answer, Area, Composition
from kkr_alloc.sources.files import STDIN, read_content
from kkr_alloc.sources.tidy import read_lots
from kkr_alloc.tally import count_of
from kkr_alloc.text import text

OF_A_RESULT = {
    **dict.fromkeys(("explain", "margins"), ("composition",)),
    **{"compare": ("first", "second"), "what-if": ("second",)},
}
"""Kind of answer -> the compositions that each of its results is about."""


class Question(Struct, frozen=True):
    """The election, rules and areas that a command is asked about.

    ``regions``: ``[None]`` for a national body. ``regions_named``: the user named them.
    """

    election: Election
    rules: RuleSet
    body: str
    regions: list[str | None]
    regions_named: bool
    lots: tuple[Lot[str], ...]

    @property
    def areas(self) -> list[Area]:
        """The bodies asked for, with their regions; with ``all``, the national ones after the regions'."""
        if self.body != ALL_BODIES:
            return [(self.body, region) for region in self.regions]
        kkr, *national = BODIES
        return [*((kkr, region) for region in self.regions), *((body, None) for body in national)]


def load_question(
    regions: tuple[str, ...],
    body: str,
    rules: str,
    lots: str | None = None,
    *,
    leave_open: bool = False,
    **inputs: Any,
) -> Question:
    """Read what the options name. The lots' file is among the election's sources.

    Raises:
        InputError: something cannot be read; with every problem of every file.
    """
    chosen, problems = Inputs(**inputs, leave_open=leave_open), Problems()
    rule_set = problems.collect(lambda: bundled.rules(rules))
    election = problems.collect(lambda: load_inputs(chosen))
    geography = election.geography if election else bundled.geography(election_info().term_start)
    drawn = problems.collect(lambda: read_lots(read_content(lots), geography)) if lots else ((), None)
    area = problems.collect(lambda: region_ids(regions, body, geography))
    if rule_set is None or election is None or drawn is None or area is None:
        raise problems.error()
    election = replace(election, sources=(*election.sources, *filter(None, drawn[1:])))
    if body != ALL_BODIES:
        within = {code for region in area for code in geography.area(region)}
        election = replace(election, count=count_of(election, within))
    return Question(election, rule_set, body, area, bool(regions), drawn[0])


def question(
    name: str, *options: click.Parameter, leave_open: bool = False
) -> Callable[[Callable[..., Answer]], click.Command]:
    """Make a command of a function from a :class:`Question`, and values of further options, to an answer.

    ``options``: those of the question and the further ones. ``leave_open``: mayors' offices that are
    not known stay open.
    """

    def decorate(function: Callable[..., Answer]) -> click.Command:
        @wraps(function)
        def load_and_answer(**values: Any) -> Answer:
            of_question = values.keys() & {parameter.name for parameter in (*QUESTION, LOTS)}
            named = {key: values.pop(key) for key in of_question}
            return function(load_question(**named, leave_open=leave_open), **values)

        return answers(name, *options)(load_and_answer)

    return decorate


def answers(name: str, *options: click.Parameter) -> Callable[[Callable[..., Answer]], click.Command]:
    """Make a command of a function from the values of options to an answer.

    The options that say how to write an answer are added; ``all_lists``, ``details``, ``verbose``,
    ``require_final`` and ``exit_code`` serve that too.
    """
    formats = FORMATS[name]
    about = "Output format.  [default: by the file's suffix, else table]"
    output_format = option("-f --format", about, "format_name", type=Choice(formats))

    def decorate(function: Callable[..., Answer]) -> click.Command:
        def command(output: str | None, force: bool, **values: Any) -> ExitCode:
            shown = {key: values.pop(key, False) for key in ("all_lists", "details", "verbose")}
            require_final, exit_code = (values.pop(key, False) for key in ("require_final", "exit_code"))
            default = "yaml" if values.get("show") else None
            how = output_options(name, values.pop("format_name", None), output, default, **shown)
            given = [one for some in values.values() for one in (some if isinstance(some, tuple) else [some])]
            if given.count(STDIN) > 1:  # the second would be empty
                raise usage_error("Only one input can be standard input (-).")
            answer = function(**values)
            write_result(render(answer, how), output, force=force, for_people=how.format == "table")
            tied = [one for one in _compositions(answer) if one.tie]
            if tied and LOTS in options:
                _write_lots_form(tied, for_people=how.format in FOR_PEOPLE)
            return exit_code_for(answer, require_final, exit_code)

        params = [*options, *([output_format] if len(formats) > 1 else []), *OUTPUT]
        return click.Command(name, params=params, callback=command, help=function.__doc__)

    return decorate


def _write_lots_form(tied: list[Composition], *, for_people: bool) -> None:
    """Write to standard error the file for --lots that tied compositions wait for, without its winners."""
    if for_people:
        write_message(
            text("# A lot must be drawn: fill in the winners, and give this as a file with --lots.")
        )
    for one in tied:
        assert one.tie is not None
        about = {"body": one.body, "region": one.region} if one.region else {"body": one.body}
        form = {**about, "seats": one.tie.seats, "between": one.tie.parties, "winners": ()}
        lines = (f"{key}: {msgspec.json.encode(value).decode()}\n" for key, value in form.items())
        write_error("- " + "  ".join(lines))


def exit_code_for(answer: Any, require_final: bool, only_difference: bool) -> ExitCode:
    """How the command ends after an answer of any kind; its module need not be imported.

    1 where a check differs, or what is compared where ``only_difference`` is asked for (else 0); 3 where
    files have problems; 5 where a final count is required and missing; else 4 where a lot must be drawn.
    """
    if (only_difference or answer.schema == "check") and answer.differs:
        return ExitCode.DIFFERS
    if only_difference:
        return ExitCode.OK
    if answer.schema == "validation" and any(file.problems for file in answer.files):
        return ExitCode.BAD_INPUT
    compositions = _compositions(answer)
    if require_final and any(one.count.final is not True for one in compositions):
        return ExitCode.NOT_FINAL
    return ExitCode.LOT_NEEDED if any(one.tie for one in compositions) else ExitCode.OK


def _compositions(answer: Any) -> list[Composition]:
    """The compositions that an answer is about."""
    if answer.schema == "compositions":
        return list(answer)
    return [getattr(one, name) for one in answer for name in OF_A_RESULT.get(answer.schema, ())]
