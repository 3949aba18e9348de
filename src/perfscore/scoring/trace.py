"""What the interpreter makes of a filing."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from perfscore.model.finding import Finding
from perfscore.scoring.compiled import Disagreement, Recorded
from perfscore.scoring.grades import Graded
from perfscore.scoring.row import Row
from perfscore.scoring.stakes import Evaluation
from perfscore.scoring.views import Viewed

__all__ = ["Trace"]


@dataclass(frozen=True)
class Trace:
    """All that the interpreter makes of a filing; :class:`Scorecard` says what each thing is."""

    graded: Graded
    views: tuple[Viewed, ...]
    self_assessed: Fraction | None
    points_assumed: Fraction
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]
    root: Row
    evaluation: Evaluation
    reviewed: Evaluation | None = None

    @cached_property
    def by_path(self) -> dict[str, Row]:
        """All rows but the root, by path."""
        return {row.path: row for row in self.rows}

    def require_same(self, recorded: Recorded) -> None:
        """Raise :class:`Disagreement` where compiled code came to something else."""
        outcomes = self.evaluation.outcomes
        scores = {path: recorded.score(path) for path in recorded.layout.rows}
        if scores != {path: outcome.score for path, outcome in outcomes.items()}:
            raise Disagreement("scores")
        if recorded.rules != tuple(is_met for _, is_met in self.graded.rules):
            raise Disagreement("grade rules")
