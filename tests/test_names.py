"""Regions, municipalities, parties and lists by the names that people write."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kkr_alloc import bundled
from kkr_alloc.election import load_election
from kkr_alloc.errors import InputError
from kkr_alloc.names import find_list, find_municipality, find_party, find_region, find_standing, fold, inside
from kkr_alloc.tally import tally

ELECTION = load_election("kv2021")
GEOGRAPHY = ELECTION.geography
AREA = tally(ELECTION, "kkr", "hovedstaden", bundled.rules().bodies["kkr"])


@pytest.mark.parametrize("name", ["Åbenrå", "AABENRAA", "Aaben-raa", " aabenraa\n", "A\u030abenra\u030a"])
def test_spellings_of_one_name_fold_alike(name: str) -> None:
    assert fold(name) == "aabenraa"


def municipality(name: str) -> str:
    return find_municipality(ELECTION, name, "unknown")


def party(name: str) -> str:
    return find_party(ELECTION, name, "party")


@pytest.mark.parametrize(
    ("find", "names", "found"),
    [
        (lambda name: find_region(name, GEOGRAPHY).id,
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
        (lambda name: find_list(ELECTION, "270", name, "change-mayor"), "e, Nytgribskov", "270-E"),
        (lambda name: find_list(ELECTION, "270", name, "change-mayor"), "C, Konservative", "C"),
        (lambda name: find_standing(AREA, name).party, "c, Det Konservative Folkeparti", "C"),
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
    ("find", "field", "hint"),
    [
        (lambda: find_region("hovedsaden", GEOGRAPHY), "region", "Did you mean hovedstaden?"),
        (lambda: find_region("Egedal", GEOGRAPHY), "region", "Egedal is in hovedstaden."),
        (lambda: find_region("bornholm", GEOGRAPHY), "region", "Bornholm is in hovedstaden."),
        (lambda: find_region("x", GEOGRAPHY), "region", "One of hovedstaden, sjaelland"),
        (lambda: find_municipality(ELECTION, "Egedahl", "unknown"), "unknown", "Did you mean Egedal?"),
        (lambda: find_party(ELECTION, "Venstr", "party"), "party", "Did you mean Venstre"),
        (lambda: find_party(ELECTION, "Lokallisten", "party"), "party", "Did you mean"),
        (lambda: find_party(ELECTION, "", "party"), "party", "A party's letter or name"),
        (lambda: find_list(ELECTION, "270", "Q1", "candidates"), "candidates", "On its ballot were A, B, C"),
        (lambda: find_standing(AREA, "Venster"), "against", "Did you mean Venstre"),
        (lambda: inside(ELECTION, "101", ["sjaelland"], "unknown"), "unknown", "It is in hovedstaden."),
    ],
)
def test_unknown_names(find, field: str, hint: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError) as caught:
        find()
    (problem,) = caught.value.problems
    assert problem.field == field
    assert (problem.hint or "").startswith(hint)
