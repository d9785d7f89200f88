"""CSV and TSV: one row per party and body, with fixed columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from kkr_alloc.cells import plain_cell
from kkr_alloc.model import Composition, Compositions, Count
from kkr_alloc.render import Options
from kkr_alloc.text import Decimal, decimal

COLUMNS = (
    "election",
    "body",
    "region",
    "party",
    "name",
    "votes",
    "share",
    "eligible",
    "mayors",
    "seats",
    "supplementary",
    "status",
    "count_state",
    "areas",
    "areas_counted",
    "areas_final",
)


def render(result: Compositions, options: Options) -> str:
    """The rows of all compositions under one header; empty where a number is not known."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t" if options.format == "tsv" else ",", lineterminator="\n")
    writer.writerow(COLUMNS)
    for composition in result.compositions:
        writer.writerows(rows(result.election.id, composition))
    return out.getvalue()


def rows(election: str, composition: Composition) -> Iterator[tuple[object, ...]]:
    """A composition's rows, in the order of :data:`COLUMNS`."""
    count: Count = composition.count
    for line in composition.parties:
        yield (
            election,
            composition.body,
            composition.region,
            line.party,
            plain_cell(line.name),
            line.votes,
            decimal(Decimal(line.share, 6)),
            "true" if line.eligible else "false",
            line.mayors,
            line.seats,
            line.supplementary,
            composition.status,
            count.state,
            count.areas,
            count.areas_counted,
            count.areas_final,
        )
