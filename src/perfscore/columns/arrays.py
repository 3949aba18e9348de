"""The steps that columns are worked out by, and what may be asked of them.

Numbers are NumPy's where they fit into 64 bits, so that threads need not wait for each other, and
Polars' where they need 128; answers are NumPy's. Where other blocks may give another answer to a
question, the answer is taken down (see :mod:`perfscore.columns.tape`).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from perfscore.columns.tape import Array, require, step, with_room

__all__ = [
    "Places",
    "Truths",
    "added",
    "always",
    "and_",
    "as_bytes",
    "chosen",
    "count",
    "distinct",
    "divided",
    "equal",
    "filtered",
    "greater",
    "inserted",
    "is_known",
    "is_wide",
    "less",
    "less_or_equal",
    "lesser",
    "limits",
    "magnitudes",
    "multiplied",
    "narrowed",
    "never",
    "not_",
    "ones",
    "or_",
    "places",
    "signs",
    "single",
    "subtracted",
    "taken",
    "unpacked",
    "widened",
    "within",
]

Truths = NDArray[np.bool_]
Places = NDArray[np.int64]
# From here on Polars chooses faster, which does not guess what comes next.
MANY = 4096
# Of other blocks it is expected that their numbers are at most so many binary digits longer.
MARGIN = 4


def unpacked(flag: pl.Series) -> Truths:
    """Answers of Polars, which are packed, as NumPy's; null is no."""
    array = flag.to_arrow()
    answers = _bits(array, 1)
    if array.null_count:
        answers &= _bits(array, 0)
    return answers


def is_known(cells: pl.Series) -> Truths:
    """Which cells are not null."""
    if isinstance(cells.dtype, pl.Decimal) or cells.dtype == pl.Int64:
        return _bits(cells.to_arrow(), 0)
    return unpacked(cells.is_not_null())


def _bits(array: pa.Array, which: int) -> Truths:
    """One of the buffers of an array whose bits are answers."""
    bits = array.buffers()[which]
    if bits is None:
        return np.ones(len(array), dtype=bool)
    at, every = array.offset, np.frombuffer(bits, np.uint8)
    found: Truths = np.unpackbits(every, count=at + len(array), bitorder="little")[at:].view(bool)
    return found


def is_wide(numbers: Array) -> bool:
    """Whether it has 128 bits; the same for all blocks of a table."""
    return isinstance(numbers.of, pl.Series)


def _either(narrow: np.ufunc, wide: Callable[..., Any]) -> Callable[..., Array]:
    """A step for both widths; NumPy's own is known to make a new column."""
    of_narrow, of_wide = step(narrow), step(wide)

    def take(*given: Array | int) -> Array:
        if any(isinstance(each, Array) and is_wide(each) for each in given):
            return of_wide(*(single(each) if isinstance(each, int) else each for each in given))
        return of_narrow(*given)

    return take


@lru_cache(maxsize=4096)
def single(value: int, dtype: type[pl.DataType] = pl.Int128) -> pl.Series:
    """A number as Polars has it for all rows."""
    return pl.Series([value], dtype=dtype)


added = _either(np.add, operator.add)
subtracted = _either(np.subtract, operator.sub)
multiplied = _either(np.multiply, operator.mul)
divided = _either(np.floor_divide, operator.floordiv)
magnitudes = _either(np.absolute, pl.Series.abs)
lesser = _either(np.minimum, lambda one, other: _extreme(one, other, one < other))
greater = _either(np.maximum, lambda one, other: _extreme(one, other, one > other))
signs = _either(np.sign, pl.Series.sign)
less = _either(np.less, lambda one, other: (one < other).to_numpy())
less_or_equal = _either(np.less_equal, lambda one, other: (one <= other).to_numpy())
equal = _either(np.equal, lambda one, other: (one == other).to_numpy())
and_, or_, not_ = step(np.bitwise_and), step(np.bitwise_or), step(np.invert)


def _extreme(one: pl.Series, other: pl.Series, where: pl.Series) -> pl.Series:
    return one.zip_with(where, other)


@step
def narrowed(numbers: pl.Series) -> Any:
    """Numbers in 64 bits, where their limits are known, so that none can wrap."""
    return numbers.cast(pl.Int64, wrap_numerical=True).to_numpy()


@step
def widened(numbers: Any) -> pl.Series:
    """Numbers in 128 bits."""
    return pl.Series(numbers).cast(pl.Int128)


@with_room
def ones(flag: Truths, out: Any = None) -> Any:
    """1 where an answer is yes, else 0."""
    return np.add(flag, 0, out=out, dtype=np.int64, casting="unsafe")


def chosen(where: Array, then: Any, otherwise: Any) -> Array:
    """``then`` where an answer is yes, else ``otherwise``."""
    return _chosen(where, _packed(where), then, otherwise)


def places(flag: Array) -> Array:
    """The rows for which an answer is yes."""
    return _places(flag, _packed(flag))


@step
def _places(flag: Truths, packed: pl.Series | None) -> Places:
    if packed is None:
        return np.flatnonzero(flag)
    return _rows(len(flag)).filter(packed).to_numpy()


@lru_cache(maxsize=4)
def _rows(count: int) -> pl.Series:
    return pl.Series(np.arange(count))


