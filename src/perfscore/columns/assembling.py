"""Put columns together from the parts that the rows were split into."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypeVar

from perfscore.columns import flags, whole
from perfscore.columns.block import Block
from perfscore.columns.ends import End
from perfscore.columns.flags import Flag
from perfscore.columns.rational import Rational
from perfscore.columns.span import Span
from perfscore.columns.tape import Array
from perfscore.columns.whole import ONE, Whole

__all__ = ["pieced", "pieced_span", "pieced_whole"]

T = TypeVar("T")


def pieced_whole(parts: Sequence[tuple[Block, Whole]]) -> Whole:
    """Whole numbers of all parts; what rows that no part has hold means nothing."""
    if len(parts) == 1 and parts[0][0].mask is None:
        return parts[0][1]
    low = min(number.low for _, number in parts)
    if low == max(number.high for _, number in parts):
        return whole.constant(low)
    return _pieced(parts, whole.constant(low), whole.select, whole.inserted)


def pieced_flag(parts: Sequence[tuple[Block, Flag]]) -> Flag:
    """Yes or no of all parts."""
    every = [flag for _, flag in parts]
    if isinstance(every[0], bool) and all(flag is every[0] for flag in every):
        return every[0]
    return _pieced(parts, False, flags.select, flags.inserted)


def _pieced(
    parts: Sequence[tuple[Block, T]],
    found: T,
    select: Callable[[Array, T, T], T],
    insert: Callable[[T, Array, Sequence[tuple[Array, T]]], T],
) -> T:
    some: list[tuple[Array, T]] = []
    mask = None
    for block, values in sorted(parts, key=lambda part: part[0].mask is not None):
        if block.mask is None:
            found = values
        elif block.is_spread:
            found = select(block.mask, values, found)
        else:
            assert block.at is not None
            some.append((block.at, values))
            mask = block.mask
    return found if mask is None else insert(found, mask, some)


def pieced(parts: Sequence[tuple[Block, Rational]]) -> Rational:
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
        below = pieced_whole([(block, n.below) for block, n in parts])
    return Rational(pieced_whole(above), below, scale)


def _factor(scale: Fraction, common: Fraction) -> Whole:
    return whole.constant(int(scale / common))


def pieced_span(parts: Sequence[tuple[Block, Span]]) -> Span:
    """Bounds of all parts."""
    if len(parts) == 1 and parts[0][0].mask is None:
        return parts[0][1]
    low = _pieced_end([(block, found.low) for block, found in parts])
    if all(found.is_settled for _, found in parts):
        return Span(low, low)
    return Span(low, _pieced_end([(block, found.high) for block, found in parts]))


def _pieced_end(parts: Sequence[tuple[Block, End]]) -> End:
    return End(
        pieced([(block, end.number) for block, end in parts]),
        pieced_flag([(block, end.is_open) for block, end in parts]),
        pieced_whole([(block, end.infinite) for block, end in parts]),
    )
