"""Which rows of a table of votes are lists, and which municipalities have votes: nothing else is counted.

Totals, blank and invalid votes and turnout are no lists. A party's letter under a name that the register does
not know is a list of its own in one municipality; in several it is the party, under another name.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache

from kkr_alloc.errors import OptionError, Problems
from kkr_alloc.model import Count, Geography, ListResult, Note, Party
from kkr_alloc.names import Register, fold
from kkr_alloc.sources.base import LOCAL_LISTS, by_municipality, grouped
from kkr_alloc.sources.table import Row, plain_number
from kkr_alloc.text import text

IS_SUM = text("This row has as many votes as all other lists of its municipality together.")
IF_TOTAL = text("Delete it if it is their total; if it is a list give it its letter.")
MAX_SEATS = 55
MIN_LISTS = 5
"""Lists whose votes cannot all be the same in two municipalities, or at two elections, by chance."""
MAX_ALIKE = 8
"""In more municipalities than this no local lists of one letter and name stand; there were four at most."""

NONE = {"-", "–"}
"""What tables hold in place of 0."""
MISSING = {*NONE, "", "..", ".", ":"}
"""What tables hold where there is no number."""

_TOTAL = re.compile(
    r"(antal|alle)?(gyldige)?(stemmer|stemmetal|lister|partier)?(ialt|total|totalt|sum|samlet|tilsammen)"
    r"|(antal)?gyldige(stemmer)?|(grand|sub)?total(valid)?(votes)?|(total)?validvotes|sumafstemmer"
)
_NOT_FOR_LISTS = re.compile(
    r"(antal|heraf|andre)*(blanke?|ugyldige?|afgivne|blanke?(og|eller)(andre)?ugyldige?|afgivnegyldige)"
    r"(stemmer|stemmesedler)?(ialt|total)?"
    r"|valgdeltagelsen?.*|stemmeprocent(en)?|fremmoede.*|(antal)?(stemmeberettigede|vaelgere).*"
    r"|turnout.*|(registered)?(electorate|voters)|(blank|invalid|rejected|spoilt|blankandinvalid)"
    r"(votes|ballots)?|(votes|ballots)cast|(parti|personlige)(stemmer|stemmetal)(ialt|total)?"
)


@lru_cache(maxsize=4096)
def is_no_list(name: str) -> bool:
    """Whether a name is that of a total, of blank or invalid votes, or of turnout."""
    if len(name) < 3 or name.isdecimal():
        return False
    folded = fold(name)
    return bool(_TOTAL.fullmatch(folded) or _NOT_FOR_LISTS.fullmatch(folded))


def lists_among(rows: Sequence[Row], notes: list[Note]) -> list[Row]:
    """The rows of a tidy table without those that are no lists, which a note names.

    A total must be the sum of its municipality; a row that bears the name of one and a list's letter, or
    that has neither a letter nor such a name and is the sum of the others, is noted as a problem.
    """
    others = [row for row in rows if any(map(is_no_list, _labels(row)))]
    lines = {row.line for row in others}
    lists = [row for row in rows if row.line not in lines]
    votes, lists_with_votes = Counter[str](), Counter[str]()
    for row in lists:
        number = _votes(row)
        votes[row["municipality_code"]] += number
        lists_with_votes[row["municipality_code"]] += number > 0
    for row in lists:
        if row["list_letter"] or row.get("party"):
            continue
        code, number = row["municipality_code"], _votes(row)
        if lists_with_votes[code] <= 2 or 2 * number != votes[code]:
            continue
        votes[code] -= number
        lines.add(row.line)
        others.append(row)
        if row["list_name"]:
            row.problem("votes", IS_SUM, hint=IF_TOTAL)
    without_lists = {row["municipality_code"] for row in others if not _is_total(row)}
    for row in others:
        _check_no_list(row, votes[row["municipality_code"]], row["municipality_code"] in without_lists)
    if others:
        names = {next(filter(is_no_list, _labels(row)), text("no name")) for row in others}
        notes.append(left_out(len(others), names))
    return [row for row in lists if row.line not in lines]


def left_out(n: int, names: Iterable[str]) -> Note:
    """The note that ``n`` rows of these names are no lists."""
    message = text(
        "{n:row|rows} left out that hold no list but totals, blank or invalid votes, or turnout: {names}.",
        n=n,
        names=", ".join(sorted(names)),
    )
    return Note("not-lists", message)


def local_lists_together(lists: Iterable[ListResult]) -> list[Note]:
    """The note that there are StatBank's local lists, if there are."""
    message = text(
        "StatBank counts all local lists of a municipality as one: no co-operation between lists can be "
        "formed, and a threshold or a seat that they reach together no single list may have reached."
    )
    together = any(result.letter == LOCAL_LISTS and result.party is None for result in lists)
    return [Note("local-lists-together", message)] if together else []


