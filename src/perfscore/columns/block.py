"""Some rows of a table, with what is known of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from perfscore.columns import arrays
from perfscore.columns.flags import Flag, all_of, is_never
from perfscore.columns.tape import Array

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
    mask: Array | None
    readings: Mapping[str, ReadingColumn]
    is_spread: bool = False

    @cached_property
    def at(self) -> Array | None:
        """The places of the rows among all; ``None`` for all of them."""
        return None if self.mask is None else arrays.places(self.mask)

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
            flag = arrays.and_(flag, self.mask)
        rows = arrays.count(flag)
        if not rows:
            return None
        if self.is_spread or (self.mask is None and self.rows < 2 * rows < 2 * self.rows):
            return Block(self.rows, flag, self.readings, is_spread=True)
        if rows == self.rows:
            return self
        mask = flag if self.mask is None else arrays.within(self.mask, flag)
        return self._kept(flag, rows, mask)

    def compact(self) -> Block:
        """The same rows with no others among the values."""
        if not self.is_spread or self.mask is None:
            return self
        return self._kept(self.mask, arrays.count(self.mask), self.mask)

    def _kept(self, flag: Array, rows: int, mask: Array) -> Block:
        readings = {name: column.where(flag) for name, column in self.readings.items()}
        return Block(rows, mask, readings)

    def by_shape(self) -> list[tuple[Block, dict[str, Shape]]]:
        """The rows in groups that are alike in the shapes of all readings."""
        groups: list[tuple[Flag, dict[str, Shape]]] = [(True, {})]
        for name, column in self.readings.items():
            groups = [
                (flag, {**shapes, name: shape})
                for before, shapes in groups
                for index, shape in enumerate(column.shapes)
                if not is_never(flag := all_of(before, column.has(index)))
            ]
        parts = [(self.where(flag), shapes) for flag, shapes in groups]
        return [(part, shapes) for part, shapes in parts if part is not None]
