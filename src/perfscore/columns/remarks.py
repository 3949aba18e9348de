"""What is to be said of single cells: what was refused, and what states nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from perfscore.columns.arrays import Places, Truths
from perfscore.errors import Problem

__all__ = ["REMARKS", "Remark", "as_frame", "refused"]

# The columns of a table of remarks.
REMARKS = {
    "row": pl.Int64,
    "id": pl.String,
    "column": pl.String,
    "cell": pl.String,
    "code": pl.String,
    "refused": pl.Boolean,
    "message": pl.String,
    "message_zh": pl.String,
}


@dataclass(frozen=True, slots=True, eq=False)
class Remark:
    """Cells of one column with the same fault: ``at`` are their rows in the block.

    A ``refused`` cell keeps its row from being scored; any other counts as missing.
    """

    at: Places
    column: str
    cells: pl.Series
    problem: Problem
    is_refused: bool

    def within(self, some: Truths) -> Remark:
        """The same remark about a block of which these were the rows for which a flag holds."""
        return replace(self, at=np.flatnonzero(some)[self.at])


def refused(remarks: Sequence[Remark], rows: int) -> Truths:
    """Which rows have a cell that was refused."""
    result = np.full(rows, False)
    for remark in remarks:
        if remark.is_refused:
            result[remark.at] = True
    return result


def as_frame(remarks: Sequence[Remark], ids: pl.Series, first_row: int) -> pl.DataFrame:
    """All remarks as a table, by row; rows count from 0."""
    frames = list(_frames(remarks, ids, first_row))
    if not frames:
        return pl.DataFrame(schema=REMARKS)
    return pl.concat(frames).sort("row", "column", "code", maintain_order=True)


def _frames(remarks: Sequence[Remark], ids: pl.Series, first: int) -> Iterator[pl.DataFrame]:
    for remark in remarks:
        at = remark.at
        rows = len(at)
        yield pl.DataFrame(
            {
                "row": pl.Series(at + first),
                "id": ids.gather(at).cast(pl.String),
                "column": pl.repeat(remark.column, rows, eager=True),
                "cell": remark.cells.cast(pl.String),
                "code": pl.repeat(remark.problem.code, rows, eager=True),
                "refused": pl.repeat(remark.is_refused, rows, eager=True),
                "message": pl.repeat(remark.problem.message("en"), rows, eager=True),
                "message_zh": pl.repeat(remark.problem.message("zh"), rows, eager=True),
            },
            schema=REMARKS,
        )
