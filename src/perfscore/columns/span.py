"""Bounds in columns: the twin of :mod:`perfscore.bounds`, one pair of ends for each row.

What is the same for all rows (an end that is closed, or without limit) is a plain value, so that a
column of settled numbers costs no more than the numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from perfscore.bounds import Bounds, Comparison
from perfscore.columns import ends, flags, rational, whole
from perfscore.columns.ends import End
from perfscore.columns.flags import Flag, all_of, any_of, negated
from perfscore.columns.rational import NOTHING, Rational, exactly
from perfscore.columns.tape import Array

__all__ = [
    "ANYTHING",
    "DEFINED",
    "Failure",
    "Span",
    "compared",
    "contains",
    "covers",
    "first_failure",
    "hull",
    "is_settled",
    "kept",
    "meet",
    "select",
    "select_failure",
    "settled",
    "span_of",
    "with_failure",
]


@dataclass(frozen=True, slots=True, eq=False)
class Failure:
    """Where there is no value: a division or a table without an answer, ``certain`` or possible."""

    anywhere: Flag = False
    certain: Flag = False


DEFINED = Failure()


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
    finite = all_of(ends.is_finite(low), ends.is_finite(high))
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
    return all_of(ends.is_not_after(span.low, at, is_low=True), ends.is_not_after(at, span.high))


def meet(a: Span, b: Span) -> tuple[Span, Flag]:
    """What lies in both, and where nothing does."""
    if a.is_settled:
        return a, negated(contains(b, a.low.number))
    low = ends.extreme([a.low, b.low], ends.is_after_low)
    high = ends.extreme([a.high, b.high], ends.is_before_high)
    finite = all_of(ends.is_finite(low), ends.is_finite(high))
    touching = any_of(low.is_open, high.is_open)
    empty = any_of(
        rational.compared(low.number, ">", high.number),
        all_of(rational.compared(low.number, "=", high.number), touching),
    )
    return Span(low, high, a.failure), all_of(finite, empty)


def covers(a: Span, inner: Span) -> Flag:
    """Whether these bounds hold all of others."""
    below = ends.is_before_low(inner.low, a.low)
    return negated(any_of(below, ends.is_after_high(inner.high, a.high)))


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
    low = ends.select_end(where, then.low, otherwise.low)
    if then.is_settled and otherwise.is_settled:
        return Span(low, low, failure)
    return Span(low, ends.select_end(where, then.high, otherwise.high), failure)


def kept(found: Span, where: Array) -> Span:
    """The bounds of the rows for which a flag holds, where it is known that there are some."""
    low = ends.kept_end(found.low, where)
    return Span(low, low if found.is_settled else ends.kept_end(found.high, where))


def hull(parts: Sequence[Span]) -> Span:
    """The narrowest bounds that hold all parts."""
    low = ends.extreme([part.low for part in parts], ends.is_before_low)
    high = ends.extreme([part.high for part in parts], ends.is_after_high)
    return Span(low, high, first_failure(*(part.failure for part in parts)))


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
    finite = all_of(ends.is_finite(one), ends.is_finite(other))
    if finite is False:
        return False
    less = rational.compared(one.number, "<", other.number)
    touching = any_of(one.is_open, other.is_open)
    if touching is not False:
        less = any_of(less, all_of(rational.compared(one.number, "=", other.number), touching))
    return all_of(finite, less)


def _surely_at_most(a: Span, b: Span) -> Flag:
    finite = all_of(ends.is_finite(a.high), ends.is_finite(b.low))
    if finite is False:
        return False
    return all_of(finite, rational.compared(a.high.number, "<=", b.low.number))
