"""Arithmetic on bounds in columns, as :mod:`perfscore.bounds` does it on one pair of ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import reduce
from itertools import pairwise

from perfscore.columns import ends, flags, rational, whole
from perfscore.columns.ends import End
from perfscore.columns.flags import all_of, any_of, negated
from perfscore.columns.rational import NOTHING, Rational, exactly
from perfscore.columns.span import (
    ANYTHING,
    Failure,
    Span,
    contains,
    first_failure,
    hull,
    select,
    settled,
)
from perfscore.columns.whole import ONE, ZERO, Whole
from perfscore.numeric import Snap

__all__ = [
    "add",
    "divide",
    "greatest",
    "interpolated",
    "least",
    "magnitude",
    "multiply",
    "negate",
    "stepped",
    "subtract",
]


def least(parts: Sequence[Span]) -> Span:
    """The smallest of several."""
    if all(part.is_settled for part in parts):
        return _of_settled(parts, rational.lesser)
    failure = first_failure(*(part.failure for part in parts))
    low = ends.extreme([part.low for part in parts], ends.is_before_low)
    return Span(low, ends.extreme([part.high for part in parts], ends.is_before_high), failure)


def greatest(parts: Sequence[Span]) -> Span:
    """The largest of several."""
    if all(part.is_settled for part in parts):
        return _of_settled(parts, rational.greater)
    return negate(least([negate(part) for part in parts]))


def _of_settled(parts: Sequence[Span], pick: Callable[[Rational, Rational], Rational]) -> Span:
    failure = first_failure(*(part.failure for part in parts))
    return settled(reduce(pick, (part.low.number for part in parts)), failure)


def negate(a: Span) -> Span:
    """-a."""
    low = ends.mirrored(a.high)
    return Span(low, low if a.is_settled else ends.mirrored(a.low), a.failure)


def add(a: Span, b: Span) -> Span:
    """a + b."""
    failure = first_failure(a.failure, b.failure)
    low = _added(a.low, b.low)
    if a.is_settled and b.is_settled:
        return Span(low, low, failure)
    return Span(low, _added(a.high, b.high), failure)


def _added(one: End, other: End) -> End:
    number = rational.add(one.number, other.number)
    if one.is_plain and other.is_plain:
        return End(number)
    infinite = whole.select(ends.is_finite(one), other.infinite, one.infinite)
    return ends.finite_or_none(number, any_of(one.is_open, other.is_open), infinite)


def subtract(a: Span, b: Span) -> Span:
    """a - b."""
    if a.is_settled and b.is_settled:
        failure = first_failure(a.failure, b.failure)
        return settled(rational.subtract(a.low.number, b.low.number), failure)
    return add(a, negate(b))


def multiply(a: Span, b: Span) -> Span:
    """a x b."""
    failure = first_failure(a.failure, b.failure)
    if a.is_settled and b.is_settled:
        return settled(rational.multiply(a.low.number, b.low.number), failure)
    if ends.is_never_below_zero(a.low) and ends.is_never_below_zero(b.low):
        return Span(_times(a.low, b.low), _times(a.high, b.high), failure)
    every = [_times(x, y) for x in _ends(a) for y in _ends(b)]
    return replace(_spanning(every), failure=failure)


def _ends(a: Span) -> tuple[End, ...]:
    return (a.low,) if a.is_settled else (a.low, a.high)


def _times(a: End, b: End) -> End:
    number = rational.multiply(a.number, b.number)
    if a.is_plain and b.is_plain:
        return End(number)
    a_zero, b_zero = ends.is_zero(a), ends.is_zero(b)
    # Zero times anything is zero, and is reached when zero itself is.
    reached = flags.select(
        a_zero,
        any_of(negated(a.is_open), all_of(b_zero, negated(b.is_open))),
        negated(b.is_open),
    )
    either_zero = any_of(a_zero, b_zero)
    either_infinite = any_of(negated(ends.is_finite(a)), negated(ends.is_finite(b)))
    beyond = whole.select(either_infinite, _direction(a) * _direction(b), ZERO)
    is_open = any_of(a.is_open, b.is_open, either_infinite)
    return End(
        number,
        flags.select(either_zero, negated(reached), is_open),
        whole.select(either_zero, ZERO, beyond),
    )


def _direction(end: End) -> Whole:
    return whole.select(ends.is_finite(end), whole.sign(end.number.above), end.infinite)


def divide(a: Span, b: Span, failure: Failure) -> Span:
    """a / b over the part of ``b`` that is not zero; ``failure`` is what stands instead."""
    if a.is_settled and b.is_settled:
        return settled(rational.divide(a.low.number, _no_zero(b.low.number)), failure)
    return replace(multiply(a, _reciprocal(b)), failure=failure)


def _no_zero(number: Rational) -> Rational:
    """One in place of zero: those rows have failed, or another answer."""
    is_zero = whole.compared(number.above, "=", ZERO)
    return replace(number, above=whole.select(is_zero, ONE, number.above))


def _reciprocal(a: Span) -> Span:
    is_up = any_of(ends.is_positive(a.low), ends.is_zero(a.low))
    is_down = all_of(
        negated(is_up), any_of(ends.is_positive(ends.mirrored(a.high)), ends.is_zero(a.high))
    )
    if a.is_settled:
        return settled(rational.divide(exactly(Fraction(1)), _no_zero(a.low.number)))
    up = _upper_reciprocal(a)
    down = negate(_upper_reciprocal(negate(a))) if is_down is not False else ANYTHING
    return select(is_up, up, select(is_down, down, ANYTHING))


def _upper_reciprocal(a: Span) -> Span:
    """1 / a where a is not below zero."""
    one = exactly(Fraction(1))
    inverse = rational.divide(one, _no_zero(a.high.number))
    low = rational.select(ends.is_finite(a.high), inverse, NOTHING)
    from_zero = ends.is_zero(a.low)
    high = rational.divide(one, _no_zero(a.low.number))
    return Span(
        End(low, a.high.is_open),
        End(
            rational.select(from_zero, NOTHING, high),
            any_of(a.low.is_open, from_zero),
            whole.select(from_zero, ONE, ZERO),
        ),
    )


def magnitude(a: Span) -> Span:
    """The size of a without its sign."""
    if a.is_settled:
        return settled(rational.magnitude(a.low.number), a.failure)
    is_up = any_of(ends.is_positive(a.low), ends.is_zero(a.low))
    is_down = any_of(ends.is_positive(ends.mirrored(a.high)), ends.is_zero(a.high))
    down = negate(a)
    around = Span(End(NOTHING), hull([a, down]).high, a.failure)
    return select(is_up, a, select(is_down, down, around))


def stepped(a: Span, step: Fraction, how: Snap) -> Span:
    """Every value of a on a multiple of ``step``."""
    low = _on_step(a.low, step, how)
    if a.is_settled:
        return Span(low, low, a.failure)
    high = a.high
    if high.is_open is False:
        return Span(low, _on_step(high, step, how), a.failure)
    # What numbers just below are snapped to is what those just above are on the other side.
    mirrored = {Snap.DOWN: Snap.UP, Snap.UP: Snap.DOWN}.get(how, how)
    return Span(low, ends.mirrored(_on_step(ends.mirrored(high), step, mirrored)), a.failure)


def _on_step(end: End, step: Fraction, how: Snap) -> End:
    """A low end on a multiple."""
    if end.is_open is False:
        return End(rational.snapped(end.number, step, how), False, end.infinite)
    above = rational.just_above(end.number, step, how)
    if end.is_open is not True:
        at = rational.snapped(end.number, step, how)
        above = rational.select(end.is_open, above, at)
    return ends.finite_or_none(above, negated(ends.is_finite(end)), end.infinite)


def interpolated(a: Span, knots: Sequence[tuple[Fraction, Fraction]]) -> Span:
    """A line through knots (x ascending, y), flat outside them."""
    if a.is_settled:
        return settled(_on_line(a.low.number, knots), a.failure)
    low = _line_end(a.low, knots, knots[0][1])
    every = [low, _line_end(a.high, knots, knots[-1][1])]
    # A point inside tells a flat stretch, whose value is reached, from an open end.
    every.append(End(_on_line(_inside(a), knots)))
    for x, y in knots:
        is_inside = contains(a, exactly(x))
        if is_inside is not False:
            every.append(ends.select_end(is_inside, End(exactly(y)), low))
    return replace(_spanning(every), failure=a.failure)


def _line_end(end: End, knots: Sequence[tuple[Fraction, Fraction]], flat: Fraction) -> End:
    finite = ends.is_finite(end)
    on_line = rational.select(finite, _on_line(end.number, knots), exactly(flat))
    return End(on_line, all_of(end.is_open, finite))


def _inside(a: Span) -> Rational:
    """A number between the ends of each row."""
    one, half = exactly(Fraction(1)), exactly(Fraction(1, 2))
    low, high = a.low.number, a.high.number
    middle = rational.multiply(rational.add(low, high), half)
    below = rational.subtract(high, one)
    above = rational.add(low, one)
    has_low, has_high = ends.is_finite(a.low), ends.is_finite(a.high)
    without_low = rational.select(has_high, below, NOTHING)
    return rational.select(has_low, rational.select(has_high, middle, above), without_low)


def _on_line(x: Rational, knots: Sequence[tuple[Fraction, Fraction]]) -> Rational:
    found = exactly(knots[-1][1])
    for (x0, y0), (x1, y1) in reversed(list(pairwise(knots))):
        slope = exactly((y1 - y0) / (x1 - x0))
        on = rational.add(exactly(y0), rational.multiply(rational.subtract(x, exactly(x0)), slope))
        found = rational.select(rational.compared(x, "<=", exactly(x1)), on, found)
    first = exactly(knots[0][1])
    return rational.select(rational.compared(x, "<=", exactly(knots[0][0])), first, found)


def _spanning(every: Sequence[End]) -> Span:
    return Span(ends.extreme(every, ends.is_before_low), ends.extreme(every, ends.is_after_high))
