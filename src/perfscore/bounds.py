"""Bounds: the lowest and highest value still possible, and arithmetic on them.

Every operation returns bounds that hold every result of operands inside theirs; when the operands
are settled the result is the exact number. An end may be open (``fewer than 5``) or absent
(no limit). Narrower operands never give wider results.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from perfscore import numeric
from perfscore.numeric import Snap

__all__ = [
    "ANYTHING",
    "Bounds",
    "Comparison",
    "add",
    "compared",
    "greatest",
    "hull",
    "interpolated",
    "least",
    "magnitude",
    "multiply",
    "negate",
    "point",
    "reciprocal",
    "scaled",
    "stepped",
    "subtract",
]

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Bounds:
    """A low and a high end; ``None`` means that there is no limit on that side.

    Ends without a limit count as open. Raises ``ValueError`` for ends that leave nothing between.
    """

    low: Fraction | None
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False

    def __post_init__(self) -> None:
        if self.low is None and not self.low_open:
            object.__setattr__(self, "low_open", True)
        if self.high is None and not self.high_open:
            object.__setattr__(self, "high_open", True)
        if self.low is not None and self.high is not None:
            touching = self.low == self.high and (self.low_open or self.high_open)
            if self.low > self.high or touching:
                raise ValueError("bounds leave no value between them")

    @property
    def is_settled(self) -> bool:
        """Whether exactly one value is left."""
        return self.low is not None and self.low == self.high

    @property
    def value(self) -> Fraction:
        """The one value left; raises ``ValueError`` when several are."""
        if self.low is None or self.low != self.high:
            raise ValueError("not settled")
        return self.low

    def contains(self, number: Fraction) -> bool:
        """Whether a number lies inside."""
        return self.covers(point(number))

    def covers(self, inner: Bounds) -> bool:
        """Whether these bounds hold all of ``inner``."""
        return _end(self.low, self.low_open, -1) <= _end(inner.low, inner.low_open, -1) and _end(
            inner.high, inner.high_open, 1
        ) <= _end(self.high, self.high_open, 1)

    def meet(self, other: Bounds) -> Bounds | None:
        """What lies in both, or ``None`` when nothing does."""
        low = max((self.low, self.low_open), (other.low, other.low_open), key=_low_key)
        high = min((self.high, self.high_open), (other.high, other.high_open), key=_high_key)
        try:
            return Bounds(low[0], high[0], low[1], high[1])
        except ValueError:
            return None


# An end as a sortable key: the number, then whether it lies a hair beyond (open low, 1), on it
# (0) or a hair before (open high, -1). No limit sorts before or after everything.
_Key = tuple[int, Fraction, int]


def _end(number: Fraction | None, is_open: bool, side: int) -> _Key:
    if number is None:
        return (side, ZERO, 0)
    return (0, number, -side if is_open else 0)


def _low_key(end: tuple[Fraction | None, bool]) -> _Key:
    return _end(end[0], end[1], -1)


def _high_key(end: tuple[Fraction | None, bool]) -> _Key:
    return _end(end[0], end[1], 1)


ANYTHING = Bounds(None, None)


def point(number: Fraction | int) -> Bounds:
    """Settled bounds."""
    exact = Fraction(number)
    return Bounds(exact, exact)


def hull(parts: Sequence[Bounds]) -> Bounds:
    """The narrowest bounds that hold all parts."""
    low = min(((b.low, b.low_open) for b in parts), key=_low_key)
    high = max(((b.high, b.high_open) for b in parts), key=_high_key)
    return Bounds(low[0], high[0], low[1], high[1])


def negate(a: Bounds) -> Bounds:
    """-a."""
    return Bounds(
        None if a.high is None else -a.high,
        None if a.low is None else -a.low,
        a.high_open,
        a.low_open,
    )


def add(a: Bounds, b: Bounds) -> Bounds:
    """a + b."""
    return Bounds(
        None if a.low is None or b.low is None else a.low + b.low,
        None if a.high is None or b.high is None else a.high + b.high,
        a.low_open or b.low_open,
        a.high_open or b.high_open,
    )


def subtract(a: Bounds, b: Bounds) -> Bounds:
    """a - b."""
    return add(a, negate(b))


# An end while it is multiplied: its number, or the sign of the infinity it stands for.
@dataclass(frozen=True, slots=True)
class _End:
    number: Fraction
    infinite: int
    is_open: bool


def _ends(a: Bounds) -> tuple[_End, _End]:
    low = _End(ZERO, -1, True) if a.low is None else _End(a.low, 0, a.low_open)
    high = _End(ZERO, 1, True) if a.high is None else _End(a.high, 0, a.high_open)
    return low, high


def _times(a: _End, b: _End) -> _End:
    for one, other in ((a, b), (b, a)):
        if not one.infinite and one.number == 0:
            # Zero times anything is zero, and is reached when zero itself is.
            reached = not one.is_open or (
                not other.infinite and other.number == 0 and not other.is_open
            )
            return _End(ZERO, 0, not reached)
    if a.infinite or b.infinite:
        sign = (a.infinite or (1 if a.number > 0 else -1)) * (
            b.infinite or (1 if b.number > 0 else -1)
        )
        return _End(ZERO, sign, True)
    return _End(a.number * b.number, 0, a.is_open or b.is_open)


def _spanning(ends: Sequence[_End]) -> Bounds:
    low = min(ends, key=lambda e: (e.infinite, e.number, e.is_open))
    high = max(ends, key=lambda e: (e.infinite, e.number, not e.is_open))
    return Bounds(
        None if low.infinite else low.number,
        None if high.infinite else high.number,
        low.is_open,
        high.is_open,
    )


def multiply(a: Bounds, b: Bounds) -> Bounds:
    """a x b."""
    if a.low is not None and a.low == a.high and b.low is not None and b.low == b.high:
        return point(a.low * b.low)
    return _spanning([_times(x, y) for x in _ends(a) for y in _ends(b)])


def scaled(a: Bounds, factor: Fraction) -> Bounds:
    """a times a positive number: the same values in another unit."""
    return Bounds(
        None if a.low is None else a.low * factor,
        None if a.high is None else a.high * factor,
        a.low_open,
        a.high_open,
    )


def reciprocal(a: Bounds) -> Bounds:
    """1 / a over the part of ``a`` that is not zero; ``a`` must have such a part."""
    if a.low is not None and a.low >= 0:
        high = None if a.low == 0 else 1 / a.low
        low = ZERO if a.high is None else 1 / a.high
        return Bounds(low, high, a.high_open, a.low_open)
    if a.high is not None and a.high <= 0:
        return negate(reciprocal(negate(a)))
    return ANYTHING


def least(parts: Sequence[Bounds]) -> Bounds:
    """The smallest of several."""
    lows = [(b.low, b.low_open) for b in parts]
    highs = [(b.high, b.high_open) for b in parts]
    low, high = min(lows, key=_low_key), min(highs, key=_high_key)
    return Bounds(low[0], high[0], low[1], high[1])


def greatest(parts: Sequence[Bounds]) -> Bounds:
    """The largest of several."""
    return negate(least([negate(b) for b in parts]))


def magnitude(a: Bounds) -> Bounds:
    """The size of a without its sign."""
    if a.low is not None and a.low >= 0:
        return a
    if a.high is not None and a.high <= 0:
        return negate(a)
    size = hull([a, negate(a)])
    return Bounds(ZERO, size.high, False, size.high_open)


def stepped(a: Bounds, step: Fraction, how: Snap) -> Bounds:
    """Every value of a on a multiple of ``step`` (positive)."""
    low = high = None
    if a.low is not None:
        low = (numeric.above if a.low_open else numeric.snapped)(a.low, step, how)
    if a.high is not None:
        high = (numeric.below if a.high_open else numeric.snapped)(a.high, step, how)
    return Bounds(low, high)


def interpolated(a: Bounds, knots: Sequence[tuple[Fraction, Fraction]]) -> Bounds:
    """A line through knots (x ascending, y), flat outside them."""
    if a.is_settled:
        return point(_on_line(a.value, knots))
    ends = []
    for number, is_open, knot in (
        (a.low, a.low_open, knots[0]),
        (a.high, a.high_open, knots[-1]),
    ):
        if number is None:
            ends.append(_End(knot[1], 0, False))
        else:
            ends.append(_End(_on_line(number, knots), 0, is_open))
    inside = [x for x, _ in knots if a.contains(x)]
    # A point inside tells a flat stretch, whose value is reached, from an open end.
    ends += [_End(_on_line(x, knots), 0, False) for x in [*inside, _inside(a)]]
    return _spanning(ends)


def _inside(a: Bounds) -> Fraction:
    if a.low is None:
        return ZERO if a.high is None else a.high - 1
    return a.low + 1 if a.high is None else (a.low + a.high) / 2


def _on_line(x: Fraction, knots: Sequence[tuple[Fraction, Fraction]]) -> Fraction:
    if x <= knots[0][0]:
        return knots[0][1]
    for (x0, y0), (x1, y1) in itertools.pairwise(knots):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return knots[-1][1]


class Comparison(StrEnum):
    """How two values are compared."""

    LESS = "<"
    AT_MOST = "<="
    EQUAL = "="
    AT_LEAST = ">="
    MORE = ">"

    def holds(self, left: Fraction, right: Fraction) -> bool:
        """Whether it holds between two numbers."""
        match self:
            case Comparison.LESS:
                return left < right
            case Comparison.AT_MOST:
                return left <= right
            case Comparison.EQUAL:
                return left == right
            case Comparison.AT_LEAST:
                return left >= right
            case Comparison.MORE:
                return left > right


def compared(left: Bounds, comparison: Comparison, right: Bounds) -> bool | None:
    """Whether a comparison holds for all values, for none, or (``None``) is still open."""
    match comparison:
        case Comparison.LESS:
            return _decided(_surely_less(left, right), _surely_at_most(right, left))
        case Comparison.AT_MOST:
            return _decided(_surely_at_most(left, right), _surely_less(right, left))
        case Comparison.MORE:
            return compared(right, Comparison.LESS, left)
        case Comparison.AT_LEAST:
            return compared(right, Comparison.AT_MOST, left)
        case Comparison.EQUAL:
            same = left.is_settled and right.is_settled and left.value == right.value
            return _decided(same, left.meet(right) is None)


def _decided(surely: bool, surely_not: bool) -> bool | None:
    return True if surely else False if surely_not else None


def _surely_less(a: Bounds, b: Bounds) -> bool:
    if a.high is None or b.low is None:
        return False
    return a.high < b.low or (a.high == b.low and (a.high_open or b.low_open))


def _surely_at_most(a: Bounds, b: Bounds) -> bool:
    return a.high is not None and b.low is not None and a.high <= b.low
