"""Put columns together from the parts that the rows were split into."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import polars as pl

from perfscore.columns import whole
from perfscore.columns.block import Block
from perfscore.columns.ends import End
from perfscore.columns.flags import Flag, as_series
from perfscore.columns.rational import Rational
from perfscore.columns.span import Span
from perfscore.columns.whole import ONE, Whole

__all__ = ["pieced", "pieced_span", "pieced_whole"]


def pieced_whole(parts: Sequence[tuple[Block, Whole]], rows: int) -> Whole:
    """Whole numbers of all parts; what rows that no part has hold means nothing."""
    if len(parts) == 1 and parts[0][0].mask is None:
        return parts[0][1]
    numbers = [number for _, number in parts]
    low, high = min(n.low for n in numbers), max(n.high for n in numbers)
    if low == high:
        return whole.constant(low)
    dtype = whole.width(low, high)
    pieces = [(block, whole.in_width(number, dtype)) for block, number in parts]
    return Whole(_pieced(pieces, rows), low, high)


def pieced_flag(parts: Sequence[tuple[Block, Flag]], rows: int) -> Flag:
    """Yes or no of all parts."""
    flags = [flag for _, flag in parts]
    if isinstance(flags[0], bool) and all(flag is flags[0] for flag in flags):
        return flags[0]
    return _pieced([(block, as_series(flag, 1)) for block, flag in parts], rows)


def _pieced(parts: Sequence[tuple[Block, pl.Series]], rows: int) -> pl.Series:
    """Series of all parts; one of a single value has it in every row."""
    result = parts[0][1].head(1).new_from_index(0, rows)
    is_own = True
    for block, values in sorted(parts, key=lambda part: part[0].mask is not None):
        if block.mask is None:
            result, is_own = values.new_from_index(0, rows) if len(values) == 1 else values, False
        elif block.is_spread or len(values) == 1:
            result, is_own = values.zip_with(block.mask, result), True
        else:
            # Putting values into a series changes it, so that it must not be anybody else's.
            result = result if is_own else result.clone()
            assert block.at is not None
            result, is_own = result.scatter(block.at, values), True
    return result


def pieced(parts: Sequence[tuple[Block, Rational]], rows: int) -> Rational:
    """Exact numbers of all parts, brought to one scale."""
    if len(parts) == 1 and parts[0][0].mask is None:
        return parts[0][1]
    scale = whole.common_scale([number.scale for _, number in parts if not number.is_nothing])
    above = [
        (block, n.above if n.is_nothing else n.above * _factor(n.scale, scale))
        for block, n in parts
    ]
    below: Whole = ONE
    if any(number.below is not ONE for _, number in parts):
        below = pieced_whole([(block, n.below) for block, n in parts], rows)
    return Rational(pieced_whole(above, rows), below, scale)


def _factor(scale: Fraction, common: Fraction) -> Whole:
    return whole.constant(int(scale / common))


def pieced_span(parts: Sequence[tuple[Block, Span]], rows: int) -> Span:
    """Bounds of all parts."""
    if len(parts) == 1 and parts[0][0].mask is None:
        return parts[0][1]
    low = _pieced_end([(block, found.low) for block, found in parts], rows)
    if all(found.is_settled for _, found in parts):
        return Span(low, low)
    return Span(low, _pieced_end([(block, found.high) for block, found in parts], rows))


def _pieced_end(parts: Sequence[tuple[Block, End]], rows: int) -> End:
    return End(
        pieced([(block, end.number) for block, end in parts], rows),
        pieced_flag([(block, end.is_open) for block, end in parts], rows),
        pieced_whole([(block, end.infinite) for block, end in parts], rows),
    )
