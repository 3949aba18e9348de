"""What a condition earns, and how it reads."""

from __future__ import annotations

from fractions import Fraction

from perfscore.expression.building import choose, points
from perfscore.expression.formula import SIGNS, Printer
from perfscore.expression.nodes import Node
from perfscore.expression.parsing import Condition
from perfscore.model.formula_fields import MET

__all__ = ["condition_text", "earned"]


def earned(when: Condition, score: Fraction) -> Node:
    """The score where the condition holds, else no points."""
    return choose(when.left, when.comparison, when.right, points(score), points(0))


def condition_text(when: Condition, printer: Printer) -> str:
    """The condition as a line; a condition measure by its title alone."""
    left = printer.text(when.left)
    if when.right == MET:
        return left
    return f"{left} {SIGNS[when.comparison]} {printer.text(when.right)}"