def _labels(row: Row) -> tuple[str, ...]:
    return tuple(map(row.get, ("list_name", "list_letter", "municipality_code", "municipality", "election")))


def _is_total(row: Row) -> bool:
    return not any(_NOT_FOR_LISTS.fullmatch(fold(label)) for label in _labels(row))


def _votes(row: Row) -> int:
    return plain_number(row["votes"]) or 0


def _check_no_list(row: Row, votes: int, wider: bool) -> None:
    """Note what makes a row look like a list all the same, or a total that is none of its municipality.

    ``votes``: those of the municipality's lists. ``wider``: there are rows of votes for no list, which a
    total may hold too.
    """
    own = [row["list_letter"], row.get("party")]
    named = next(filter(is_no_list, _labels(row)), "")
    if any(cell for cell in own if any(map(str.isalnum, cell)) and not is_no_list(cell)):
        message = text("{name} is no list, but the row has a list's letter or party.", name=named)
        row.problem("list_name", message, hint=text("Delete the row, or correct the name."))
    elif not is_no_list(row["list_name"]) and row["list_name"] and row.sound:
        message = text("{name} is no list, but the row has a list's name.", name=named)
        row.problem("list_name", message, hint=text("Delete the row, or correct the name."))
    elif votes and _is_total(row) and plain_number(row["votes"]) is not None:
        total = _votes(row)
        if total < votes or (total > votes and not wider):
            message = text(
                "The total is {total:vote|votes}, the municipality's lists have {votes}.",
                total=total,
                votes=votes,
            )
            row.problem("votes", message, hint=text("A list may be missing, or stand there twice."))


def fill_missing(rows: Iterable[Row]) -> None:
    """Write 0 for the votes of a municipality whose every number is missing: it has none."""
    for of_municipality in grouped(rows, lambda row: row["municipality_code"]).values():
        if all(row["votes"] in MISSING for row in of_municipality):
            for row in of_municipality:
                row.fields["votes"] = "0"


def with_votes(
    lists: Iterable[ListResult],
    count: Count,
    counts: dict[str, Count],
    geography: Geography,
    problems: Problems,
    notes: list[Note],
) -> list[ListResult]:
    """The lists of municipalities that have votes, or whose count is known not to be final.

    A municipality without any vote is a problem where its count is final, and else not counted, as a note
    says. One with the votes of another is a problem. ``count``: the state of a municipality that is not in
    ``counts``.
    """
    lists = list(lists)
    _check_copies(lists, geography, problems)
    uncounted: dict[str, str] = {}
    for code, council in by_municipality(lists).items():
        votes, state = sum(result.votes for result in council), counts.get(code, count)
        name, electorate = geography.municipalities.get(code), state.electorate_counted
        if name and not votes and state.final:
            message = text("{municipality} has no votes, though its count is final.", municipality=name)
            problems.add(message, at=council[0].place, field="municipality_code", value=code)
        elif name and not votes and code not in counts:
            uncounted[code] = name
        elif electorate is not None and votes > electorate:
            message = text("The electorate is only {electorate}.", electorate=electorate)
            problems.add(message, at=council[0].place, field="votes", value=str(votes))
    if uncounted:
        names = ", ".join(uncounted[code] for code in sorted(uncounted))
        notes.append(Note("no-votes", text("Without any vote, and not counted: {names}.", names=names)))
    return [result for result in lists if result.municipality not in uncounted]


