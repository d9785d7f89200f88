"""Options that several commands share. Each has an environment variable KKR_ALLOC_<OPTION>."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.cli.printing import reading_progress
from kkr_alloc.cli.usage import Choice, option, usage_error
from kkr_alloc.election import LATEST, Inputs, load
from kkr_alloc.errors import USAGE, InputError, quoted
from kkr_alloc.model import BODIES, Election, Geography
from kkr_alloc.names import find_region
from kkr_alloc.text import text

REGION = option(
    "-r --region NAME ...", "A region, by name or code; may be repeated. Default: all.", "regions"
)
BODY = option("-b --body", "The body.", type=Choice(BODIES), default="kkr")
ALL_BODIES = "all"
BODY_OR_ALL = option(
    "-b --body", "The body, or all of them.", type=Choice([*BODIES, ALL_BODIES]), default="kkr"
)
MAYORS = option("--mayors FILE", "Your own mayors (a table). Default: the election's, else the sitting ones.")
CO_OPERATION = option(
    "--co-operation FILE", "The lists of the list co-operation (a table), taken as complete."
)
INPUTS = (
    option(
        "-e --election NAME",
        f"A bundled election (kkr-alloc elections lists them), or {LATEST}.  "
        f"[default: the one that --votes name, without them {bundled.DEFAULT_ELECTION}]",
    ),
    option("--votes FILE|DIR|-", "Your own votes, - for stdin. Default: the election's."),
    MAYORS,
    CO_OPERATION,
)
"""The options of :class:`Inputs`."""

RULES = option(
    "--rules NAME|FILE",
    "A rule set (kkr-alloc rules lists them), or the path of your own (YAML).",
    default=bundled.DEFAULT_RULES,
)
LOTS = option("--lots FILE", "Drawn lots (YAML), where a tie needs one.")
ALL_LISTS = option("--all-lists", "Show each local list in the table.")
REQUIRE_FINAL = option("--require-final", "Exit with 5 unless the count is final.")
VERBOSE = option("-v --verbose", "Name the files, polling areas and municipalities that notes only count.")

QUESTION = (REGION, BODY, *INPUTS, RULES, VERBOSE)
"""What a question is about; a command may add LOTS."""

COMPOSITIONS = (REGION, BODY_OR_ALL, *INPUTS, RULES, LOTS)
"""What several bodies are composed of."""

OUTPUT = (
    option("-o --output FILE", "Write to a file (at once and whole) instead of stdout."),
    option("--force", "Overwrite the file if there is one."),
)


def load_inputs(inputs: Inputs) -> Election:
    """Read an election, with a progress bar while a folder is read."""
    with reading_progress(inputs.votes) as progress:
        return load(replace(inputs, progress=progress))


def unreadable(field: str, written: str, *examples: str) -> InputError:
    """The error of an option's value that is not written like the examples."""
    return InputError(
        text("This cannot be read: {value}.", value=quoted(written)),
        field=field,
        value=quoted(written),
        hint=text("Write it like {examples}.", examples=", ".join(examples)),
        code=USAGE,
    )


def region_ids(names: Sequence[str], body: str, geography: Geography) -> list[str | None]:
    """The regions to compute, in the order asked; ``[None]`` for a national body.

    Raises:
        UsageError: a region was named for a national body.
        InputError: a region is unknown.
    """
    if body in BODIES[1:]:
        if names:
            raise usage_error("{body} is a national body; leave --region out.", body=body)
        return [None]
    found = [find_region(name, geography).id for name in names]
    return list(dict.fromkeys(found)) or [region.id for region in geography.regions]
