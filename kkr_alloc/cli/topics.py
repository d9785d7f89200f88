"""What ``kkr-alloc help TOPIC`` tells, in the same words as --help and docs/cli.md."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from kkr_alloc.errors import ExitCode

EXIT_CODES: dict[ExitCode, str] = {
    ExitCode.OK: "ok",
    ExitCode.DIFFERS: "check found a difference",
    ExitCode.USAGE: "the command line makes no sense",
    ExitCode.BAD_INPUT: "bad input; nothing was computed",
    ExitCode.LOT_NEEDED: "a lot must be drawn; the result is printed",
    ExitCode.NOT_FINAL: "the count is not final, with --require-final; the result is printed",
    ExitCode.CANNOT_WRITE: "the output cannot be written, or a file is in the way",
    ExitCode.INTERNAL: "internal error",
    ExitCode.INTERRUPTED: "Ctrl-C",
    ExitCode.TERMINATED: "SIGTERM",
}

FORMATS: dict[str, str] = {
    "table": "for people: a table in the width of the terminal",
    "json": "for programs: everything, described by schema/compositions.schema.json",
    "ndjson": "a line per composition, each a JSON document as above",
    "csv": "a row per party and body, fixed columns, commas",
    "tsv": "the same with tabs",
    "xlsx": "an Excel workbook with a sheet per body; needs kkr-alloc[xlsx]",
    "markdown": "headings and tables for an issue, a wiki or a job's summary",
    "html": "a table per body, to be put into a page; `kkr-alloc report` makes a whole page",
    "svg": "the seat diagram",
}

RULES: dict[str, str] = {
    "threshold": 'least share of the votes, quoted: "0.02"; null for none',
    "threshold_base": "what it is a share of: valid, or cast (with blank and invalid votes)",
    "council_seat": "whether a seat in at least one council of the area is needed",
    "co_operation": "whether the list co-operation counts as one party",
    "ex_officio": "mayors, or null where they are not members by office",
    "levelling": "the divisor that sizes the body: dhondt, sainte-lague, adams; or null",
    "cap_per_municipality": "most members for each municipality; null for no cap",
    "fill": "the divisor that fills a capped body or a fixed number of seats",
    "seats": "the number of seats where it is fixed; then levelling is null",
}


class Topic(NamedTuple):
    """A page of help: its line in the list, and what makes its text."""

    title: str
    written: Callable[[], str]


def exit_codes() -> str:
    """The codes a command ends with."""
    return _table({str(code.value): meaning for code, meaning in EXIT_CODES.items()}, right=True) + (
        "\n5 comes before 4 where both are true. With --format json an error is one JSON object on stderr:\n"
        '  {"error": {"code": …, "message": …, "problems": [{"file", "line", "field", "value", …}]}}\n'
    )


def formats() -> str:
    """The output formats and the suffixes that stand for them."""
    from kkr_alloc.output import SUFFIXES

    told = {}
    for name, meaning in FORMATS.items():
        suffixes = " ".join(suffix for suffix, of in SUFFIXES.items() if of == name)
        told[f"{name:<9} {suffixes}"] = meaning
    return _table(told) + (
        "\n-f names the format; without it -o FILE goes by the suffix. A file is written whole or not at\n"
        "all, and an old one is overwritten only with --force. table, markdown, html and svg follow --lang.\n"
        "\nExamples:\n"
        "  kkr-alloc compute -o kkr.xlsx\n"
        "  kkr-alloc compute --region sjaelland -f markdown --lang da\n"
        "  kkr-alloc compute -f ndjson | jq '.compositions[].members'\n"
    )


def rules() -> str:
    """The bundled rule sets and how to write one's own."""
    from kkr_alloc import bundled

    known = {}
    for name in bundled.rule_sets():
        rule_set = bundled.rules(name)
        known[name] = f"{rule_set.name}: {rule_set.description}"
    return (
        "Rule sets:\n"
        + _table(known, indent=2)
        + "\nYour own is a YAML file with id, name, description and bodies; each body (kkr,\n"
        "repraesentantskab, bestyrelse) says:\n" + _table(RULES, indent=2) + "\nExamples:\n"
        "  kkr-alloc compute --rules dhondt\n"
        "  kkr-alloc compute --rules my-rules.yaml --region nordjylland\n"
    )


def environment() -> str:
    """The variables that stand in for options."""
    return (
        "Each option has a variable KKR_ALLOC_<OPTION>, the same for every command; the command line wins.\n"
        "Several values have semicolons between them; blanks belong to a value. A variable that a command\n"
        "has no use for is passed over: a region where a national body is asked for, an election where two\n"
        "are compared by name. A value that it cannot take is an error, which names the variable.\n"
        "\nExamples:\n"
        "  KKR_ALLOC_LANG=da kkr-alloc compute\n"
        "  KKR_ALLOC_ELECTION=latest KKR_ALLOC_FORMAT=json kkr-alloc compute\n"
        '  KKR_ALLOC_REGION="hovedstaden;Region Sjælland" kkr-alloc margins\n'
        "\nAlso heard: NO_COLOR (no colours), COLUMNS (width), TERM=dumb, and KKR_ALLOC_DEBUG=1, which\n"
        "shows where an internal error happened.\n"
    )


def completion() -> str:
    """How to switch on the completion of a shell."""
    return (
        "Commands, options, regions, elections, rule sets and parties are completed with the Tab key.\n"
        "\nbash, in ~/.bashrc:\n"
        '  eval "$(_KKR_ALLOC_COMPLETE=bash_source kkr-alloc)"\n'
        "zsh, in ~/.zshrc:\n"
        '  eval "$(_KKR_ALLOC_COMPLETE=zsh_source kkr-alloc)"\n'
        "fish, in ~/.config/fish/completions/kkr-alloc.fish:\n"
        "  _KKR_ALLOC_COMPLETE=fish_source kkr-alloc | source\n"
    )


TOPICS: dict[str, Topic] = {
    "exit-codes": Topic("how a command can end", exit_codes),
    "formats": Topic("the output formats and their suffixes", formats),
    "rules": Topic("the rule sets, and how to write your own", rules),
    "environment": Topic("variables that stand in for options", environment),
    "completion": Topic("completion for bash, zsh and fish", completion),
}


def contents() -> str:
    """The list of topics."""
    return _table({name: topic.title for name, topic in TOPICS.items()}, indent=2)


def _table(rows: Mapping[str, str], indent: int = 0, right: bool = False) -> str:
    width = max(map(len, rows))
    names = {name: name.rjust(width) if right else name.ljust(width) for name in rows}
    return "".join(f"{' ' * indent}{names[name]}  {meaning}\n" for name, meaning in rows.items())
