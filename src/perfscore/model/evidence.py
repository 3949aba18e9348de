"""What a filing states: evidence, figures and equations, each with its source and place."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import PrivateAttr, field_validator

from perfscore.errors import Place, Refusal
from perfscore.model.fields import Frozen, Title, ValueField
from perfscore.model.formula_fields import AmountField, ConditionField
from perfscore.values import DATE, Amount, value_text
from perfscore.wording import Text

__all__ = ["Equation", "Evidence", "Figure", "Placed", "Source", "SourceKind", "Trust"]

NO_TEXT = Text("", "")


class Trust(StrEnum):
    """How well a statement is supported, weakest first."""

    REPORTED = "reported"
    DOCUMENTED = "documented"
    VERIFIED = "verified"

    @property
    def rank(self) -> int:
        """Position in the order; a higher one is trusted more."""
        return list(Trust).index(self)


class SourceKind(StrEnum):
    """Whether a source is the department's own account or something apart from it."""

    SELF_EVALUATION = "self-evaluation"
    DOCUMENT = "document"
    SYSTEM = "system"

    @property
    def trust(self) -> Trust:
        """A named separate source documents a statement; one's own account reports it."""
        return Trust.REPORTED if self is SourceKind.SELF_EVALUATION else Trust.DOCUMENTED


class Source(Frozen):
    """A document or system that statements stand in."""

    title: Title
    kind: SourceKind = SourceKind.SELF_EVALUATION


class Placed(Frozen):
    """Something of a file that remembers where it was written."""

    _at: Place = PrivateAttr(default_factory=Place)
    _fields: dict[str, Place] = PrivateAttr(default_factory=dict)

    @property
    def at(self) -> Place:
        """Where it stands in the file it was read from; empty when a program made it."""
        return self._at

    def place_at(self, place: Place, fields: Mapping[str, Place] | None = None) -> None:
        """Remember the place, and those of single fields; for readers."""
        self._at = place
        self._fields = dict(fields or {})

    def place_of(self, field: str) -> Place:
        """Where a field stands, as nearly as it is known."""
        return self._fields.get(field, self._at)


class Evidence(Placed):
    """One statement of a measure.

    ``value`` is text as people write it (``50万人次``, ``≤10%``), an ``int`` or a ``Decimal``;
    floats are refused. ``place`` is where the statement stands in its source.
    """

    measure: str
    value: ValueField
    source: str = ""
    place: str = ""
    note: Title = NO_TEXT


class Figure(Placed):
    """A number that a document states and no rule reads; equations are about these.

    ``beside`` names a measure that a reader will hold this figure against.
    """

    title: Title
    value: ValueField
    source: str = ""
    place: str = ""
    beside: str = ""

    @field_validator("value")
    @classmethod
    def _number(cls, value: Any) -> Any:
        if not isinstance(value, Amount) or value.is_bound or value.unit == DATE:
            raise Refusal("figure-not-a-number", found=value_text(value))
        return value


class Equation(Placed):
    """What has to hold between stated numbers: ``says`` compares formulas over figures and
    measures.

    A printed number stands for everything that rounds to it, so digits that were rounded away
    never fail an equation; ``tolerance`` widens that where the text says so.
    """

    says: ConditionField
    title: Title = NO_TEXT
    place: str = ""
    tolerance: AmountField | None = None
