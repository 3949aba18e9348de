"""The department's own targets share an indicator's points."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from perfscore.bounds import Comparison
from perfscore.expression.building import constant
from perfscore.expression.formula import Printer
from perfscore.expression.nodes import Input, Node
from perfscore.expression.parsing import Condition, Formula
from perfscore.model.target import Target
from perfscore.rules.attainment import Attainment
from perfscore.rules.pass_fail import PassFail
from perfscore.rules.rule import Rule
from perfscore.values import DATE, amount_text
from perfscore.wording import Lang

__all__ = ["Targets"]

_DIRECTIONS: dict[Comparison, Literal["higher", "lower"]] = {
    Comparison.AT_LEAST: "higher",
    Comparison.AT_MOST: "lower",
}


class Targets(Rule):
    """Each target is scored by itself; the shares follow the targets' weights, or are equal.

    ``partial`` says what a missed target earns: its attained part by ``ratio``, by the ``linear``
    rule where lower is better, or ``nothing``. A date, a strict target (fewer than 5) and an exact
    one (= 3) are met or missed, since a ratio would give full marks to a value right on the edge
    that missed it.
    """

    kind: Literal["targets"] = "targets"
    partial: Literal["ratio", "linear", "nothing"]

    def expression(self, points: Fraction) -> Node:
        """Refused: which targets there are is known only once a filing is there."""
        raise TypeError("targets are scored one by one: ask rule_for(target) for a rule")

    def rule_for(self, target: Target) -> Rule:
        """The rule of one target, over a measure of the target's id."""
        planned = constant(target.amount.bounds.value, target.amount.unit)
        name = target.id
        direction = _DIRECTIONS.get(target.compare)
        is_date = target.amount.unit == DATE
        if self.partial == "nothing" or direction is None or is_date:
            met = Condition(name, Input(name), target.compare, planned, ((name, 0),))
            return PassFail(when=met)
        return Attainment(
            actual=Formula(name, Input(name), ((name, 0),)),
            target=Formula(amount_text(target.amount), planned, ()),
            better=direction,
            method="linear" if self.partial == "linear" and direction == "lower" else "ratio",
        )

    def shares(self, points: Fraction, targets: Sequence[Target]) -> tuple[Fraction, ...]:
        """The points of each target; they add up to the indicator's points exactly."""
        weights = [target.weight or Fraction(1) for target in targets]
        return tuple(points * weight / sum(weights) for weight in weights)

    def words(self, lang: Lang, printer: Printer) -> str:
        return self.say(f"targets-{self.partial}", lang)
