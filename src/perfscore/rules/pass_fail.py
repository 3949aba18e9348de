"""All points when a condition holds, none when it does not."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from perfscore.expression.building import choose
from perfscore.expression.building import points as points_of
from perfscore.expression.formula import SIGNS, Printer
from perfscore.expression.nodes import Node
from perfscore.rules.fields import MET, ConditionField
from perfscore.rules.rule import Rule
from perfscore.wording import Lang

__all__ = ["PassFail"]


class PassFail(Rule):
    """``when``: a condition measure (``contracts_in_time``) or a comparison (``rate <= 0``)."""

    kind: Literal["pass or fail"] = "pass or fail"
    when: ConditionField

    def expression(self, points: Fraction) -> Node:
        when = self.when
        return choose(when.left, when.comparison, when.right, points_of(points), points_of(0))

    def words(self, lang: Lang, printer: Printer) -> str:
        left = printer.text(self.when.left)
        if self.when.right == MET:
            return self.say("pass-or-fail-met", lang, condition=left)
        condition = f"{left} {SIGNS[self.when.comparison]} {printer.text(self.when.right)}"
        return self.say("pass-or-fail", lang, condition=condition)
