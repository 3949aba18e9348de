"""A score as text: a number of points with the rubric's digits, or a level of its scale."""

from __future__ import annotations

from fractions import Fraction

from perfscore.bounds import Bounds
from perfscore.model.level import Scale
from perfscore.numeric import decimal_text

__all__ = ["end_text", "score_text"]


def end_text(end: Fraction, digits: int, scale: Scale | None) -> str:
    """One end of a score."""
    return decimal_text(end, digits) if scale is None else scale.ids[int(end)]


def score_text(score: Bounds | None, digits: int, scale: Scale | None = None) -> str:
    """A score; a range when it is open, ``-`` when there is none."""
    if score is None or score.low is None or score.high is None:
        return "-"
    if score.is_settled:
        return end_text(score.low, digits, scale)
    return "~".join(end_text(end, digits, scale) for end in (score.low, score.high))
