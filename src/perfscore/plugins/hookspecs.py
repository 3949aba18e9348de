"""The three hooks. Each answers "what do you offer?"; none runs inside a score."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pluggy

from perfscore.model.filing import Filing
from perfscore.rubric.tree import Rubric
from perfscore.scoring.scorecard import Scorecard
from perfscore.wording import Lang

__all__ = ["PROJECT", "hookimpl", "hookspec"]

PROJECT = "perfscore"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)

Reader = Callable[[Path], Filing]
ReportFormat = Callable[[Scorecard, Lang], str]


@hookspec
def perfscore_rubrics() -> Iterable[Path | Rubric]:  # type: ignore[empty-body]
    """Offer rubrics: paths of rubric files inside the package, or rubrics made in Python."""


@hookspec
def perfscore_readers() -> Mapping[str, Reader]:  # type: ignore[empty-body]
    """Offer readers of filings, by file suffix (``.yaml``)."""


@hookspec
def perfscore_report_formats() -> Mapping[str, ReportFormat]:  # type: ignore[empty-body]
    """Offer report formats, by file suffix (``.txt``)."""
