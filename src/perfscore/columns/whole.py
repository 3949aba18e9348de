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
from numpy.typing import NDArray

from perfscore.columns.flags import Flag, Places, Truths

__all__ = [
    "ONE",
    "ZERO",
    "Numbers",
    "TooWide",
    "Whole",
    "column",
    "common_scale",
    "compared",
    "constant",
    "floor_divide",
    "gathered",
    "kept",
    "magnitude",
    "positive",
    "scattered",
    "select",
    "sign",
    "tightened",
    "values_of",
    "written_out",
]

# A column of numbers: NumPy's where they fit into 64 bits, Polars' where they need 128.
Numbers = NDArray[np.int64] | pl.Series
FEW = 12
NARROW, WIDE = 2**63 - 1, 2**127 - 1
# From here on Polars chooses faster, which does not guess what comes next.
MANY = 4096


class TooWide(Exception):
    """A number that may need more than 128 bits."""


@dataclass(frozen=True, slots=True, eq=False)
class Whole:
    """A column of whole numbers, or one for all rows; ``low`` and ``high`` hold for every row."""

    of: Numbers | int
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
        return Whole(_worked(np.add, self, other, low, high), low, high)

    def __sub__(self, other: Whole) -> Whole:
        if isinstance(self.of, int) and isinstance(other.of, int):
            return constant(self.of - other.of)
        if isinstance(other.of, int) and other.of == 0:
            return self
        low, high = self.low - other.high, self.high - other.low
        return Whole(_worked(np.subtract, self, other, low, high), low, high)

    def __mul__(self, other: Whole) -> Whole:
        if isinstance(self.of, int):
            return other._times(self.of)
        if isinstance(other.of, int):
            return self._times(other.of)
        left, right = self, other
        low, high = _product_limits(left, right)
        if max(-low, high) > NARROW:
            # The limits of both may be wider than what this block holds.
            left, right = tightened(left), tightened(right)
            low, high = _product_limits(left, right)
        return Whole(_worked(np.multiply, left, right, low, high), low, high)

    def _times(self, factor: int) -> Whole:
        if factor == 1:
            return self
        if isinstance(self.of, int) or factor == 0:
            return constant(0 if factor == 0 else self.low * factor)
        low, high = sorted((self.low * factor, self.high * factor))
        return Whole(_worked(np.multiply, self, constant(factor), low, high), low, high)

    def __neg__(self) -> Whole:
        return ZERO - self


def constant(value: int) -> Whole:
    """The same number in every row."""
    return Whole(value, value, value)


ZERO = constant(0)
ONE = constant(1)


def column(numbers: Numbers) -> Whole:
    """A column of integers without nulls, with the limits that it really has."""
    if isinstance(numbers, pl.Series) and numbers.dtype != pl.Int128:
        numbers = numbers.cast(pl.Int64).to_numpy()
    if not len(numbers):
        return Whole(numbers, 0, 0)
    low, high = _limits(numbers)
    if low == high:
        return constant(low)
    if isinstance(numbers, pl.Series) and max(-low, high) <= NARROW:
        # Its limits are known, so that nothing can wrap.
        numbers = numbers.cast(pl.Int64, wrap_numerical=True).to_numpy()
    return Whole(numbers, low, high)


def _limits(numbers: Numbers) -> tuple[int, int]:
    low: Any = numbers.min()
    high: Any = numbers.max()
    return int(low), int(high)


def written_out(number: Whole, rows: int) -> pl.Series:
    """One number a row."""
    if isinstance(number.of, int):
        if _fits(number.low, number.high):
            return pl.Series(np.full(rows, number.of, dtype=np.int64))
        return pl.repeat(number.of, rows, dtype=pl.Int128, eager=True)
    return pl.Series(number.of)


def values_of(number: Whole) -> Sequence[int]:
    """The numbers that occur, or may: where there can only be a few, it takes longer to find out
    which do than to try them."""
    if isinstance(number.of, int):
        return [number.of]
    if number.high - number.low < FEW:
        return range(number.low, number.high + 1)
    found: list[int] = pl.Series(number.of).unique().sort().to_list()
    return found


def kept(number: Whole, where: Truths) -> Whole:
    """The numbers of the rows for which a flag holds."""
    if isinstance(number.of, int):
        return number
    return Whole(_filtered(number.of, where), number.low, number.high)


def _filtered(numbers: Numbers, where: Truths) -> Numbers:
    if isinstance(numbers, pl.Series):
        return numbers.filter(pl.Series(where))
    if len(where) < MANY:
        return numbers[where]
    return pl.Series(numbers).filter(pl.Series(where)).to_numpy()


def gathered(values: Sequence[int], at: Places) -> Whole:
    """A column of numbers of which there are few; ``at`` says which one a row has."""
    low, high = min(values), max(values)
    if low == high:
        return constant(low)
    if _fits(low, high):
        return Whole(np.array(values, dtype=np.int64).take(at), low, high)
    return Whole(pl.Series(values, dtype=pl.Int128).gather(at), low, high)


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
    return Whole(_worked(np.floor_divide, number, by, low, high), low, high)


def tightened(number: Whole) -> Whole:
    """The same column with the limits that it really has."""
    if isinstance(number.of, int) or not len(number.of):
        return number
    return Whole(number.of, *_limits(number.of))


