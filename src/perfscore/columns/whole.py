"""Whole numbers in columns, each with limits that are proven.

Integers of a fixed width wrap without a word. So every column carries the least and the most that
it can hold, worked out from what went in, and takes the narrowest width in which no result can
wrap: 64 bits, else 128, else none (:class:`TooWide`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import gcd
from typing import Any

import numpy as np
import polars as pl

from perfscore.columns.flags import Flag

__all__ = [
    "ONE",
    "ZERO",
    "TooWide",
    "Whole",
    "column",
    "common_scale",
    "compared",
    "constant",
    "floor_divide",
    "in_width",
    "kept",
    "magnitude",
    "positive",
    "select",
    "sign",
    "values_of",
    "width",
    "written_out",
]

FEW = 12
_WIDTHS = ((2**63 - 1, pl.Int64), (2**127 - 1, pl.Int128))


class TooWide(Exception):
    """A number that may need more than 128 bits."""


@dataclass(frozen=True, slots=True, eq=False)
class Whole:
    """A column of whole numbers, or one for all rows; ``low`` and ``high`` hold for every row."""

    of: pl.Series | int
    low: int
    high: int

    @property
    def is_constant(self) -> bool:
        """Whether every row has the same number."""
        return isinstance(self.of, int)

    def __add__(self, other: Whole) -> Whole:
        if isinstance(self.of, int) and isinstance(other.of, int):
            return constant(self.of + other.of)
        if isinstance(other.of, int) and other.of == 0:
            return self
        if isinstance(self.of, int) and self.of == 0:
            return other
        low, high = self.low + other.low, self.high + other.high
        one, two = _alike(self, other, low, high)
        return Whole(_worked(np.add, one, two), low, high)

    def __sub__(self, other: Whole) -> Whole:
        if isinstance(self.of, int) and isinstance(other.of, int):
            return constant(self.of - other.of)
        if isinstance(other.of, int) and other.of == 0:
            return self
        low, high = self.low - other.high, self.high - other.low
        one, two = _alike(self, other, low, high)
        return Whole(_worked(np.subtract, one, two), low, high)

    def __mul__(self, other: Whole) -> Whole:
        if isinstance(self.of, int):
            return other._times(self.of)
        if isinstance(other.of, int):
            return self._times(other.of)
        left, right = self, other
        low, high = _product_limits(left, right)
        if max(-low, high) > _WIDTHS[0][0]:
            # The limits of both may be wider than what this block holds.
            left, right = _tightened(left), _tightened(right)
            low, high = _product_limits(left, right)
        one, two = _alike(left, right, low, high)
        return Whole(_worked(np.multiply, one, two), low, high)

    def _times(self, factor: int) -> Whole:
        if factor == 1:
            return self
        if isinstance(self.of, int) or factor == 0:
            return constant(0 if factor == 0 else self.low * factor)
        ends = sorted((self.low * factor, self.high * factor))
        one, two = _alike(self, constant(factor), *ends)
        return Whole(_worked(np.multiply, one, two), *ends)

    def __neg__(self) -> Whole:
        return ZERO - self


def constant(value: int) -> Whole:
    """The same number in every row."""
    return Whole(value, value, value)


ZERO = constant(0)
ONE = constant(1)


def column(series: pl.Series) -> Whole:
    """A column of integers without nulls, with the limits that it really has."""
    low: Any = series.min()
    high: Any = series.max()
    if low is None:
        return Whole(series, 0, 0)
    return constant(low) if low == high else Whole(series, low, high)


def written_out(number: Whole, rows: int) -> pl.Series:
    """One number a row."""
    if isinstance(number.of, int):
        dtype = width(number.low, number.high)
        if dtype == pl.Int64:
            return pl.Series(np.full(rows, number.of, dtype=np.int64))
        return pl.repeat(number.of, rows, dtype=dtype, eager=True)
    return number.of


def values_of(number: Whole) -> Sequence[int]:
    """The numbers that occur, or may: where there can only be a few, it takes longer to find out
    which do than to try them."""
    if isinstance(number.of, int):
        return [number.of]
    if number.high - number.low < FEW:
        return range(number.low, number.high + 1)
    return sorted(number.of.unique().to_list())


def kept(number: Whole, where: pl.Series) -> Whole:
    """The numbers of the rows for which a flag holds."""
    if isinstance(number.of, int):
        return number
    return Whole(number.of.filter(where), number.low, number.high)


def common_scale(numbers: Iterable[Fraction]) -> Fraction:
    """The greatest number of which all are whole multiples; 1 for none."""
    above, below = 0, 1
    for number in numbers:
        above = gcd(above * number.denominator, number.numerator * below)
        below *= number.denominator
        shared = gcd(above, below)
        above, below = above // shared, below // shared
    return Fraction(above or 1, below if above else 1)


def floor_divide(number: Whole, by: Whole) -> Whole:
    """The whole part below; ``by`` must be positive in every row."""
    if isinstance(by.of, int) and by.of == 1:
        return number
    if isinstance(number.of, int) and isinstance(by.of, int):
        return constant(number.of // by.of)
    low = number.low // (by.high if number.low >= 0 else by.low)
    high = number.high // (by.low if number.high >= 0 else by.high)
    one, two = _alike(number, by, low, high)
    return Whole(_worked(np.floor_divide, one, two), low, high)


def magnitude(number: Whole) -> Whole:
    """The size without the sign."""
    if number.low >= 0:
        return number
    if number.high <= 0:
        return -number
    assert isinstance(number.of, pl.Series)
    high = max(-number.low, number.high)
    # The least number of a width has no size in it.
    return Whole(in_width(number, width(number.low, high)).abs(), 0, high)


def positive(number: Whole) -> Whole:
    """The same column, of which it is known that no row holds zero or less."""
    return number if number.low > 0 else Whole(number.of, 1, max(1, number.high))


def sign(number: Whole) -> Whole:
    """-1, 0 or 1."""
    ends = [(end > 0) - (end < 0) for end in (number.low, number.high)]
    if isinstance(number.of, int) or (ends[0] == ends[1] != 0):
        return constant(ends[0])
    return Whole(number.of.sign(), *ends)


def compared(one: Whole, how: str, other: Whole) -> Flag:
    """Whether ``one how other`` holds; ``how`` is ``<``, ``<=``, ``=``, ``>=`` or ``>``."""
    match how:
        case ">":
            return compared(other, "<", one)
        case ">=":
            return compared(other, "<=", one)
        case "<":
            if one.high < other.low or one.low >= other.high:
                return one.high < other.low
        case "<=":
            if one.high <= other.low or one.low > other.high:
                return one.high <= other.low
        case _:
            if one.low > other.high or one.high < other.low:
                return False
            if one.low == one.high == other.low == other.high:
                return True
    left, right = _alike(one, other, 0, 0)
    result: pl.Series = (
        left < right if how == "<" else left <= right if how == "<=" else left == right
    )
    return result


def select(where: Flag, then: Whole, otherwise: Whole) -> Whole:
    """``then`` where the flag holds, else ``otherwise``."""
    if isinstance(where, bool):
        return then if where else otherwise
    if then is otherwise or (
        isinstance(then.of, int) and isinstance(otherwise.of, int) and then.of == otherwise.of
    ):
        return then
    low, high = min(then.low, otherwise.low), max(then.high, otherwise.high)
    one, two = _alike(then, otherwise, low, high)
    return Whole(one.zip_with(where, two), low, high)


def _worked(how: Any, one: pl.Series, two: pl.Series) -> pl.Series:
    """Arithmetic on two columns; NumPy's lets other threads run, and divides in half the time."""
    if one.dtype == pl.Int64:
        return pl.Series(how(one.to_numpy(), two.to_numpy()))
    operations = {np.add: "__add__", np.subtract: "__sub__", np.multiply: "__mul__"}
    result: pl.Series = getattr(one, operations.get(how, "__floordiv__"))(two)
    return result


