"""What a rubric decides once for all rows: rounding, grades, missing and not applicable."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from perfscore.bounds import Bounds
from perfscore.model.fields import ExactField, Frozen, Title
from perfscore.numeric import Snap

__all__ = ["Grade", "Missing", "NotApplicable", "Rounding", "grades_possible"]


class Missing(StrEnum):
    """What a missing reading makes of a row's score."""

    OPEN = "open"
    ZERO = "zero"


class NotApplicable(StrEnum):
    """What a row that does not apply is worth.

    ``open`` leaves it open, as missing; the two rescaling ways take the row's points out of the
    group's, or of the whole rubric's, and scale up what is left.
    """

    OPEN = "open"
    FULL = "full"
    ZERO = "zero"
    RESCALE_SIBLINGS = "rescale siblings"
    RESCALE_WHOLE = "rescale whole"


class Rounding(Frozen):
    """Where scores are rounded, to how many decimal places, and what becomes of ties."""

    digits: Annotated[int, Field(ge=0, le=6)]
    mode: Snap
    at: Literal["indicator", "total", "indicator and total"]

    @property
    def rounds_parts(self) -> bool:
        """Whether each indicator is rounded before it is added."""
        return self.at != "total"

    @property
    def rounds_total(self) -> bool:
        """Whether the total is rounded."""
        return self.at != "indicator"


class Grade(Frozen):
    """A label for totals from ``from`` up to the next grade's ``from``, which is not included."""

    start: ExactField = Field(alias="from")
    title: Title


def grades_possible(grades: tuple[Grade, ...], total: Bounds) -> tuple[Grade, ...]:
    """The grades that a total may still have, lowest first."""
    ordered = sorted(grades, key=lambda grade: grade.start)
    found = []
    for index, grade in enumerate(ordered):
        end = ordered[index + 1].start if index + 1 < len(ordered) else None
        span = Bounds(grade.start, end, high_open=True)
        if span.meet(total) is not None:
            found.append(grade)
    return tuple(found)
