"""Texts of a column, each that occurs once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from perfscore.columns.flags import Places

__all__ = ["places"]

# Up to here trying every text takes less time than looking each cell up.
FEW = 12
# So many cells show, as a rule, every text of a column that has few.
SOME = 500


def places(cells: pl.Series) -> tuple[Sequence[str | None], Places]:
    """The texts that occur, and the place among them of every cell."""
    few = cells.head(SOME).unique(maintain_order=True).to_list()
    if len(few) <= FEW:
        at = pl.Series(np.full(cells.len(), -1))
        has_nulls = bool(cells.null_count())
        for index, text in enumerate(few):
            here = cells.is_null() if text is None else cells == text
            if has_nulls and text is not None:
                here = here.fill_null(False)
            at = pl.Series([index]).zip_with(here, at)
        if at.min() == 0:
            return few, at.to_numpy()
    seen = cells.unique(maintain_order=True)
    known = pl.DataFrame({"cell": seen, "at": range(seen.len())})
    found = cells.to_frame("cell").join(
        known, on="cell", how="left", nulls_equal=True, maintain_order="left"
    )
    return seen.to_list(), found["at"].to_numpy()
