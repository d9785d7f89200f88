"""docs/method.md says what the data and the rules give. `python -m tests.renew` writes its blocks anew."""

from __future__ import annotations

from fractions import Fraction

from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.analysis.certainty import compose_all
from kkr_alloc.analysis.evidence import known_in_part
from kkr_alloc.composition import compose_tally
from kkr_alloc.published import bundled_figures
from kkr_alloc.tally import tally
from tests import method_doc
from tests.worlds import LATEST, bodies

PAGE = method_doc.FILE.read_text(encoding="utf-8")


def test_every_block_stands_there_once_as_computed() -> None:
    assert sorted(block[2] for block in method_doc.BLOCK.finditer(PAGE)) == sorted(method_doc.BLOCKS)
    altered = PAGE.replace("| **29 + 25** | 29 + 17 |", "| **29 + 25** | 29 + 18 |")
    assert altered != PAGE == method_doc.renewed(altered)


def test_page_names_its_reader_and_has_a_danish_summary_on_top() -> None:
    top = PAGE.split("\n## ")[0]
    assert "This page is for" in top
    assert "Kort på dansk" in top


def test_rules_on_the_page_are_those_of_the_rule_files() -> None:
    rules = bundled.rules()
    kkr, board = rules.bodies["kkr"], rules.bodies["bestyrelse"]
    assert (kkr.threshold, kkr.threshold_base, kkr.cap_per_municipality) == (Fraction(1, 50), "cast", 2)
    assert (kkr.levelling, kkr.fill, kkr.lists_alone) == ("adams", "adams", False)
    assert (board.seats, board.fill, board.threshold, board.co_operation) == (17, "dhondt", None, False)


def test_repraesentantskab_2018_is_as_documented() -> None:
    """Dansk Folkeparti at 14.006 prices; 122 votes fewer give 60, 121 do not."""
    election, rules = LATEST["kv2017"], bundled.rules().bodies["repraesentantskab"]
    area = tally(election, "repraesentantskab", None, rules)
    made = compose_tally(area, rules)
    assert made.price is not None
    assert round(made.party("O").votes / made.price, 3) == Fraction(14006, 1000)
    for fewer, supplementary in ((121, 61), (122, 60)):
        standings = tuple(
            replace(standing, votes=standing.votes - fewer) if standing.party == "O" else standing
            for standing in area.standings
        )
        assert compose_tally(replace(area, standings=standings), rules).supplementary == supplementary
    assert "14.006 prices, and 122 of its 277,656 votes" in PAGE
    documented = next(figure.documented for figure in bundled_figures("kv2017").figures if figure.documented)
    assert "14.006" in documented.reason
    assert "122 of its 277,656 votes" in documented.reason
    assert made.party("O").votes == 277656
    assert made.threshold.votes > 50 * 51827  # the co-operation is below the threshold
    assert round(Fraction(51827, made.threshold.votes) * 100, 2) == Fraction(161, 100)


def test_what_the_page_says_of_2009() -> None:
    midtjylland, hovedstaden = known_in_part("midtjylland"), known_in_part("hovedstaden")
    assert (midtjylland.uncounted, hovedstaden.uncounted, hovedstaden.others[0]) == (9269, 16123, 37731)
    for number in ("9,269 votes", "16,123 votes", "37,731 votes"):
        assert number in PAGE


def test_no_composition_depends_on_a_lot_and_one_local_list_reaches_the_threshold() -> None:
    reaching = set()
    unknown = {("kv2021", "sjaelland"), ("kv2021", None)}  # Roskilde's votes cast
    for name, election in LATEST.items():
        for made in compose_all(election, bodies(election), rules=bundled.rules()):
            assert made.tie is None
            if made.threshold.share:
                assert (made.threshold.base == "cast") == ((name, made.region) not in unknown)
                needed = made.threshold.needed
                reaching |= {(name, made.region, x.party) for x in made if x.local and x.votes >= needed}
    assert reaching == {("kv2017", "sjaelland", "376-G")}


def test_in_what_sense_this_is_dhondt_stands_on_both_pages() -> None:
    for page in (PAGE, (method_doc.FILE.parents[1] / "README.md").read_text(encoding="utf-8")):
        words = " ".join(page.split())
        assert "`--rules dhondt` is the literal reading" in words
        assert "`kkr-alloc compare kl dhondt`" in words
