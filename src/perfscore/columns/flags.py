"""Yes or no for each row of a block, or one answer for all of them.

What is known for all rows is a plain ``bool``, so that cases which cannot occur cost nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

__all__ = [
    "Flag",
    "Places",
    "Truths",
    "all_of",
    "any_of",
    "as_series",
    "but_not",
    "is_never",
    "kept",
    "negated",
    "scattered",
    "select",
]

Truths = NDArray[np.bool_]
Places = NDArray[np.int64]
Flag = Truths | bool


def any_of(*flags: Flag) -> Flag:
    """Whether one of them holds."""
    found: Flag = False
    for flag in flags:
        if isinstance(flag, bool):
            if flag:
                return True
        else:
            found = flag if isinstance(found, bool) else found | flag
    return found


def all_of(*flags: Flag) -> Flag:
    """Whether all of them hold."""
    found: Flag = True
    for flag in flags:
        if isinstance(flag, bool):
            if not flag:
                return False
        else:
            found = flag if isinstance(found, bool) else found & flag
    return found


def negated(flag: Flag) -> Flag:
    """Whether it does not hold."""
    return not flag if isinstance(flag, bool) else ~flag


def but_not(flag: Flag, other: Flag) -> Flag:
    """Whether the first holds and the second does not."""
    return all_of(flag, negated(other))


def select(where: Flag, then: Flag, otherwise: Flag) -> Flag:
    """``then`` where the first holds, else ``otherwise``."""
    if isinstance(where, bool):
        return then if where else otherwise
    return any_of(all_of(where, then), but_not(otherwise, where))


def scattered(into: Flag, parts: Sequence[tuple[Places, Flag]], rows: int) -> Truths:
    """A flag with other answers at some places."""
    answers = np.full(rows, into) if isinstance(into, bool) else into.copy()
    for at, flag in parts:
        answers[at] = flag
    return answers


def is_never(flag: Flag) -> bool:
    """Whether it holds in no row."""
    return not flag if isinstance(flag, bool) else not flag.any()


def kept(flag: Flag, where: Truths) -> Flag:
    """The answers of the rows for which another flag holds."""
    return flag if isinstance(flag, bool) else flag[where]


def as_series(flag: Flag, rows: int) -> pl.Series:
    """The flag written out, one answer a row."""
    return pl.Series(np.full(rows, flag) if isinstance(flag, bool) else flag, dtype=pl.Boolean)
