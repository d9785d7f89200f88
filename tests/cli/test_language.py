"""--lang da: what people read is Danish, what programs read is not."""

from __future__ import annotations

import re

import pytest

from kkr_alloc import bundled
from kkr_alloc.render import FORMATS
from tests.cli.runner import Program, process

PEOPLES = ("table", "markdown", "html", "svg")


def test_the_table(program: Program) -> None:
    out = program("compute", "-r", "hovedstaden", "--lang", "da", "--steps").out
    for expected in (
        "KKR Hovedstaden, valgperioden 2022-2026",
        "Kommunalvalg 2021 (16. november 2021), endelig optælling. Regler: kl.",
        "58 medlemmer: 29 borgmestre og 29 suppleringsmedlemmer.",
        "220.319 stemmer / 17",
        "23,35 %",
        "* under spærregrænsen",
        "Udfyldning: hvert mandat til den største kvotient",
    ):
        assert expected in out


def test_the_notes(program: Program) -> None:
    out = " ".join(program("compute", "-r", "midtjylland", "--lang", "da").out.split())
    assert "Kristendemokraterne er 37 stemmer over spærregrænsen på 2,00 % (14.485 stemmer)." in out


@pytest.mark.parametrize("place", [0, 1, 3])
def test_it_may_stand_anywhere_and_in_the_environment(place: int) -> None:
    call = ["compute", "-r", "1081"]
    said = process(*call[:place], "--lang=da", *call[place:])
    assert "valgperioden" in said.out
    assert said.out == process(*call, KKR_ALLOC_LANG="da").out
    assert "valgperioden" not in process(*call, "--lang", "en", KKR_ALLOC_LANG="da").out


@pytest.mark.parametrize("name", FORMATS)
def test_machine_formats_stay_the_same(program: Program, tmp_path: object, name: str) -> None:
    written = []
    for language in ("en", "da"):
        target = f"{tmp_path}/{language}"
        assert program("compute", "-f", name, "--lang", language, "-o", target).code == 0
        with open(target, "rb") as file:
            written.append(file.read())
    assert (written[0] == written[1]) is (name not in PEOPLES)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["compute", "-r", "sjeland"], 'Fejl: Der er ingen region "sjeland". Mente du sjaelland?'),
        (["compute", "-e", "kv1999"], 'Fejl: Der er intet valg "kv1999".'),
        (["compute", "--votes", "/no/such.csv"], "Filen findes ikke. Kontrollér stien."),
        (["compute", "--nonsense"], "Brug: kkr-alloc compute [OPTIONS]\nFejl: Der er ingen valgmulighed"),
        (["compute", "-f", "xml"], "Fejl: --format: xml er ingen af table, json,"),
        (["comptue"], "Fejl: Der er ingen kommando comptue. Mente du compute?"),
        (["compute", "-b", "bestyrelse", "-r", "1081"], "er et landsdækkende organ; udelad --region."),
    ],
)
def test_errors(program: Program, arguments: list[str], said: str) -> None:
    outcome = program(*arguments, "--lang", "da")
    assert outcome.code in (2, 3)
    assert said in outcome.err


def test_an_error_in_json_stays_english(program: Program) -> None:
    outcome = program("compute", "-r", "sjeland", "--lang", "da", "-f", "json")
    assert outcome.error["message"] == 'There is no region "sjeland".'


def test_an_internal_error(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("oops")

    monkeypatch.setattr("kkr_alloc.cli.options.load", fail)
    outcome = program("compute", "--lang", "da")
    assert outcome.code == 70
    assert "Intern fejl: RuntimeError: oops." in outcome.err


def test_english_reads_no_danish() -> None:
    """The sentences of another language are read only where they are needed."""
    import subprocess
    import sys

    code = (
        "from kkr_alloc import bundled; bundled.language = None\n"
        "from kkr_alloc.cli.main import run; raise SystemExit(run(['compute', '-r', '1081']))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize(
    "call",
    [
        ("explain", "-r", "hovedstaden"),
        ("explain", "-b", "bestyrelse"),
        ("margins", "-r", "nordjylland"),
        ("what-if", "-r", "hovedstaden", "--change-mayor", "Egedal=C"),
        ("compare", "kv2017", "kv2021", "-r", "sjaelland"),
        ("outlook", "-r", "nordjylland", "--unknown", "Aalborg"),
        ("check",),
        ("elections",),
        ("compute", "--steps"),
        ("report", "--body", "all"),
    ],
)
def test_no_sentence_falls_through(program: Program, call: tuple[str, ...]) -> None:
    """None of the sentences that have no number or name in them is left in English."""
    english = program(*call).out
    danish = program(*call, "--lang", "da").out
    catalogue = bundled.language("da").catalogue
    told = [
        template
        for template, said in catalogue.items()
        if "{" not in template and template != said and re.search(rf"\b{re.escape(template)}(?!\w)", english)
    ]
    assert len(told) > 2
    # In the data's own remarks, which are in English, and in the page's style.
    known = {"Term", "no", "none", "mayor", "members", "final count", "before", "after"}
    left = [t for t in told if re.search(rf"\b{re.escape(t)}(?!\w)", danish) and t not in known]
    assert left == []
