"""A finding: something an evaluator should know, priced in points."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from perfscore import wording
from perfscore.errors import Place
from perfscore.wording import Lang, Text

__all__ = ["CitedPlace", "Finding", "Severity"]


NOWHERE = Place()


class Severity(StrEnum):
    """How much a finding asks of the reader, least first."""

    INFORMATION = "information"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """Position in the order; a higher one is graver."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class CitedPlace:
    """Where a statement stands: in its source, and in the filing that carries it."""

    source: str = ""
    place: str = ""
    value: str = ""
    at: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Finding:
    """``points_at_stake`` is the swing of the total between the ways it can be settled."""

    code: str
    severity: Severity
    path: str
    details: tuple[tuple[str, str | Text], ...]
    places: tuple[CitedPlace, ...]
    points_at_stake: Fraction

    @property
    def order(self) -> tuple[Any, ...]:
        """Sorts findings: most points at stake first, then the graver, then by what they say."""
        places = tuple((place.source, place.place, place.value) for place in self.places)
        rank = (-self.points_at_stake, -self.severity.rank)
        return (*rank, self.path, self.code, places, self.message())

    def message(self, lang: Lang = "en") -> str:
        """What was found, in one sentence."""
        arguments: dict[str, Any] = dict(self.details)
        return wording.say("findings", self.code, lang, **arguments)