def _check_copies(lists: Iterable[ListResult], geography: Geography, problems: Problems) -> None:
    """Note a municipality that has another's votes for every letter: it was copied, or has its file."""
    first: dict[frozenset[tuple[str, int]], str] = {}
    for code, results in by_municipality(lists).items():
        votes = frozenset((result.letter, result.votes) for result in results if result.votes)
        other = first.setdefault(votes, code)
        if other != code and len(votes) >= MIN_LISTS and {code, other} <= geography.municipalities.keys():
            message = text(
                "{municipality} has the same votes as {other}.",
                municipality=geography.municipalities[code],
                other=geography.municipalities[other],
            )
            problems.add(message, at=results[0].place, field="votes", value=code)


def check_seats(lists: Iterable[ListResult], counts: dict[str, Count], problems: Problems) -> None:
    """Note a council without seats or with more than any has, and one whose seats its votes cannot give.

    The largest council, Københavns Borgerrepræsentation, has 55 members (kommunestyrelsesloven § 5).
    ``counts``: the states that are known; seats may be based on votes that are not counted yet.
    """
    for council in by_municipality(lists).values():
        if not any(result.votes for result in council):
            continue
        known = [result.seats for result in council if result.seats is not None]
        wrong = [result for result in council if result.seats and not result.votes]
        message = text("The council has seats of a list without votes.")
        if len(known) == len(council) and not any(known):
            wrong, message = council, text("No list has a seat: leave seats empty where they are unknown.")
        elif sum(known) > MAX_SEATS:
            wrong, message = council, text("No council has more than {n} seats.", n=MAX_SEATS)
        elif not wrong and counts.get(council[0].municipality, Count(None)).final is not False:
            wrong = _out_of_proportion(council)
            message = text("These votes cannot give the council's seats: a column may be sorted by itself.")
        if wrong:
            problems.add(message, at=wrong[0].place, field="seats", value=str(sum(known)))


def _out_of_proportion(council: Sequence[ListResult]) -> list[ListResult]:
    """The list with most votes for its seats, if no seats by d'Hondt leave it so few under any alliances.

    A seat has one price for all alliances: a list has more votes than its seats cost, and too few for one
    more. It may have fewer votes only where others of its alliance, or of its part of one, add theirs: at
    most of all other lists, half of them on each level.
    """
    if any(result.letter == LOCAL_LISTS for result in council):  # how many lists these are nobody knows
        return []
    others = Fraction(sum(result.votes > 0 for result in council) - 1, 2)
    most: tuple[Fraction, list[ListResult]] = (Fraction(0), [])
    highest = []
    for result in council:
        if result.seats is not None and most[0] < Fraction(result.votes, result.seats + 1):
            most = Fraction(result.votes, result.seats + 1), [result]
        if result.seats:
            highest.append(result.votes * (1 + others / result.seats) ** 2 / result.seats)
    return most[1] if most[0] > min(highest, default=most[0]) else []


def check_parties(
    lists: Iterable[ListResult],
    register: Register,
    election: str,
    problems: Problems,
    field: str,
    *,
    by_option: bool = False,
) -> None:
    """Note each party that stood in other elections only: the votes are not of this one.

    ``field``: the column that names a party. ``by_option``: --election names the election, not the input.

    Raises:
        OptionError: such a party contradicts --election.
    """
    if election not in register.elections():
        return
    wrong, first = Problems(), dict[str, ListResult]()
    for result in lists:
        party = result.party or register.match(result.letter, result.name)
        if party in register.parties:
            first.setdefault(party, result)
    for party, result in first.items():
        stood = register.elections(party)
        if election not in stood:
            message = text(
                "{party} stood in {elections}, not in {election}.",
                party=register.parties[party].name,
                elections=", ".join(stood),
                election=election,
            )
            hint = text("Name the right election with --election.") if by_option else None
            wrong.add(message, at=result.place, field=field, value=result.party or result.name, hint=hint)
    if by_option and wrong.found:
        raise OptionError(wrong.found[0].message, wrong.found)
    problems.found += wrong.found


