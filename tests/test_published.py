"""The bundled published figures hold what was handed over, and nothing may stand in them unread."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from msgspec.structs import astuple

from kkr_alloc.errors import InputError
from kkr_alloc.figures import ALONE, ANY, Numbers
from kkr_alloc.published import bundled_figures, read_expected
from tests.sources.reading import problems_of
from tests.tables import rows_of


def test_figures_are_the_handed_over_ones_and_the_tallies(shared: Path) -> None:
    wanted = {
        (
            row["term"],
            row["body"],
            row["region"] or None,
            row["party"] or None,
            *(int(row[name]) if row[name] else None for name in ("mayors", "supplementary", "total")),
            row["source"],
        )
        for row in rows_of(shared / "tables" / "published_kkr.csv")
    }
    found = {
        (f.term, f.body, f.region_id, f.party, *astuple(f.published), f.source)
        for f in bundled_figures().figures
        if f.group != "inputs" and f.at_least == Numbers()
    }
    assert found == wanted


def test_every_figure_has_a_source_and_a_whole_board_has_17_seats() -> None:
    figures = bundled_figures().figures
    assert len(figures) == 34
    assert all(figure.source for figure in figures)
    for term in ("2014-2018", "2018-2022", "2022-2026"):
        board = [f.published.total or 0 for f in figures if f.body == "bestyrelse" and f.term == term]
        assert sum(board) == 17


def test_figures_of_one_election() -> None:
    assert {figure.election for figure in bundled_figures("kv2017").figures} == {"kv2017"}
    assert list(bundled_figures("kv2017").elections) == ["kv2017"]


def test_election_without_figures() -> None:
    with pytest.raises(InputError, match="No published figures of kv2025"):
        bundled_figures("kv2025")


def fields_of(path: str) -> list[str | None]:
    """The fields of the problems of a file."""
    return [problem.field for problem in problems_of(lambda: read_expected(path))]


def csv_file(folder: Path, *rows: str, header: str = "region,party,mayors,supplementary,total") -> str:
    path = folder / "expected.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("written", "party"), [("ø", "Ø"), ("Venstre", "V"), ("nytgribskov", "270-E"), ("Total", None)]
)
def test_parties_by_the_names_people_use(tmp_path: Path, written: str, party: str | None) -> None:
    (figure,) = read_expected(csv_file(tmp_path, f"Hovedstaden,{written},1,,")).figures
    assert (figure.region_id, figure.party, figure.published) == ("hovedstaden", party, Numbers(1))


@pytest.mark.parametrize("sign", [">=", "≥ "])
def test_numbers_of_which_the_least_is_known(tmp_path: Path, sign: str) -> None:
    (figure,) = read_expected(csv_file(tmp_path, f"Hovedstaden,A,17,{sign}1,")).figures
    assert (figure.published, figure.at_least) == (Numbers(17), Numbers(supplementary=1))
    computed = [Numbers(17, 0, 17), Numbers(17, 1, 18), Numbers(17, 9, 26), Numbers(16, 1, 17)]
    assert [figure.met_by(one) for one in computed] == [False, True, True, False]
    at_least = "at_least: {supplementary: 1}"
    path = yaml_file(tmp_path, FIGURE.replace("total: 15", f"mayors: 17, {at_least}"))
    assert read_expected(path).figures[0].at_least == figure.at_least


def test_group_is_what_a_figure_proves() -> None:
    groups = Counter(figure.group for figure in bundled_figures().figures)
    assert groups == {"kkr": 6, "repraesentantskab": 2, "bestyrelse": 20, "inputs": 6}


def test_rows_that_name_the_co_operation_are_compared_with_all_it_could_be(tmp_path: Path) -> None:
    rows = ("sjaelland,L,1,1,2", "sjaelland,A,8,1,9", "nordjylland,A,5,0,5")
    assert [f.co_operation for f in read_expected(csv_file(tmp_path, *rows)).figures] == [ANY, ANY, ALONE]


@pytest.mark.parametrize(
    ("row", "field", "message"),
    [
        ("hovedstadn,A,1,1,2", "region", "There is no region"),
        (",A,1,1,2", "region", "The region is missing"),
        ("hovedstaden,Venstr,1,1,2", "party", "There is no party or list"),
        ("hovedstaden,306-N,1,0,1", "party", "There is no party or list"),
        ("hovedstaden,A,-1,1,0", "mayors", "negative"),
        ("hovedstaden,A,1,1.5,2", "supplementary", "Not a whole number"),
        ("hovedstaden,A,1,1,x", "total", "Not a whole number"),
        ("hovedstaden,A,,,", "total", "states no number"),
        ("hovedstaden,A,>=-1,,", "mayors", "negative"),
        ("hovedstaden,A,>=,,", "mayors", "A number is missing"),
        ("sjaelland,V,1,1,2", "party", "stands there already, in line 2"),
    ],
)
def test_every_bad_row_is_reported_with_its_place(tmp_path: Path, row: str, field: str, message: str) -> None:
    path = csv_file(tmp_path, "Sjælland,Venstre,6,0,6", row, "nowhere,A,1,1,2")
    first, last = problems_of(lambda: read_expected(path))
    assert (first.file, first.line, first.field) == (path, 3, field)
    assert message in first.message
    assert (last.line, last.field) == (4, "region")


@pytest.mark.parametrize(
    ("header", "field"),
    [("region,parti,total", "party"), ("party,total", "region"), ("region,party,total,seats", "seats")],
)
def test_wrong_columns(tmp_path: Path, header: str, field: str) -> None:
    assert field in fields_of(csv_file(tmp_path, header=header))


def test_table_without_numbers_or_rows(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no column of numbers"):
        read_expected(csv_file(tmp_path, "hovedstaden,A", header="region,party"))
    with pytest.raises(InputError, match="no rows"):
        read_expected(csv_file(tmp_path))


def test_national_bodies_by_a_column_of_their_own(tmp_path: Path) -> None:
    header = "body,region,party,total"
    (figure,) = read_expected(csv_file(tmp_path, "bestyrelse,,A,6", header=header)).figures
    assert (figure.body, figure.region, figure.party) == ("bestyrelse", None, "A")
    for row, field in (("bestyrelse,hovedstaden,A,6", "region"), ("board,,A,6", "body")):
        assert fields_of(csv_file(tmp_path, row, header=header)) == [field]


def yaml_file(folder: Path, content: str) -> str:
    path = folder / "expected.yaml"
    path.write_text(content, encoding="utf-8")
    return str(path)


FIGURE = 'figures:\n  - {body: "kkr", region: "hovedstaden", party: "A", total: 15}\n'


def test_the_term_of_a_file_in_the_bundled_form_decides_the_election(tmp_path: Path) -> None:
    (figure,) = read_expected(yaml_file(tmp_path, 'term: "2018-2022"\n' + FIGURE)).figures
    assert (figure.election, figure.term) == ("kv2017", "2018-2022")
    (figure,) = read_expected(yaml_file(tmp_path, FIGURE), "kv2013").figures
    assert (figure.election, figure.term) == ("kv2013", "2014-2018")
    with pytest.raises(InputError, match="not of kv2021"):
        read_expected(yaml_file(tmp_path, 'term: "2018-2022"\n' + FIGURE), "kv2021")


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('party: "A"', "party: NO", "figures[1].party"),
        ('party: "A"', 'party: "XX"', "figures[1].party"),
        ('region: "hovedstaden"', "region: 1084", "figures[1].region"),
        ('body: "kkr"', 'body: "kk"', "figures[1].body"),
        ("total: 15", "total: -1", "figures[1].total"),
        ("total: 15", 'total: "15"', "figures[1].total"),
        ("total: 15", "totl: 15", "figures[1].totl"),
        ("total: 15", "at_least: {totl: 15}", "figures[1].at_least.totl"),
        ("total: 15", "total: 15, note: x", "figures[1].note"),
        ("total: 15", "total: 15, recorded: {known: {}}", "figures[1].recorded.known"),
        ("figures:", 'term: "2022-26"\nfigures:', "term"),
        ("figures:", "figure:", "figure"),
        ("total: 15", "source: x", "figures[1].total"),
        (FIGURE, "figures: []", "figures"),
        (FIGURE, "figures: [7]", "figures[1]"),
    ],
)
def test_wrong_file_in_the_bundled_form(tmp_path: Path, old: str, new: str, field: str) -> None:
    assert old in FIGURE
    assert fields_of(yaml_file(tmp_path, FIGURE.replace(old, new))) == [field]


def test_every_bad_figure_is_reported(tmp_path: Path) -> None:
    bodies = ("a", "bestyrelse", "kkr", "bestyrelse")
    bad = "figures:\n" + "".join(f'  - {{body: "{body}", total: 1}}\n' for body in bodies)
    fields = ["figures[1].body", "figures[3].region", "figures[4].party"]
    assert fields_of(yaml_file(tmp_path, bad)) == fields
