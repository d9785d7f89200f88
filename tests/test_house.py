"""The house stays as HOUSE.md draws it: floors, short modules, no I/O in the core, nothing unused."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "kkr_alloc"
FILES = {
    ".".join(file.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): file
    for file in sorted(PACKAGE.rglob("*.py"))
}
"""Every module by its name below the package; the package itself is ``__init__``."""

TREES = {name: ast.parse(file.read_text(encoding="utf-8")) for name, file in FILES.items()}

CORE = (
    ("text", "cells", "divisors"),
    ("errors",),
    ("model",),
    ("results",),
    ("tally", "apportionment"),
    ("composition",),
    ("names",),
)
"""The lowest floors: the arithmetic and the rules."""

FLOORS = (
    *CORE,
    ("sources",),
    ("bundled",),
    ("deviations",),
    ("election",),
    ("figures", "published"),
    ("analysis",),
    ("documents",),
    ("render",),
    ("api",),
    ("cli",),
    ("__init__", "__main__"),
)
"""Every module or folder, from the ground up: a module imports from floors below its own, or from its own."""

LEVEL = {name: level for level, floor in enumerate(FLOORS) for name in floor}
IN_CORE = [name for floor in CORE for name in floor]
OUTSIDE = {
    *("argparse", "click", "io", "logging", "os", "pandas", "pathlib", "rich", "shutil", "socket"),
    *("subprocess", "sys", "tempfile", "yaml"),
}
"""Modules that reach out of the process, or are for those who do."""


def floor(name: str) -> str:
    return name.partition(".")[0]


def imports(name: str) -> Iterator[str]:
    """Everything that a module imports, anywhere in it, by its full name."""
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from [one for one in modules if one.removeprefix("kkr_alloc.") in FILES] or [node.module]


def own_imports(name: str) -> set[str]:
    """The modules of the package that a module imports."""
    return {found.removeprefix("kkr_alloc.") for found in imports(name)} & FILES.keys() - {name}


@pytest.mark.parametrize("name", FILES)
def test_module_imports_only_from_its_own_floor_or_below(name: str) -> None:
    higher = [found for found in own_imports(name) if LEVEL[floor(found)] > LEVEL[floor(name)]]
    assert higher == []


def test_contributing_names_the_floors() -> None:
    page = (PACKAGE.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (drawn,) = re.findall(r"^```text\n(cli → .*?)^```", page, re.MULTILINE | re.DOTALL)
    named = [set(re.findall(r"\w+", floor)) for floor in drawn.split("→")]
    assert named == [{*floor} for floor in reversed(FLOORS[:-1])]


def test_imports_do_not_go_in_circles() -> None:
    TopologicalSorter({name: own_imports(name) for name in FILES}).prepare()


@pytest.mark.parametrize("name", FILES)
def test_module_says_its_subject_and_has_at_most_400_lines(name: str) -> None:
    first, *others = FILES[name].read_text(encoding="utf-8").splitlines()
    assert first.startswith('"""')
    assert len(others) < 400


@pytest.mark.parametrize("name", IN_CORE)
def test_core_does_no_input_or_output(name: str) -> None:
    """No file, no stream, no environment: what it is given is all it knows."""
    assert {floor(module) for module in imports(name)} & OUTSIDE == set()
    nodes = ast.walk(TREES[name])
    called = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    assert called & {"open", "print", "input", "exec", "eval"} == set()


@pytest.mark.parametrize("name", [name for name in FILES if floor(name) != "cli"])
def test_only_the_command_line_prints(name: str) -> None:
    assert names(name) & {"print", "stdout", "stderr"} == set()


def test_every_public_name_is_used() -> None:
    """A name that nothing but tests uses is no part of the program; the package's own names are for users."""
    used = set().union(*map(names, FILES)) | {"main", "__version__", "__all__", "__getattr__", "__dir__"}
    by_name = {
        ("render", "render"),
        ("documents", "document"),
        ("cli", "command"),
        ("sources", "write_votes"),
    }
    unused = [
        f"{name}.{public}"
        for name in FILES
        for public in public_names(name)
        if public not in used and (floor(name), public) not in by_name
    ]
    assert unused == []


def names(name: str) -> set[str]:
    """The names that a module uses, quoted annotations and names to export among them."""
    found = set()
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
    return found


def public_names(name: str) -> Iterator[str]:
    """The functions, classes and constants of a module that do not begin with an underscore."""
    for node in TREES[name].body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found = [node.name]
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found = [target.id for target in targets if isinstance(target, ast.Name)]
        else:
            found = []
        yield from (one for one in found if not one.startswith("_"))
