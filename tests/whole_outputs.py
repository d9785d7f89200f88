"""Whole outputs of the command line, held as files: every command x format x language on bundled data.

A case is a command line. Its file holds the exit code, standard output and standard error as they were.
Formats for programs do not depend on the language, so the Danish run must give the English file.
"""

from __future__ import annotations

import io
import json
import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kkr_alloc import __version__, bundled
from kkr_alloc.cli.main import COMMANDS
from kkr_alloc.election import election_info
from tests.sources import feedmaker

FOLDER = Path(__file__).parent / "goldens"
INPUT = "tests/goldens/input"
LANGUAGES = ("en", "da")
FOR_PEOPLE = ("table", "markdown", "html", "svg", "github")
DOCUMENTS = ("table", "json")
ALL = ("table", "markdown", "html", "json")

Run = Callable[[list[str]], tuple[int, bytes, bytes]]
"""Runs the program with some arguments: exit code, standard output, standard error."""


@dataclass(frozen=True)
class Case:
    """One command line. ``language`` is None where the output does not depend on it."""

    slug: str
    arguments: tuple[str, ...]
    language: str | None

    @property
    def file(self) -> Path:
        """Where its output is kept."""
        return FOLDER / f"{self.slug}.txt"


def _of(slug: str, line: str, *formats: str) -> Iterator[Case]:
    for name in formats or ("",):
        arguments = [*shlex.split(line), *(["-f", name] if name else [])]
        of_format = f"{slug}.{name}" if name else slug
        if name in FOR_PEOPLE or not name:
            for language in LANGUAGES:
                yield Case(f"{of_format}.{language}", (*arguments, "--lang", language), language)
        else:
            yield Case(of_format, tuple(arguments), None)


def cases() -> list[Case]:
    """Every case, in order."""
    compositions = (*FOR_PEOPLE, "json", "ndjson", "csv", "tsv", "xlsx")
    found = [
        *_of("compute-hovedstaden", "compute -r hovedstaden", *compositions),
        *_of("compute-kv2017", "compute -e kv2017 --all-lists", "table"),
        *_of("compute-kv2025", "compute -e kv2025", "table", "markdown", "html", "csv", "xlsx"),
        *_of("compute-all", "compute -b all", "table"),
        *_of("compute-board", "compute -b bestyrelse", "table", "json", "svg"),
        *_of("compute-national", "compute -b repraesentantskab -e kv2017 --rules dhondt", "table", "json"),
        *_of("compute-tie", f"compute {_TIE}", *compositions),
        *_of("compute-lot", f"compute {_TIE} --lots {INPUT}/lots.yaml", "table", "json"),
        *_of("explain-hovedstaden", "explain -r hovedstaden", *DOCUMENTS),
        *_of("explain-kv2017", "explain -e kv2017", "table"),
        *_of("explain-board", "explain -b bestyrelse", *DOCUMENTS),
        *_of("explain-tie", f"explain {_TIE}", *ALL),
        *_of("margins-midtjylland", "margins -r midtjylland --against V --against C", *ALL),
        *_of("margins-tie", f"margins {_TIE}", "table"),
        *_of("what-if-mayor", f"what-if -r hovedstaden {_CHANGES}", *ALL),
        *_of("what-if-list", "what-if -r sjaelland -e kv2017 --co-operation-list all", *DOCUMENTS),
        *_of("compare-elections", "compare kv2017 kv2021 -r sjaelland", *ALL),
        *_of("compare-rules", "compare kl dhondt -e kv2017", *DOCUMENTS),
        *_of("outlook-all", "outlook -r nordjylland --unknown all", *DOCUMENTS),
        *_of(
            "outlook-led",
            "outlook -r hovedstaden --unknown all --candidates Gentofte=C,V --leaders C,largest",
            *ALL,
        ),
        *_of("check", "check", *ALL, "github"),
        *_of("check-rules", "check --rules kl --rules dhondt --rules sainte-lague", "table", "markdown"),
        *_of("check-expected", f"check --expected {INPUT}/expected.csv -e kv2021", "table", "github"),
        *_of("report-nordjylland", "report -r nordjylland --require-final"),
        *_of("convert-feed", "convert FEED"),
        *_of("compute-feed", "compute --votes FEED -r sjaelland", *DOCUMENTS),
        *_of("watch-feed", "watch FEED --polls 1 -r sjaelland", "table", "ndjson"),
        *_of(
            "validate-sound",
            f"validate -e kv2021 {INPUT}/votes.csv {INPUT}/mayors.csv {INPUT}/lots.yaml",
            *DOCUMENTS,
        ),
        *_of("validate-wrong", f"validate -e kv2021 {INPUT}/wrong.csv {INPUT}/nowhere.csv", *ALL),
        *_of("elections", "elections", *ALL),
        *_of("rules", "rules", *ALL),
        *_of("error-region", "compute -r hovedsaden"),
        *_of("error-region-json", "compute -r hovedsaden -f json"),
        *_of("error-option", "compute --regoin hovedstaden"),
        *_of("error-format", "compute -f jsom"),
        *_of("error-command", "comptue"),
        *_of("error-votes", f"compute -e kv2021 --votes {INPUT}/wrong.csv -r 1081"),
        *_of("error-votes-json", f"compute -e kv2021 --votes {INPUT}/wrong.csv -r 1081 -f json"),
        *_of("error-election", f"compute --votes {INPUT}/votes.csv"),
        *_of("error-party", "margins -r midtjylland --against Venster"),
        *_of("error-rule", "what-if --change-rule levelling=hare"),
        *_of("error-not-final", f"compute {_TIE} --require-final"),
        *_of("help", "--help"),
        *(case for name in COMMANDS for case in _of(f"help-{name}", f"{name} --help")),
    ]
    assert len({case.slug for case in found}) == len(found)
    return found


