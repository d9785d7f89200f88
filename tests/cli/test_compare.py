"""``kkr-alloc compare`` as it is called."""

from __future__ import annotations

import json
import re
from functools import reduce
from pathlib import Path

import pytest

from kkr_alloc import bundled
from kkr_alloc.cli.formats import FORMATS
from kkr_alloc.cli.main import run
from tests.cli.runner import Program
from tests.schemas import validate


def test_two_rule_sets_either_way(program: Program) -> None:
    one = program("compare", "kl", "dhondt", "-e", "kv2017", "-r", "hovedstaden")
    two = program("compare", "--rules", "kl", "--rules", "dhondt", "-e", "kv2017", "-r", "hovedstaden")
    assert one.code == 0
    assert one.out == two.out


def test_differences_sum_to_that_of_the_body(program: Program) -> None:
    for one in program("compare", "kv2013", "kv2025", "-f", "json").data["comparisons"]:
        members = [one[side]["members"] for side in ("first", "second")]
        assert members[1] - members[0] == sum(party["seats"] for party in one["differences"])


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ([], 2, "two elections, rule sets or results"),
        (["kv2017"], 2, "two elections, rule sets or results"),
        (["kl", "kv2017"], 2, "not one of each"),
        (["kv2017", "kv2021", "-e", "kv2013"], 2, "leave --votes and the like out"),
        (["kl", "dhondt", "--rules", "kl"], 2, "with two rule sets or two results leave it out"),
        (["kv2017", "kv2021", "--rules", "kl", "--rules", "dhondt"], 2, "give --rules once"),
        (["kv2107", "kv2021"], 2, "Did you mean kv2017?"),
        (["kv2021", "KV2107"], 2, "Did you mean kv2017?"),
        (["dhont", "kv2021"], 2, "Did you mean dhondt?"),
        (["kl", "dhont"], 2, "Did you mean dhondt?"),
        (["xx", "yy"], 2, "One of kv2013, kv2017, kv2021, kv2025, latest, kl, dhondt, sainte-lague."),
        (["kv2017", "kv2021", "-r", "sjaeland"], 2, "Did you mean sjaelland?"),
    ],
)
def test_what_cannot_be_compared(program: Program, arguments: list[str], code: int, message: str) -> None:
    outcome = program("compare", *arguments)
    assert outcome.code == code
    assert message in outcome.err
    assert outcome.out == ""


def test_own_rules_by_path(program: Program, tmp_path: Path) -> None:
    kl = Path(bundled.data_file("rules", "kl.yaml")).read_text("utf-8")
    path = tmp_path / "mine.yaml"
    path.write_text(
        kl.replace('id: "kl"', 'id: "mine"').replace('threshold: "0.02"', 'threshold: "0.05"'), "utf-8"
    )
    outcome = program("compare", "kl", str(path), "-r", "midtjylland")
    assert outcome.code == 0
    assert "KKR Midtjylland: kl and mine" in outcome.out