def _product_limits(one: Whole, other: Whole) -> tuple[int, int]:
    ends = [a * b for a in (one.low, one.high) for b in (other.low, other.high)]
    return min(ends), max(ends)


def _tightened(number: Whole) -> Whole:
    if isinstance(number.of, int):
        return number
    low: Any = number.of.min()
    high: Any = number.of.max()
    return Whole(number.of, low, high)


def width(low: int, high: int) -> type[pl.DataType]:
    """The narrowest type in which nothing from ``low`` to ``high`` wraps."""
    size = max(-low, high)
    for most, dtype in _WIDTHS:
        if size <= most:
            return dtype
    raise TooWide


def _alike(one: Whole, other: Whole, low: int, high: int) -> tuple[pl.Series, pl.Series]:
    """Both sides in a width that holds them and everything from ``low`` to ``high``."""
    dtype = width(min(one.low, other.low, low), max(one.high, other.high, high))
    return in_width(one, dtype), in_width(other, dtype)


def in_width(number: Whole, dtype: type[pl.DataType]) -> pl.Series:
    """The numbers in a type that holds them; a single one where all rows have the same."""
    if isinstance(number.of, int):
        return _single(number.of, dtype)
    return number.of if number.of.dtype == dtype else number.of.cast(dtype)


@lru_cache(maxsize=4096)
def _single(value: int, dtype: type[pl.DataType]) -> pl.Series:
    return pl.Series([value], dtype=dtype)
