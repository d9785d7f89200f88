"""For now: the answers that ``kkr_alloc.analysis`` will define, by the same names."""

from __future__ import annotations

from typing import ClassVar

from kkr_alloc.analysis.check import Check as CheckResult
from kkr_alloc.analysis.compare import Comparison
from kkr_alloc.analysis.explain import Explanation
from kkr_alloc.analysis.margins import Margins
from kkr_alloc.analysis.outlook import Outlook
from kkr_alloc.analysis.validate import FileCheck
from kkr_alloc.analysis.what_if import WhatIf as Changed
from kkr_alloc.model import Answer, ElectionAnswer
from kkr_alloc.output.compare import Side as Side


class Explanations(ElectionAnswer, frozen=True):
    schema: ClassVar[str] = "explain"
    explanations: tuple[Explanation, ...]


class AllMargins(ElectionAnswer, frozen=True):
    schema: ClassVar[str] = "margins"
    margins: tuple[Margins, ...]


class Outlooks(ElectionAnswer, frozen=True):
    schema: ClassVar[str] = "outlook"
    outlooks: tuple[Outlook, ...]


class WhatIf(ElectionAnswer, frozen=True):
    schema: ClassVar[str] = "what-if"
    result: Changed

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        return self.result.comparisons


class Comparisons(Answer, frozen=True):
    schema: ClassVar[str] = "compare"
    first: Side
    second: Side
    comparisons: tuple[Comparison, ...]


class Check(Answer, frozen=True):
    schema: ClassVar[str] = "check"
    result: CheckResult

    @property
    def differs(self) -> bool:
        return self.result.differs


class Validation(Answer, frozen=True):
    schema: ClassVar[str] = "validation"
    files: tuple[FileCheck, ...]
