"""What a rubric decides once for all rows: rounding, grades, missing and not applicable."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from perfscore.bounds import Bounds
from perfscore.model.fields import ExactField, Frozen, Title
from perfscore.numeric import Snap

__all__ = [
    "CoarseGrade",
    "Grade",
    "GroupRounding",
    "InForce",
    "Missing",
    "NotApplicable",
    "Rounding",
    "grades_possible",
]


class Missing(StrEnum):
    """What a missing reading makes of a row's score.

    ``not rated`` leaves the row, and every group it belongs to, without one.
    """

    OPEN = "open"
    ZERO = "zero"
    NOT_RATED = "not rated"


class NotApplicable(StrEnum):
    """What a row that does not apply is worth.

    ``open`` leaves it open, as missing; the two rescaling ways take the row's points out of the
    group's, or of the whole rubric's, and scale up what is left; ``leave out`` takes it out for a
    method that works with the parts that are left.
    """

    OPEN = "open"
    FULL = "full"
    ZERO = "zero"
    RESCALE_SIBLINGS = "rescale siblings"
    RESCALE_WHOLE = "rescale whole"
    LEAVE_OUT = "leave out"


class Rounding(Frozen):
    """Where scores are rounded, to how many decimal places, and what becomes of ties."""

    digits: Annotated[int, Field(ge=0, le=6)]
    mode: Snap
    at: Literal["indicator", "total", "indicator and total", "never"]

    @property
    def rounds_parts(self) -> bool:
        """Whether each indicator is rounded before it is added."""
        return self.at in ("indicator", "indicator and total")

    @property
    def rounds_total(self) -> bool:
        """Whether the total is rounded."""
        return self.at in ("total", "indicator and total")


class GroupRounding(Frozen):
    """How the sum inside a group is rounded before it counts."""

    digits: Annotated[int, Field(ge=0, le=6)]
    mode: Snap


class Grade(Frozen):
    """A label for totals from ``from`` up to the next grade's ``from``, which is not included.

    One without ``from`` is given by a grade rule alone.
    """

    start: ExactField | None = Field(default=None, alias="from")
    title: Title
    id: str = ""


class CoarseGrade(Frozen):
    """A coarser label for several grades, named by their ids."""

    title: Title
    of: tuple[str, ...] = Field(min_length=1)


class InForce(Frozen):
    """The periods that an edition is for, both included; an end may be open."""

    since: str = Field(default="", alias="from")
    until: str = Field(default="", alias="to")

    def covers(self, period: str) -> bool:
        """Whether a period lies inside; one that is no year is not judged."""
        if not period.isdecimal():
            return True
        return (not self.since or self.since <= period) and (not self.until or period <= self.until)


def _start(grade: Grade) -> Fraction:
    return grade.start if grade.start is not None else Fraction(0)


def grades_possible(grades: tuple[Grade, ...], total: Bounds) -> tuple[Grade, ...]:
    """The grades that a total may still have, lowest first."""
    ordered = sorted((g for g in grades if g.start is not None), key=_start)
    found = []
    for index, grade in enumerate(ordered):
        end = ordered[index + 1].start if index + 1 < len(ordered) else None
        span = Bounds(grade.start, end, high_open=True)
        if span.meet(total) is not None:
            found.append(grade)
    return tuple(found)
