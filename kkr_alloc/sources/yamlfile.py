"""Reading YAML safely, as a declared type: known keys only, quoted codes, each error with its place."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any, TypeVar

import msgspec
import yaml

from kkr_alloc.errors import InputError, quoted
from kkr_alloc.sources.files import INVISIBLE, Content, decode
from kkr_alloc.text import text

Shape = TypeVar("Shape")

_Base: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_UNPRINTABLE = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{INVISIBLE}]")
_SHARE = re.compile(r"\d{1,9}(\.\d{1,9}|/[1-9]\d{0,8})?")

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
            _refuse_hostile(written, content.path)
        return yaml.load(written, Loader=_Loader)
    except InputError:
        raise
    except (yaml.YAMLError, ValueError, LookupError, AttributeError, TypeError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = str(getattr(error, "problem", None) or error)
        raise InputError(
            TOO_DEEP  # from 0.2.6 on libyaml has a limit of its own, and meets it sooner
            if "nesting depth" in reason
            else text("Not readable YAML: {reason}.", reason=reason),
            file=content.path,
            line=mark.line + 1 if mark else None,
        ) from None


def _refuse_hostile(written: str, file: str) -> None:
    """Refuse what a few bytes could blow up with, and characters that a terminal would obey.

    The loader itself would build on an alias of aliases and a stack of brackets until memory or stack is
    used up. A control character stands there as an escape: "\\e[31m".
    """
    depth = 0
    for event in yaml.parse(written, Loader=_Base):
        message = value = hint = None
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                message = TOO_DEEP
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.AliasEvent):
            message = text("Aliases (*name) are not read.")
        elif isinstance(event, yaml.ScalarEvent):
            found = _UNPRINTABLE.search(event.value)
            if found:
                message = text("There is a control or invisible character in it.")
                value = quoted(found[0])
                hint = text("Delete it: no name and no number holds one.")
        if message:
            line = event.start_mark.line + 1 if event.start_mark else None
            raise InputError(message, file=file, line=line, value=value, hint=hint)


def shaped(value: Any, shape: type[Shape], file: str, at: str = "") -> Shape:
    """Plain data as a value of the type ``shape``; a Fraction is a quoted share from 0 to 1.

    ``at``: where in the file the data stands, as errors name it: ``figures[3]``.

    Raises:
        InputError: a key is unknown or missing, or a value is of another type; the first such place.
    """
    try:
        return msgspec.convert(value, shape, dec_hook=_share)
    except msgspec.ValidationError as error:
        raise _problem(str(error), value, shape, file, at) from None


def _share(_type: type[Any], value: Any) -> Fraction:
    if isinstance(value, str) and _SHARE.fullmatch(value) and Fraction(value) <= 1:
        return Fraction(value)
    raise ValueError("share")


_REASONS = {
    "share": text("This must be a share from 0 to 1."),
    "Expected `str": text("A text is needed."),
    "Expected `int` >= 1": text("This must be a whole number from 1 to 1,000,000."),
    "Expected `int` <=": text("This must be a whole number from 1 to 1,000,000."),
    "Expected `int": text("This must be a whole number."),
    "Expected `bool": text("This must be true or false."),
    "Expected `array": text("A list is needed."),
    "Expected `object": text("A mapping of keys is needed."),
    "": text("This must be a date in quotes: yyyy-mm-dd."),
}
"""How msgspec's reasons begin -> what we say."""

_HINTS = {
    "share": text('Put it in quotes, so that it is exact: "0.02".'),
    "Expected `str": text("Put it in quotes."),
}

_ERROR = re.compile(r"(?P<reason>.*?)( - at (`key` in )?`\$(?P<path>[^`]*)`)?", re.DOTALL)
_KEY = re.compile(r"Object (missing required|contains unknown) field `(.*)`", re.DOTALL)
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")


def _problem(error: str, data: Any, shape: type[Any], file: str, at: str) -> InputError:
    """msgspec's error ("Expected `str`, got `int` - at `$.figures[2].region`") in our words."""
    found = _ERROR.fullmatch(error)
    assert found is not None
    reason, path = found["reason"], found["path"] or ""
    steps = _STEP.findall(path)
    place = at + _STEP.sub(_from_one, path)
    of_key = _KEY.fullmatch(reason)
    if of_key:
        key = quoted(of_key[2])
        message = (
            text("The key {key} is missing.", key=key)
            if of_key[1] == "missing required"
            else text("The key {key} is not known.", key=key)
        )
        return InputError(message, file=file, field=f"{place}.{key}".removeprefix("."))
    start = next(start for start in _REASONS if reason.startswith(start))
    message = _REASONS[start]
    if reason.startswith("Invalid enum"):
        message = text("This must be one of {choices}.", choices=", ".join(_choices(shape, steps)))
    value = None if "[...]" in path else _value(data, steps)
    return InputError(
        message,
        file=file,
        field=place.removeprefix(".") or None,
        value=None if value is None else quoted(value),
        hint=_HINTS.get(start),
    )


def _from_one(step: re.Match[str]) -> str:
    """A step of a path with its index from 1; some key of a mapping ([...]) is left out."""
    name, index = step.groups()
    return f".{name}" if name else f"[{int(index) + 1}]" if index.isdigit() else ""


def _value(data: Any, steps: list[tuple[str, str]]) -> Any:
    try:
        for name, index in steps:
            data = data[name] if name else data[int(index)]
    except LookupError:  # a key that looks like the end of msgspec's message
        return None
    return data


def _choices(shape: type[Any], steps: list[tuple[str, str]]) -> list[str]:
    """The texts that may stand at a place, as its type lists them."""
    from msgspec import inspect  # needed for mistakes only

    node: Any = inspect.type_info(shape)
    for name, _ in steps:
        node = _known(node)
        if name:
            node = next(field.type for field in node.fields if field.encode_name == name)
        else:
            node = getattr(node, "item_type", None) or node.value_type
    return [str(value) for value in _known(node).values]


def _known(node: Any) -> Any:
    """A type without its None."""
    return next(one for one in getattr(node, "types", (node,)) if type(one).__name__ != "NoneType")
