"""Second scores over some of the rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from perfscore.bounds import Bounds, add, point, scaled
from perfscore.rubric.tree import Rubric
from perfscore.rubric.view import View
from perfscore.scoring.leaves import Outcome
from perfscore.scoring.plan import Line

__all__ = ["Viewed", "viewed"]


@dataclass(frozen=True, slots=True)
class Viewed:
    """A view with its score: a sum in points out of ``points``, or a mean share out of 1.

    ``score`` is ``None`` where none of its rows applies.
    """

    view: View
    score: Bounds | None
    points: Fraction


def viewed(rubric: Rubric, root: Line, outcomes: Mapping[str, Outcome]) -> Iterator[Viewed]:
    """Every view of the rubric; rows that do not apply are left out."""
    lines = {line.path: line for line in root.walk()}
    for view in rubric.views:
        found = [
            (score, lines[path].points)
            for path in view.of
            if (score := outcomes[path].score) is not None
        ]
        if view.combine == "mean":
            found = [(scaled(score, 1 / points), Fraction(1)) for score, points in found if points]
        total, points = point(0), Fraction(0)
        for score, most in found:
            total, points = add(total, score), points + most
        if view.combine == "mean" and found:
            total, points = scaled(total, Fraction(1, len(found))), Fraction(1)
        yield Viewed(view, total if found else None, points)
