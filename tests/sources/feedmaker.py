"""Makes small feeds and exports like valg.dk's, so that each trap of the real ones can be set by itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

LISTS = (("A", "Socialdemokratiet", 60), ("N", "Nyt Odsherred", 30), (None, "Uden Bogstav", 10))


def area(
    dagi_id: int = 1,
    stage: str = "Fintælling",
    released: str = "19-11-2025 10:00:00",
    lists: tuple[tuple[str | None, str, int], ...] = LISTS,
    **changed: Any,
) -> dict[str, Any]:
    """A polling area in Odsherred as the feed has it; ``changed`` replaces fields, None-valued too."""
    counted = stage != "IngenResultater"
    valid = sum(votes for _, _, votes in lists) if counted else 0
    made: dict[str, Any] = {
        "Valgdag": "18-11-2025",
        "Valgart": "Kommunalvalg",
        "FrigivelsesTidspunktUTC": released,
        "Kommune": "Odsherred Kommune",
        "Kommunekode": 306,
        "AfstemningsområdeDagiId": dagi_id,
        "Afstemningsområde": f"Område {dagi_id}",
        "Resultatart": stage,
        "AfgivneStemmer": valid + 6 if counted else 0,
        "GyldigeStemmer": valid,
        "UgyldigeStemmerUdoverBlanke": 1 if counted else 0,
        "BlankeUgyldigeFremmødteStemmer": 3 if counted else 0,
        "BlankeUgyldigeBrevstemmer": 2 if counted else 0,
        "AntalStemmeberettigedeVælgere": max(200, 2 * valid),
    }
    if counted:
        made["Kandidatlister"] = [
            {
                "KandidatlisteId": f"id-{letter}",
                "Navn": name,
                "Bogstavbetegnelse": letter,
                "Stemmer": votes,
                "Kandidater": None,
            }
            for letter, name, votes in lists
        ]
    return {**made, **changed}


def seats(
    won: tuple[tuple[str | None, str, int], ...] = (("A", "Socialdemokratiet", 2), (None, "Uden Bogstav", 1)),
    released: str = "19-11-2025 12:00:00",
    **changed: Any,
) -> dict[str, Any]:
    """The council of Odsherred as the feed has it."""
    mandates = [
        {"KandidatlisteNavn": name, "Bogstavbetegnelse": letter} for letter, name, n in won for _ in range(n)
    ]
    return {
        "Valgart": "Kommunalvalg",
        "Valgdag": "18-11-2025",
        "FrigivelsesTidspunktUTC": released,
        "Kommune": "Odsherred",
        "Kommunekode": 306,
        "Resultatart": "Fintælling",
        "PersonligeMandater": mandates,
        "ListeMandater": mandates,
        "Kandidatliste": [],
        "BaseretPåOptællinger": None,
        **changed,
    }


EXPORT = "Afstemningsområde;Bogstavbetegnelse;Listenavn;Navn;Stemmetal"


def export(*lists: tuple[str, str, int]) -> str:
    """An export of one polling area: of each list the row of its own votes and a candidate's without any."""
    both = "Nord;{0};{1};Listestemmer;{2}\nNord;{0};{1};x;0\n"
    return f"{EXPORT}\n" + "".join(both.format(*of_list) for of_list in lists)


class Folder:
    """A feed's folder to put releases into."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def put(
        self, content: dict[str, Any] | bytes, name: str = "Nord", part: str = "valgresultater", of: str = ""
    ) -> Path:
        """Write one file; ``name`` is the polling area's, with a release's time where there are several."""
        municipality = of or ("Odsherred_Kommune" if part.endswith("valgresultater") else "Odsherred")
        file = self.path / part / f"{part.split('/')[-1]}-Kommunalvalg-{municipality}-{name}.json"
        return self._write(file, content)

    def put_seats(self, content: dict[str, Any] | bytes, release: str = "", of: str = "Odsherred") -> Path:
        """Write one council's seats."""
        name = f"mandatfordeling-Kommunalvalg-{of}{release}.json"
        return self._write(self.path / "mandatfordeling" / name, content)

    @staticmethod
    def _write(file: Path, content: dict[str, Any] | bytes) -> Path:
        file.parent.mkdir(parents=True, exist_ok=True)
        data = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
        file.write_bytes(data)
        return file
