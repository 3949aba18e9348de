"""Exact numbers in columns: a whole number over a positive one, times a scale common to all rows.

Multiplying comes first and dividing last, once, where a rule rounds; until then nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from perfscore.columns import whole
from perfscore.columns.flags import Flag, all_of
from perfscore.columns.tape import Array
from perfscore.columns.whole import ONE, ZERO, Whole
from perfscore.numeric import Snap

__all__ = [
    "NOTHING",
    "Rational",
    "add",
    "compared",
    "divide",
    "exactly",
    "greater",
    "just_above",
    "kept",
    "lesser",
    "magnitude",
    "multiply",
    "negate",
    "select",
    "snapped",
    "spread",
    "subtract",
]


@dataclass(frozen=True, slots=True, eq=False)
class Rational:
    """``scale * above / below`` in each row; ``below`` and ``scale`` are positive."""

    above: Whole
    below: Whole = ONE
    scale: Fraction = Fraction(1)

    @property
    def is_constant(self) -> bool:
        """Whether every row has the same number."""
        return self.above.is_constant and self.below.is_constant

    @property
    def is_nothing(self) -> bool:
        """Whether it is zero in every row."""
        return isinstance(self.above.of, int) and self.above.of == 0

    def mapped(self, of: Callable[[Array], Array]) -> Rational:
        """The same with other columns."""
        return Rational(self.above.mapped(of), self.below.mapped(of), self.scale)


NOTHING = Rational(ZERO)


def exactly(value: Fraction) -> Rational:
    """The same number in every row."""
    if value == 0:
        return NOTHING
    return Rational(whole.constant(1 if value > 0 else -1), ONE, abs(value))


def add(one: Rational, other: Rational) -> Rational:
    """Both added."""
    if one.is_nothing or other.is_nothing:
        return other if one.is_nothing else one
    left, right, below, scale = _common(one, other)
    return Rational(left + right, below, scale)


def negate(number: Rational) -> Rational:
    """The number with the other sign."""
    return Rational(-number.above, number.below, number.scale)


def subtract(one: Rational, other: Rational) -> Rational:
    """The first less the second."""
    if other.is_nothing:
        return one
    left, right, below, scale = _common(one, other)
    return Rational(left - right, below, scale)


def multiply(one: Rational, other: Rational) -> Rational:
    """Both multiplied."""
    if one.is_nothing or other.is_nothing:
        return NOTHING
    return Rational(one.above * other.above, one.below * other.below, one.scale * other.scale)


def divide(number: Rational, by: Rational) -> Rational:
    """The quotient; ``by`` must not be zero in any row."""
    if number.is_nothing:
        return NOTHING
    is_down = whole.compared(by.above, "<", ZERO)
    below = number.below * whole.positive(whole.magnitude(by.above))
    above = number.above * by.below
    above = whole.select(is_down, -above, above)
    return Rational(above, below, number.scale / by.scale)


def magnitude(number: Rational) -> Rational:
    """The size without the sign."""
    return Rational(whole.magnitude(number.above), number.below, number.scale)


def compared(one: Rational, how: str, other: Rational) -> Flag:
    """Whether ``one how other`` holds."""
    if other.is_nothing:
        return whole.compared(one.above, how, ZERO)
    if one.is_nothing:
        return whole.compared(ZERO, how, other.above)
    left, right, _, _ = _common(one, other)
    return whole.compared(left, how, right)


def select(where: Flag, then: Rational, otherwise: Rational) -> Rational:
    """``then`` where the flag holds, else ``otherwise``."""
    if isinstance(where, bool):
        return then if where else otherwise
    if then is otherwise:
        return then
    left, right, scale = _scaled_alike(then, otherwise)
    return Rational(
        whole.select(where, left, right), whole.select(where, then.below, otherwise.below), scale
    )


def lesser(one: Rational, other: Rational) -> Rational:
    """The lower one in each row."""
    return _extreme(one, other, whole.lesser, "<=")


def greater(one: Rational, other: Rational) -> Rational:
    """The higher one in each row."""
    return _extreme(one, other, whole.greater, ">=")


def _extreme(
    one: Rational, other: Rational, pick: Callable[[Whole, Whole], Whole], how: str
) -> Rational:
    if one.is_nothing and other.is_nothing:
        return one
    if not (one.below.is_constant or other.below.is_constant or one.below.of is other.below.of):
        return select(compared(one, how, other), one, other)
    left, right, below, scale = _common(one, other)
    return Rational(pick(left, right), below, scale)


def kept(number: Rational, where: Array) -> Rational:
    """The numbers of the rows for which a flag holds."""
    return Rational(whole.kept(number.above, where), whole.kept(number.below, where), number.scale)


def spread(numbers: Sequence[Fraction], at: Array) -> Rational:
    """A column of numbers of which there are few; ``at`` says which one a row has."""
    scale = whole.common_scale(numbers)
    return Rational(whole.gathered([int(number / scale) for number in numbers], at), ONE, scale)


def snapped(number: Rational, step: Fraction, how: Snap) -> Rational:
    """The multiple of ``step`` that ``how`` picks, in each row."""
    above, below = _in_steps(number, step)
    return Rational(_whole(above, below, how), ONE, step)


def just_above(number: Rational, step: Fraction, how: Snap) -> Rational:
    """What numbers just above each are snapped to."""
    above, below = _in_steps(number, step)
    match how:
        case Snap.DOWN:
            found = whole.floor_divide(above, below)
        case Snap.UP:
            found = whole.floor_divide(above, below) + ONE
        case Snap.TRUNCATE:
            found = whole.floor_divide(above, below)
            found = found + _as_whole(whole.compared(above, "<", ZERO))
        case Snap.HALF_UP | Snap.HALF_DOWN | Snap.HALF_EVEN:
            found = _nearest(above, below)
    return Rational(found, ONE, step)


def _whole(above: Whole, below: Whole, how: Snap) -> Whole:
    match how:
        case Snap.DOWN:
            return whole.floor_divide(above, below)
        case Snap.UP:
            return -whole.floor_divide(-above, below)
        case Snap.TRUNCATE:
            size = whole.floor_divide(whole.magnitude(above), below)
        case Snap.HALF_UP:
            size = _nearest(whole.magnitude(above), below)
        case Snap.HALF_DOWN:
            size = -_nearest(-whole.magnitude(above), below)
        case Snap.HALF_EVEN:
            return _half_even(above, below)
    return size if above.low >= 0 else whole.select(whole.compared(above, "<", ZERO), -size, size)


def _nearest(above: Whole, below: Whole) -> Whole:
    """Half of a step and more goes up."""
    two = whole.constant(2)
    return whole.floor_divide(above * two + below, below * two)


def _half_even(above: Whole, below: Whole) -> Whole:
    two = whole.constant(2)
    near, doubled = _nearest(above, below), above * two + below
    is_tie = whole.compared(near * (below * two), "=", doubled)
    half = whole.floor_divide(near, two)
    is_odd = whole.compared(half * two, "<", near)
    return near - _as_whole(all_of(is_tie, is_odd))


def _as_whole(flag: Flag) -> Whole:
    return whole.select(flag, ONE, ZERO)


def _in_steps(number: Rational, step: Fraction) -> tuple[Whole, Whole]:
    ratio = number.scale / step
    above = number.above * whole.constant(ratio.numerator)
    return above, number.below * whole.constant(ratio.denominator)


def _scaled_alike(one: Rational, other: Rational) -> tuple[Whole, Whole, Fraction]:
    """What stands above, both in the same scale."""
    if one.is_nothing or other.is_nothing or one.scale == other.scale:
        return one.above, other.above, (other if one.is_nothing else one).scale
    scale = whole.common_scale((one.scale, other.scale))
    left = one.above * whole.constant(int(one.scale / scale))
    return left, other.above * whole.constant(int(other.scale / scale)), scale


def _common(one: Rational, other: Rational) -> tuple[Whole, Whole, Whole, Fraction]:
    """What stands above, both over the same number and in the same scale."""
    left, right, scale = _scaled_alike(one, other)
    if _is_same(one.below, other.below):
        return left, right, one.below, scale
    return left * other.below, right * one.below, one.below * other.below, scale


def _is_same(one: Whole, other: Whole) -> bool:
    if isinstance(one.of, int) and isinstance(other.of, int):
        return one.of == other.of
    return one.of is other.of
