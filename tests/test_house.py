"""The house stays as DESIGN draws it: imports run downward only, and the core does no input or output."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "kkr_alloc"
MODULES = {
    ".".join(file.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): file
    for file in sorted(PACKAGE.rglob("*.py"))
}
"""Every module by its name below the package; the package itself is ``__init__``."""

CORE = {
    "text": set[str](),
    "errors": {"text"},
    "divisors": set[str](),
    "apportionment": {"divisors", "errors", "text"},
    "model": {"divisors", "text"},
    "tally": {"errors", "model", "text"},
    "composition": {"apportionment", "divisors", "errors", "model", "tally", "text"},
    "names": {"errors", "model", "tally", "text"},
}
"""What the modules of the arithmetic and the rules may import of the package."""

USERS = {
    "cli": {"__main__"},
    "render": {"cli", "api"},
    "documents": {"render"},
    "analysis": {"cli", "render", "documents", "api", "frames"},
    "api": {"__init__"},
}
"""Who may import the upper floors, besides themselves: ``api`` and ``frames`` are for those who import."""

OUTSIDE = {"argparse", "click", "io", "logging", "os", "pandas", "pathlib", "rich", "shutil", "socket"} | {
    "subprocess",
    "sys",
    "tempfile",
    "yaml",
}
"""Modules that reach out of the process, or are for those who do."""


def tree(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


def imports(name: str) -> set[str]:
    """The modules of the package that a module imports, anywhere in it."""
    found = set()
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            modules = {module for module in inner if module.removeprefix("kkr_alloc.") in MODULES}
            found |= modules or {node.module}
    below = {module.removeprefix("kkr_alloc.") for module in found if module.startswith("kkr_alloc.")}
    return {module for module in below if module in MODULES}


def floor(name: str) -> str:
    return name.partition(".")[0]


def test_no_module_imports_itself_by_a_detour() -> None:
    try:
        TopologicalSorter({name: imports(name) for name in MODULES}).prepare()
    except CycleError as error:
        pytest.fail(f"imports go round: {' -> '.join(error.args[1])}")


@pytest.mark.parametrize("name", CORE)
def test_the_core_imports_only_what_lies_below(name: str) -> None:
    assert imports(name) <= CORE[name]


@pytest.mark.parametrize("name", MODULES)
def test_nothing_reaches_up(name: str) -> None:
    """cli -> render -> documents -> analysis -> sources and the core: no floor knows of those above it."""
    for module in imports(name):
        upper = floor(module)
        if upper in USERS and upper != floor(name):
            assert floor(name) in USERS[upper], f"{name} imports {module}"


@pytest.mark.parametrize("name", [name for name in MODULES if floor(name) == "sources"])
def test_sources_know_no_rules(name: str) -> None:
    assert not imports(name) & {"composition", "apportionment", "election", "published"}


@pytest.mark.parametrize("name", CORE)
def test_the_core_does_no_input_or_output(name: str) -> None:
    """No file, no stream, no environment: what it is given is all it knows."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            assert not {alias.name.partition(".")[0] for alias in node.names} & OUTSIDE
        if isinstance(node, ast.ImportFrom):
            assert (node.module or "").partition(".")[0] not in OUTSIDE
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"open", "print", "input", "exec", "eval"}


@pytest.mark.parametrize("name", MODULES)
def test_a_module_tells_its_subject_and_fits_in_a_readers_head(name: str) -> None:
    assert ast.get_docstring(tree(name))
    assert len(MODULES[name].read_text(encoding="utf-8").splitlines()) <= 700


def test_only_the_command_line_prints() -> None:
    """Everything else returns what it has to say."""
    for name in MODULES:
        if floor(name) == "cli":
            continue
        calls = {node.func.id for node in ast.walk(tree(name)) if is_call_by_name(node)}  # type: ignore[attr-defined]
        assert "print" not in calls, name


def is_call_by_name(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name)


def test_every_public_name_is_used() -> None:
    """A name that nothing but tests uses is no part of the program; the package's own names are for users."""
    exported = {"apportion", "level", "main"}
    words: dict[str, int] = {}
    for name in MODULES:
        for node in ast.walk(tree(name)):
            for word in used(node):
                words[word] = words.get(word, 0) + 1
    unused = []
    for name in MODULES:
        for node in tree(name).body:
            if (
                isinstance(node, ast.FunctionDef | ast.ClassDef)
                and not node.name.startswith("_")
                and node.name not in words
                and node.name not in exported
                and not (node.name == "render" and floor(name) == "render")
                and not (node.name == "command" and floor(name) == "cli")
            ):
                unused.append(f"{name}.{node.name}")
    assert not unused


def used(node: ast.AST) -> list[str]:
    """The names that a node uses."""
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.Attribute):
        return [node.attr]
    if isinstance(node, ast.Constant) and isinstance(node.value, str):  # an annotation in quotes
        return [node.value]
    return []
