"""What ``data/`` says, held against the published totals, and against a fresh conversion of the raw files."""

from __future__ import annotations

import importlib.util
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from kkr_alloc import bundled
from kkr_alloc.composition import compose
from kkr_alloc.election import bundled_elections, election_info, load_election
from kkr_alloc.model import Composition, Election

ELECTIONS = ("kv2013", "kv2017", "kv2021", "kv2025")
MUNICIPALITIES = {"hovedstaden": 29, "sjaelland": 17, "syddanmark": 22, "midtjylland": 19, "nordjylland": 11}

REVIEWED = {
    # Lists with more than 0.3 % of a region's votes that were looked at by hand and are no parties.
    "kv2013": "167-H 230-L 259-U 270-G 320-Å 360-L 376-G 440-P 540-L 730-L 751-P 756-Å 773-D 810-J 840-J "
    "840-Å 851-Å 860-T",
    "kv2017": "230-L 270-G 316-L 320-L 336-N 360-L 360-P 376-G 561-E 573-L 730-L 779-M 810-J 820-G 840-L "
    "851-E 860-T",
    "kv2021": "101-U 230-L 240-L 269-H 270-E 306-N 360-H 376-L 550-T 657-H 730-Q 810-J 840-L 849-T 860-T",
    "kv2025": "240-L 259-D 306-N 320-L 330-L 360-J 360-L 376-L 550-T 730-E 730-Q 756-L 810-J 840-L 860-L",
}


@pytest.fixture(scope="module", params=ELECTIONS)
def loaded(request: pytest.FixtureRequest) -> Election:
    return load_election(request.param)


def test_the_bundled_elections() -> None:
    assert tuple(info.id for info in bundled_elections()) == ELECTIONS
    assert election_info("latest") == election_info("Latest") == election_info("KV2025")


def test_regions(loaded: Election) -> None:
    assert {region.id: len(region.municipalities) for region in loaded.geography.regions} == MUNICIPALITIES
    assert len(loaded.geography.municipalities) == 98


def test_totals_and_checks(loaded: Election) -> None:
    checks = dict(election_info(loaded.id).checks)
    votes = Counter[str]()
    for result in loaded.lists:
        votes[result.municipality] += result.votes
    mayors = Counter(mayor.counts_for for mayor in loaded.mayors)
    found = {
        "municipalities": len(votes),
        "lists": len(loaded.lists),
        "valid_votes": votes.total(),
        "seats": sum(result.seats or 0 for result in loaded.lists),
        **{f"mayors_{party}": number for party, number in mayors.items()},
    }
    assert {key: found[key] for key in checks} == checks
    # Lists add up to the stated valid votes in every council.
    assert votes == {code: totals.valid for code, totals in loaded.totals.items()}


def test_votes_cast_are_the_valid_blank_and_invalid_ones(loaded: Election) -> None:
    for totals in loaded.totals.values():
        if loaded.id == "kv2021":
            assert totals.cast is None
        else:
            assert totals.cast == totals.valid + (totals.blank or 0) + (totals.invalid or 0)
            assert totals.cast <= (totals.electorate or 0)


def test_national_shares() -> None:
    shares = {"A": 28.40, "V": 21.18, "C": 15.24, "F": 7.61, "Ø": 7.34, "B": 5.59, "O": 4.09, "D": 3.57}
    body = compose(load_election("kv2021"), "bestyrelse", rules=bundled.rules())
    assert {party: round(float(body.party(party).share) * 100, 2) for party in shares} == shares


def test_council_seats() -> None:
    known = {info: Counter(r.seats is None for r in load_election(info).lists) for info in ELECTIONS}
    assert known["kv2013"][False] == known["kv2017"][False] == known["kv2025"][True] == 0
    unknown = {r.municipality for r in load_election("kv2021").lists if r.seats is None}
    assert unknown == {"671", "707", "185"}  # Struer, Norddjurs, Tårnby


def test_every_mayors_list_stands_in_the_municipality(loaded: Election) -> None:
    standing = {(result.municipality, result.party or result.id) for result in loaded.lists}
    strangers = [
        (mayor.municipality, mayor.counts_for)
        for mayor in loaded.mayors
        if (mayor.municipality, mayor.counts_for) not in standing
    ]
    assert strangers == []


