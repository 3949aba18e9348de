"""Score how well government departments spent their money, by rules that anyone can check.

>>> import perfscore
>>> rubric = perfscore.load_rubric("cn.guangzhou.department", edition="2024")
>>> filing = perfscore.read_filing("examples/huadu-2024.yaml")
>>> card = perfscore.score(filing, rubric)
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from perfscore.bounds import Bounds
    from perfscore.columns.score_many import score_many
    from perfscore.errors import (
        FilingError,
        PerfscoreError,
        Place,
        PluginError,
        Problem,
        Refusal,
        RubricError,
        UsageError,
    )
    from perfscore.files import load_rubric, read_card, read_filing, verify_card, write_report
    from perfscore.model.evidence import (
        Equation,
        Evidence,
        Figure,
        Source,
        SourceKind,
        Trust,
    )
    from perfscore.model.filing import Department, Filing, SelfAssessed
    from perfscore.model.finding import Finding
    from perfscore.model.reading import Reading
    from perfscore.model.review import Override, Review
    from perfscore.model.target import Target
    from perfscore.plugins.hookspecs import hookimpl
    from perfscore.published.recompute import recompute
    from perfscore.readers.review_file import read_review
    from perfscore.reports.json_report import json_report
    from perfscore.reports.text_report import text_report
    from perfscore.rubric.tree import Criterion, Indicator, Rubric
    from perfscore.scoring.cohort import score_cohort
    from perfscore.scoring.comparison import Comparison, compare
    from perfscore.scoring.record import as_record
    from perfscore.scoring.scorecard import Row, Scorecard
    from perfscore.scoring.single import score
    from perfscore.shipping import arrow_kernel
    from perfscore.values.parsing import read_value
    from perfscore.wording import Text

# Imported when first used, so that ``import perfscore`` and ``perfscore --help`` stay quick.
_HOMES = {
    "Bounds": "bounds",
    "Comparison": "scoring.comparison",
    "Criterion": "rubric.tree",
    "Department": "model.filing",
    "Equation": "model.evidence",
    "Evidence": "model.evidence",
    "Figure": "model.evidence",
    "Filing": "model.filing",
    "FilingError": "errors",
    "Finding": "model.finding",
    "Indicator": "rubric.tree",
    "Override": "model.review",
    "PerfscoreError": "errors",
    "Place": "errors",
    "PluginError": "errors",
    "Problem": "errors",
    "Reading": "model.reading",
    "Refusal": "errors",
    "Review": "model.review",
    "Row": "scoring.scorecard",
    "Rubric": "rubric.tree",
    "RubricError": "errors",
    "Scorecard": "scoring.scorecard",
    "SelfAssessed": "model.filing",
    "Source": "model.evidence",
    "SourceKind": "model.evidence",
    "Target": "model.target",
    "Text": "wording",
    "Trust": "model.evidence",
    "UsageError": "errors",
    "arrow_kernel": "shipping",
    "as_record": "scoring.record",
    "compare": "scoring.comparison",
    "hookimpl": "plugins.hookspecs",
    "json_report": "reports.json_report",
    "load_rubric": "files",
    "read_card": "files",
    "read_filing": "files",
    "read_review": "readers.review_file",
    "read_value": "values.parsing",
    "recompute": "published.recompute",
    "score": "scoring.single",
    "score_cohort": "scoring.cohort",
    "score_many": "columns.score_many",
    "text_report": "reports.text_report",
    "verify_card": "files",
    "write_report": "files",
}

# What needs an extra.
_NEEDING = {"score_many": "batch"}

__all__ = [
    "Bounds",
    "Comparison",
    "Criterion",
    "Department",
    "Equation",
    "Evidence",
    "Figure",
    "Filing",
    "FilingError",
    "Finding",
    "Indicator",
    "Override",
    "PerfscoreError",
    "Place",
    "PluginError",
    "Problem",
    "Reading",
    "Refusal",
    "Review",
    "Row",
    "Rubric",
    "RubricError",
    "Scorecard",
    "SelfAssessed",
    "Source",
    "SourceKind",
    "Target",
    "Text",
    "Trust",
    "UsageError",
    "__version__",
    "arrow_kernel",
    "as_record",
    "compare",
    "hookimpl",
    "json_report",
    "load_rubric",
    "read_card",
    "read_filing",
    "read_review",
    "read_value",
    "recompute",
    "score",
    "score_cohort",
    "score_many",
    "text_report",
    "verify_card",
    "write_report",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return version("perfscore")
    if name not in _HOMES:
        raise AttributeError(f"module 'perfscore' has no attribute {name!r}")
    try:
        found = getattr(import_module(f"perfscore.{_HOMES[name]}"), name)
    except ModuleNotFoundError as error:
        if name not in _NEEDING or str(error.name).startswith("perfscore"):
            raise
        from perfscore.errors import Problem, UsageError

        details = (("extra", _NEEDING[name]),)
        raise UsageError(Problem("extra-missing", details=details)) from error
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return list(__all__)
