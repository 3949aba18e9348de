"""Some rows of a table, with what is known of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from perfscore.columns import whole
from perfscore.columns.flags import Flag, Places, Truths
from perfscore.columns.whole import ZERO

if TYPE_CHECKING:
    from perfscore.columns.readings import ReadingColumn, Shape

__all__ = ["Block"]


@dataclass(frozen=True, eq=False)
class Block:
    """Some rows with the readings that something asks; ``mask`` tells which of all rows they are,
    ``None`` that they are all.

    Columns have ``rows`` values. In a ``spread`` block these are all rows of the table: where most
    rows are meant, working the others out for nothing takes less time than leaving them out. What
    comes of those others means nothing.
    """

    rows: int
    mask: Truths | None
    readings: Mapping[str, ReadingColumn]
    is_spread: bool = False

    @cached_property
    def at(self) -> Places | None:
        """The places of the rows among all; ``None`` for all of them."""
        return None if self.mask is None else np.flatnonzero(self.mask)

    def only(self, names: Sequence[str]) -> Block:
        """With those readings alone."""
        readings = {name: self.readings[name] for name in names}
        return Block(self.rows, self.mask, readings, self.is_spread)

    def where(self, flag: Flag) -> Block | None:
        """The rows for which a flag holds, one answer for each value of a column; ``None`` if there
        are none."""
        if isinstance(flag, bool):
            return self if flag else None
        if self.is_spread:
            assert self.mask is not None
            flag = flag & self.mask
        rows = int(np.count_nonzero(flag))
        if not rows:
            return None
        if self.is_spread or (self.mask is None and self.rows < 2 * rows < 2 * self.rows):
            return Block(self.rows, flag, self.readings, is_spread=True)
        if rows == self.rows:
            return self
        mask = flag if self.mask is None else _within(self.mask, flag)
        return self._kept(flag, rows, mask)

    def compact(self) -> Block:
        """The same rows with no others among the values."""
        if not self.is_spread or self.mask is None:
            return self
        return self._kept(self.mask, int(np.count_nonzero(self.mask)), self.mask)

    def _kept(self, flag: Truths, rows: int, mask: Truths) -> Block:
        readings = {name: column.where(flag) for name, column in self.readings.items()}
        return Block(rows, mask, readings)

    def by_shape(self) -> list[tuple[Block, dict[str, Shape]]]:
        """The rows in groups that are alike in the shapes of all readings."""
        code, stride = ZERO, 1
        for column in self.readings.values():
            if len(column.shapes) > 1:
                code = code + column.code * whole.constant(stride)
                stride *= len(column.shapes)
        found = []
        for value in whole.values_of(code):
            part = self.where(whole.compared(code, "=", whole.constant(value)))
            if part is None:
                continue
            rest, shapes = value, {}
            for name, column in self.readings.items():
                rest, index = divmod(rest, len(column.shapes))
                shapes[name] = column.shapes[index]
            found.append((part, shapes))
        return found


def _within(mask: Truths, flag: Truths) -> Truths:
    """A flag of some of the rows as one of all rows."""
    within = mask.copy()
    within[mask] = flag
    return within
