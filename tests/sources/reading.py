"""What the tests of the readers share."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

from kkr_alloc import bundled
from kkr_alloc.errors import InputError, Problem

REGISTER = bundled.register()
GEOGRAPHY = bundled.geography(datetime.date(2022, 1, 1))


def problems_of(read: Callable[[], object]) -> tuple[Problem, ...]:
    """The problems of the input error that reading ends in."""
    with pytest.raises(InputError) as caught:
        read()
    return caught.value.problems
