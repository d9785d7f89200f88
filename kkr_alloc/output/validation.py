"""What is wrong with files, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import asdict

from kkr_alloc.analysis.validate import FileCheck
from kkr_alloc.output import Options
from kkr_alloc.output.errors import problem_line
from kkr_alloc.output.json import dumped
from kkr_alloc.text import text

SCHEMA = "kkr-alloc/validation/1"


def as_json(checks: Sequence[FileCheck]) -> str:
    """One JSON object: every file with its kind, rows and problems."""
    files = [
        {
            "path": check.path,
            "kind": check.kind,
            "rows": check.rows,
            "problems": [asdict(problem) for problem in check.problems],
        }
        for check in checks
    ]
    return dumped({"schema": SCHEMA, "files": files})


def as_table(checks: Sequence[FileCheck], options: Options) -> str:
    """A line per file, with a line per problem below it."""
    say = options.language.say
    lines = []
    for check in checks:
        lines.append(say(_verdict(check)))
        lines += ["  " + problem_line(problem, options.language) for problem in check.problems]
    return "\n".join(lines) + "\n"


def _verdict(check: FileCheck) -> str:
    if len(check.problems) == 1:
        return text("{path} ({kind}): one problem", path=check.path, kind=check.kind)
    if check.problems:
        return text("{path} ({kind}): {n} problems", path=check.path, kind=check.kind, n=len(check.problems))
    if check.rows == 1:
        return text("{path} ({kind}): one row, nothing wrong", path=check.path, kind=check.kind)
    return text(
        "{path} ({kind}): {rows} rows, nothing wrong", path=check.path, kind=check.kind, rows=check.rows
    )
