"""Reading YAML safely: known keys only, codes and letters as quoted text, each error with its place."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import yaml

from kkr_alloc.errors import InputError, Problems, shown
from kkr_alloc.sources.files import INVISIBLE, Content, decode
from kkr_alloc.text import text

_Base: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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


_REQUIRED: Any = object()

_UNPRINTABLE = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{INVISIBLE}]")

MOST_NESTED = 20
"""How deep lists and mappings may stand in each other; the deepest file of the program's own has five."""

TOO_DEEP = text("Lists and mappings are nested too deep.")


def read_yaml(content: Content, *, ours: bool = False) -> Fields:
    """The mapping at the top of a YAML file. Raises :class:`InputError` where there is none.

    ``ours``: it comes with the program, and need not be searched for what a hostile one could hold.
    """
    value = parse_yaml(content, ours=ours)
    name = content.path
    if not isinstance(value, dict):
        raise InputError(text("The file must hold a mapping of keys."), file=name, value=shown(value))
    return Fields(value, name)


def parse_yaml(content: Content, *, ours: bool = False) -> Any:
    """Whatever stands in a YAML file, by the safe loader, if nothing in it is hostile."""
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
            if depth > MOST_NESTED:
                message = TOO_DEEP
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.AliasEvent):
            message = text("Aliases (*name) are not read.")
        elif isinstance(event, yaml.ScalarEvent):
            found = _UNPRINTABLE.search(event.value)
            if found:
                message = text("There is a control or invisible character in it.")
                value = shown(found[0])
                hint = text("Delete it: no name and no number holds one.")
        if message:
            line = event.start_mark.line + 1 if event.start_mark else None
            raise InputError(message, file=file, line=line, value=value, hint=hint)


class Fields:
    """The keys of one mapping, taken one by one; :meth:`done` refuses what was not taken.

    Problems of a file are collected and raised together by the outermost :meth:`done`.
    """

    def __init__(
        self, values: dict[Any, Any], file: str, at: str = "", problems: Problems | None = None
    ) -> None:
        self._values = dict(values)
        self.file = file
        self._at = at
        self._problems = problems
        self._found = problems or Problems()

    def problem(self, message: str, key: str, value: object = None, hint: str | None = None) -> None:
        """Note that ``key`` is wrong."""
        self._found.add(message, file=self.file, field=self._at + key, value=value, hint=hint)

    def done(self) -> None:
        """No more keys are expected."""
        for key in self._values:
            self.problem(text("The key {key} is not known.", key=shown(key)), str(key))
        if self._problems is None:
            self._found.raise_if_any()

    def _take(
        self, key: str, good: Callable[[Any], bool], message: str, missing: Any, hint: str | None = None
    ) -> Any:
        if key not in self._values or (self._values[key] is None and missing is None):
            self._values.pop(key, None)
            if missing is _REQUIRED:
                self.problem(text("The key {key} is missing.", key=key), key)
                self._found.raise_if_any()
            return missing
        value = self._values.pop(key)
        if not good(value):
            self.problem(message, key, value, hint)
            self._found.raise_if_any()
        return value

    def text(self, key: str, missing: Any = _REQUIRED) -> Any:
        """A text. Codes and letters must be quoted: 0101 unquoted is 65, NO is false."""
        return self._take(
            key, lambda v: isinstance(v, str), text("A text is needed."), missing, text("Put it in quotes.")
        )

    def choice(self, key: str, choices: Sequence[str], missing: Any = _REQUIRED) -> Any:
        """One of a few texts."""
        return self._take(
            key,
            lambda v: isinstance(v, str) and v in choices,
            text("This must be one of {choices}.", choices=", ".join(choices)),
            missing,
        )

    def flag(self, key: str, missing: Any = _REQUIRED) -> bool:
        """True or false."""
        return bool(
            self._take(key, lambda v: isinstance(v, bool), text("This must be true or false."), missing)
        )

    def count(self, key: str, missing: Any = _REQUIRED) -> Any:
        """A whole number of at least 1."""
        return self._take(
            key,
            lambda v: isinstance(v, int) and not isinstance(v, bool) and 1 <= v <= 1_000_000,
            text("This must be a whole number from 1 to 1,000,000."),
            missing,
        )

    def amount(self, key: str, missing: Any = _REQUIRED) -> Any:
        """A whole number of at least 0."""
        return self._take(
            key,
            lambda v: isinstance(v, int) and not isinstance(v, bool) and v >= 0,
            text("This must be a whole number."),
            missing,
        )

    def fraction(self, key: str, missing: Any = _REQUIRED) -> Fraction | None:
        """A share from 0 to 1, quoted so that it stays exact: "0.02" or "1/50"."""

        def good(value: Any) -> bool:
            if not isinstance(value, str) or not re.fullmatch(r"\d{1,9}(\.\d{1,9}|/[1-9]\d{0,8})?", value):
                return False
            return Fraction(value) <= 1

        value = self._take(
            key,
            good,
            text("This must be a share from 0 to 1."),
            missing,
            text('Put it in quotes, so that it is exact: "0.02".'),
        )
        return None if value is None else Fraction(value)

    def date(self, key: str, missing: Any = _REQUIRED) -> Any:
        """A date in quotes: "2021-11-16"."""

        def good(value: Any) -> bool:
            try:
                datetime.date.fromisoformat(value)
            except (TypeError, ValueError):
                return False
            return True

        value = self._take(key, good, text("This must be a date in quotes: yyyy-mm-dd."), missing)
        return None if value is None else datetime.date.fromisoformat(value)

    def texts(self, key: str, missing: Any = _REQUIRED) -> list[str]:
        """A list of texts."""
        return list(
            self._take(
                key,
                lambda v: isinstance(v, list) and all(isinstance(item, str) for item in v),
                text("This must be a list of quoted texts."),
                missing,
            )
        )

    def mapping(self, key: str, of: type[Any] = str, missing: Any = _REQUIRED) -> dict[str, Any]:
        """A mapping of text to ``of`` (str, or list of texts)."""

        def good(value: Any) -> bool:
            return isinstance(value, dict) and all(
                isinstance(k, str)
                and isinstance(v, of)
                and (of is not list or all(isinstance(item, str) for item in v))
                for k, v in value.items()
            )

        return dict(self._take(key, good, text("This must be a mapping of quoted texts."), missing))

    def entries(self, key: str, missing: Any = _REQUIRED) -> list[Fields]:
        """A list of mappings."""
        items = self._take(
            key,
            lambda v: isinstance(v, list) and all(isinstance(item, dict) for item in v),
            text("This must be a list of mappings."),
            missing,
        )
        return [
            Fields(item, self.file, f"{self._at}{key}[{i}].", self._found)
            for i, item in enumerate(items, start=1)
        ]

    def sections(self, key: str, missing: Any = _REQUIRED) -> dict[str, Fields]:
        """A mapping of text to mappings."""
        value = self._take(
            key,
            lambda v: (
                isinstance(v, dict)
                and all(isinstance(k, str) and isinstance(item, dict) for k, item in v.items())
            ),
            text("This must be a mapping of mappings."),
            missing,
        )
        return {
            name: Fields(item, self.file, f"{self._at}{key}.{name}.", self._found)
            for name, item in value.items()
        }