def test_election_goes_before_a_file_of_its_name(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    call = ("compare", "kv2017", "latest", "-r", "sjaelland")
    before = program(*call)
    for name in ("kv2017", "latest"):
        (tmp_path / name).write_text("x")
    assert program(*call) == before
    assert before.code == 0


GONE = object()


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Files with earlier answers; each by its name without suffix."""
    folder = tmp_path_factory.mktemp("earlier")
    calls = {
        "kv2017.json": ("-e", "kv2017"),
        "kv2021.json": (),
        "lines.ndjson": (),
        "dhondt.json": ("--rules", "dhondt"),
        "two.json": ("-r", "sjaelland", "-r", "hovedstaden"),
        "board.json": ("-b", "bestyrelse"),
    }
    for name, arguments in calls.items():
        assert run(["compute", *arguments, "-o", str(folder / name)]) == 0
    (folder / "lines").write_bytes((folder / "lines.ndjson").read_bytes())
    watched = [{"schema": "kkr-alloc/watch/1", "event": "heartbeat", "time": "…"}]
    for name in ("kv2017.json", "kv2021.json"):  # the newest counts
        answer = json.loads((folder / name).read_text("utf-8"))
        about = {key: answer[key] for key in ("rules", "count")}
        watched += [
            {
                **watched[0],
                "event": "composition",
                "election": "kv2021",
                **about,
                "composition": one,
                "difference": None,
            }
            for one in answer["compositions"]
        ]
    (folder / "watch.jsonl").write_text("\n".join(map(json.dumps, watched)), "utf-8")
    return {path.name.partition(".")[0]: str(path) for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("files", "instead"),
    [
        (["kv2017", "kv2021"], ["kv2017", "kv2021"]),
        (["kv2017", ":kv2021"], ["kv2017", "kv2021"]),
        ([":latest", "kv2017"], ["latest", "kv2017"]),
        (["kv2021", ":dhondt"], ["kl", "dhondt"]),
        (["dhondt", ":kv2021"], ["kv2021", "kv2021", "--rules", "dhondt"]),
        (["dhondt", ":kv2017", ":--rules", ":kl"], None),
        (["kv2017", ":sainte-lague", ":-r", ":1085"], ["kl", "sainte-lague", "-e", "kv2017", "-r", "1085"]),
        (["kv2017", "watch"], ["kv2017", "kv2021"]),
        (["lines", "dhondt"], ["kl", "dhondt"]),
        (["board", ":dhondt"], ["kl", "dhondt", "-b", "bestyrelse"]),
        (["two", ":kv2017"], ["kv2021", "kv2017", "-r", "1085", "-r", "1084"]),
    ],
)
def test_earlier_answers_compare_as_what_they_were_computed_from(
    program: Program, earlier: dict[str, str], files: list[str], instead: list[str] | None
) -> None:
    """A name with a colon is given as it stands."""
    arguments = [earlier.get(name) or name.removeprefix(":") for name in files]
    made = program("compare", *arguments, "-f", "json")
    assert made.code == 0, made.err
    validate(made.data)
    assert made.data["first" if files[0] in earlier else "second"]["inputs"][0]["role"] == "result"
    if instead:
        assert made.data["comparisons"] == program("compare", *instead, "-f", "json").data["comparisons"]
    else:
        assert made.data["second"]["rules"] == "kl"


def test_earlier_answers_in_every_format(program: Program, earlier: dict[str, str]) -> None:
    for name in FORMATS["compare"]:
        assert program("compare", earlier["two"], earlier["watch"], "-f", name, "--lang", "da").code == 0


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ("kv2021", "lines", 0),
        ("kv2021", "kv2017", 1),
        ("kv2021", "two", 1),
        ("two", "two", 0),
        ("board", "dhondt", 3),
    ],
)
def test_exit_code_says_whether_anything_differs(
    program: Program, earlier: dict[str, str], first: str, second: str, code: int
) -> None:
    call = ("compare", earlier[first], earlier[second])
    assert program(*call, "--exit-code").code == code
    assert program(*call).code == (3 if code == 3 else 0)


def test_what_one_answer_lacks_is_listed(program: Program, earlier: dict[str, str]) -> None:
    call = ("compare", earlier["kv2021"], earlier["two"])
    assert program(*call).out.count("Only kv2021 has KKR ") == 3
    made = program(*call, "-f", "json").data
    assert [(one["side"], one["region"]) for one in made["one_sided"]] == [
        ("first", region) for region in ("syddanmark", "midtjylland", "nordjylland")
    ]
    asked = program(*call, "-r", "hovedstaden", "-f", "json").data
    assert (asked["one_sided"], len(asked["comparisons"])) == ([], 1)
    lacking = program(*call, "-r", "nordjylland")
    assert (lacking.code, "do not both have kkr nordjylland" in lacking.err) == (3, True)


def test_own_files_behind_an_earlier_answer_are_named_again(
    program: Program, tie: list[str], tmp_path: Path
) -> None:
    """Else it would be compared with what the bundled votes give."""
    answer, files, own = tmp_path / "tie.json", tie[:6], tmp_path / "own.yaml"
    answer.write_text(program("compute", *tie, "-f", "json").out, "utf-8")
    told = program("compare", str(answer), "dhondt")
    assert (told.code, "of its own: name them with --votes, --mayors." in told.err) == (2, True)
    made = program("compare", str(answer), "dhondt", *files)
    assert (made.code, made.out.splitlines()[-1]) == (4, "No difference.")
    own.write_text(program("rules", "--show", "dhondt").out, "utf-8")
    answer.write_text(
        program("compute", *files, "-r", "1081", "--rules", str(own), "-f", "json").out, "utf-8"
    )
    told = program("compare", str(answer), "kv2021")
    assert (told.code, "has rules of its own, " in told.err) == (2, True)
    assert program("compare", str(answer), "kv2021", "--rules", "dhondt", "--exit-code").code == 1


def test_state_votes_and_seats_by_lot(program: Program, tie: list[str], tmp_path: Path) -> None:
    """One vote more, and a lot is needed no longer: a newsroom sees seats, votes and what waits."""
    options = [*tie, "-f", "json"]
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    before.write_text(program("compute", *options).out, "utf-8")
    votes = Path(tie[1])
    votes.write_text(votes.read_text().replace(",B,,B,100,", ",B,,B,101,", 1))
    after.write_text(program("compute", *options).out, "utf-8")
    out = program("compare", str(before), str(after)).out
    assert re.search(r"\n B  Radikale Venstre +0 +0→1 +0 +1 +\+1 +0–1→1 +\+1\n", out)
    assert re.search(r"\n    by lot +1 +0 +-1\n\n    Total +22 +22 +=\n", out)
    assert "before: a lot must be drawn for 1 of the seats between B, C." in out
    assert program("compare", str(before), str(after)).code == 4
    assert program("compare", str(before), str(before), "--exit-code").code == 0
    state = json.loads(before.read_text("utf-8"))
    state["compositions"][0]["count"]["final"] = False
    after.write_text(json.dumps(state), "utf-8")
    changed = program("compare", str(before), str(after), "--exit-code")
    assert changed.code == 1
    assert "PRELIMINARY" in changed.out
    assert "What differs, by its name in JSON: count." in changed.out


def test_answer_on_standard_input(program: Program, earlier: dict[str, str]) -> None:
    answer = Path(earlier["kv2017"]).read_bytes()
    for data in (answer, answer.decode().encode("utf-16"), answer.replace(b"\n", b"\r\n")):  # PowerShell's >
        made = program("compare", "-", "kv2017", "--exit-code", stdin=data)
        assert (made.code, made.err) == (0, "")
    assert program("compare", "-", "-").code == 2


EDITS: list[tuple[str, object, str | None, str]] = [
    ("schema", "kkr-alloc/explain/1", "schema", "This is not an answer of compute."),
    ("schema", GONE, "schema", "This is not an answer of compute."),
    ("election", "kv21", "election", 'There is no election "kv21".'),
    ("compositions", [], None, "There is no composition in it."),
    ("1.region", "sjaelland", "municipalities", "By the other numbers it is 17."),
    ("1.region", "fyn", "region", "There is no such body."),
    ("1.body", "kk", "region", "There is no such body."),
    ("0.more", 1, "more", "The field is unknown."),
    ("0.tie", GONE, "tie", "The field is missing."),
    ("0.members", 30.5, "members", "Not a whole number."),
    ("0.price.denominator", 0, "price", "The number is not written as compute"),
    ("0.members", 32, "members", "The parties have 31 together."),
    ("0.mayors", 16, "mayors", "The parties have 17 together."),
    ("0.valid_votes", 447045, "valid_votes", "The parties have 447,044 together."),
    ("0.status", "tie", "status", "The numbers are of another status."),
    ("0.unassigned", 1, "members", "The parties have 32 together."),
    ("0.outside", -1, "outside", "The number is negative."),
    ("0.outside", 0, "outside", "By the other numbers it is 2."),
    ("0.municipalities", 18, "municipalities", "it is 17."),
    ("0.threshold.needed", 9, "threshold.needed", "it is 8,941."),
    ("0.threshold.share", "x", "threshold.needed", "it is 1."),
    ("0.threshold.base", "all", "threshold.base", "it is valid."),
    ("0.parties.0.eligible", False, "parties[1].eligible", "it is True."),
    ("0.price.numerator", 1, "price", "By the other numbers it is"),
    ("0.reference_party", "B", "price", "By the other numbers it is"),
    ("0.levelled_members", 32, "members", "it is 32."),
    ("0.capped", True, "members", "it is 34."),
    ("0.members_lowest", 32, "members", "The range is 32 to 34."),
    ("0.parties.0.seats", 10, "members", "The parties have 32 together."),
    ("0.parties.0.seats_highest", 99, "parties[1].seats_highest", "0 to 34."),
    ("0.parties.3.mayors", None, "parties[4].supplementary", "mayors are 2."),
    ("0.parties.9.party", "A", "parties[10].party", "A party stands there twice"),
    ("0.parties.0.share", 0.5, "parties[1].share", "of the valid votes."),
    ("0.parties.0.seats_highest", 1, "parties[1].seats", "The range is 9 to 1."),
]
"""Where an answer of Sjælland and Hovedstaden is edited, what stands there then, and the first problem.

A place that begins with a number is in that composition.
"""


@pytest.mark.parametrize(("where", "value", "place", "message"), EDITS)
def test_edited_answer_is_one_error_with_its_place(
    program: Program,
    tmp_path: Path,
    earlier: dict[str, str],
    where: str,
    value: object,
    place: str | None,
    message: str,
) -> None:
    edited = json.loads(Path(earlier["two"]).read_text("utf-8"))
    *steps, last = (int(step) if step.isdigit() else step for step in where.split("."))
    if steps:
        place = f"compositions[{int(steps[0]) + 1}].{place}"
    within = reduce(lambda part, step: part[step], steps, edited["compositions"] if steps else edited)
    if value is GONE:
        del within[last]
    else:
        within[last] = value
    path = tmp_path / "edited.json"
    path.write_text(json.dumps(edited), "utf-8")
    made = program("compare", str(path), "kv2021", "-f", "json")
    assert (made.code, made.out) == (3, "")
    problem = made.error["problems"][0]
    assert (problem["file"], problem["field"]) == (str(path), place)
    assert message in problem["message"]


def test_answer_that_is_cut_off_anywhere_is_an_error_with_its_line(
    program: Program, earlier: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "cut"
    for name in ("two", "lines"):
        whole = Path(earlier[name]).read_text("utf-8")
        for share in (0.2, 0.5, 0.9, 0.999):
            cut = whole[: int(len(whole) * share)]
            path.write_text(cut, "utf-8")
            made = program("compare", str(path), "kv2021", "-f", "json")
            (problem,) = made.error["problems"]
            assert (made.code, made.out, problem["line"]) == (3, "", cut.count("\n") + 1)
            assert problem["message"].startswith("Not JSON: ")
