"""The share of a target that was reached, in either direction, never above full marks.

Higher is better: points x actual / target. Lower is better: points x target / actual, or linear,
points x (1 - (actual - target) / target), which is nothing at twice the target. The two ways of
the lower-better forms differ: 30 against a target of 24 earns 8.00 of 10 by ratio and 7.50 by line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import ClassVar, Literal

from perfscore.bounds import Bounds, Comparison
from perfscore.errors import Refusal
from perfscore.expression.building import choose, greatest, least, named, number
from perfscore.expression.building import points as points_of
from perfscore.expression.formula import Printer
from perfscore.expression.nodes import Difference, Node, Product, Quotient
from perfscore.model.formula_fields import FormulaField
from perfscore.rules.rule import FaultPath, Requirement, Rule
from perfscore.wording import Lang

__all__ = ["Attainment"]

ZERO = number(0)
ONE = number(1)


class Attainment(Rule):
    """Points for the part of a target that was reached.

    Decided edges: a target of zero is reached or not, there is no part of it; an actual of zero
    against a lower-is-better target is full marks; a negative actual counts as zero. Targets must
    not be negative.
    """

    kind: Literal["attainment"] = "attainment"
    proportional: ClassVar[bool] = True
    actual: FormulaField
    target: FormulaField
    better: Literal["higher", "lower"]
    method: Literal["ratio", "linear"] = "ratio"

    def expression(self, points: Fraction) -> Node:
        share = named("attained-share", self._share())
        return Product((points_of(points), share))

    def _share(self) -> Node:
        return least(ONE, greatest(ZERO, self._ratio()))

    def _ratio(self) -> Node:
        actual, target = self.actual.node, self.target.node
        if self.better == "higher":
            return Quotient(actual, target, choose(actual, ">=", ZERO, ONE, ZERO))
        if self.method == "ratio":
            return Quotient(target, greatest(ZERO, actual), ONE)
        over = Quotient(actual, target, choose(actual, "<=", ZERO, ONE, number(2)))
        return Difference(number(2), over)

    def requirements(self) -> tuple[Requirement, ...]:
        return (Requirement("target-negative", self.target.node, Comparison.AT_LEAST, ZERO),)

    def alike(self) -> tuple[tuple[Node, Node], ...]:
        return ((self.actual.node, self.target.node),)

    def faults(
        self, points: Fraction, range_of: Callable[[Node], Bounds]
    ) -> Iterator[tuple[FaultPath, Refusal]]:
        if self.method == "linear" and self.better == "higher":
            yield ("method",), Refusal("attainment-linear-higher")
        target = range_of(self.target.node)
        if target.high is not None and target.high < 0:
            yield ("target",), Refusal("attainment-target-negative", found=self.target.text)

    def words(self, lang: Lang, printer: Printer) -> str:
        actual, target = printer.text(self.actual.node), printer.text(self.target.node)
        way = "higher" if self.better == "higher" else f"lower-{self.method}"
        return self.say(f"attainment-{way}", lang, actual=actual, target=target)