@step
def _packed(flag: Truths) -> Any:
    """Answers as Polars has them, where it is to choose by them."""
    return pl.Series(flag) if len(flag) >= MANY else None


@step
def _chosen(where: Truths, packed: pl.Series | None, then: Any, otherwise: Any) -> Any:
    if isinstance(then, pl.Series) or isinstance(otherwise, pl.Series):
        flag = pl.Series(where) if packed is None else packed
        return _wide(then).zip_with(flag, _wide(otherwise))
    if packed is None:
        return np.where(where, then, otherwise)
    return _fresh(_narrow(then).zip_with(packed, _narrow(otherwise)), then, otherwise)


def _wide(numbers: pl.Series | int) -> pl.Series:
    return single(numbers) if isinstance(numbers, int) else numbers


def _narrow(numbers: Any) -> pl.Series:
    return single(numbers, pl.Int64) if isinstance(numbers, int) else pl.Series(numbers)


def _fresh(made: pl.Series, *given: Any) -> Any:
    """Polars' numbers as NumPy's, and none of those that it was given, which it may hand on."""
    numbers = made.to_numpy()
    is_own = any(
        isinstance(each, np.ndarray) and np.may_share_memory(numbers, each) for each in given
    )
    return numbers.copy() if is_own else numbers


@step
def _filtered(values: Any, where: Truths, packed: pl.Series | None) -> Any:
    if isinstance(values, pl.Series):
        return values.filter(pl.Series(where) if packed is None else packed)
    if packed is None:
        return values[where]
    if values.dtype == bool:
        return _fresh(pl.Series(values.view(np.uint8)).filter(packed), values).view(bool)
    return _fresh(pl.Series(values).filter(packed), values)


def filtered(values: Array, where: Array) -> Array:
    """The values for which an answer is yes."""
    return _filtered(values, where, _packed(where))


@step
def as_bytes(numbers: Any) -> Any:
    """Numbers below 128 in the least room, to be kept."""
    return numbers.astype(np.int8)


@with_room
def taken(values: Any, at: Places, out: Any = None) -> Any:
    """For each place the value that stands there."""
    if isinstance(values, pl.Series):
        return values.gather(at)
    # NumPy would first make a column of its own, to see whether all places are there.
    return values.take(at, out=out, mode="wrap")


@with_room
def inserted(into: Any, where: Truths, *parts: Any, out: Any = None) -> Any:
    """A column as long as ``where`` with other values at some places; ``parts`` are places and
    values in turns."""
    pairs = list(zip(parts[::2], parts[1::2], strict=True))
    if any(isinstance(each, pl.Series) for each in (into, *parts)):
        wide = _wide(into)
        is_single = wide.len() != len(where)
        wide = wide.new_from_index(0, len(where)) if is_single else wide.clone()
        for at, values in pairs:
            wide = wide.scatter(at, _wide(values))
        return wide
    if out is None:
        out = np.empty(len(where), dtype=bool if isinstance(into, bool) else np.int64)
    out[:] = into
    for at, own in pairs:
        out[at] = own
    return out


@step
def within(mask: Truths, some: Truths) -> Truths:
    """Answers for the rows that are meant as answers for all rows."""
    every = mask.copy()
    every[mask] = some
    return every


def limits(numbers: Array) -> tuple[int, int]:
    """What the numbers lie between: nothing but one number, or, as other blocks may hold more, a
    little more than is there."""
    low, high = (int(numbers.of.min()), int(numbers.of.max())) if len(numbers) else (0, 0)
    if numbers.tape is not None and low != high:
        low, high = -_above(-low), _above(high)
    require(_keep_to, numbers, low, high)
    return low, high


def _above(most: int) -> int:
    """A number that is greater, by as much as the greatest of other blocks may well be."""
    if most < 0:
        return -(-most >> MARGIN)
    return most if most <= 1 else most << MARGIN


def _keep_to(numbers: Any, low: int, high: int) -> bool:
    return not len(numbers) or bool(numbers.min() >= low and numbers.max() <= high)


def distinct(numbers: Array) -> list[int]:
    """The numbers that occur, in order."""
    found = pl.Series(numbers.of).unique().sort().to_list()
    require(_are_among, numbers, found)
    return found


def _are_among(numbers: Any, known: Sequence[int]) -> bool:
    return set(pl.Series(numbers).unique().to_list()) <= set(known)


def count(flag: Array) -> int:
    """How often an answer is yes; other blocks may only differ in whether it ever or always is
    where it is so in some rows of this one."""
    found = int(np.count_nonzero(flag.of))
    if found == 0:
        require(_never, flag)
    elif found == len(flag):
        require(_always, flag)
    return found


def never(flag: Array) -> bool:
    """Whether no answer is yes; only that it is so is taken down."""
    if flag.of.any():
        return False
    require(_never, flag)
    return True


def always(flag: Array) -> bool:
    """Whether all answers are yes; only that it is so is taken down."""
    if not flag.of.all():
        return False
    require(_always, flag)
    return True


def _never(flag: Truths) -> bool:
    return not flag.any()


def _always(flag: Truths) -> bool:
    return bool(flag.all())
