"""JSON of what is wrong with files."""

from __future__ import annotations

from msgspec.structs import asdict

from kkr_alloc.analysis.validate import Validation
from kkr_alloc.output.json import dumped
from kkr_alloc.render import Options

SCHEMA = "kkr-alloc/validation/1"


def render(answer: Validation, options: Options) -> str:
    """One JSON object: every file with its kind, rows and problems."""
    files = [
        {
            "path": check.path,
            "kind": check.kind,
            "rows": check.rows,
            "problems": [asdict(problem) for problem in check.problems],
        }
        for check in answer.files
    ]
    return dumped({"schema": SCHEMA, "files": files})
