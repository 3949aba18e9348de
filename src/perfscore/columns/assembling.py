"""Put columns together from the parts that the rows were split into."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import polars as pl

from perfscore.columns import whole
from perfscore.columns.flags import Flag, as_series
from perfscore.columns.rational import Rational
from perfscore.columns.span import End, Span
from perfscore.columns.whole import ONE, Whole

__all__ = ["Places", "pieced", "pieced_span", "pieced_whole"]

# Where the rows of a part are among all rows; ``None`` for all of them.
Places = pl.Series | None


def pieced_whole(parts: Sequence[tuple[Places, int, Whole]], rows: int) -> Whole:
    """Whole numbers of all parts; rows that no part has hold the first part's first number."""
    if len(parts) == 1 and parts[0][0] is None:
        return parts[0][2]
    numbers = [number for _, _, number in parts]
    low, high = min(n.low for n in numbers), max(n.high for n in numbers)
    if all(n.is_constant for n in numbers) and low == high:
        return numbers[0]
    dtype = whole.width(low, high)
    result = pl.repeat(low, rows, dtype=dtype, eager=True)
    for at, count, number in parts:
        values = whole.written_out(number, count)
        if values.dtype != dtype:
            values = values.cast(dtype)
        # Putting values into a series changes it, so that it must not be anybody else's.
        result = values.clone() if at is None else result.scatter(at, values)
    return Whole(result, low, high)


def pieced(parts: Sequence[tuple[Places, int, Rational]], rows: int) -> Rational:
    """Exact numbers of all parts, brought to one scale."""
    if len(parts) == 1 and parts[0][0] is None:
        return parts[0][2]
    scale = whole.common_scale([number.scale for _, _, number in parts if not number.is_nothing])
    above = [
        (at, count, n.above if n.is_nothing else n.above * _factor(n.scale, scale))
        for at, count, n in parts
    ]
    below: Whole = ONE
    if any(number.below is not ONE for _, _, number in parts):
        below = pieced_whole([(at, count, n.below) for at, count, n in parts], rows)
        # Rows that no part has must not divide by anything odd.
        below = whole.positive(below)
    return Rational(pieced_whole(above, rows), below, scale)


def _factor(scale: Fraction, common: Fraction) -> Whole:
    return whole.constant(int(scale / common))


def pieced_flag(parts: Sequence[tuple[Places, int, Flag]], rows: int) -> Flag:
    """Yes or no of all parts."""
    flags = [flag for _, _, flag in parts]
    if all(flag is flags[0] for flag in flags) and isinstance(flags[0], bool):
        return flags[0]
    result = pl.repeat(False, rows, eager=True)
    for at, count, flag in parts:
        values = as_series(flag, count)
        result = values.clone() if at is None else result.scatter(at, values)
    return result


def pieced_span(parts: Sequence[tuple[Places, int, Span]], rows: int) -> Span:
    """Bounds of all parts."""
    if len(parts) == 1 and parts[0][0] is None:
        return parts[0][2]
    low = _pieced_end([(at, count, found.low) for at, count, found in parts], rows)
    if all(found.is_settled for _, _, found in parts):
        return Span(low, low)
    return Span(low, _pieced_end([(at, count, found.high) for at, count, found in parts], rows))


def _pieced_end(parts: Sequence[tuple[Places, int, End]], rows: int) -> End:
    return End(
        pieced([(at, count, end.number) for at, count, end in parts], rows),
        pieced_flag([(at, count, end.is_open) for at, count, end in parts], rows),
        pieced_whole([(at, count, end.infinite) for at, count, end in parts], rows),
    )
