"""What a statement can say of a measure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from perfscore import numeric
from perfscore.bounds import Bounds

__all__ = ["DATE", "Absent", "Amount", "Value", "Words"]

# Dates are amounts whose number is the day's ordinal (1 January of year 1 is 1).
DATE = "date"


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, bound or range in the unit it was written in; ``""`` when none was written.

    ``approximate`` marks a number with 约, 左右 or 近: it names no edge, so it bounds nothing.
    ``places`` is how many decimal places were printed; it says how far a rounded number reaches
    and does not make 98.0% another amount than 98%.
    """

    bounds: Bounds
    unit: str = ""
    approximate: bool = False
    places: int = field(default=0, compare=False)

    def __post_init__(self) -> None:
        ends = [end for end in (self.bounds.low, self.bounds.high) if end is not None]
        needed = [numeric.places_of(end) or 0 for end in ends]
        object.__setattr__(self, "places", max(self.places, *needed, 0))

    @property
    def is_bound(self) -> bool:
        """Whether the statement limits the value without measuring it."""
        return not self.bounds.is_settled


@dataclass(frozen=True, slots=True)
class Words:
    """A text without a number: the name of a level, a yes or no, or a description."""

    text: str


class Absent(StrEnum):
    """Why there is no value."""

    MISSING = "missing"
    NOT_APPLICABLE = "not applicable"


Value = Amount | Words | Absent