def test_every_large_list_that_is_no_party_was_looked_at(loaded: Election) -> None:
    region_of = {code: region.id for region in loaded.geography.regions for code in region.municipalities}
    in_region = Counter[str]()
    for result in loaded.lists:
        in_region[region_of[result.municipality]] += result.votes
    large = {
        result.id
        for result in loaded.lists
        if not result.party and 1000 * result.votes > 3 * in_region[region_of[result.municipality]]
    }
    assert large == set(REVIEWED[loaded.id].split())


@pytest.mark.parametrize(
    ("letter", "name", "election", "party"),
    [
        ("Ø", "Enhedslisten – De Rød-Grønne", "kv2025", "Ø"),
        ("Ø", "Enhedslisten Køge", "kv2025", "Ø"),
        ("F", "SF - Socialistisk  Folkeparti", "kv2025", "F"),
        ("O", "Dansk Folkeparti i Glostrup", "kv2025", "O"),
        ("Å", "Åbenhedslisten", "kv2013", None),
        ("T", "Alternativet", "kv2013", None),
        ("K", "Kommunisterne", "kv2013", None),
        ("K", "DKP - Danmarks Kommunistiske Parti", "kv2025", None),
        ("Æ", "Frihedslisten", "kv2021", "frihedslisten"),
        ("Æ", "Fælleslisten", "kv2021", None),
        ("Q", "SocialKonservative", "kv2025", None),
        ("D", "Ham Stokken", "kv2025", None),
    ],
)
def test_a_letter_alone_is_not_a_party(letter: str, name: str, election: str, party: str | None) -> None:
    assert bundled.register().match(letter, name, election) == party


class TestPublished:
    """Compositions that are published, or follow from what is."""

    @pytest.mark.parametrize(
        ("election", "rules", "region", "mayors", "supplementary"),
        [
            ("kv2017", "kl", "hovedstaden", 29, 25),
            ("kv2017", "kl", "nordjylland", 11, 11),
            ("kv2017", "dhondt", "hovedstaden", 29, 17),
            ("kv2017", "sainte-lague", "hovedstaden", 29, 22),
            ("kv2017", "kl", None, 98, 61),
            ("kv2017", "dhondt", None, 98, 53),
            ("kv2017", "sainte-lague", None, 98, 56),
            ("kv2021", "kl", "hovedstaden", 29, 29),
        ],
    )
    def test_size(
        self, election: str, rules: str, region: str | None, mayors: int, supplementary: int
    ) -> None:
        body = "kkr" if region else "repraesentantskab"
        composition = compose(load_election(election), body, region, rules=bundled.rules(rules))
        assert (composition.mayors, composition.supplementary) == (mayors, supplementary)

    @pytest.mark.parametrize(
        ("election", "seats"),
        [
            ("kv2021", {"A": 6, "V": 5, "C": 3, "B": 1, "F": 1, "Ø": 1}),
            ("kv2017", {"A": 7, "V": 5, "B": 1, "C": 1, "F": 1, "O": 1, "Ø": 1}),
            ("kv2013", {"A": 6, "V": 5, "O": 2, "B": 1, "C": 1, "F": 1, "Ø": 1}),
        ],
    )
    def test_bestyrelse(self, election: str, seats: dict[str, int]) -> None:
        composition = compose(load_election(election), "bestyrelse", rules=bundled.rules())
        assert {line.party: line.seats for line in composition if line.seats} == seats

    def test_levelled_sizes_at_kv25(self) -> None:
        loaded = load_election("kv2025")
        composed = {region: self.kkr(loaded, region) for region in MUNICIPALITIES}
        assert [composed[region].levelled_members for region in MUNICIPALITIES] == [65, 50, 50, 46, 38]
        assert [composed[region].members for region in MUNICIPALITIES] == [58, 34, 44, 38, 22]

    def test_kristendemokraterne_in_midtjylland_2021(self) -> None:
        composition = self.kkr(load_election("kv2021"), "midtjylland")
        assert composition.party("K").eligible
        assert any("37 votes above the threshold" in note.message for note in composition.notes)
        assert "threshold-base-unknown" in {note.code for note in composition.notes}

    @staticmethod
    def kkr(loaded: Election, region: str) -> Composition:
        return compose(loaded, "kkr", region, rules=bundled.rules())


@pytest.mark.parametrize("election", ELECTIONS)
def test_the_tables_are_what_conversion_makes(election: str, shared: Path) -> None:
    for name, table in make_data().tables(election, shared).items():
        assert Path(bundled.data_file(election, name)).read_text(encoding="utf-8") == table, name


def make_data() -> ModuleType:
    path = Path(__file__).resolve().parents[1] / "scripts" / "make_data.py"
    spec = importlib.util.spec_from_file_location("make_data", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
