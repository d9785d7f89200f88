"""For now: answers by the renderers of :mod:`kkr_alloc.output`. ``kkr_alloc.render`` will take its place."""

from __future__ import annotations

import html
import json
from importlib import import_module
from typing import Any

from kkr_alloc.output import Options
from kkr_alloc.output import render as render_compositions


def render(answer: Any, options: Options) -> Any:
    """An answer in the format asked for."""
    if options.format == "report":
        from kkr_alloc.output import report

        return report.render(answer, options)
    if answer.schema == "compositions":
        return render_compositions(answer, options)
    if answer.schema == "conversion":
        from kkr_alloc.sources.tidy import write_votes

        return write_votes(answer.votes, answer.geography)
    if answer.schema == "check" and options.format in ("markdown", "github"):
        return _of_kind(answer, options)
    if options.format == "xlsx":
        from kkr_alloc.render import xlsx

        return xlsx.render(answer)
    if options.format in ("csv", "tsv"):
        from kkr_alloc.render import csv

        return csv.render(answer, "," if options.format == "csv" else "\t")
    if options.format == "ndjson":
        return _ndjson(answer, options)
    written = _of_kind(answer, options._replace(format="json" if options.format == "json" else "table"))
    if options.format == "markdown":
        return f"```text\n{written}```\n"
    return f"<pre>{html.escape(written)}</pre>\n" if options.format == "html" else written


def _of_kind(answer: Any, options: Options) -> Any:
    name = "json" if answer.schema == "rules" else answer.schema.replace("-", "_")
    module: Any = import_module(f"kkr_alloc.output.{name}")
    as_json = options.format == "json"
    match answer.schema:
        case "explain":
            return module.render(answer.election, answer.rules, answer.explanations, options)
        case "margins":
            return module.render(answer.election, answer.rules, answer.margins, options)
        case "outlook":
            return module.render(answer.election, answer.rules, answer.outlooks, options)
        case "what-if":
            return module.render(answer, options)
        case "compare":
            return module.render(answer.first, answer.second, answer.comparisons, options)
        case "check":
            return module.render(answer, options)
        case "validation":
            return module.as_json(answer.files) if as_json else module.as_table(answer.files, options)
        case "elections":
            return module.as_json(answer.elections) if as_json else module.as_table(answer.elections, options)
    rule_sets = answer.rule_sets
    if as_json:
        return (
            json.dumps(
                {
                    "rule_sets": [
                        {"id": one.id, "name": one.name, "description": one.description} for one in rule_sets
                    ]
                },
                ensure_ascii=False,
                indent=1,
            )
            + "\n"
        )
    return "".join(f"{one.id}: {one.name}. {options.language.say(one.description)}\n" for one in rule_sets)


def _ndjson(answer: Any, options: Options) -> str:
    data = json.loads(_of_kind(answer, options._replace(format="json")))
    return json.dumps(data, ensure_ascii=False) + "\n"
