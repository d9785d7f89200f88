"""Mutation testing of the modules that hold the rules: does a test hold every operator, number and branch?

Run from the project's folder: ``python -m scripts.mutate [MODULE ...] [--workers 2]``. A mutant is one
small change to a module's syntax tree; its unit tests run against it in a process of its own.
What survives and does not stand in ``scripts/equivalent_mutants.txt`` is printed, and the exit code is 1.

Not mutated: annotations, docstrings, and the wording of sentences for people (first arguments of ``text``).
"""

from __future__ import annotations

import argparse
import ast
import copy
import gc
import importlib.abc
import importlib.machinery
import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
EQUIVALENT = Path(__file__).with_name("equivalent_mutants.txt")
TESTS = {
    "apportion": (
        "tests/test_apportion.py",
        "tests/test_bad_input_engine.py",
        "tests/test_apportion_properties.py",
    ),
    "tally": ("tests/test_composition.py", "tests/test_composition_areas.py"),
    "composition": ("tests/test_composition.py", "tests/test_composition_areas.py"),
}
LIMIT = 40
"""Seconds until a mutant that never ends counts as found."""

_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_CALCULATED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.LShift: ast.RShift,
    ast.BitOr: ast.BitAnd,
}
_OPPOSITE = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True)
class Mutant:
    """A changed module: where (the function), and the changed statement before and after."""

    place: str
    before: str
    after: str
    tree: ast.Module

    @property
    def key(self) -> str:
        """What names it as long as the statement stays as it is, wherever it stands."""
        before, after = self.before, self.after
        start = _same(before, after)
        end = _same(before[start:][::-1], after[start:][::-1])
        start, end = max(0, start - 40), max(0, end - 25)
        return f"{self.place}: {before[start : len(before) - end]} => {after[start : len(after) - end]}"


def _same(one: str, other: str) -> int:
    """How many characters two texts begin with together."""
    return next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def mutants(source: str) -> Iterator[Mutant]:
    """Every mutant of a module."""
    tree = ast.parse(source)
    for number, (_, _, node) in enumerate(_places(tree)):
        for index in range(len(_changes(node))):
            changed = copy.deepcopy(tree)
            place, statement, twin = _places(changed)[number]
            before = _line(statement)
            change = _changes(twin)[index]
            _apply(changed, twin, change)
            after = "(dropped)" if change is _Drop else _line(change if twin is statement else statement)
            ast.fix_missing_locations(changed)
            yield Mutant(place, before, after, changed)


def _places(tree: ast.Module) -> list[tuple[str, ast.stmt, ast.AST]]:
    """Every node that may be changed: the function and the statement it stands in, and itself."""
    return [
        (place, statement, node) for place, statement in _statements(tree, "") for node in _nodes(statement)
    ]


def _statements(node: ast.AST, place: str) -> Iterator[tuple[str, ast.stmt]]:
    """Each statement with the function it stands in; docstrings and imports left out."""
    for child in ast.iter_child_nodes(node):
        inside = place
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            inside = f"{place}.{child.name}".lstrip(".")
        if isinstance(child, ast.stmt) and not _is_prose(child):
            yield inside, child
        yield from _statements(child, inside)


def _is_prose(statement: ast.stmt) -> bool:
    match statement:
        case ast.Import() | ast.ImportFrom() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Assign(value=ast.Call(func=ast.Name(id="TypeVar"))):
            return True
    return False


def _nodes(statement: ast.stmt) -> Iterator[ast.AST]:
    """What may be changed in a statement itself, not in the statements inside it."""
    yield statement
    waiting = [child for child in ast.iter_child_nodes(statement) if not isinstance(child, ast.stmt)]
    if isinstance(statement, ast.AnnAssign):
        waiting.remove(statement.annotation)
    if isinstance(statement, ast.FunctionDef):
        waiting = [*statement.args.defaults, *(value for value in statement.args.kw_defaults if value)]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.expr | ast.comprehension | ast.keyword):
            yield node
        children = list(ast.iter_child_nodes(node))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "text":
            children = [*node.args[1:], *node.keywords]
        waiting += [child for child in children if not isinstance(child, ast.stmt)]


_Drop = object()
"""The statement goes."""


