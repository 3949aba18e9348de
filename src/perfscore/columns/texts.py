"""Texts of a column, each that occurs once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from perfscore.columns.arrays import unpacked
from perfscore.columns.tape import Array, require, step

__all__ = ["places"]

# Up to here trying every text takes less time than looking each cell up.
FEW = 12
# So many cells show, as a rule, every text of a column that has few.
SOME = 500


def places(cells: Array) -> tuple[Sequence[str | None], Array]:
    """The texts that occur, and the place among them of every cell."""
    few = cells.of.head(SOME).unique(maintain_order=True).to_list()
    if len(few) <= FEW:
        at = _among(cells, few)
        if _are_known(at.of):
            require(_are_known, at)
            return few, at
    seen = cells.of.unique(maintain_order=True).to_list()
    at = _among(cells, seen)
    require(_are_known, at)
    return seen, at


def _are_known(at: Any) -> bool:
    return not len(at) or bool(at.min() >= 0)


@step
def _among(cells: pl.Series, texts: Sequence[str | None]) -> Any:
    """The place of every cell among some texts; -1 for others."""
    if len(texts) > FEW:
        known = pl.DataFrame({"cell": pl.Series(texts, dtype=pl.String), "at": range(len(texts))})
        found = cells.to_frame("cell").join(
            known, on="cell", how="left", nulls_equal=True, maintain_order="left"
        )
        return found["at"].fill_null(-1).to_numpy()
    at = np.full(cells.len(), -1, dtype=np.int8)
    for place, text in enumerate(texts):
        here = unpacked(cells.is_null() if text is None else cells == text)
        at += here.view(np.int8) * np.int8(place + 1)
    return at.astype(np.int64)
