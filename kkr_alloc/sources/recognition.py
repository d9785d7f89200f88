"""What a file is, whatever it was given as; and reading YAML of one kind."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from kkr_alloc.errors import InputError
from kkr_alloc.sources.files import Content
from kkr_alloc.sources.kinds import data_kind, kind_of_data, refuse_other, table_kind
from kkr_alloc.sources.table import columns_of
from kkr_alloc.sources.yamlfile import parse_yaml


def kind_of(content: Content) -> str | None:
    """What a file is, by its columns or keys; None where it cannot be read, or they do not say."""
    kind = None
    with suppress(InputError):
        kind = table_kind(columns_of(content))
    return kind or data_kind(content)


def parse_kind(content: Content, wanted: str) -> Any:
    """What stands in a YAML file of the kind ``wanted``.

    Raises:
        InputError: it cannot be read, or it is of another kind.
    """
    try:
        data = parse_yaml(content)
    except InputError:
        refuse_other(content, kind_of(content), wanted)
        raise
    if kind_of_data(data) != wanted:
        refuse_other(content, kind_of(content), wanted)
    return data
