"""A goal the department set itself."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Literal

from pydantic import field_validator, model_validator

from perfscore.bounds import Bounds, Comparison
from perfscore.errors import Refusal
from perfscore.model.evidence import Placed
from perfscore.model.fields import ExactField, Identifier, Title, ValueField, value_of
from perfscore.values import Absent, Amount, Words, amount_text

__all__ = ["Target"]


class Target(Placed):
    """A goal the department set itself, to be reached by a measure of the same id.

    ``planned`` is the planned value with its unit; ``compare`` says which side of it counts as
    reached and may instead be written into ``planned`` (``≥50万人次``, ``少于5个``).

    A goal in words is of ``kind`` condition (met or not) or level (how far it was attained);
    ``planned`` then only says it. ``weight`` is its share of the points, or its points, as the
    rubric says.
    """

    id: Identifier
    under: str
    title: Title
    kind: Literal["number", "condition", "level"] = "number"
    planned: ValueField = Absent.MISSING
    compare: Comparison
    weight: ExactField | None = None
    place: str = ""

    @model_validator(mode="before")
    @classmethod
    def _written_comparison(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        if given.get("kind", "number") != "number":
            planned = given.get("planned", Absent.MISSING)
            is_text = isinstance(planned, str) and not isinstance(planned, Absent)
            said = Words(planned.strip()) if is_text else planned
            if given.get("compare", Comparison.EQUAL) not in ("equal", Comparison.EQUAL):
                found = str(given["compare"])
                raise Refusal("target-words-compared", field="compare", found=found)
            return {**given, "planned": said or Absent.MISSING, "compare": Comparison.EQUAL}
        if "planned" not in given:
            raise Refusal("key-missing", name="planned")
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
        """The planned value of a goal in numbers; a settled number in its unit."""
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
