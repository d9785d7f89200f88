"""``kkr-alloc report``, and the page in a real browser where there is one."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from kkr_alloc import compute
from kkr_alloc.model import BODIES
from tests.cli.runner import Program

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--virtual-time-budget=4000"),
)

PROBE = """<!DOCTYPE html><body style="margin:0"><pre id="told"></pre><script>
const told = [];
for (const [width, html] of {pages}) {{
  const frame = document.createElement("iframe");
  frame.style = `width:${{width}}px;height:900px;border:0`;
  frame.onload = () => {{
    const page = frame.contentDocument, root = page.documentElement;
    const shown = page.querySelector(".hemicycle").getBoundingClientRect();
    const wide = [...page.querySelectorAll("body *")].filter(e => !e.closest(".scroll") && !e.closest("svg")
      && e.getBoundingClientRect().right > root.clientWidth + 0.5).map(e => e.tagName + "." + e.className);
    const style = frame.contentWindow.getComputedStyle(page.body);
    told.push({{
      over: root.scrollWidth - root.clientWidth, wide: wide, title: page.title,
      diagram: [shown.width, shown.height],
      circles: page.querySelectorAll(".hemicycle circle").length,
      colours: [style.backgroundColor, style.color],
    }});
    document.getElementById("told").textContent = JSON.stringify(told);
  }};
  frame.srcdoc = html;
  document.body.append(frame);
}}
</script>"""


@pytest.fixture(scope="module")
def browser() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    pytest.skip("there is no chromium, chromium-browser or google-chrome on PATH")


def shown(
    browser: str, tmp_path: Path, pages: list[tuple[int, str]], preferred_scheme: int
) -> list[dict[str, Any]]:
    """What the browser makes of pages, each in a frame of its width."""
    probe = tmp_path / "probe.html"
    source = json.dumps(pages).replace("</", "<\\/")
    probe.write_text(PROBE.format(pages=source), encoding="utf-8")
    scheme = f"--blink-settings=preferredColorScheme={preferred_scheme}"
    done = subprocess.run(
        [browser, *FLAGS, scheme, f"--user-data-dir={tmp_path / 'profile'}", "--window-size=1400,1000",
         "--dump-dom", probe.as_uri()],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    told = re.search(r'<pre id="told">(.*?)</pre>', done.stdout, re.DOTALL)
    assert told, done.stderr
    found: list[dict[str, Any]] = json.loads(told[1].replace("&amp;", "&") or "[]")
    assert len(found) == len(pages), "a page was not loaded"
    return found


def test_browser_shows_nothing_wider_than_the_screen(browser: str, program: Program, tmp_path: Path) -> None:
    composed = [body for name in BODIES for body in compute("kv2021", body=name).compositions]
    pages = {
        language: program("report", "--body", "all", "--lang", language).out for language in ("da", "en")
    }
    for found in shown(browser, tmp_path, [(360, pages["da"]), (768, pages["en"]), (1280, pages["da"])], 1):
        assert (found["over"], found["wide"]) == (0, [])
        assert "2022-2026" in found["title"]
        assert found["circles"] == sum(body.members or 0 for body in composed)
        drawn_width, drawn_height = found["diagram"]
        assert 280 < drawn_width < 600
        assert 140 < drawn_height < 350
        assert found["colours"] == ["rgb(255, 255, 255)", "rgb(26, 31, 38)"]


def test_browser_shows_it_dark_where_the_reader_prefers_that(
    browser: str, program: Program, tmp_path: Path
) -> None:
    (dark,) = shown(browser, tmp_path, [(1280, program("report", "-r", "1081").out)], 0)
    assert dark["colours"] == ["rgb(18, 22, 28)", "rgb(232, 235, 239)"]


@pytest.mark.parametrize(
    ("body", "diagrams"), [("kkr", 5), ("bestyrelse", 1), ("repraesentantskab", 1), ("all", 7)]
)
def test_bodies(program: Program, body: str, diagrams: int) -> None:
    outcome = program("report", "--body", body)
    assert outcome.code == 0
    assert outcome.out.count('class="hemicycle"') == diagrams