def magnitude(number: Whole) -> Whole:
    """The size without the sign."""
    if number.low >= 0:
        return number
    if number.high <= 0:
        return -number
    high = max(-number.low, number.high)
    # The least number of a width has no size in it.
    numbers = _in_width(number, is_narrow=_fits(number.low, high))
    return Whole(numbers.abs() if isinstance(numbers, pl.Series) else np.abs(numbers), 0, high)


def positive(number: Whole) -> Whole:
    """The same column, of which it is known that no row holds zero or less."""
    return number if number.low > 0 else Whole(number.of, 1, max(1, number.high))


def sign(number: Whole) -> Whole:
    """-1, 0 or 1."""
    ends = [(end > 0) - (end < 0) for end in (number.low, number.high)]
    if isinstance(number.of, int) or (ends[0] == ends[1] != 0):
        return constant(ends[0])
    signs = number.of.sign() if isinstance(number.of, pl.Series) else np.sign(number.of)
    return Whole(signs, *ends)


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
    is_narrow = _fits(min(one.low, other.low), max(one.high, other.high))
    left, right = _in_width(one, is_narrow), _in_width(other, is_narrow)
    found: Any = left < right if how == "<" else left <= right if how == "<=" else left == right
    flag: Truths = found if is_narrow else found.to_numpy()
    return flag


def select(where: Flag, then: Whole, otherwise: Whole) -> Whole:
    """``then`` where the flag holds, else ``otherwise``."""
    if isinstance(where, bool):
        return then if where else otherwise
    if then is otherwise or (
        isinstance(then.of, int) and isinstance(otherwise.of, int) and then.of == otherwise.of
    ):
        return then
    low, high = min(then.low, otherwise.low), max(then.high, otherwise.high)
    is_narrow = _fits(low, high)
    return Whole(
        _chosen(where, _in_width(then, is_narrow), _in_width(otherwise, is_narrow)), low, high
    )


def _chosen(where: Truths, then: Any, otherwise: Any) -> Numbers:
    if isinstance(then, pl.Series):
        return then.zip_with(pl.Series(where), otherwise)
    if isinstance(then, int) and isinstance(otherwise, int) and (then, otherwise) == (1, 0):
        return where.astype(np.int64)
    chosen: Numbers
    if len(where) < MANY:
        chosen = np.where(where, then, otherwise)
    else:
        chosen = _series(then).zip_with(pl.Series(where), _series(otherwise)).to_numpy()
    return chosen


def _series(numbers: NDArray[np.int64] | int) -> pl.Series:
    return _single(numbers, pl.Int64) if isinstance(numbers, int) else pl.Series(numbers)


def scattered(into: Whole, parts: Sequence[tuple[Places, Whole]], rows: int) -> Whole:
    """A column with other numbers at some places."""
    low = min(into.low, *(number.low for _, number in parts))
    high = max(into.high, *(number.high for _, number in parts))
    if low == high:
        return constant(low)
    if not _fits(low, high):
        wide = written_out(into, rows).cast(pl.Int128).clone()
        for at, number in parts:
            wide.scatter(at, _in_width(number, is_narrow=False))
        return Whole(wide, low, high)
    base = _in_width(into, is_narrow=True)
    numbers = np.full(rows, base) if isinstance(base, int) else base.copy()
    for at, number in parts:
        numbers[at] = _in_width(number, is_narrow=True)
    return Whole(numbers, low, high)


def _worked(how: Any, one: Whole, other: Whole, low: int, high: int) -> Numbers:
    """Arithmetic on two columns in a width that holds them and everything from ``low`` to ``high``;
    NumPy's lets other threads run."""
    is_narrow = _fits(min(one.low, other.low, low), max(one.high, other.high, high))
    left, right = _in_width(one, is_narrow), _in_width(other, is_narrow)
    if is_narrow:
        narrow: NDArray[np.int64] = how(left, right)
        return narrow
    wide: pl.Series = getattr(left, _NAMES[how])(right)
    return wide


_NAMES = {
    np.add: "__add__",
    np.subtract: "__sub__",
    np.multiply: "__mul__",
    np.floor_divide: "__floordiv__",
}


def _product_limits(one: Whole, other: Whole) -> tuple[int, int]:
    ends = [a * b for a in (one.low, one.high) for b in (other.low, other.high)]
    return min(ends), max(ends)


def _fits(low: int, high: int) -> bool:
    """Whether nothing from ``low`` to ``high`` wraps in 64 bits; it may not in 128."""
    size = max(-low, high)
    if size > WIDE:
        raise TooWide
    return size <= NARROW


def _in_width(number: Whole, is_narrow: bool) -> Any:
    """The numbers in a width that holds them; where all rows have the same, one: plain in 64 bits,
    a column of a single row in 128."""
    if isinstance(number.of, int):
        return number.of if is_narrow else _single(number.of, pl.Int128)
    if isinstance(number.of, pl.Series) != is_narrow:
        return number.of
    series = pl.Series(number.of)
    return series.cast(pl.Int64).to_numpy() if is_narrow else series.cast(pl.Int128)


@lru_cache(maxsize=4096)
def _single(value: int, dtype: type[pl.DataType]) -> pl.Series:
    return pl.Series([value], dtype=dtype)
