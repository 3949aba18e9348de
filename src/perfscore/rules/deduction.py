"""Points off for every event, unit or step past a limit, down to a floor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, Literal

from pydantic import Field, model_validator

from perfscore import units
from perfscore.bounds import Bounds
from perfscore.errors import Refusal
from perfscore.expression.building import greatest, least, named, number
from perfscore.expression.building import points as points_of
from perfscore.expression.formula import Printer, constant_text
from perfscore.expression.nodes import Constant, Difference, Node, Product, Quotient, Stepped
from perfscore.model.fields import ExactField
from perfscore.model.formula_fields import AmountField, FormulaField, TestTextField
from perfscore.numeric import Snap, decimal_text
from perfscore.rules.conditions import holding, test_text
from perfscore.rules.rule import FaultPath, Rule
from perfscore.wording import Lang

__all__ = ["Deduction"]

_SNAPS = {"whole": Snap.DOWN, "ceiling": Snap.UP}


class Deduction(Rule):
    """``deduct`` points for each ``per`` by which ``of`` lies above (or below) a limit.

    ``counting`` says what a part of a step costs: nothing (``whole``), a full step (``ceiling``)
    or its share (``proportional``); "each 5 %" leaves that open, so it has to be written. Points
    do not fall under ``floor``; what the floor takes up shows in the steps. ``excused`` lists what
    lifts the deduction.
    """

    kind: Literal["deduction"] = "deduction"
    of: FormulaField
    above: AmountField | None = None
    below: AmountField | None = None
    per: AmountField
    deduct: ExactField
    counting: Literal["whole", "ceiling", "proportional"]
    floor: ExactField = Field(default=Fraction(0))
    excused: TestTextField | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_limit(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        if (given.get("above") is None) == (given.get("below") is None):
            raise Refusal("deduction-one-limit")
        return given

    def expression(self, points: Fraction) -> Node:
        excess = named("excess", greatest(number(0), self._excess()))
        counted: Node = Quotient(excess, self._per())
        if self.counting != "proportional":
            counted = Stepped(counted, number(1), _SNAPS[self.counting])
        steps = named("steps-counted", counted)
        lost = named("points-lost", Product((points_of(self.deduct), steps)))
        most = points_of(points - self.floor)
        deducted = named("points-deducted", least(most, lost))
        if self.excused is not None:
            deducted = named("unless-excused", holding(self.excused, points_of(0), deducted))
        return Difference(points_of(points), deducted)

    def _excess(self) -> Node:
        if self.above is not None:
            return Difference(self.of.node, self.above)
        assert self.below is not None
        return Difference(self.below, self.of.node)

    @property
    def _limit(self) -> Constant:
        limit = self.above if self.above is not None else self.below
        assert limit is not None
        return limit

    def _per(self) -> Constant:
        # A percentage point is one hundredth of the difference of two rates.
        if self.per.unit == "百分点" and self._limit.unit != "百分点":
            return Constant(self.per.value / 100, "%")
        return self.per

    def alike(self) -> tuple[tuple[Node, Node], ...]:
        return ((self._excess(), self._per()),)

    def faults(
        self, points: Fraction, range_of: Callable[[Node], Bounds]
    ) -> Iterator[tuple[FaultPath, Refusal]]:
        if self.per.value <= 0:
            yield ("per",), Refusal("deduction-not-positive", found=constant_text(self.per))
        if self.deduct <= 0:
            yield ("deduct",), Refusal("deduction-not-positive", found=decimal_text(self.deduct))
        if not 0 <= self.floor <= points:
            yield ("floor",), Refusal("deduction-floor", found=decimal_text(self.floor))
        limit = self._limit
        fits = units.is_rate(limit.unit) or limit.unit == "百分点" or not limit.value
        if self.per.unit == "百分点" and not fits:
            yield ("per",), Refusal("deduction-points-of-rate", found=constant_text(self.per))

    def words(self, lang: Lang, printer: Printer) -> str:
        side = "above" if self.above is not None else "below"
        said = self.say(
            f"deduction-{side}",
            lang,
            of=printer.text(self.of.node),
            limit=constant_text(self._limit, lang),
            per=constant_text(self.per, lang),
            deduct=decimal_text(self.deduct),
            counting=self.say(f"counting-{self.counting}", lang),
            floor=decimal_text(self.floor),
        )
        if self.excused is not None:
            said += self.say("deduction-excused", lang, excused=test_text(self.excused, printer))
        return said
