"""From a command line to an answer: here the question is loaded, the answer written, the code chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import click
from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.cli.formats import FORMATS, output_options
from kkr_alloc.cli.options import (
    BODY,
    INPUTS,
    LOTS,
    OUTPUT,
    REGION,
    RULES,
    check_one_stdin,
    load_inputs,
    option,
    region_ids,
)
from kkr_alloc.cli.printing import emit
from kkr_alloc.cli.usage import Choice
from kkr_alloc.divisors import Lot
from kkr_alloc.election import Inputs
from kkr_alloc.errors import ExitCode
from kkr_alloc.model import BODIES, Answer, Composition, Election, RuleSet
from kkr_alloc.render import Options, render
from kkr_alloc.sources.files import read_content
from kkr_alloc.sources.tidy import read_lots

QUESTION = (REGION, BODY, *INPUTS, RULES)
"""The options of a :class:`Question`; a command may add LOTS."""

ALL_BODIES = "all"
FILES = ("votes", "mayors", "co_operation", "lots", "expected")
"""Parameters that name a file, or - for standard input."""


class Question(NamedTuple):
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
    def areas(self) -> list[tuple[str, str | None]]:
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
    """Read what the options name. The lots' file is among the election's sources."""
    rule_set = bundled.rules(rules)
    election = load_inputs(Inputs(**inputs, leave_open=leave_open and bool(inputs["mayors"])))
    drawn: tuple[Lot[str], ...] = ()
    if lots:
        drawn, source = read_lots(read_content(lots), election.geography)
        election = replace(election, sources=(*election.sources, source))
    area = region_ids(regions, body, election.geography)
    return Question(election, rule_set, body, area, bool(regions), drawn)


def question(
    name: str, *options: click.Parameter, leave_open: bool = False
) -> Callable[[Callable[..., Answer]], click.Command]:
    """Make a command of a function from a :class:`Question`, and values of further options, to an answer.

    ``options``: :data:`QUESTION` and the further ones. ``leave_open``: mayors that the user's own file
    does not name stay open.
    """
    loaded = {parameter.name for parameter in (*QUESTION, LOTS)}
    of_question = [str(parameter.name) for parameter in options if parameter.name in loaded]

    def decorate(function: Callable[..., Answer]) -> click.Command:
        def load_and_answer(**parameters: Any) -> Answer:
            named = {key: parameters.pop(key) for key in of_question}
            return function(load_question(**named, leave_open=leave_open), **parameters)

        load_and_answer.__doc__ = function.__doc__
        return answers(name, *options)(load_and_answer)

    return decorate


def answers(name: str, *options: click.Parameter) -> Callable[[Callable[..., Answer]], click.Command]:
    """Make a command of a function from the values of options to an answer.

    The options that say how to write an answer are added; ``all_lists`` and ``require_final`` serve that too.
    """
    formats = FORMATS[name]
    format_option = option(
        "-f",
        "--format",
        "format_name",
        type=Choice(formats),
        help="Output format.  [default: by the file's suffix, else table]",
    )

    def decorate(function: Callable[..., Answer]) -> click.Command:
        def command(
            output: str | None,
            force: bool,
            format_name: str | None = None,
            all_lists: bool = False,
            require_final: bool = False,
            **parameters: Any,
        ) -> ExitCode:
            options = output_options(name, format_name, output, all_lists)
            check_one_stdin([*map(parameters.get, FILES), *parameters.get("files", ())])
            answer = function(**parameters)
            write_answer(answer, options, output, force=force)
            return exit_code_for(answer, require_final)

        shown = [*options, *([format_option] if len(formats) > 1 else []), *OUTPUT]
        return click.Command(name, params=shown, callback=command, help=function.__doc__)

    return decorate


def write_answer(answer: Answer, options: Options, output: str | None, *, force: bool) -> None:
    """Print an answer, or write it to the file ``output``; an old file is overwritten only with ``force``."""
    emit(render(answer, options), output, force=force, for_people=options.format == "table")


def exit_code_for(answer: Any, require_final: bool = False) -> ExitCode:
    """How the command ends after an answer of any kind; its module need not be imported.

    1 where a check differs; 3 where files have problems; 5 where a final count is required and missing;
    else 4 where a lot must be drawn.
    """
    if answer.schema == "check":
        return ExitCode.DIFFERS if answer.differs else ExitCode.OK
    if answer.schema == "validation":
        return ExitCode.BAD_INPUT if any(file.problems for file in answer.files) else ExitCode.OK
    compositions = list(_compositions(answer))
    if require_final and any(one.count.final is not True for one in compositions):
        return ExitCode.NOT_FINAL
    return ExitCode.LOT_NEEDED if any(one.tie for one in compositions) else ExitCode.OK


def _compositions(answer: Any) -> Iterator[Composition]:
    """The compositions that an answer is about."""
    match answer.schema:
        case "compositions":
            yield from answer.compositions
        case "explain":
            yield from (one.composition for one in answer.explanations)
        case "margins":
            yield from (one.composition for one in answer.margins)
        case "compare":
            yield from (side for one in answer.comparisons for side in (one.first, one.second))
        case "what-if":
            yield from (one.second for one in answer.comparisons)
