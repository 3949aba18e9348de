"""Bounds in columns: the twin of :mod:`perfscore.bounds`, one pair of ends for each row.

What is the same for all rows (an end that is closed, or without limit) is a plain value, so that a
column of settled numbers costs no more than the numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import polars as pl

from perfscore.bounds import Bounds, Comparison
from perfscore.columns import flags, rational, whole
from perfscore.columns.flags import Flag, all_of, any_of, but_not, negated
from perfscore.columns.rational import NOTHING, Rational, exactly
from perfscore.columns.whole import ONE, ZERO, Whole
from perfscore.numeric import Snap

__all__ = [
    "ANYTHING",
    "DEFINED",
    "End",
    "Failure",
    "Span",
    "add",
    "compared",
    "contains",
    "covers",
    "divide",
    "first_failure",
    "greatest",
    "hull",
    "interpolated",
    "is_settled",
    "kept",
    "least",
    "magnitude",
    "meet",
    "multiply",
    "negate",
    "select",
    "select_failure",
    "settled",
    "span_of",
    "stepped",
    "subtract",
    "with_failure",
]

MINUS_ONE = whole.constant(-1)


@dataclass(frozen=True, slots=True, eq=False)
class Failure:
    """Where there is no value: a division or a table without an answer, ``certain`` or possible."""

    anywhere: Flag = False
    certain: Flag = False


DEFINED = Failure()


@dataclass(frozen=True, slots=True, eq=False)
class End:
    """One end: a number, whether it is open, or (``infinite`` -1 or 1) no limit at all."""

    number: Rational
    is_open: Flag = False
    infinite: Whole = ZERO

    @property
    def is_plain(self) -> bool:
        """Whether it is a closed end with a number in every row."""
        return self.is_open is False and self.infinite.of is ZERO.of


@dataclass(frozen=True, slots=True, eq=False)
class Span:
    """Bounds of every row. Settled in all of them when both ends are one and the same object."""

    low: End
    high: End
    failure: Failure = DEFINED

    @property
    def is_settled(self) -> bool:
        """Whether every row is known to have one value left."""
        return self.low is self.high


def settled(number: Rational, failure: Failure = DEFINED) -> Span:
    """One known number a row."""
    end = End(number)
    return Span(end, end, failure)


def span_of(bounds: Bounds) -> Span:
    """The same bounds in every row."""
    if bounds.is_settled:
        return settled(exactly(bounds.value))
    return Span(_end_of(bounds.low, bounds.low_open, -1), _end_of(bounds.high, bounds.high_open, 1))


def _end_of(number: Fraction | None, is_open: bool, side: int) -> End:
    if number is None:
        return End(NOTHING, True, whole.constant(side))
    return End(exactly(number), is_open)


ANYTHING = span_of(Bounds(None, None))


def is_settled(span: Span) -> Flag:
    """Whether exactly one value is left."""
    if span.is_settled:
        return True
    low, high = span.low, span.high
    finite = all_of(_is_finite(low), _is_finite(high))
    return (
        finite
        if finite is False
        else all_of(finite, rational.compared(low.number, "=", high.number))
    )


def contains(span: Span, number: Rational) -> Flag:
    """Whether a number lies inside."""
    if span.is_settled:
        return rational.compared(span.low.number, "=", number)
    at = End(number)
    return all_of(_is_not_after(span.low, at, is_low=True), _is_not_after(at, span.high))


def meet(a: Span, b: Span) -> tuple[Span, Flag]:
    """What lies in both, and where nothing does."""
    if a.is_settled:
        return a, negated(contains(b, a.low.number))
    low = _extreme([a.low, b.low], lambda one, other: _is_before_low(other, one))
    high = _extreme([a.high, b.high], _is_before_high)
    finite = all_of(_is_finite(low), _is_finite(high))
    touching = any_of(low.is_open, high.is_open)
    empty = any_of(
        rational.compared(low.number, ">", high.number),
        all_of(rational.compared(low.number, "=", high.number), touching),
    )
    return Span(low, high, a.failure), all_of(finite, empty)


def covers(a: Span, inner: Span) -> Flag:
    """Whether these bounds hold all of others."""
    below = _is_before_low(inner.low, a.low)
    return negated(any_of(below, _is_after_high(inner.high, a.high)))


def first_failure(*failures: Failure) -> Failure:
    """Of several, tried in this order, the first."""
    found = DEFINED
    for failure in failures:
        if failure is DEFINED:
            continue
        if found is DEFINED:
            found = failure
            continue
        certain = flags.select(found.anywhere, found.certain, failure.certain)
        found = Failure(any_of(found.anywhere, failure.anywhere), certain)
    return found


def select_failure(where: Flag, then: Failure, otherwise: Failure) -> Failure:
    """``then`` where the flag holds, else ``otherwise``."""
    if then is otherwise:
        return then
    return Failure(
        flags.select(where, then.anywhere, otherwise.anywhere),
        flags.select(where, then.certain, otherwise.certain),
    )


def with_failure(span: Span, *before: Failure) -> Span:
    """The span, undefined too where something before it was."""
    return replace(span, failure=first_failure(*before, span.failure))


def select(where: Flag, then: Span, otherwise: Span) -> Span:
    """``then`` where the flag holds, else ``otherwise``."""
    if isinstance(where, bool):
        return then if where else otherwise
    failure = select_failure(where, then.failure, otherwise.failure)
    low = _select_end(where, then.low, otherwise.low)
    if then.is_settled and otherwise.is_settled:
        return Span(low, low, failure)
    return Span(low, _select_end(where, then.high, otherwise.high), failure)


def _select_end(where: Flag, then: End, otherwise: End) -> End:
    if then is otherwise:
        return then
    return End(
        rational.select(where, then.number, otherwise.number),
        flags.select(where, then.is_open, otherwise.is_open),
        whole.select(where, then.infinite, otherwise.infinite),
    )


def kept(found: Span, where: pl.Series) -> Span:
    """The bounds of the rows for which a flag holds, where it is known that there are some."""
    low = _kept_end(found.low, where)
    return Span(low, low if found.is_settled else _kept_end(found.high, where))


def _kept_end(end: End, where: pl.Series) -> End:
    is_open = end.is_open if isinstance(end.is_open, bool) else end.is_open.filter(where)
    return End(rational.kept(end.number, where), is_open, whole.kept(end.infinite, where))


def hull(parts: Sequence[Span]) -> Span:
    """The narrowest bounds that hold all parts."""
    low = _extreme([part.low for part in parts], _is_before_low)
    high = _extreme([part.high for part in parts], _is_after_high)
    return Span(low, high, first_failure(*(part.failure for part in parts)))


def least(parts: Sequence[Span]) -> Span:
    """The smallest of several."""
    failure = first_failure(*(part.failure for part in parts))
    low = _extreme([part.low for part in parts], _is_before_low)
    if all(part.is_settled for part in parts):
        return Span(low, low, failure)
    return Span(low, _extreme([part.high for part in parts], _is_before_high), failure)


def greatest(parts: Sequence[Span]) -> Span:
    """The largest of several."""
    return negate(least([negate(part) for part in parts]))


def negate(a: Span) -> Span:
    """-a."""
    low = _negated(a.high)
    return Span(low, low if a.is_settled else _negated(a.low), a.failure)


def _negated(end: End) -> End:
    return End(rational.negate(end.number), end.is_open, -end.infinite)


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
    infinite = whole.select(_is_finite(one), other.infinite, one.infinite)
    return _finite_or_none(number, any_of(one.is_open, other.is_open), infinite)


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
    every = [_times(x, y) for x in _ends(a) for y in _ends(b)]
    return replace(_spanning(every), failure=failure)


def _ends(a: Span) -> tuple[End, ...]:
    return (a.low,) if a.is_settled else (a.low, a.high)


def _times(a: End, b: End) -> End:
    number = rational.multiply(a.number, b.number)
    if a.is_plain and b.is_plain:
        return End(number)
    a_zero, b_zero = _is_zero(a), _is_zero(b)
    # Zero times anything is zero, and is reached when zero itself is.
    reached = flags.select(
        a_zero,
        any_of(negated(a.is_open), all_of(b_zero, negated(b.is_open))),
        negated(b.is_open),
    )
    either_zero = any_of(a_zero, b_zero)
    either_infinite = any_of(negated(_is_finite(a)), negated(_is_finite(b)))
    beyond = whole.select(either_infinite, _direction(a) * _direction(b), ZERO)
    is_open = any_of(a.is_open, b.is_open, either_infinite)
    return End(
        number,
        flags.select(either_zero, negated(reached), is_open),
        whole.select(either_zero, ZERO, beyond),
    )


def _direction(end: End) -> Whole:
    return whole.select(_is_finite(end), whole.sign(end.number.above), end.infinite)


def _is_zero(end: End) -> Flag:
    return all_of(_is_finite(end), rational.compared(end.number, "=", NOTHING))


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
    is_up = any_of(_is_positive(a.low), _is_zero(a.low))
    is_down = all_of(negated(is_up), any_of(_is_positive(_negated(a.high)), _is_zero(a.high)))
    if a.is_settled:
        return settled(rational.divide(exactly(Fraction(1)), _no_zero(a.low.number)))
    up = _upper_reciprocal(a)
    down = negate(_upper_reciprocal(negate(a))) if is_down is not False else ANYTHING
    return select(is_up, up, select(is_down, down, ANYTHING))


def _upper_reciprocal(a: Span) -> Span:
    """1 / a where a is not below zero."""
    one = exactly(Fraction(1))
    inverse = rational.divide(one, _no_zero(a.high.number))
    low = rational.select(_is_finite(a.high), inverse, NOTHING)
    from_zero = _is_zero(a.low)
    high = rational.divide(one, _no_zero(a.low.number))
    return Span(
        End(low, a.high.is_open),
        End(
            rational.select(from_zero, NOTHING, high),
            any_of(a.low.is_open, from_zero),
            whole.select(from_zero, ONE, ZERO),
        ),
    )


def _is_positive(end: End) -> Flag:
    return all_of(_is_finite(end), whole.compared(end.number.above, ">", ZERO))


def magnitude(a: Span) -> Span:
    """The size of a without its sign."""
    if a.is_settled:
        return settled(rational.magnitude(a.low.number), a.failure)
    is_up = any_of(_is_positive(a.low), _is_zero(a.low))
    is_down = any_of(_is_positive(_negated(a.high)), _is_zero(a.high))
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
    return Span(low, _negated(_on_step(_negated(high), step, mirrored)), a.failure)


def _on_step(end: End, step: Fraction, how: Snap) -> End:
    """A low end on a multiple."""
    if end.is_open is False:
        return End(rational.snapped(end.number, step, how), False, end.infinite)
    above = rational.just_above(end.number, step, how)
    if end.is_open is not True:
        at = rational.snapped(end.number, step, how)
        above = rational.select(end.is_open, above, at)
    return _finite_or_none(above, negated(_is_finite(end)), end.infinite)


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
            every.append(_select_end(is_inside, End(exactly(y)), low))
    return replace(_spanning(every), failure=a.failure)


def _line_end(end: End, knots: Sequence[tuple[Fraction, Fraction]], flat: Fraction) -> End:
    finite = _is_finite(end)
    on_line = rational.select(finite, _on_line(end.number, knots), exactly(flat))
    return End(on_line, all_of(end.is_open, finite))


def _inside(a: Span) -> Rational:
    """A number between the ends of each row."""
    one, half = exactly(Fraction(1)), exactly(Fraction(1, 2))
    low, high = a.low.number, a.high.number
    middle = rational.multiply(rational.add(low, high), half)
    below = rational.subtract(high, one)
    above = rational.add(low, one)
    has_low, has_high = _is_finite(a.low), _is_finite(a.high)
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


def compared(left: Span, how: Comparison, right: Span) -> tuple[Flag, Flag]:
    """Where a comparison holds for all values, and where for none."""
    if left.is_settled and right.is_settled:
        holds = rational.compared(left.low.number, how.value, right.low.number)
        return holds, negated(holds)
    match how:
        case Comparison.LESS:
            return _surely_less(left, right), _surely_at_most(right, left)
        case Comparison.AT_MOST:
            return _surely_at_most(left, right), _surely_less(right, left)
        case Comparison.MORE:
            return compared(right, Comparison.LESS, left)
        case Comparison.AT_LEAST:
            return compared(right, Comparison.AT_MOST, left)
        case Comparison.EQUAL:
            same = all_of(
                is_settled(left),
                is_settled(right),
                rational.compared(left.low.number, "=", right.low.number),
            )
            return same, any_of(_surely_less(left, right), _surely_less(right, left))


def _surely_less(a: Span, b: Span) -> Flag:
    one, other = a.high, b.low
    finite = all_of(_is_finite(one), _is_finite(other))
    if finite is False:
        return False
    less = rational.compared(one.number, "<", other.number)
    touching = any_of(one.is_open, other.is_open)
    if touching is not False:
        less = any_of(less, all_of(rational.compared(one.number, "=", other.number), touching))
    return all_of(finite, less)


def _surely_at_most(a: Span, b: Span) -> Flag:
    finite = all_of(_is_finite(a.high), _is_finite(b.low))
    if finite is False:
        return False
    return all_of(finite, rational.compared(a.high.number, "<=", b.low.number))


def _spanning(ends: Sequence[End]) -> Span:
    return Span(_extreme(ends, _is_before_low), _extreme(ends, _is_after_high))


def _extreme(ends: Sequence[End], comes_first: Callable[[End, End], Flag]) -> End:
    found = ends[0]
    for end in ends[1:]:
        if end is not found:
            found = _select_end(comes_first(end, found), end, found)
    return found


def _is_before_low(one: End, other: End) -> Flag:
    """Lower, or as low and closed where the other is open."""
    return _is_less(one, other, but_not(other.is_open, one.is_open))


def _is_before_high(one: End, other: End) -> Flag:
    """Lower, or as low and open where the other is closed."""
    return _is_less(one, other, but_not(one.is_open, other.is_open))


def _is_after_high(one: End, other: End) -> Flag:
    """Higher, or as high and closed where the other is open."""
    return _is_less(other, one, but_not(other.is_open, one.is_open))


def _is_less(one: End, other: End, at_tie: Flag) -> Flag:
    if one.is_plain and other.is_plain:
        return rational.compared(one.number, "<", other.number)
    beyond = whole.compared(one.infinite, "<", other.infinite)
    alike = whole.compared(one.infinite, "=", other.infinite)
    less = rational.compared(one.number, "<", other.number)
    if at_tie is not False:
        less = any_of(less, all_of(rational.compared(one.number, "=", other.number), at_tie))
    return any_of(beyond, all_of(alike, less))


def _is_not_after(one: End, other: End, *, is_low: bool = False) -> Flag:
    """Whether nothing of a closed end lies outside the other."""
    finite = all_of(_is_finite(one), _is_finite(other))
    is_open = one.is_open if is_low else other.is_open
    how = rational.compared(one.number, "<=", other.number)
    if is_open is not False:
        how = but_not(how, all_of(is_open, rational.compared(one.number, "=", other.number)))
    return any_of(negated(finite), how)


def _is_finite(end: End) -> Flag:
    return whole.compared(end.infinite, "=", ZERO)


def _finite_or_none(number: Rational, is_open: Flag, infinite: Whole) -> End:
    """An end whose number is zero where it has no limit."""
    finite = whole.compared(infinite, "=", ZERO)
    return End(rational.select(finite, number, NOTHING), is_open, infinite)
