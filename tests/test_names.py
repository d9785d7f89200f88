"""Regions, municipalities, parties and lists by the names that people write."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.election import load_election
from kkr_alloc.errors import USAGE, InputError, Problem
from kkr_alloc.model import Party
from kkr_alloc.names import (
    Names,
    Register,
    find_list,
    find_municipality,
    find_party,
    find_region,
    find_standing,
    fold,
    inside,
    party_names,
)
from kkr_alloc.tally import tally
from tests.worlds import election

ELECTION = load_election("kv2021")
GEOGRAPHY = ELECTION.geography
AREA = tally(ELECTION, "kkr", "hovedstaden", bundled.rules().bodies["kkr"])


@pytest.mark.parametrize("name", ["Åbenrå", "AABENRAA", "Aaben-raa", " aabenraa\n", "A\u030abenra\u030a"])
def test_spellings_of_one_name_fold_alike(name: str) -> None:
    assert fold(name) == "aabenraa"


def region(name: str) -> str:
    return find_region(name, GEOGRAPHY).id


def standing(name: str) -> str:
    return find_standing(AREA, name).party


def in_270(name: str) -> str:
    return find_list(ELECTION, "270", name, "mayor")


def in_sjaelland(code: str) -> str:
    return inside(ELECTION, code, ["sjaelland", "nordjylland"], "unknown")


def municipality(name: str) -> str:
    return find_municipality(ELECTION, name, "unknown")


def party(name: str) -> str:
    return find_party(ELECTION, name, "party")


@pytest.mark.parametrize(
    ("find", "names", "found"),
    [
        (region,
         "sjaelland, Sjælland, REGION SJÆLLAND, KKR Sjælland, Zealand, 1085", "sjaelland"),
        (municipality, "101, København, Københavns Kommune, koebenhavn", "101"),
        (municipality, "Bornholms Regionskommune", "400"),
        (municipality, "Århus", "751"),
        (municipality, "Assens Kommune", "420"),
        (municipality, "Høje Taastrup", "169"),
        (party, "ø", "Ø"),
        (party, "Venstre", "V"),
        (party, "SF", "F"),
        (party, "270-e, Nytgribskov", "270-E"),
        (party, "L, Lokallisterne i Danmark", "L"),
        (in_270, "e, Nytgribskov", "270-E"),
        (in_270, "C, Konservative", "C"),
        (standing, "c, Det Konservative Folkeparti", "C"),
    ],
)  # fmt: skip
def test_names(find: Callable[[str], str], names: str, found: str) -> None:
    assert [find(name) for name in names.split(", ")] == [found] * (1 + names.count(", "))


def test_every_municipality_and_party_goes_by_its_own_name() -> None:
    for code, name in GEOGRAPHY.municipalities.items():
        assert find_municipality(ELECTION, name, "unknown") == code
    for party in ELECTION.parties.values():
        for name in (party.id, *party.names):
            assert find_party(ELECTION, name, "party") == party.id


@pytest.mark.parametrize(
    ("find", "name", "field", "message", "hint"),
    [
        (region, "hovedsaden", "region", "There is no region {}.", "Did you mean hovedstaden?"),
        (region, "Egedal", "region", "There is no region {}.", "Egedal is in hovedstaden."),
        (region, "bornholm", "region", "There is no region {}.", "Bornholm is in hovedstaden."),
        (region, "x", "region", "There is no region {}.",
         "One of hovedstaden, sjaelland, syddanmark, midtjylland, nordjylland."),
        (municipality, "Egedahl", "unknown", "There is no municipality {}.", "Did you mean Egedal?"),
        (municipality, "x", "unknown", "There is no municipality {}.",
         "Name it, or give its three-digit code: 101."),
        (party, "Venstr", "party", "There is no party or list {}.", "Did you mean Venstre?"),
        (party, "Lokallisten", "party", "There is no party or list {}.",
         "Did you mean Lokallisten - Viborg?"),
        (party, "", "party", "There is no party or list {}.",
         "A party's letter or name, L for the list co-operation, or a local list as 306-N."),
        (in_270, "Q1", "mayor", "There is no party or list {} in Gribskov.",
         "On its ballot were A, B, C, D, E, F, M, O, U, V, Å, Ø."),
        (standing, "Venster", "against", "No party or list {} has votes here.",
         "Did you mean Venstre, Danmarks Liberale Parti?"),
        (standing, "Q9", "against", "No party or list {} has votes here.",
         "One of A, C, Ø, V, F, B, O, D, I, Å, K, veganerpartiet, frihedslisten, kommunistisk-parti."),
        (in_sjaelland, "101", "unknown", "København is in none of the regions asked for.",
         "It is in hovedstaden."),
        (lambda name: Names([("One", 1), ("Two", 2)]).find(name, "None such.", "n"), "x", "n", "None such.",
         "One of One, Two."),
    ],
)  # fmt: skip
def test_unknown_names(find: Callable[[str], object], name: str, field: str, message: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        find(name)
    said = message.format(f'"{name}"')
    assert caught.value.problems == (Problem(said, field=field, value=name, hint=hint),)
    assert (caught.value.message, caught.value.code) == (said, USAGE)


def test_a_name_of_several_local_lists_stands_for_none_of_them() -> None:
    twice = election({"1": {"A": 1, "N": 1}, "2": {"A": 1, "N": 1, "P": 1}}, {"1": "A", "2": "A"})
    names = party_names(twice.parties, twice.lists)
    assert [names.get(name) for name in ("List N", "1-N", "List P", "List A")] == [None, "1-N", "2-P", None]


def test_a_name_without_a_letter_stands_for_nothing() -> None:
    assert Names([("?", 1)]).get("!") is None


def test_a_region_comes_before_a_municipality_of_its_name() -> None:
    loaded = election({"1": {"A": 1}}, {"1": "A"})
    assert find_region("East", replace(loaded.geography, municipalities={"1": "East"})).id == "east"


def test_the_ballot_decides_whose_a_letter_is() -> None:
    lists = [replace(one, letter="V", name="Vores By") for one in election({"1": {"N": 1}}, {}).lists]
    loaded = replace(election({"1": {"A": 1}, "2": {"V": 1}}, {}), lists=tuple(lists))
    assert [find_list(loaded, code, "v", "mayor") for code in "12"] == ["1-N", "V"]
    assert [find_list(loaded, "1", name, "mayor") for name in ("1-n", "vores by", "Venstre")] == [
        "1-N",
        "1-N",
        "V",
    ]


class TestRegister:
    """A list is a party's by letter and name, at the elections it stood at."""

    @pytest.fixture
    def register(self) -> Register:
        letters = {"kv1": ("P",), "kv3": ("P", "Q")}
        apples = Party("A", "Apples", "Apples", {"kv1": ("A",), "kv2": ("A",)}, ("The Apples",), "red")
        return Register((apples, Party("pears", "Pears", "Pears", letters, (), "green")))

    @pytest.mark.parametrize(
        ("letter", "name", "election", "party"),
        [
            ("P", "PEARS", "kv1", "pears"),
            ("Q", "Pears", "kv1", None),  # which it stood under at another one
            ("Q", "Pears", "kv4", "pears"),  # an election that is not known
            ("Q", "Pears", None, "pears"),
            ("P", "Pears", "kv2", None),
            ("A", "Pears", "kv1", None),
            ("A", "Plums", "kv1", None),
            ("A", "the apples", "kv2", "A"),
        ],
    )
    def test_whose_list(
        self, register: Register, letter: str, name: str, election: str | None, party: str | None
    ) -> None:
        assert register.match(letter, name, election) == party

    def test_where_parties_stood_and_under_which_letter(self, register: Register) -> None:
        assert register.elections() == ["kv1", "kv2", "kv3"]
        assert register.elections("A") == ["kv1", "kv2"]
        assert register.elections("A", "pears") == ["kv1"]
        assert [register.letters("pears", of) for of in ("kv1", "kv2", None)] == [("P",), (), ("P", "Q")]
        holders = [register.holder(*of) for of in (("P", "kv1"), ("P", "kv2"), ("P", None), ("A", "kv9"))]
        assert [party and party.id for party in holders] == ["pears", None, "pears", None]

    def test_closest_name(self, register: Register) -> None:
        assert [register.closest(name) for name in ("Aples", "Pear", "xyz")] == ["A", "pears", None]
