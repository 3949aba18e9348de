"""Yes or no for each row of a block, or one answer for all of them.

What is known for all rows is a plain ``bool``, so that cases which cannot occur cost nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import polars as pl

from perfscore.columns import arrays
from perfscore.columns.tape import Array

__all__ = [
    "Flag",
    "all_of",
    "any_of",
    "as_series",
    "but_not",
    "inserted",
    "is_never",
    "kept",
    "mapped",
    "negated",
    "select",
]

Flag = Array | bool


def any_of(*flags: Flag) -> Flag:
    """Whether one of them holds."""
    found: Flag = False
    for flag in flags:
        if isinstance(flag, bool):
            if flag:
                return True
        else:
            found = flag if isinstance(found, bool) else arrays.or_(found, flag)
    return found


def all_of(*flags: Flag) -> Flag:
    """Whether all of them hold."""
    found: Flag = True
    for flag in flags:
        if isinstance(flag, bool):
            if not flag:
                return False
        else:
            found = flag if isinstance(found, bool) else arrays.and_(found, flag)
    return found


def negated(flag: Flag) -> Flag:
    """Whether it does not hold."""
    return not flag if isinstance(flag, bool) else arrays.not_(flag)


def but_not(flag: Flag, other: Flag) -> Flag:
    """Whether the first holds and the second does not."""
    return all_of(flag, negated(other))


def select(where: Flag, then: Flag, otherwise: Flag) -> Flag:
    """``then`` where the first holds, else ``otherwise``."""
    if isinstance(where, bool):
        return then if where else otherwise
    return any_of(all_of(where, then), but_not(otherwise, where))


def inserted(into: Flag, mask: Array, parts: Sequence[tuple[Array, Flag]]) -> Flag:
    """A flag with other answers at some places of the rows that ``mask`` is for."""
    return arrays.inserted(into, mask, *(each for part in parts for each in part))


def is_never(flag: Flag) -> bool:
    """Whether it holds in no row."""
    return not flag if isinstance(flag, bool) else arrays.never(flag)


def mapped(flag: Flag, of: Callable[[Array], Array]) -> Flag:
    """The same flag with another column."""
    return flag if isinstance(flag, bool) else of(flag)


def kept(flag: Flag, where: Array) -> Flag:
    """The answers of the rows for which another flag holds."""
    return flag if isinstance(flag, bool) else arrays.filtered(flag, where)


def as_series(flag: Flag, rows: int) -> pl.Series:
    """The flag written out, one answer a row."""
    return pl.Series(np.full(rows, flag) if isinstance(flag, bool) else flag.of)
