"""Take a total apart: what each row brings to it, exactly.

A total is the sum, over all rows, of ``factor`` times what the row earns by its rule, what its
rounding adds, and what an override adds. The factor is what weights and rescaling above the row
multiply by; it is nothing for a row that was taken out. A group that does more than add (the best
of its parts, a cap, a veto) earns by itself what its parts do not explain.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from perfscore.rubric.methods.means import Mean
from perfscore.rubric.tree import SUM
from perfscore.scoring.leaves import Outcome, RowStatus
from perfscore.scoring.plan import Line
from perfscore.scoring.stakes import Evaluation

__all__ = ["End", "Part", "contributions", "is_linear_sum"]

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
        # Under a veto the rule's own step is not what the row earns.
        earned = _end(computed, end) if line.vetoes else _earned(computed, end)
        factor = factor if outcome.score is not None else ZERO
        yield line.path, Part(line, factor, earned, before - earned, final - before, applies)
        return
    factors = _factors(evaluation, line, computed)
    children = sum(
        (_end(evaluation.outcomes[path], end) * inside for path, inside in factors.items()), ZERO
    )
    # What a sum has beyond its children is rounding.
    beyond = before - children
    own, rounding = (ZERO, beyond) if is_linear_sum(line) else (beyond, ZERO)
    yield line.path, Part(line, factor, own, rounding, final - before, applies)
    for child in line.children:
        yield from _parts(evaluation, child, factor * factors[child.path], end)


def is_linear_sum(line: Line) -> bool:
    """Whether a group is a sum or a mean and nothing else."""
    group = line.group
    if not line.children:
        return True
    is_linear = group.combine == SUM or isinstance(group.method, Mean)
    has_layers = any(child.layer != "base" for child in line.children)
    return is_linear and not group.vetoes and not has_layers


def _factors(evaluation: Evaluation, line: Line, computed: Outcome) -> dict[str, Fraction]:
    """What the score of each child is multiplied by on its way into the group's."""
    method = line.group.method
    if isinstance(method, Mean):
        applying = [c for c in line.children if evaluation.outcomes[c.path].score is not None]
        shares = method.shares([child.points for child in applying])
        found = {
            child.path: line.points * share / child.points
            for child, share in zip(applying, shares, strict=True)
        }
        return {child.path: found.get(child.path, ZERO) for child in line.children}
    weight = line.points / line.group.inside if line.group.inside and method is None else ONE
    inside = _rescaled(computed) * weight
    signs = {"base": inside, "bonus": ONE, "penalty": -ONE}
    return {child.path: signs[child.layer] for child in line.children}


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