def check_letters(
    lists: Iterable[ListResult], register: Register, election: str | None, problems: Problems, field: str
) -> None:
    """Note each party that stands under another letter than its own, or in several municipalities under an
    unknown name; a list in more municipalities than local ones; and a name without a letter in several: it is
    no list.

    Local lists reuse letters: a name that few of the many lists under a letter share is theirs. No name, one
    that holds the party's, and one that is part of it are the party's. ``field``: the column of names.
    """
    lists = list(lists)
    few = min(MAX_ALIKE, max(4, len({result.municipality for result in lists}) // 2))
    under_letter, without_letter, nameless = (defaultdict[str, list[ListResult]](list) for _ in range(3))
    for result in lists:
        named = None if result.party else register.named(result.name)
        if named and register.letters(named.id, election):
            without_letter[named.id].append(result)
        elif result.party is None and not result.letter:
            nameless[fold(result.name)].append(result)
        elif result.party is None and result.letter != LOCAL_LISTS:
            under_letter[result.letter].append(result)
    for letter, results in under_letter.items():
        party = register.holder(letter, election)
        for same in _same_list(results, party, few):
            n = len({result.municipality for result in same})
            names = ", ".join(sorted({result.name or "–" for result in same}))
            message = text(
                "{letter} stands in {n} municipalities, and the register has no such party: {names}.",
                letter=letter,
                n=n,
                names=names,
            )
            hint = text("Write a party's own letter and name; the file may have lost its Æ, Ø and Å.")
            if party:
                message = text(
                    "{letter} is {party}'s letter; in {n} municipalities it stands under a name that the "
                    "register does not know: {names}.",
                    letter=letter,
                    party=party.name,
                    n=n,
                    names=names,
                )
                hint = text("If it is the party write its name: {name}.", name=party.name)
            problems.add(message, at=same[0].place, field=field, value=same[0].name, hint=hint)
    for party_id, results in without_letter.items():
        message = text(
            "{party} stands without its letter in {n:municipality|municipalities}.",
            party=register.parties[party_id].name,
            n=len(results),
        )
        hint = text("Write its letter: {letters}.", letters=", ".join(register.letters(party_id, election)))
        problems.add(message, at=results[0].place, field=field, value=results[0].name, hint=hint)
    for results in nameless.values():
        if len(results) > 1:
            name, n = results[0].name, len(results)
            message = text("{name} stands without a letter in {n} municipalities.", name=name, n=n)
            problems.add(message, at=results[0].place, field=field, value=name, hint=IF_TOTAL)


def _same_list(results: Sequence[ListResult], party: Party | None, few: int) -> Iterable[list[ListResult]]:
    """Those under a letter that are one list in several municipalities, and so hardly local ones.

    ``party``: whose letter it is. Of nobody's letter they have one name in more than ``few``.
    """
    by_name = grouped(results, lambda one: "" if party and _resembles(one.name, party) else fold(one.name))
    for key, same in by_name.items():
        n = len({result.municipality for result in same})
        many = not key or 4 * len(same) >= len(results) if party else key and n > few
        if many and n > 1:
            yield same


def _resembles(name: str, party: Party) -> bool:
    """Whether there is no name, or it holds one of the party's, or is part of one."""
    key = fold(name)
    names = [known for known in map(fold, party.names) if len(known) > 3]
    return not key or any(known in key or (len(key) > 3 and key in known) for known in names)
