"""A measure: one number, condition, level or date that a rule needs."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import ceil, floor
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, SerializeAsAny, model_validator

from perfscore import units
from perfscore.bounds import ANYTHING, Bounds
from perfscore.errors import Refusal, alike
from perfscore.expression.nodes import Constant, Quotient
from perfscore.model.evidence import SourceKind
from perfscore.model.fields import Frozen, Title
from perfscore.model.formula_fields import (
    AmountField,
    FormulaField,
    TestTextField,
    ToleranceField,
)
from perfscore.model.level import LevelName
from perfscore.rubric.aggregate import Aggregate
from perfscore.rubric.peers import Peers
from perfscore.rubric.worked_out import counted, graded
from perfscore.rules import Rule, rule_from
from perfscore.units import NO_DIMENSION
from perfscore.units.vocabulary import INTERNAL
from perfscore.values import DATE, Amount

__all__ = ["Measure"]

ZERO = Fraction(0)
# Amounts of these may be negative; a count, a time span or an area may not.
_SIGNED = {"元", "百分点", "分"}


class Measure(Frozen):
    """What is measured, in which unit, and which values are possible.

    ``from`` is a formula over other measures: the measure is worked out from them as well as read
    from statements of it; ``records`` works it out from the rows of a table instead, and ``zero
    denominator`` is what a ratio or a mean is worth where that is zero; ``count`` works it out as
    how many of some tests hold, and ``grading``, a rule, gives a level measure its level. ``peers``
    measures it over a cohort of departments that are scored together.
    ``whole`` says that only whole numbers are possible, so that fewer than
    5 is at most 4. ``levels`` are listed lowest first. ``period`` is ``previous`` for the value of
    the year before. ``tolerance`` is how far statements may differ and still agree, as an amount
    or, where the measure is no rate itself, as a share; ``precedence`` ranks kinds of sources, the
    one that counts in a contradiction first.
    """

    title: Title
    kind: Literal["number", "condition", "level", "date"] = "number"
    unit: str = ""
    at_least: AmountField | None = Field(default=None, alias="at least")
    more_than: AmountField | None = Field(default=None, alias="more than")
    at_most: AmountField | None = Field(default=None, alias="at most")
    less_than: AmountField | None = Field(default=None, alias="less than")
    whole: bool = False
    period: Literal["this", "previous"] = "this"
    peers: Peers | None = None
    tolerance: ToleranceField | None = None
    precedence: tuple[SourceKind, ...] = ()
    levels: tuple[LevelName, ...] = ()
    formula: FormulaField | None = Field(default=None, alias="from")
    count: tuple[TestTextField, ...] = ()
    grading: Annotated[SerializeAsAny[Rule], BeforeValidator(rule_from)] | None = None
    records: Aggregate | None = None
    when_zero: AmountField | None = Field(default=None, alias="zero denominator")

    @model_validator(mode="after")
    def _consistent(self) -> Measure:
        units.unit(self.unit)
        if self.unit in INTERNAL:
            known = alike(self.unit, units.names())
            raise Refusal("unit-unknown", found=self.unit, known=known)
        every = (self.at_least, self.more_than, self.at_most, self.less_than)
        edges = [edge for edge in every if edge is not None]
        origins = (self.formula, self.records, self.count or None, self.peers)
        if sum(origin is not None for origin in origins) > 1:
            raise Refusal("measure-two-origins", field="count" if self.count else "records")
        is_derived = any(origin is not None for origin in origins)
        if self.grading is not None and self.kind != "level":
            raise Refusal("grading-of-no-level", field="grading", kind=self.kind)
        if self.kind != "number" and (self.unit or edges or is_derived):
            raise Refusal("measure-not-a-number", kind=self.kind)
        if (self.kind == "level") != bool(self.levels):
            raise Refusal("measure-levels", kind=self.kind)
        for edge in edges:
            plain_zero = not edge.value and not edge.unit
            if not plain_zero and units.unit(edge.unit).dimension != self.dimension:
                raise Refusal("units-disagree", left=self.unit or "1", right=edge.unit or "1")
            if not plain_zero and units.is_rate(edge.unit) != units.is_rate(self.unit):
                raise Refusal("rate-without-sign")
        if self.possible(self._declared()) is None:
            raise Refusal("measure-range-empty")
        if self.tolerance is not None:
            self._check_tolerance(self.tolerance)
        if self.when_zero is not None:
            self._answer_zero(self.when_zero)
        # Validators of frozen models may finish what they check.
        if self.count:
            object.__setattr__(self, "formula", counted(self.count, self.unit))
        if self.grading is not None:
            ids = tuple(level.id for level in self.levels)
            object.__setattr__(self, "formula", graded(self.grading, ids))
        return self

    def _check_tolerance(self, tolerance: Constant) -> None:
        if self.kind != "number":
            raise Refusal("tolerance-invalid", field="tolerance", kind=self.kind)
        own = units.unit(tolerance.unit).dimension
        if own != self.dimension and not units.is_rate(tolerance.unit):
            left, right = self.unit or "1", tolerance.unit or "1"
            raise Refusal("units-disagree", field="tolerance", left=left, right=right)

    def reach(self, number: Fraction) -> Fraction:
        """How far from a number, in base units, another statement still agrees with it."""
        if self.tolerance is None:
            return ZERO
        if units.is_rate(self.tolerance.unit) and not units.is_rate(self.unit):
            return abs(number) * self.tolerance.value
        return self.tolerance.value

    def _answer_zero(self, answer: Constant) -> None:
        if self.records is not None and self.records.needs_rows:
            return
        if self.formula is None or not isinstance(self.formula.node, Quotient):
            raise Refusal("zero-denominator-without-ratio", field="zero denominator")
        ratio = replace(self.formula.node, when_zero=answer)
        object.__setattr__(self, "formula", replace(self.formula, node=ratio))

    @property
    def dimension(self) -> units.Dimension:
        """The dimension of its unit."""
        return units.unit(self.unit).dimension

    def base_of(self, amount: Amount) -> Fraction:
        """A settled amount in base units; without a unit it is meant in the measure's own."""
        return units.to_base(amount.bounds.value, amount.unit or self.unit)

    @property
    def shown_unit(self) -> str:
        """The unit its readings are shown in; a word of its own for what is no number."""
        return {"condition": "condition", "level": "level", "date": DATE}.get(self.kind, self.unit)

    @property
    def range(self) -> Bounds:
        """Every value that is possible, in base units."""
        match self.kind:
            case "condition":
                return Bounds(ZERO, Fraction(1))
            case "level":
                return Bounds(ZERO, Fraction(len(self.levels) - 1))
            case "date":
                return ANYTHING
            case "number":
                return self.possible(self._declared()) or self._declared()

    def possible(self, bounds: Bounds) -> Bounds | None:
        """The part of bounds that whole numbers can reach, where the measure is whole."""
        if not self.whole:
            return bounds
        step = units.unit(self.unit).factor
        low, high = bounds.low, bounds.high
        if low is not None:
            low = (floor(low / step) + 1 if bounds.low_open else ceil(low / step)) * step
        if high is not None:
            high = (ceil(high / step) - 1 if bounds.high_open else floor(high / step)) * step
        return None if low is not None and high is not None and low > high else Bounds(low, high)

    def _declared(self) -> Bounds:
        low, low_open = _edge(self.at_least, self.more_than)
        high, high_open = _edge(self.at_most, self.less_than)
        is_counted = self.dimension != NO_DIMENSION and str(self.dimension) not in _SIGNED
        is_share = self.records is not None and self.records.take == "share"
        if low is None and (is_counted or is_share or self.count):
            low = ZERO
        if high is None and self.count:
            high, high_open = len(self.count) * units.unit(self.unit).factor, False
        if high is None and is_share:
            high, high_open = Fraction(1), False
        try:
            return Bounds(low, high, low_open, high_open)
        except ValueError as error:
            raise Refusal("measure-range-empty") from error


def _edge(closed: Constant | None, opened: Constant | None) -> tuple[Fraction | None, bool]:
    """One end of a range and whether it is open."""
    if closed is not None and opened is not None:
        raise Refusal("measure-range-twice")
    if opened is not None:
        return opened.value, True
    return (None if closed is None else closed.value), False
