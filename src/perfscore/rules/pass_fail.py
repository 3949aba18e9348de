"""All points when a condition holds, none when it does not."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, Literal

from perfscore.expression.formula import Printer
from perfscore.expression.nodes import Node
from perfscore.expression.parsing import MET
from perfscore.model.formula_fields import TestTextField
from perfscore.rules.conditions import earned, test_text
from perfscore.rules.rule import Rule
from perfscore.wording import Lang

__all__ = ["PassFail"]


class PassFail(Rule):
    """``when``: a condition measure (``contracts_in_time``), a comparison (``rate <= 0``), or
    several joined by ``and`` and ``or``."""

    kind: Literal["pass or fail"] = "pass or fail"
    proportional: ClassVar[bool] = True
    when: TestTextField

    def expression(self, points: Fraction) -> Node:
        return earned(self.when, points)

    def words(self, lang: Lang, printer: Printer) -> str:
        is_met = len(self.when.ways) == 1 and self.when.ways[0][-1].right == MET
        key = "pass-or-fail-met" if is_met else "pass-or-fail"
        return self.say(key, lang, condition=test_text(self.when, printer))
