"""Whole numbers in columns, each with limits that are proven.

Integers of a fixed width wrap without a word. So every column carries the least and the most that
it can hold, worked out from what went in, and takes the narrowest width in which no result can
wrap: 64 bits, else 128, else none (:class:`TooWide`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

import numpy as np
import polars as pl

from perfscore.columns import arrays, tape
from perfscore.columns.arrays import limits
from perfscore.columns.flags import Flag
from perfscore.columns.tape import Array

__all__ = [
    "ONE",
    "ZERO",
    "TooWide",
    "Whole",
    "as_codes",
    "column",
    "common_scale",
    "compared",
    "constant",
    "floor_divide",
    "gathered",
    "greater",
    "inserted",
    "kept",
    "lesser",
    "magnitude",
    "opened",
    "positive",
    "recoded",
    "select",
    "sign",
    "values_of",
    "written_out",
]

FEW = 12
# Numbers up to here are recoded by their place in a list, others one after the other.
LISTED = 1 << 16
NARROW, WIDE = 2**63 - 1, 2**127 - 1


class TooWide(Exception):
    """A number that may need more than 128 bits."""


@dataclass(frozen=True, slots=True, eq=False)
class Whole:
    """A column of whole numbers, or one for all rows; ``low`` and ``high`` hold for every row.

    Of numbers that are 1 where a ``flag`` holds and else 0, the flag is known.
    """

    of: Array | int
    low: int
    high: int
    flag: Array | None = None

    @property
    def is_constant(self) -> bool:
        """Whether every row has the same number."""
        return isinstance(self.of, int)

    def mapped(self, of: Callable[[Array], Array]) -> Whole:
        """The same with another column."""
        return self if isinstance(self.of, int) else Whole(of(self.of), self.low, self.high)

    def __add__(self, other: Whole) -> Whole:
        if isinstance(self.of, int) and isinstance(other.of, int):
            return constant(self.of + other.of)
        if isinstance(other.of, int) and other.of == 0:
            return self
        if isinstance(self.of, int) and self.of == 0:
            return other
        low, high = self.low + other.low, self.high + other.high
        return Whole(_worked(arrays.added, self, other, low, high), low, high)

    def __sub__(self, other: Whole) -> Whole:
        if isinstance(self.of, int) and isinstance(other.of, int):
            return constant(self.of - other.of)
        if isinstance(other.of, int) and other.of == 0:
            return self
        low, high = self.low - other.high, self.high - other.low
        return Whole(_worked(arrays.subtracted, self, other, low, high), low, high)

    def __mul__(self, other: Whole) -> Whole:
        if isinstance(self.of, int):
            return other._times(self.of)
        if isinstance(other.of, int):
            return self._times(other.of)
        left, right = self, other
        low, high = _product_limits(left, right)
        if max(-low, high) > NARROW:
            # The limits of both may be wider than what this block holds.
            left, right = _tightened(left), _tightened(right)
            low, high = _product_limits(left, right)
        return Whole(_worked(arrays.multiplied, left, right, low, high), low, high)

    def _times(self, factor: int) -> Whole:
        if factor == 1:
            return self
        if isinstance(self.of, int) or factor == 0:
            return constant(0 if factor == 0 else self.low * factor)
        low, high = sorted((self.low * factor, self.high * factor))
        return Whole(_worked(arrays.multiplied, self, constant(factor), low, high), low, high)

    def __neg__(self) -> Whole:
        return ZERO - self


def constant(value: int) -> Whole:
    """The same number in every row."""
    return Whole(value, value, value)


ZERO = constant(0)
ONE = constant(1)


def column(numbers: Array) -> Whole:
    """A column of integers without nulls, with limits that it keeps to."""
    low, high = limits(numbers)
    if low == high and len(numbers):
        return constant(low)
    if arrays.is_wide(numbers) and max(-low, high) <= NARROW:
        numbers = arrays.narrowed(numbers)
    return Whole(numbers, low, high)


def written_out(number: Whole, rows: int) -> pl.Series:
    """One number a row."""
    if isinstance(number.of, int):
        if _fits(number.low, number.high):
            return pl.Series(np.full(rows, number.of, dtype=np.int64))
        return pl.repeat(number.of, rows, dtype=pl.Int128, eager=True)
    return pl.Series(number.of.of)


def opened(number: Whole, rows: int) -> pl.Series:
    """One number a row, for what no tape can take down."""
    if isinstance(number.of, Array):
        tape.opened(number.of)
    return written_out(number, rows)


def as_codes(number: Whole) -> Whole:
    """Numbers below 128 in the least room, to be kept and written out."""
    if isinstance(number.of, int):
        return number
    return Whole(arrays.as_bytes(number.of), number.low, number.high)


def values_of(number: Whole, few: int = FEW) -> Sequence[int]:
    """The numbers that occur, or may: where there can only be a few, it takes longer to find out
    which do than to try them."""
    if isinstance(number.of, int):
        return [number.of]
    if number.high - number.low < few:
        return range(number.low, number.high + 1)
    return arrays.distinct(number.of)


def kept(number: Whole, where: Array) -> Whole:
    """The numbers of the rows for which a flag holds."""
    if isinstance(number.of, int):
        return number
    if number.flag is not None:
        return _ones(arrays.filtered(number.flag, where))
    return Whole(arrays.filtered(number.of, where), number.low, number.high)


def _ones(flag: Array) -> Whole:
    return Whole(arrays.ones(flag), 0, 1, flag)


def gathered(values: Sequence[int], at: Array) -> Whole:
    """A column of numbers of which there are few; ``at`` says which one a row has."""
    low, high = min(values), max(values)
    if low == high:
        return constant(low)
    if _fits(low, high):
        return Whole(arrays.taken(np.array(values, dtype=np.int64), at), low, high)
    return Whole(arrays.taken(pl.Series(values, dtype=pl.Int128), at), low, high)


def recoded(number: Whole, codes: Mapping[int, int]) -> Whole:
    """Other numbers in place of the few that occur, each of which has to have one."""
    if isinstance(number.of, int):
        return constant(codes[number.of])
    if number.flag is not None and {*codes} == {0, 1}:
        return select(number.flag, constant(codes[1]), constant(codes[0]))
    if number.high - number.low < LISTED:
        some = next(iter(codes.values()))
        every = [codes.get(value, some) for value in range(number.low, number.high + 1)]
        at = _in_width(number - constant(number.low), is_narrow=True)
        assert isinstance(at, Array)
        return gathered(every, at)
    found = ZERO
    for value, code in codes.items():
        found = select(compared(number, "=", constant(value)), constant(code), found)
    return found


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
    return Whole(_worked(arrays.divided, number, by, low, high), low, high)


def magnitude(number: Whole) -> Whole:
    """The size without the sign."""
    if number.low >= 0:
        return number
    if number.high <= 0:
        return -number
    high = max(-number.low, number.high)
    # The least number of a width has no size in it.
    numbers = _in_width(number, is_narrow=_fits(number.low, high))
    return Whole(arrays.magnitudes(numbers), 0, high)


def positive(number: Whole) -> Whole:
    """The same column, of which it is known that no row holds zero or less."""
    return number if number.low > 0 else Whole(number.of, 1, max(1, number.high))


def sign(number: Whole) -> Whole:
    """-1, 0 or 1."""
    low, high = ((end > 0) - (end < 0) for end in (number.low, number.high))
    if isinstance(number.of, int) or (low == high != 0):
        return constant(low)
    return Whole(arrays.signs(number.of), low, high)


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
            if one.flag is not None and isinstance(other.of, int):
                return one.flag if other.of else arrays.not_(one.flag)
    is_narrow = _fits(min(one.low, other.low), max(one.high, other.high))
    left, right = _in_width(one, is_narrow), _in_width(other, is_narrow)
    return _COMPARISONS[how](left, right)


_COMPARISONS = {"<": arrays.less, "<=": arrays.less_or_equal, "=": arrays.equal}


def lesser(one: Whole, other: Whole) -> Whole:
    """The lower one in each row."""
    if one.high <= other.low or other.high <= one.low:
        return one if one.high <= other.low else other
    low, high = min(one.low, other.low), min(one.high, other.high)
    return Whole(_worked(arrays.lesser, one, other, low, high), low, high)


def greater(one: Whole, other: Whole) -> Whole:
    """The higher one in each row."""
    if one.low >= other.high or other.low >= one.high:
        return one if one.low >= other.high else other
    low, high = max(one.low, other.low), max(one.high, other.high)
    return Whole(_worked(arrays.greater, one, other, low, high), low, high)


def select(where: Flag, then: Whole, otherwise: Whole) -> Whole:
    """``then`` where the flag holds, else ``otherwise``."""
    if isinstance(where, bool):
        return then if where else otherwise
    if then is otherwise or (
        isinstance(then.of, int) and isinstance(otherwise.of, int) and then.of == otherwise.of
    ):
        return then
    if then.of == 1 and otherwise.of == 0:
        return _ones(where)
    if then.of == 0 and otherwise.of == 1:
        return _ones(arrays.not_(where))
    low, high = min(then.low, otherwise.low), max(then.high, otherwise.high)
    narrow = _fits(low, high)
    return Whole(
        arrays.chosen(where, _in_width(then, narrow), _in_width(otherwise, narrow)), low, high
    )


def inserted(into: Whole, mask: Array, parts: Sequence[tuple[Array, Whole]]) -> Whole:
    """A column with other numbers at some places of the rows that ``mask`` is for."""
    low = min(into.low, *(number.low for _, number in parts))
    high = max(into.high, *(number.high for _, number in parts))
    if low == high:
        return constant(low)
    narrow = _fits(low, high)
    given = [each for at, number in parts for each in (at, _in_width(number, narrow))]
    return Whole(arrays.inserted(_in_width(into, narrow), mask, *given), low, high)


def _worked(how: Callable[..., Array], one: Whole, other: Whole, low: int, high: int) -> Array:
    """Arithmetic in a width that holds both columns and everything from ``low`` to ``high``."""
    narrow = _fits(min(one.low, other.low, low), max(one.high, other.high, high))
    return how(_in_width(one, narrow), _in_width(other, narrow))


def _product_limits(one: Whole, other: Whole) -> tuple[int, int]:
    ends = [a * b for a in (one.low, one.high) for b in (other.low, other.high)]
    return min(ends), max(ends)


def _tightened(number: Whole) -> Whole:
    if isinstance(number.of, int) or not len(number.of):
        return number
    low, high = limits(number.of)
    # Rows that mean nothing may be beyond what is known of the others.
    low, high = max(low, number.low), min(high, number.high)
    return Whole(number.of, low, high) if low <= high else number


def _fits(low: int, high: int) -> bool:
    """Whether nothing from ``low`` to ``high`` wraps in 64 bits; it may not in 128."""
    size = max(-low, high)
    if size > WIDE:
        raise TooWide
    return size <= NARROW


def _in_width(number: Whole, is_narrow: bool) -> Array | int | pl.Series:
    """The numbers in a width that holds them."""
    if isinstance(number.of, int):
        return number.of if is_narrow else arrays.single(number.of)
    if arrays.is_wide(number.of) != is_narrow:
        return number.of
    return arrays.narrowed(number.of) if is_narrow else arrays.widened(number.of)
