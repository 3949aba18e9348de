"""Tables as CSV, in UTF-8 with a mark for spreadsheets; no cell of theirs becomes a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import IO

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from perfscore.columns.remarks import REMARKS

__all__ = ["append_csv", "parquet_writer", "write_remarks", "write_scores"]

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


def parquet_writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """A Parquet file that takes batches of scores."""
    # Rows and ids are all different; of anything else there are few values.
    repeating = [name for name in schema.names if name not in ("row", "id")]
    return pq.ParquetWriter(
        path,
        schema,
        compression="zstd",
        use_dictionary=repeating,
        write_statistics=["row"],
        store_decimal_as_integer=True,
    )


def _write(frames: Iterable[pl.DataFrame], path: Path) -> None:
    with path.open("wb") as file:
        for number, frame in enumerate(frames):
            append_csv(frame, file, is_first=number == 0)


def append_csv(frame: pl.DataFrame, file: IO[bytes], *, is_first: bool) -> None:
    """The rows of a table at the end of a file; the first ones bring the header."""
    texts = frame.with_columns(_harmless(frame))
    texts.write_csv(file, include_bom=is_first, include_header=is_first)


def _harmless(frame: pl.DataFrame) -> list[pl.Expr]:
    columns = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    found = []
    for name in columns:
        text = pl.col(name)
        is_formula = text.str.contains(_FORMULA) & ~text.str.contains(_NUMBER)
        found.append(pl.when(is_formula).then("'" + text).otherwise(text).alias(name))
    return found
