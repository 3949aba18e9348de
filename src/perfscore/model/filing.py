"""A filing: what a department hands in for a period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Any

from pydantic import Field, PrivateAttr, field_validator, model_validator

from perfscore.bounds import Bounds, Comparison
from perfscore.errors import Place, Refusal
from perfscore.model.fields import (
    ExactField,
    Frozen,
    Identifier,
    Title,
    ValueField,
    value_of,
)
from perfscore.model.formula_fields import AmountField, ConditionField
from perfscore.values import DATE, Amount, amount_text, value_text
from perfscore.wording import Text

__all__ = [
    "Department",
    "Equation",
    "Evidence",
    "Figure",
    "Filing",
    "Placed",
    "SelfAssessed",
    "Source",
    "SourceKind",
    "Target",
    "Trust",
]

NO_TEXT = Text("", "")
NOWHERE = Place()


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


class Department(Frozen):
    """The body evaluated."""

    name: Title
    id: str = ""


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


class Target(Placed):
    """A goal the department set itself, to be reached by a measure of the same id.

    ``planned`` is the planned value with its unit; ``compare`` says which side of it counts as
    reached and may instead be written into ``planned`` (``≥50万人次``, ``少于5个``).
    """

    id: Identifier
    under: str
    title: Title
    planned: ValueField
    compare: Comparison
    weight: ExactField | None = None
    place: str = ""

    @model_validator(mode="before")
    @classmethod
    def _written_comparison(cls, given: Any) -> Any:
        if not isinstance(given, dict) or "planned" not in given:
            return given
        try:
            planned = value_of(given["planned"])
        except Refusal as refusal:
            raise refusal.under("planned") from None
        if not isinstance(planned, Amount) or planned.approximate:
            raise Refusal("target-not-a-number", field="planned", found=str(given["planned"]))
        written = _comparison_in(planned.bounds)
        word = given.get("compare")
        compare = COMPARE_WORDS.get(word, word) if isinstance(word, str) else word
        if written is None:
            if compare is None:
                raise Refusal(
                    "target-comparison-missing", field="planned", found=amount_text(planned)
                )
            if not isinstance(compare, str) or compare not in set(Comparison):
                known = ", ".join(COMPARE_WORDS)
                raise Refusal("choice-unknown", field="compare", found=str(word), expected=known)
            return {**given, "compare": compare}
        comparison, number = written
        if compare not in (None, comparison):
            raise Refusal("target-comparison-twice", field="compare", found=str(given["planned"]))
        settled = Amount(Bounds(number, number), planned.unit)
        return {**given, "planned": settled, "compare": comparison}

    @field_validator("weight")
    @classmethod
    def _positive(cls, weight: Fraction | None) -> Fraction | None:
        if weight is not None and weight <= 0:
            raise Refusal("weight-not-positive", found=str(weight))
        return weight

    @property
    def amount(self) -> Amount:
        """The planned value; a settled number in its unit."""
        assert isinstance(self.planned, Amount)
        return self.planned


COMPARE_WORDS = {
    "at least": Comparison.AT_LEAST,
    "at most": Comparison.AT_MOST,
    "more than": Comparison.MORE,
    "less than": Comparison.LESS,
    "equal": Comparison.EQUAL,
    "≥": Comparison.AT_LEAST,
    "≤": Comparison.AT_MOST,
}


def _comparison_in(bounds: Bounds) -> tuple[Comparison, Fraction] | None:
    """The comparison a planned value was written with; ``None`` for a plain number."""
    if bounds.is_settled:
        return None
    if bounds.high is None and bounds.low is not None:
        return (Comparison.MORE if bounds.low_open else Comparison.AT_LEAST), bounds.low
    if bounds.low is None and bounds.high is not None:
        return (Comparison.LESS if bounds.high_open else Comparison.AT_MOST), bounds.high
    raise Refusal("target-range", field="planned", found="~")


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


class SelfAssessed(Placed):
    """The department's own score for a row; never evidence."""

    score: ExactField
    place: str = ""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, given: Any) -> Any:
        return given if isinstance(given, dict | SelfAssessed) else {"score": given}


class Filing(Frozen):
    """What a department hands in for a period: evidence, its targets, its own scores.

    ``self_assessed`` maps a row's path, or ``total``, to the score the department gave itself.
    """

    rubric: str
    edition: str
    department: Department
    period: str
    sources: dict[str, Source] = Field(default_factory=dict)
    targets: tuple[Target, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    figures: dict[str, Figure] = Field(default_factory=dict)
    equations: tuple[Equation, ...] = ()
    self_assessed: dict[str, SelfAssessed] = Field(default_factory=dict)

    _name: str = PrivateAttr(default="")
    _at: Place = PrivateAttr(default_factory=Place)

    @property
    def at(self) -> Place:
        """Where the filing names its rubric; empty when a program made it."""
        return self._at

    def plus(self, *evidence: Evidence) -> Filing:
        """The same filing with more evidence."""
        for each in evidence:
            if not isinstance(each, Evidence):
                raise TypeError(f"evidence expected, not {type(each).__name__}")
        return self.model_copy(update={"evidence": (*self.evidence, *evidence)})

    def placed(self) -> Iterator[tuple[str, Placed]]:
        """Everything that remembers its place, each under a path of its own."""
        for index, evidence in enumerate(self.evidence):
            yield f"evidence.{index}", evidence
        for index, target in enumerate(self.targets):
            yield f"targets.{index}", target
        for index, equation in enumerate(self.equations):
            yield f"equations.{index}", equation
        for name, figure in self.figures.items():
            yield f"figures.{name}", figure

    @property
    def name(self) -> str:
        """The file that the filing was read from; empty when a program made it."""
        return self._name

    def name_as(self, name: str, at: Place = NOWHERE) -> None:
        """Remember the file and the place of the rubric's name; for readers."""
        self._name = name
        self._at = at
