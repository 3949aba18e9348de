"""Helpers that make a rule's expression read like the rule."""

from __future__ import annotations

from fractions import Fraction

from perfscore import units, wording
from perfscore.bounds import Comparison
from perfscore.expression.nodes import (
    Choice,
    Constant,
    Greatest,
    Input,
    Least,
    Named,
    Node,
    Stepped,
)
from perfscore.numeric import Snap

__all__ = [
    "POINTS",
    "choose",
    "constant",
    "greatest",
    "least",
    "measured",
    "named",
    "number",
    "points",
    "rounded",
]

POINTS = "分"


def measured(name: str) -> Input:
    """The reading of a measure."""
    return Input(name)


def constant(value: Fraction | int, unit: str = "") -> Constant:
    """A number of a unit, held in base units."""
    return Constant(units.to_base(Fraction(value), unit), unit)


def number(value: Fraction | int) -> Constant:
    """A plain number."""
    return Constant(Fraction(value))


def points(value: Fraction | int) -> Constant:
    """A number of points."""
    return Constant(Fraction(value), POINTS)


def named(step: str, of: Node, **arguments: str) -> Named:
    """A step with a name from ``wording/steps.toml``."""
    return Named(step, wording.text("steps", step, **arguments), of)


def least(*parts: Node) -> Least:
    """The smallest: a cap."""
    return Least(parts)


def greatest(*parts: Node) -> Greatest:
    """The largest: a floor."""
    return Greatest(parts)


def choose(
    left: Node, comparison: str | Comparison, right: Node, then: Node, otherwise: Node
) -> Choice:
    """``then`` where ``left comparison right`` holds, else ``otherwise``."""
    return Choice(left, Comparison(comparison), right, then, otherwise)


def rounded(of: Node, digits: int, snap: Snap) -> Named:
    """Points rounded to a number of decimal places."""
    step = Constant(Fraction(1, 10**digits), POINTS)
    return named("rounded", Stepped(of, step, snap))
