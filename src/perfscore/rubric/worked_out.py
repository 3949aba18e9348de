"""Formulas of measures that are not written as one: counts of tests, and levels by a rule."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from perfscore.errors import Refusal, alike
from perfscore.expression.building import constant
from perfscore.expression.nodes import Constant, Named, Sum
from perfscore.expression.parsing import Formula, Test
from perfscore.rules import Rule
from perfscore.rules.bands import Bands
from perfscore.rules.conditions import holding
from perfscore.rules.requirements import Requirements
from perfscore.wording import text

__all__ = ["counted", "graded"]


def counted(tests: Sequence[Test], unit: str) -> Formula:
    """How many tests hold."""
    one, none = constant(1, unit), constant(0, unit)
    parts = tuple(
        Named(f"item-{place}", text("steps", "item", place=str(place)), holding(test, one, none))
        for place, test in enumerate(tests, 1)
    )
    said = "; ".join(test.text for test in tests)
    return Formula(said, Sum(parts), tuple(name for test in tests for name in test.names))


def graded(rule: Rule, levels: Sequence[str]) -> Formula:
    """The level that a rule gives, among those of the measure."""
    if not isinstance(rule, Bands | Requirements):
        raise Refusal("grading-kind", field="grading", kind=rule.kind)
    if not rule.gives_level:
        raise Refusal("rule-gives-points", field="grading", kind=rule.kind)
    for _, name in rule.levels_named():
        if name not in levels:
            known = alike(name, levels)
            raise Refusal("level-unknown", field="grading", found=name, known=known)
    ranks = {name: Constant(Fraction(rank), "level") for rank, name in enumerate(levels)}
    rule.bind(ranks, {})
    names = tuple((name, 0) for _, name, _ in rule.mentions())
    return Formula(rule.kind, rule.expression(Fraction(0)), names)
