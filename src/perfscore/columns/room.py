"""Room for columns that is used again and again: to get it anew takes longer than to fill it."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["Room"]


class Room:
    """Room for columns of so many rows, for one thread."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self._free: dict[str, list[Any]] = {}

    def array(self, like: Any, dtype: str) -> Any:
        """Room for a column as long as another one; ``None`` where there is none."""
        free = self._free.get(dtype)
        return free.pop() if free and len(like) == self.rows else None

    def back(self, array: Any) -> None:
        """Nothing needs a column any more."""
        if type(array) is np.ndarray and array.flags.owndata and len(array) == self.rows:
            self._free.setdefault(array.dtype.char, []).append(array)
