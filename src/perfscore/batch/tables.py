"""Tables as CSV, in UTF-8 with a mark for spreadsheets; no cell of theirs becomes a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from perfscore.columns.remarks import REMARKS

__all__ = ["write_remarks", "write_scores"]

# What makes a spreadsheet take a text for a formula, unless it is a plain number.
_FORMULA = r"^[=+\-@\t\r]"
_NUMBER = r"^[+-]?\d+(\.\d+)?$"


def write_remarks(parts: Sequence[Path], path: Path) -> None:
    """The remarks of all parts, by row."""
    frames = (pl.read_parquet(part) for part in parts)
    _write(chain([pl.DataFrame(schema=REMARKS)], frames), path)


def write_scores(parts: Sequence[Path], schema: pa.Schema, path: Path) -> None:
    """The scores of all parts."""
    empty = pl.DataFrame(schema.empty_table())
    frames = (
        pl.DataFrame(pa.Table.from_batches([batch]))
        for part in parts
        for batch in pq.ParquetFile(part).iter_batches()
    )
    _write(chain([empty], frames), path)


def _write(frames: Iterable[pl.DataFrame], path: Path) -> None:
    with path.open("wb") as file:
        for number, frame in enumerate(frames):
            texts = frame.with_columns(_harmless(frame))
            texts.write_csv(file, include_bom=number == 0, include_header=number == 0)


def _harmless(frame: pl.DataFrame) -> list[pl.Expr]:
    columns = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    found = []
    for name in columns:
        text = pl.col(name)
        is_formula = text.str.contains(_FORMULA) & ~text.str.contains(_NUMBER)
        found.append(pl.when(is_formula).then("'" + text).otherwise(text).alias(name))
    return found
