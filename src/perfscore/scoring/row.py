"""One row of a scorecard: its score, its steps, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from perfscore.bounds import Bounds
from perfscore.calculation.steps import Worked
from perfscore.model.filing import SelfAssessed
from perfscore.model.level import Scale
from perfscore.model.reading import Reading
from perfscore.model.review import Override
from perfscore.numeric import decimal_text
from perfscore.rubric.basis import Basis, Status
from perfscore.rubric.methods import Method
from perfscore.rubric.veto import Veto
from perfscore.rules import Rule
from perfscore.scoring.grades import Graded
from perfscore.scoring.leaves import Policy, RowStatus
from perfscore.scoring.plan import LineKind
from perfscore.scoring.score_text import score_text
from perfscore.wording import Lang, Text

__all__ = ["Label", "Row"]


@dataclass(frozen=True, slots=True)
class Label:
    """How an input of a row is shown: its title, its unit, its levels when it has any."""

    title: Text
    unit: str
    levels: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a scorecard.

    ``score`` is in points, rounded where the rubric rounds; ``None`` for a row that does not apply
    and was taken out. ``reported`` is what it would be with everything that is reported, whatever
    trust the scorecard asks for. ``reviewed`` is the score with all overrides of a review in place,
    and ``overrides`` are those of this row and of its readings. ``inputs`` are the values that went
    into its steps, in base units, and ``labels`` say how each is shown. Under a rubric with a
    ``scale`` scores are ranks of its levels; ``method`` is what combines the parts of a group, and
    ``vetoes`` says of each whether it holds; ``None`` while that is open.
    """

    path: str
    kind: LineKind
    title: Text
    points: Fraction
    score: Bounds | None
    reported: Bounds | None
    status: RowStatus
    self_assessed: SelfAssessed | None
    rule: Rule | None
    worked: Worked | None
    readings: tuple[Reading, ...]
    policies: tuple[Policy, ...]
    basis: tuple[tuple[str, Basis], ...]
    reason: str
    labels: Mapping[str, Label]
    inputs: Mapping[str, Bounds]
    digits: int
    sources: Mapping[str, Text] = field(default_factory=dict)
    method: Method | None = None
    scale: Scale | None = None
    graded: Graded | None = None
    not_rated: Text | None = None
    vetoes: tuple[tuple[Veto, bool | None], ...] = ()
    reviewed: Bounds | None = None
    overrides: tuple[Override, ...] = ()

    @property
    def depth(self) -> int:
        """How deep the row stands in the tree; 1 for the top level."""
        return self.path.count(".") + 1

    def said(self, score: Bounds | None, lang: Lang) -> str:
        """A score of the row as text."""
        if score is None and self.status is RowStatus.NOT_RATED and self.not_rated:
            return self.not_rated.in_(lang)
        return score_text(score, self.digits, self.scale)

    @property
    def own_text(self) -> str:
        """The department's own score as text; empty when it stated none."""
        if self.self_assessed is None:
            return ""
        return self.self_assessed.level or decimal_text(self.self_assessed.points, self.digits)

    @property
    def rests_on(self) -> tuple[tuple[str, Basis], ...]:
        """The parts of the basis that the score depends on.

        What is earned below full marks matters only where full marks are not certain.
        """
        is_full = self.score is not None and self.score.low == self.points
        return tuple(
            (part, basis) for part, basis in self.basis if part != "below full" or not is_full
        )

    @property
    def is_assumed(self) -> bool:
        """Whether the score rests on a rule that no source confirms."""
        return any(basis.status is Status.ASSUMED for _, basis in self.rests_on)

    @property
    def counts_as_assumed(self) -> bool:
        """Whether the row's points are counted among those on assumed rules."""
        applies = self.status is not RowStatus.NOT_APPLICABLE
        return self.kind is LineKind.INDICATOR and applies and self.is_assumed

    def explain(self, lang: Lang = "zh") -> str:
        """The row in full: rule, formula, numbers, what was rejected, evidence, basis."""
        from perfscore.scoring.explanation import explain

        return explain(self, lang)
