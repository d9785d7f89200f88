"""A small election night: one polling area in each municipality of Nordjylland, released bit by bit."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from kkr_alloc import bundled
from tests.sources.feedmaker import Folder, area, seats

NORDJYLLAND = tuple(bundled.geography(datetime.date(2026, 1, 1)).region("nordjylland").municipalities)
NAMES = bundled.geography(datetime.date(2026, 1, 1)).municipalities
WAITING, PRELIMINARY, FINAL = "IngenResultater", "ForeløbigOptælling", "Fintælling"
VOTES = (
    ("A", "Socialdemokratiet", 500),
    ("V", "Venstre, Danmarks Liberale Parti", 400),
    ("X", "Borgerlisten i {}", 1),
)


class Night:
    """The folder that is mirrored, and a mayors file for it (all of Venstre but one)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "feed"
        self.folder.mkdir()
        self._feed = Folder(self.folder)
        self.mayors = folder / "mayors.csv"
        rows = [f"{code},,{'A' if code == NORDJYLLAND[0] else 'V'}" for code in NORDJYLLAND]
        self.mayors.write_text("\n".join(["municipality_code,list_letter,party", *rows]))

    def release(
        self,
        code: str,
        stage: str,
        hour: int = 22,
        lists: tuple[tuple[str | None, str, int], ...] = VOTES,
        part: str = "valgresultater",
        suffix: str = "",
        spelling: str = "{} Kommune",
        **changed: Any,
    ) -> Path:
        """Put a release of a municipality's polling area into the folder; with a final one its council."""
        lists = tuple((letter, name.format(NAMES[code]), votes) for letter, name, votes in lists)
        day = "11" if stage == WAITING else "18"
        content = area(
            int(code),
            stage,
            f"{day}-11-2025 {hour:02}:00:00",
            lists,
            Kommunekode=int(code),
            Kommune=spelling.format(NAMES[code]),
            **changed,
        )
        if stage == FINAL and part == "valgresultater":
            same = ("Valgdag", "Kommune", "Kommunekode")
            based_on = [{"AfstemningsområdeDagiId": int(code)}]
            council = seats(
                ((*lists[0][:2], 1),),
                content["FrigivelsesTidspunktUTC"],
                BaseretPåOptællinger=based_on,
                **{key: content[key] for key in same},
            )
            self._feed.put_seats(council, of=NAMES[code])
        return self._feed.put(content, f"Hele{suffix}", part, of=f"{NAMES[code]}_Kommune")

    def put_bytes(self, code: str, data: bytes, suffix: str = "") -> Path:
        """Put bytes in the place of a municipality's release."""
        return self._feed.put(data, f"Hele{suffix}", of=f"{NAMES[code]}_Kommune")

    def release_all(self, stage: str, **settings: Any) -> None:
        """Put the same release into the folder for every municipality."""
        for code in NORDJYLLAND:
            self.release(code, stage, **settings)
