"""Take a total apart: what each row brings to it, exactly.

A total is the sum, over all rows, of ``factor`` times what the row earns by its rule, what its
rounding adds, and what an override adds. The factor is what rescaling above the row multiplies by;
it is nothing for a row that was taken out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from perfscore.scoring.leaves import Outcome, RowStatus
from perfscore.scoring.plan import Line
from perfscore.scoring.stakes import Evaluation

__all__ = ["End", "Part", "contributions"]

End = Literal["low", "high"]
ZERO = Fraction(0)
ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Part:
    """What a row brings to one end of a total, in points."""

    line: Line
    factor: Fraction
    earned: Fraction
    rounding: Fraction
    override: Fraction
    applies: bool

    @property
    def share(self) -> Fraction | None:
        """What was earned of the row's points; ``None`` for a row without points."""
        return self.earned / self.line.points if self.line.points else None


def contributions(evaluation: Evaluation, end: End) -> dict[str, Part]:
    """Every row's part in the low or high end of the total, by path; the root's is empty."""
    return dict(_parts(evaluation, evaluation.root, ONE, end))


def _parts(
    evaluation: Evaluation, line: Line, factor: Fraction, end: End
) -> Iterator[tuple[str, Part]]:
    outcome = evaluation.outcomes[line.path]
    computed = evaluation.before_override.get(line.path, outcome)
    before, final = _end(computed, end), _end(outcome, end)
    applies = computed.status is not RowStatus.NOT_APPLICABLE
    if line.leaf is not None or not line.children:
        earned = _earned(computed, end)
        factor = factor if outcome.score is not None else ZERO
        yield line.path, Part(line, factor, earned, before - earned, final - before, applies)
        return
    # A group earns nothing by itself: what it has beyond its children is rounding or an override.
    inside = _rescaled(computed)
    children = sum((_end(evaluation.outcomes[c.path], end) for c in line.children), ZERO) * inside
    yield line.path, Part(line, factor, ZERO, before - children, final - before, applies)
    for child in line.children:
        yield from _parts(evaluation, child, factor * inside, end)


def _end(outcome: Outcome, end: End) -> Fraction:
    score = outcome.score
    found = None if score is None else score.low if end == "low" else score.high
    return ZERO if found is None else found


def _earned(outcome: Outcome, end: End) -> Fraction:
    """The score by the rule alone, before it was rounded."""
    if outcome.worked is not None:
        for step in outcome.worked.steps:
            if step.node.key == "score":
                found = step.value.low if end == "low" else step.value.high
                return ZERO if found is None else found
    return _end(outcome, end)


def _rescaled(outcome: Outcome) -> Fraction:
    """What a group multiplies the sum of its children by."""
    factor = ONE
    for policy in outcome.policies:
        if policy.points is not None and policy.applicable:
            factor *= policy.points / policy.applicable
    return factor