def _changes(node: ast.AST) -> list[object]:
    """What a node can be changed into: other nodes, or :data:`_Drop` for a statement."""
    made: list[object] = []

    def expression(code: str) -> ast.expr:
        return ast.parse(code, mode="eval").body

    match node:
        case ast.Compare(ops=[operator, *_]):
            for other in _COMPARED.get(type(operator), ()):
                twin = copy.copy(node)
                twin.ops = [other(), *node.ops[1:]]
                made.append(twin)
            if len(node.ops) > 1:
                for position, operator in enumerate(node.ops[1:], start=1):
                    for other in _COMPARED.get(type(operator), ()):
                        twin = copy.copy(node)
                        twin.ops = [*node.ops[:position], other(), *node.ops[position + 1 :]]
                        made.append(twin)
        case ast.BinOp(op=operator) if type(operator) in _CALCULATED:
            twin = copy.copy(node)
            twin.op = _CALCULATED[type(operator)]()
            made.append(twin)
        case ast.UnaryOp():
            made.append(node.operand)
        case ast.BoolOp(op=operator, values=values):
            twin = copy.copy(node)
            twin.op = ast.Or() if isinstance(operator, ast.And) else ast.And()
            made.append(twin)
            for position in range(len(values)):
                rest = [*values[:position], *values[position + 1 :]]
                made.append(rest[0] if len(rest) == 1 else ast.BoolOp(operator, rest))
        case ast.IfExp():
            made += [node.body, node.orelse]
        case ast.Constant(value=bool(value)):
            made.append(ast.Constant(not value))
        case ast.Constant(value=int(value)):
            made.append(ast.Constant(value + 1))
        case ast.Constant(value=str(value)):
            made.append(ast.Constant(f"{value}?"))
        case ast.Constant(value=None):
            made.append(ast.Constant(0))
        case ast.comprehension(ifs=[_, *_]):
            for position in range(len(node.ifs)):
                twin = copy.copy(node)
                twin.ifs = [*node.ifs[:position], *node.ifs[position + 1 :]]
                made.append(twin)
        case ast.Call(func=ast.Name(id=name)) if name in _OPPOSITE:
            twin = copy.copy(node)
            twin.func = ast.Name(_OPPOSITE[name], ast.Load())
            made.append(twin)
        case ast.Return(value=ast.expr(), lineno=_):
            if not (isinstance(node.value, ast.Constant) and node.value.value is None):
                made.append(ast.Return(expression("None")))
        case ast.If() | ast.While():
            for value in (True, False) if isinstance(node, ast.If) else (False,):
                twin = copy.copy(node)
                twin.test = ast.Constant(value)
                made.append(twin)
        case ast.Assign() if not isinstance(node.value, ast.Constant | ast.Tuple):
            twin = copy.copy(node)
            twin.value = expression("None")
            made.append(twin)
        case ast.Expr() | ast.AugAssign() | ast.Raise() | ast.Continue():
            made.append(_Drop)
    if isinstance(node, ast.Call) and node.keywords:
        for position in range(len(node.keywords)):
            twin = copy.copy(node)
            twin.keywords = [*node.keywords[:position], *node.keywords[position + 1 :]]
            made.append(twin)
    return made


def _apply(tree: ast.Module, node: ast.AST, change: object) -> None:
    """Put the change in the node's place."""
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            replacement = ast.Pass() if change is _Drop else change
            if value is node:
                setattr(parent, name, replacement)
                return
            if isinstance(value, list) and any(item is node for item in value):
                setattr(parent, name, [replacement if item is node else item for item in value])
                return
    raise AssertionError("the node is not in the tree")


def _line(statement: object) -> str:
    """A statement in one line, without the statements inside it."""
    assert isinstance(statement, ast.AST)
    shallow = copy.copy(statement)
    for name in ("body", "orelse", "finalbody", "handlers"):
        if isinstance(getattr(shallow, name, None), list):
            setattr(shallow, name, [ast.Expr(ast.Constant(...))] if name == "body" else [])
    if isinstance(shallow, ast.Try):
        shallow.finalbody = [ast.Pass()]
    return " ".join(ast.unparse(ast.fix_missing_locations(shallow)).split())


class _Mutated(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the mutated module in the place of the real one."""

    def __init__(self, name: str, tree: ast.Module) -> None:
        self.name, self.tree = name, tree

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        return importlib.machinery.ModuleSpec(fullname, self) if fullname == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.tree, f"<mutant of {self.name}>", "exec"), module.__dict__)


def survivors(module: str, tried: Iterable[Mutant | None], workers: int) -> Iterator[Mutant | None]:
    """Those with which the module's tests pass (None is the module as it is)."""
    waiting = iter(tried)
    more = True
    running: dict[int, tuple[Mutant | None, float]] = {}
    while more or running:
        while more and len(running) < workers:
            try:
                mutant = next(waiting)
            except StopIteration:
                more = False
                break
            running[_start(module, mutant)] = mutant, time.monotonic() + LIMIT
        time.sleep(0.01)
        for child, (mutant, end) in list(running.items()):
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                del running[child]
                if os.waitstatus_to_exitcode(status) == 0:
                    yield mutant
            elif time.monotonic() > end:
                os.kill(child, signal.SIGKILL)


def _start(module: str, mutant: Mutant | None) -> int:
    """Run the module's tests in a process of their own; its id."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        if mutant is not None:
            sys.meta_path.insert(0, _Mutated(f"kkr_alloc.{module}", mutant.tree))
        code = _run_tests(module)
    finally:
        os._exit(code)


def _run_tests(module: str) -> int:
    import hypothesis
    import pytest

    hypothesis.settings.register_profile("mutants", derandomize=True, database=None)
    hypothesis.settings.load_profile("mutants")
    return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "--no-header", *TESTS[module]]))


def main() -> int:
    """Test the modules' mutants and print those that no test finds."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=f"of {', '.join(TESTS)}; default: all")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--only", default="", help="only mutants whose key holds this text")
    arguments = parser.parse_args()
    os.chdir(ROOT)
    import hypothesis  # noqa: F401  what every mutant needs is imported once, before the fork
    import numpy as np  # noqa: F401
    import pytest  # noqa: F401

    gc.freeze()
    known = {line.split("   # ")[0].strip() for line in EQUIVALENT.read_text(encoding="utf-8").splitlines()}
    found = 0
    for module in arguments.modules or TESTS:
        if not list(survivors(module, [None], 1)):
            raise SystemExit(f"The tests of {module} fail as they are.")
        source = (ROOT / "kkr_alloc" / f"{module}.py").read_text(encoding="utf-8")
        tried = equivalent = missed = 0

        def chosen(source: str = source) -> Iterator[Mutant]:
            nonlocal tried
            for mutant in mutants(source):
                if arguments.only in mutant.key:
                    tried += 1
                    yield mutant

        for mutant in survivors(module, chosen(), arguments.workers):
            assert mutant is not None
            if f"{module}.{mutant.key}".strip() in known:
                equivalent += 1
            else:
                missed += 1
                print(f"{module}.{mutant.key}", flush=True)
        print(
            f"{module}: {tried} mutants, {tried - equivalent - missed} found by the tests, "
            f"{equivalent} equivalent, {missed} not found",
            flush=True,
        )
        found += missed
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
