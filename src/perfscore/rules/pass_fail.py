"""All points when a condition holds, none when it does not."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, Literal

from perfscore.expression.formula import Printer
from perfscore.expression.nodes import Node
from perfscore.model.formula_fields import MET, ConditionField
from perfscore.rules.conditions import condition_text, earned
from perfscore.rules.rule import Rule
from perfscore.wording import Lang

__all__ = ["PassFail"]


class PassFail(Rule):
    """``when``: a condition measure (``contracts_in_time``) or a comparison (``rate <= 0``)."""

    kind: Literal["pass or fail"] = "pass or fail"
    proportional: ClassVar[bool] = True
    when: ConditionField

    def expression(self, points: Fraction) -> Node:
        return earned(self.when, points)

    def words(self, lang: Lang, printer: Printer) -> str:
        key = "pass-or-fail-met" if self.when.right == MET else "pass-or-fail"
        return self.say(key, lang, condition=condition_text(self.when, printer))
