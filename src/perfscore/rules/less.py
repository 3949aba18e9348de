"""What another rule gives, less points that an evaluator takes off."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Literal

from perfscore.bounds import Bounds
from perfscore.errors import Refusal
from perfscore.expression.building import greatest, named
from perfscore.expression.building import points as points_of
from perfscore.expression.formula import Printer
from perfscore.expression.nodes import Constant, Difference, Node
from perfscore.model.formula_fields import FormulaField
from perfscore.rules.inner import InnerRule
from perfscore.rules.rule import FaultPath, Requirement, Rule
from perfscore.wording import Lang

__all__ = ["Less"]


class Less(Rule):
    """``rule`` less ``by``, an amount of points that is never negative; not below nothing."""

    kind: Literal["less"] = "less"
    rule: InnerRule
    by: FormulaField

    def bind(self, scale: Mapping[str, Constant], levels: Mapping[str, tuple[str, ...]]) -> None:
        super().bind(scale, levels)
        self.rule.bind(scale, levels)

    def expression(self, points: Fraction) -> Node:
        earned = named("before-deduction", self.rule.expression(points))
        return greatest(points_of(0), Difference(earned, self.by.node))

    def requirements(self) -> tuple[Requirement, ...]:
        return self.rule.requirements()

    def alike(self) -> tuple[tuple[Node, Node], ...]:
        return self.rule.alike()

    def faults(
        self, points: Fraction, range_of: Callable[[Node], Bounds]
    ) -> Iterator[tuple[FaultPath, Refusal]]:
        if self.rule.gives_level:
            yield ("rule",), Refusal("rule-gives-level", kind=self.rule.kind)
        low = range_of(self.by.node).low
        if low is None or low < 0:
            yield ("by",), Refusal("deduction-may-be-negative", found=self.by.text)
        for path, refusal in self.rule.faults(points, range_of):
            yield ("rule", *path), refusal

    def words(self, lang: Lang, printer: Printer) -> str:
        rule, by = self.rule.words(lang, printer), printer.text(self.by.node)
        return self.say("less", lang, rule=rule, by=by)
