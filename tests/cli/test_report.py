"""``kkr-alloc report``, and the page in a real browser where there is one."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kkr_alloc import compute
from kkr_alloc.model import BODIES
from tests.cli.runner import Program

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--virtual-time-budget=4000"),
)

PROBE = """<!DOCTYPE html><body style="margin:0">
<iframe id="f" style="width:{width}px;height:900px;border:0"></iframe>
<pre id="told"></pre><script>
const frame = document.getElementById("f");
frame.onload = () => {{
  const page = frame.contentDocument, root = page.documentElement;
  const shown = page.querySelector(".hemicycle").getBoundingClientRect();
  const wide = [...page.querySelectorAll("body *")].filter(e => !e.closest(".scroll") && !e.closest("svg")
    && e.getBoundingClientRect().right > root.clientWidth + 0.5).map(e => e.tagName + "." + e.className);
  document.getElementById("told").textContent = JSON.stringify({{
    over: root.scrollWidth - root.clientWidth, wide: wide, title: page.title,
    diagram: [shown.width, shown.height],
    circles: page.querySelectorAll(".hemicycle circle").length,
    background: frame.contentWindow.getComputedStyle(page.body).backgroundColor,
    words: frame.contentWindow.getComputedStyle(page.body).color,
  }});
}};
frame.srcdoc = {page};
</script>"""


@pytest.fixture(scope="module")
def browser() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    pytest.skip("there is no chromium, chromium-browser or google-chrome on PATH")


def shown(browser: str, tmp_path: Path, page: str, width: int, *flags: str) -> dict[str, object]:
    """What the browser makes of a page in a frame of that width."""
    probe = tmp_path / "probe.html"
    source = json.dumps(page).replace("</", "<\\/")
    probe.write_text(PROBE.format(width=width, page=source), encoding="utf-8")
    profile = tmp_path / "profile"
    done = subprocess.run(
        [browser, *FLAGS, *flags, f"--user-data-dir={profile}", "--window-size=1400,1000", "--dump-dom",
         probe.as_uri()],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    told = re.search(r'<pre id="told">(.*?)</pre>', done.stdout, re.DOTALL)
    assert told, done.stderr
    assert told[1], "the page was not loaded"
    found: dict[str, object] = json.loads(told[1].replace("&amp;", "&"))
    return found


@pytest.mark.parametrize(("width", "language"), [(360, "da"), (768, "en"), (1280, "da")])
def test_browser_shows_nothing_wider_than_the_screen(
    browser: str, program: Program, tmp_path: Path, width: int, language: str
) -> None:
    composed = [body for name in BODIES for body in compute("kv2021", body=name).compositions]
    page = program("report", "--body", "all", "--lang", language).out
    found = shown(browser, tmp_path, page, width)
    assert (found["over"], found["wide"]) == (0, [])
    assert "2022-2026" in str(found["title"])
    assert found["circles"] == sum(body.members or 0 for body in composed)
    drawn_width, drawn_height = found["diagram"]  # type: ignore[misc]
    assert 280 < drawn_width < 600
    assert 140 < drawn_height < 350


def test_browser_shows_it_dark_where_the_reader_prefers_that(
    browser: str, program: Program, tmp_path: Path
) -> None:
    page = program("report", "-r", "1081").out
    light = shown(browser, tmp_path, page, 1280, "--blink-settings=preferredColorScheme=1")
    dark = shown(browser, tmp_path, page, 1280, "--blink-settings=preferredColorScheme=0")
    assert (light["background"], light["words"]) == ("rgb(255, 255, 255)", "rgb(26, 31, 38)")
    assert (dark["background"], dark["words"]) == ("rgb(18, 22, 28)", "rgb(232, 235, 239)")


@pytest.mark.parametrize(
    ("body", "diagrams"), [("kkr", 5), ("bestyrelse", 1), ("repraesentantskab", 1), ("all", 7)]
)
def test_bodies(program: Program, body: str, diagrams: int) -> None:
    outcome = program("report", "--body", body)
    assert outcome.code == 0
    assert outcome.out.count('class="hemicycle"') == diagrams
