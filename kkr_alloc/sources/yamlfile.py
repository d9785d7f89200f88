"""Reading YAML safely, as a declared type: known keys only, quoted codes, each error with its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any, TypeVar

import msgspec
import yaml
from msgspec.structs import replace

from kkr_alloc.errors import InputError, quoted
from kkr_alloc.sources.files import DELETE_IT, HIDDEN, INVISIBLE, Content, decode
from kkr_alloc.text import text

Shape = TypeVar("Shape")
Hook = Callable[[type[Any], Any], Any]

_Base: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_UNPRINTABLE = f"[\x00-\x08\x0b-\x1f\x7f-\x9f{INVISIBLE}]"
_SHARE = re.compile(r"\d{1,9}(\.\d{1,9}|/[1-9]\d{0,8})?", re.ASCII)

MAX_DEPTH = 20
"""How deep lists and mappings may stand in each other; the deepest file of the program's own has five."""

TOO_DEEP = text("Lists and mappings are nested too deep.")


class _Loader(_Base):  # type: ignore[misc]
    """The safe loader, by libyaml where it is there; a key that stands twice is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            if isinstance(key_node, yaml.ScalarNode):
                if key_node.value in seen:
                    raise yaml.constructor.ConstructorError(
                        None, None, f"the key {key_node.value!r} stands there twice", key_node.start_mark
                    )
                seen.add(key_node.value)
        made: dict[Any, Any] = super().construct_mapping(node, deep)
        return made


def _whole_number(loader: Any, node: yaml.ScalarNode) -> int:
    """A number as people write it: to YAML 010 is eight, and 1:30 ninety."""
    if re.fullmatch(r"[-+]?(0|[1-9][0-9]{0,17})", node.value):
        return int(node.value)
    reason = f"{quoted(node.value)} is no plain number; a code must stand in quotes"
    raise yaml.constructor.ConstructorError(None, None, reason, node.start_mark)


def _null(loader: Any, node: yaml.ScalarNode) -> None:
    """No value, if it is written: to YAML a key that nobody has filled in is null too."""
    if not node.value:
        reason = "the value is missing; write null for none"
        raise yaml.constructor.ConstructorError(None, None, reason, node.start_mark)


_Loader.add_constructor("tag:yaml.org,2002:int", _whole_number)
_Loader.add_constructor("tag:yaml.org,2002:null", _null)
_Loader.add_constructor("tag:yaml.org,2002:set", _Loader.construct_undefined)  # it has no order


def read_yaml(content: Content, shape: type[Shape], *, ours: bool = False) -> Shape:
    """A YAML file as a value of the type ``shape``. See :func:`parse_yaml` and :func:`shaped`."""
    return shaped(parse_yaml(content, ours=ours), shape, content.path)


def parse_yaml(content: Content, *, ours: bool = False) -> Any:
    """Whatever stands in a YAML file, by the safe loader, if nothing in it is hostile.

    ``ours``: it comes with the program, and need not be searched for what a hostile one could hold.
    """
    written = decode(content)
    try:
        if not ours:
            _refuse_hostile(written, content)
        return yaml.load(written, Loader=_Loader)
    except InputError:
        raise
    except (yaml.YAMLError, ValueError, LookupError, AttributeError, TypeError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = str(getattr(error, "problem", None) or error)
        message = text("Not readable YAML: {reason}.", reason=reason)
        if "nesting depth" in reason:  # from 0.2.6 on libyaml has a limit of its own, and meets it sooner
            message = TOO_DEEP
        raise content.error(message, line=mark.line + 1 if mark else None) from None


def _refuse_hostile(written: str, content: Content) -> None:
    """Refuse what a few bytes could blow up with, and characters that a terminal would obey.

    The loader itself would build on an alias of aliases and a stack of brackets until memory or stack is
    used up. A control character stands there as an escape: "\\e[31m".
    """
    depth = 0
    for event in yaml.parse(written, Loader=_Base):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        hidden = re.search(_UNPRINTABLE, event.value) if isinstance(event, yaml.ScalarEvent) else None
        line = event.start_mark.line + 1 if event.start_mark else None
        if hidden:
            raise content.error(HIDDEN, line=line, value=hidden[0], hint=DELETE_IT)
        if isinstance(event, yaml.AliasEvent):
            raise content.error(text("Aliases (*name) are not read."), line=line)
        if depth > MAX_DEPTH:
            raise content.error(TOO_DEEP, line=line)


def shaped(value: Any, shape: type[Shape], file: str, at: str = "", *, hook: Hook | None = None) -> Shape:
    """Plain data as a value of the type ``shape``; a Fraction is a quoted share from 0 to 1.

    ``at``: where in the file the data stands, as errors name it: ``figures[3]``, counted from 1.
    ``hook``: what makes other types of what stands there.

    Raises:
        InputError: a key is unknown or missing, or a value is of another type; the first such place.
    """
    try:
        return msgspec.convert(value, shape, dec_hook=hook or _share)
    except msgspec.ValidationError as error:
        from kkr_alloc.sources.shape import shape_problem  # needed for mistakes only

        problem = shape_problem(error, value, file, shape=shape)
    path = re.sub(r"\[(\d+)\]", lambda index: f"[{int(index[1]) + 1}]", problem.field or "")
    field = f"{at}.{path}" if at and path and path[0] != "[" else at + path
    problem = replace(problem, field=field or None, hint=_HINTS.get(problem.message))
    raise InputError(problem.message, [problem])


_NO_SHARE = text("This must be a share from 0 to 1.")
_HINTS: dict[str, str] = {
    _NO_SHARE: text('Put it in quotes, so that it is exact: "0.02".'),
    text("A text is needed."): text("Put it in quotes."),
}


def _share(_type: type[Any], value: Any) -> Fraction:
    if isinstance(value, str) and _SHARE.fullmatch(value) and Fraction(value) <= 1:
        return Fraction(value)
    raise ValueError(_NO_SHARE)
