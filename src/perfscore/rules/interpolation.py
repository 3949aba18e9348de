"""Points on straight lines between given values of a measure, flat outside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from pydantic import Field

from perfscore.bounds import Bounds
from perfscore.errors import Refusal
from perfscore.expression.building import points as points_of
from perfscore.expression.formula import Printer, constant_text
from perfscore.expression.nodes import Interpolated, Node
from perfscore.model.fields import ExactField, Frozen
from perfscore.model.formula_fields import AmountField, FormulaField
from perfscore.numeric import decimal_text
from perfscore.rules.rule import FaultPath, Rule
from perfscore.wording import Lang

__all__ = ["Interpolation", "Knot"]


class Knot(Frozen):
    """A value of the measure and its score."""

    at: AmountField
    score: ExactField


class Interpolation(Rule):
    """``line``: at least two knots, in ascending order of ``at``."""

    kind: Literal["interpolation"] = "interpolation"
    of: FormulaField
    line: tuple[Knot, ...] = Field(min_length=2)

    def expression(self, points: Fraction) -> Node:
        knots = tuple((knot.at, points_of(knot.score)) for knot in self.line)
        return Interpolated(self.of.node, knots)

    def faults(
        self, points: Fraction, range_of: Callable[[Node], Bounds]
    ) -> Iterator[tuple[FaultPath, Refusal]]:
        for index, (left, right) in enumerate(pairwise(self.line)):
            if left.at.value >= right.at.value:
                yield (
                    ("line", index + 1, "at"),
                    Refusal("knots-not-ascending", found=constant_text(right.at)),
                )

    def words(self, lang: Lang, printer: Printer) -> str:
        line = "; ".join(
            f"{constant_text(knot.at, lang)}: {decimal_text(knot.score)}" for knot in self.line
        )
        return self.say("interpolation", lang, of=printer.text(self.of.node), line=line)