_TIE = f"--votes {INPUT}/votes.csv --mayors {INPUT}/mayors.csv -r nordjylland -e kv2021 --rules dhondt"
_CHANGES = '--change-mayor Egedal=C --change-votes "A+2%" --change-rule cap_per_municipality=null'


def make_feed(folder: Path) -> None:
    """A small feed, half counted, in the place of ``FEED``."""
    (folder / "valgresultater").mkdir(parents=True)
    geography = bundled.geography(election_info("kv2025").term_start)
    stages = ("Fintælling", "ForeløbigOptælling", "IngenResultater")
    for number, code in enumerate(geography.area("sjaelland")):
        name = geography.municipalities[code]
        area = feedmaker.area(
            number, stages[number % 3], lists=_lists(number), Kommune=name, Kommunekode=int(code)
        )
        file = f"valgresultater-Kommunalvalg-{name}_Kommune-Område_{number}-191120251100.json"
        (folder / "valgresultater" / file).write_text(json.dumps(area), encoding="utf-8")


def _lists(number: int) -> tuple[tuple[str | None, str, int], ...]:
    return (
        ("A", "Socialdemokratiet", 600 + number),
        ("V", "Venstre, Danmarks Liberale Parti", 500 - number),
        ("F", "SF - Socialistisk Folkeparti", 100),
    )


def output(case: Case, run: Run, feed: Path) -> str:
    """What the program gives for a case, as its file holds it."""
    arguments = [str(feed) if argument == "FEED" else argument for argument in case.arguments]
    code, out, err = run(arguments)
    parts = [f"exit {code}", "--- stdout", _text(out), "--- stderr", _text(err)]
    whole = "\n".join(part.rstrip("\n") if part.startswith("---") else part for part in parts)
    for changing, fixed in ((str(feed), "FEED"), (f"kkr-alloc {__version__}", "kkr-alloc VERSION")):
        whole = whole.replace(changing, fixed)
    whole = re.sub(r'"time": ?"[^"]*"', '"time": "TIME"', whole)
    whole = re.sub(r"^[0-9]{2}:[0-9]{2}:[0-9]{2} ", "TIME ", whole, flags=re.MULTILINE)
    return whole.rstrip("\n") + "\n"


def _text(out: bytes) -> str:
    return _workbook(out) if out.startswith(b"PK") else out.decode("utf-8")


def _workbook(data: bytes) -> str:
    """The cells of every sheet, a line per row."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    lines = []
    for name in book.sheet_names:
        lines.append(f"# {name}")
        for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False):
            cells = (int(cell) if isinstance(cell, float) and cell.is_integer() else cell for cell in row)
            lines.append("\t".join(map(str, cells)))
    return "\n".join(lines) + "\n"
