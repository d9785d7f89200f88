"""--lang da: what people read is Danish, what programs read is not."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.catalogue import danish
from tests.cli.runner import Program, process


def test_it_may_stand_anywhere_and_in_the_environment(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = ["compute", "-r", "1081"]
    first, second, last = (program(*call[:place], "--lang=da", *call[place:]) for place in (0, 1, 3))
    assert "valgperioden" in first.out
    monkeypatch.setenv("KKR_ALLOC_LANG", "da")
    assert first == second == last == program(*call)
    assert "valgperioden" not in program(*call, "--lang", "en").out


def test_help_follows_the_chosen_language_and_not_the_systems() -> None:
    assert process("--help", LANG="da_DK.UTF-8", LANGUAGE="da").out == process("--help").out
    said = process("--help", LANG="en_GB.UTF-8", LANGUAGE="en", KKR_ALLOC_LANG="da").out
    assert said.startswith("Brug: kkr-alloc [TILVALG] KOMMANDO")
    assert process("compute", "--lang", "da", "--help").out.startswith("Brug: kkr-alloc compute [TILVALG]")


def test_importing_the_package_leaves_gettext_alone() -> None:
    code = (
        "import gettext, os; before = dict(os.environ), gettext.textdomain()\n"
        "import kkr_alloc, kkr_alloc.cli.main\n"
        "assert (dict(os.environ), gettext.textdomain()) == before"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["compute", "-b", "bestyrelse", "-r", "1081"], "er et landsdækkende organ; udelad --region."),
        (["compute", "--votes"], "Fejl: Tilvalget '--votes' kræver en værdi."),
        (["compute", "--votes", ""], "Fejl: Ugyldig værdi for '--votes': Værdien er tom."),
        (["compute", "--all-lists=1"], "Fejl: Tilvalget '--all-lists' tager ingen værdi."),
        (["compute", "here", "there"], "Fejl: Uventede argumenter: here there"),
        (["validate"], "Brug: kkr-alloc validate [TILVALG] FIL...\nFejl: Mangler argumentet 'FIL...'."),
        (["watch", ".", "--interval", "soon"], "'--interval': 'soon' er ikke et gyldigt tal."),
        (["watch", ".", "--interval", "0"], "'--interval': 0.0 ligger ikke i intervallet 0.1<=x<=3600."),
        (["--lang", "da"], "KOMMANDO [ARGUMENTER]...\nFejl: Der mangler en kommando."),
    ],
)
def test_errors(program: Program, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str) -> None:
    monkeypatch.setenv("KKR_ALLOC_LANG", "da")
    outcome = program(*arguments)
    assert outcome.code in (2, 3)
    assert said in outcome.err


def test_an_error_in_json_stays_english(program: Program) -> None:
    outcome = program("compute", "--rgion", "x", "--lang", "da", "-f", "json")
    assert outcome.error["message"] == "No such option '--rgion'. Did you mean '--region'?"


def test_english_reads_no_danish() -> None:
    """The sentences of another language are read only where they are needed."""
    code = (
        "import gettext; gettext.GNUTranslations = None\n"
        "from kkr_alloc.cli.main import run; raise SystemExit(run(['compute', '-r', '1081']))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize(
    "call",
    [
        ("explain", "-r", "hovedstaden"),
        ("margins", "-r", "nordjylland"),
        ("what-if", "-r", "hovedstaden", "--change-mayor", "Egedal=C"),
        ("compare", "kv2017", "kv2021", "-r", "sjaelland"),
        ("outlook", "-r", "nordjylland", "--unknown", "Aalborg"),
        ("check",),
        ("elections",),
        ("report", "--body", "all"),
    ],
)
def test_no_sentence_falls_through(program: Program, call: tuple[str, ...]) -> None:
    """None of the sentences that have no number or name in them is left in English."""

    def has(text: str, sentence: str) -> bool:
        return sentence in text and bool(re.search(rf"\b{re.escape(sentence)}(?!\w)", text))

    english = program(*call).out
    in_danish = program(*call, "--lang", "da").out
    english_only = [
        template
        for template, said in danish().items()
        if "{" not in template and template != said and has(english, template)
    ]
    assert len(english_only) > 2
    # In the data's own remarks, which are in English, and in the page's style.
    known = {"Published", "Term", "no", "none", "mayor", "members", "final count", "before", "after", "first"}
    assert [sentence for sentence in english_only if has(in_danish, sentence) and sentence not in known] == []
