"""Put columns together from the parts that the rows were split into."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from perfscore.columns import flags, whole
from perfscore.columns.block import Block
from perfscore.columns.ends import End
from perfscore.columns.flags import Flag
from perfscore.columns.rational import Rational
from perfscore.columns.span import Span
from perfscore.columns.whole import ONE, Whole

__all__ = ["pieced", "pieced_span", "pieced_whole"]


def pieced_whole(parts: Sequence[tuple[Block, Whole]], rows: int) -> Whole:
    """Whole numbers of all parts; what rows that no part has hold means nothing."""
    if len(parts) == 1 and parts[0][0].mask is None:
        return parts[0][1]
    low = min(number.low for _, number in parts)
    if low == max(number.high for _, number in parts):
        return whole.constant(low)
    found, some = whole.constant(low), []
    for block, number in sorted(parts, key=lambda part: part[0].mask is not None):
        if block.mask is None:
            found = number
        elif block.is_spread:
            found = whole.select(block.mask, number, found)
        else:
            assert block.at is not None
            some.append((block.at, number))
    return whole.scattered(found, some, rows) if some else found


def pieced_flag(parts: Sequence[tuple[Block, Flag]], rows: int) -> Flag:
    """Yes or no of all parts."""
    every = [flag for _, flag in parts]
    if isinstance(every[0], bool) and all(flag is every[0] for flag in every):
        return every[0]
    found: Flag = False
    some = []
    for block, flag in sorted(parts, key=lambda part: part[0].mask is not None):
        if block.mask is None:
            found = flag
        elif block.is_spread:
            found = flags.select(block.mask, flag, found)
        else:
            assert block.at is not None
            some.append((block.at, flag))
    return flags.scattered(found, some, rows) if some else found


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
