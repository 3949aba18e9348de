"""What conditions earn, and how they read."""

from __future__ import annotations

from fractions import Fraction

from perfscore import wording
from perfscore.bounds import Comparison
from perfscore.expression.building import choose, points
from perfscore.expression.formula import SIGNS, Printer
from perfscore.expression.nodes import Node
from perfscore.expression.parsing import MET, NOT_MET, Condition, Test

__all__ = ["condition_text", "earned", "holding", "test_text"]


def holding(test: Test, then: Node, otherwise: Node) -> Node:
    """``then`` where the test holds, else ``otherwise``."""
    result = otherwise
    for way in reversed(test.ways):
        rest, result = result, then
        for condition in reversed(way):
            sides = (condition.left, condition.comparison, condition.right)
            result = choose(*sides, result, rest)
    return result


def earned(when: Test, score: Fraction) -> Node:
    """The score where the test holds, else no points."""
    return holding(when, points(score), points(0))


def test_text(test: Test, printer: Printer) -> str:
    """The test as a line."""
    joined = (
        wording.say("formulas", "and", printer.lang).join(condition_text(c, printer) for c in way)
        for way in test.ways
    )
    return wording.say("formulas", "or", printer.lang).join(joined)


def condition_text(when: Condition, printer: Printer) -> str:
    """The condition as a line; a condition measure by its title alone."""
    left = printer.text(when.left)
    if when.comparison is Comparison.EQUAL and when.right == MET:
        return left
    if when.comparison is Comparison.EQUAL and when.right == NOT_MET:
        return wording.say("formulas", "not", printer.lang, of=left)
    return f"{left} {SIGNS[when.comparison]} {printer.text(when.right)}"
