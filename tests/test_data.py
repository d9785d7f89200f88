"""What ``data/`` says, held against the published totals, and against a fresh conversion of the raw files."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import pytest

from kkr_alloc import bundled
from kkr_alloc.composition import compose
from kkr_alloc.election import ElectionInfo, bundled_elections, election_info, load_election
from kkr_alloc.model import Election, Totals
from kkr_alloc.sources.files import Content, read_content
from kkr_alloc.sources.tidy import read_mayors, read_totals, read_votes
from kkr_alloc.sources.yamlfile import read_yaml
from scripts import make_data
from tests.tables import rows_of

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


def table_of_totals(loaded: Election) -> dict[str, Totals]:
    """The bundled table of totals, by municipality."""
    return read_totals(election_info(loaded.id).table("totals.csv"), loaded.geography)


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
    assert votes == {code: totals.valid for code, totals in table_of_totals(loaded).items()}


def test_votes_cast_are_the_valid_blank_and_invalid_ones(loaded: Election) -> None:
    cast_only = set()
    for code, totals in table_of_totals(loaded).items():
        if totals.blank is None or totals.invalid is None or totals.electorate is None:
            cast_only.add(code)
            assert totals.valid < (totals.cast or totals.valid + 1)
        else:
            assert totals.cast == totals.valid + totals.blank + totals.invalid
            assert totals.cast <= totals.electorate
    # København, Roskilde, Kerteminde, Langeland, Haderslev, Thisted
    assert cast_only == ({"101", "265", "440", "482", "510", "787"} if loaded.id == "kv2021" else set())


def test_the_votes_carry_their_election_and_the_votes_cast_of_the_totals(loaded: Election) -> None:
    """At KV25 the two are from different files: the final feed, and the table of totals."""
    votes = read_votes(election_info(loaded.id).table("votes.csv"), bundled.register(), loaded.geography)
    assert (votes.election, votes.lists) == (loaded.id, loaded.lists)
    table = table_of_totals(loaded)
    known = {code: totals.cast for code, totals in table.items() if totals.cast is not None}
    assert {code: totals.cast for code, totals in votes.totals.items()} == known
    assert set(table) - set(known) == ({"265"} if loaded.id == "kv2021" else set())  # Roskilde


def test_national_shares() -> None:
    shares = {"A": 28.40, "V": 21.18, "C": 15.24, "F": 7.61, "Ø": 7.34, "B": 5.59, "O": 4.09, "D": 3.57}
    body = compose(load_election("kv2021"), "bestyrelse", rules=bundled.rules())
    assert {party: round(float(body.party(party).share) * 100, 2) for party in shares} == shares


def test_council_seats() -> None:
    known = {
        election: Counter(r.seats is None for r in load_election(election).lists) for election in ELECTIONS
    }
    assert known["kv2013"][False] == known["kv2017"][False] == 0
    assert known["kv2021"][True] == known["kv2025"][True] == 0


def test_council_seats_of_2021_are_the_national_totals() -> None:
    """The totals that the seats of Struer, Norddjurs and Tårnby are derived from."""
    seats = Counter[str]()
    for result in load_election("kv2021").lists:
        seats[result.party or "local"] += result.seats or 0
    stated = {"A": 755, "V": 620, "C": 404, "F": 168, "Ø": 114, "B": 94, "O": 90, "D": 65, "I": 9}
    assert {party: seats[party] for party in stated} == stated


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


def test_the_votes_of_2021_are_the_handed_over_ones(shared: Path) -> None:
    """They are converted from the 98 exports, of which the handed over table is another reading."""
    columns = ("municipality_code", "list_letter", "list_name", "votes")
    files = bundled.data_file("kv2021", "votes.csv"), shared / "tables" / "kv2021_votes.csv"
    ours, handed_over = ([tuple(row[name] for name in columns) for row in rows_of(file)] for file in files)
    assert sorted(ours) == sorted(handed_over)


@pytest.mark.parametrize("election", ELECTIONS)
def test_the_tables_are_what_conversion_makes(election: str, shared: Path) -> None:
    for name, table in make_data.tables(election, shared).items():
        assert Path(bundled.data_file(election, name)).read_text(encoding="utf-8") == table, name


class TestKV09:
    """Evidence for the figures of 2010-2013: not listed as an election, not computed as one."""

    INFO = read_yaml(read_content(bundled.data_file("evidence", "kv2009", "evidence.yaml")), ElectionInfo)

    @classmethod
    def table(cls, name: str) -> Content:
        return read_content(bundled.data_file("evidence", "kv2009", name))

    def test_the_tables_are_what_conversion_makes(self, shared: Path) -> None:
        for name, table in make_data.evidence(shared).items():
            assert self.table(name).data.decode() == table, name

    def test_checks(self) -> None:
        register, geography = bundled.register(), bundled.geography(self.INFO.term_start)
        votes = read_votes(self.table("votes.csv"), register, geography, ours=True)
        totals = read_totals(self.table("totals.csv"), geography)
        mayors = Counter(m.counts_for for m in read_mayors(self.table("mayors.csv"), register, geography)[0])
        valid = Counter[str]()
        for result in votes.lists:
            valid[result.municipality] += result.votes
        assert (votes.election, set(totals)) == ("kv2009", set(geography.municipalities))
        assert all(valid[code] == totals[code].valid for code in valid)
        assert {code: votes.totals[code].cast for code in valid} == {
            code: totals[code].cast for code in valid
        }
        found = {
            "municipalities": len(valid),
            "lists": len(votes.lists),
            "valid_votes": valid.total(),
            "valid_votes_of_all_98": sum(total.valid for total in totals.values()),
            **{f"mayors_{party}": number for party, number in mayors.items()},
        }
        assert {key: found[key] for key in self.INFO.checks} == self.INFO.checks

    def test_the_incomplete_municipalities_are_the_others(self) -> None:
        rows = list(csv.DictReader(io.StringIO(self.table("incomplete.csv").data.decode())))
        counted = self.table("votes.csv").data.decode()
        codes = {row["municipality_code"] for row in rows}
        assert len(codes) == 18
        assert not any(f"kv2009,{code}," in counted for code in codes)
        above = {
            (row["municipality"], row["list_letter"])
            for row in rows
            if row["votes_exact"] and int(row["votes_exact"]) < int(row["votes_counted"])
        }
        assert above == {("Aalborg", "A"), ("Aalborg", "F"), ("Vesthimmerlands", "C")}
