"""Tables from files and from memory, in blocks of bounded size."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from perfscore.documents import read_bytes
from perfscore.errors import FilingError, Place, Problem

__all__ = ["BLOCK", "Source", "declared_units", "open_source"]

# Rows that are worked out together: many, so that little time is spent between columns, and few
# enough for the memory next to the processor.
BLOCK = 131_072
_CSV_SUFFIXES = (".csv", ".csv.gz", ".tsv", ".tsv.gz")
_REASON = 300


@dataclass(frozen=True)
class Source:
    """A table: its name, its columns by type, the units its columns declare, how many rows it has
    where that is known before it is read."""

    name: str
    schema: Mapping[str, pl.DataType]
    units: Mapping[str, str]
    rows: int | None
    table: pl.DataFrame | Path

    def blocks(self, columns: list[str], rows: int = BLOCK) -> Iterator[pl.DataFrame]:
        """All rows of some columns, in order.

        Raises :class:`FilingError` where the file turns out to be broken.
        """
        if isinstance(self.table, pl.DataFrame):
            frame = self.table.select(columns)
            yield from (frame.slice(at, rows) for at in range(0, frame.height, rows))
        else:
            yield from _in_blocks(_batches(self.table, columns, rows), columns, rows)


def open_source(table: Any) -> Source:
    """A table from a path to a Parquet or CSV file, a Polars frame, or anything that gives Arrow
    streams.

    Raises :class:`FilingError` for a file that is no such table, and ``TypeError`` for any other
    kind of object.
    """
    if isinstance(table, str | Path):
        return _from_path(Path(table))
    if isinstance(table, pl.LazyFrame):
        table = table.collect()
    if not isinstance(table, pl.DataFrame) and not hasattr(table, "__arrow_c_stream__"):
        raise TypeError(f"a table or the path of one expected, not {type(table).__name__}")
    units: dict[str, str] = {}
    if isinstance(table, pa.Table | pa.RecordBatch | pa.RecordBatchReader):
        units = declared_units(table.schema)
    frame = table if isinstance(table, pl.DataFrame) else pl.DataFrame(table)
    return Source("", dict(frame.schema), units, frame.height, frame)


def _from_path(path: Path) -> Source:
    with _reading(path):
        if _is_csv(path):
            names = _header(path)
            return Source(str(path), dict.fromkeys(names, pl.String()), {}, None, path)
        file = _parquet(path)
        arrow = file.schema_arrow
        schema = dict(pl.DataFrame(arrow.empty_table()).schema)
        return Source(str(path), schema, declared_units(arrow), file.metadata.num_rows, path)


def _is_csv(path: Path) -> bool:
    return path.name.lower().endswith(_CSV_SUFFIXES)


def declared_units(schema: pa.Schema) -> dict[str, str]:
    """Units that columns declare as metadata of their fields."""
    declared = {field.name: (field.metadata or {}).get(b"unit") for field in schema}
    return {name: unit.decode("utf-8", "replace") for name, unit in declared.items() if unit}


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Turns what a file reader raises into one problem with the file's name."""
    if not path.is_file():
        # Says what is wrong with files that are not there, or are folders.
        read_bytes(path, FilingError)
    if path.stat().st_size == 0:
        raise FilingError(Problem("table-empty", Place(str(path))))
    try:
        yield
    except (pa.ArrowException, OSError, UnicodeDecodeError, EOFError) as error:
        reason = " ".join(str(error).split())[:_REASON]
        problem = Problem("table-unreadable", Place(str(path)), (("reason", reason),))
        raise FilingError(problem) from error


def _parquet(path: Path) -> pq.ParquetFile:
    return pq.ParquetFile(path, memory_map=True)


def _header(path: Path) -> list[str]:
    with _opened(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        names = next(csv.reader(text, delimiter=_delimiter(path)), [])
    for name in names:
        if names.count(name) > 1:
            raise FilingError(Problem("column-twice", Place(str(path), 1), (("found", name),)))
    return names


def _delimiter(path: Path) -> str:
    return "\t" if ".tsv" in path.name.lower() else ","


def _opened(path: Path) -> Any:
    return pa.input_stream(str(path), compression="detect")


def _batches(path: Path, columns: list[str], rows: int) -> Iterator[pa.RecordBatch]:
    with _reading(path):
        if not _is_csv(path):
            yield from _parquet(path).iter_batches(batch_size=rows, columns=columns)
            return
        every = _header(path)
        with _opened(path) as file:
            yield from pa_csv.open_csv(
                file,
                pa_csv.ReadOptions(column_names=every, skip_rows=1, block_size=16 << 20),
                pa_csv.ParseOptions(delimiter=_delimiter(path), newlines_in_values=True),
                pa_csv.ConvertOptions(
                    column_types=dict.fromkeys(every, pa.string()),
                    include_columns=columns,
                    null_values=[""],
                    strings_can_be_null=True,
                ),
            )


def _in_blocks(
    batches: Iterator[pa.RecordBatch], columns: list[str], rows: int
) -> Iterator[pl.DataFrame]:
    """Batches of any size as blocks of one size, so that results do not depend on the reader."""
    waiting: list[pl.DataFrame] = []
    height = 0
    for batch in batches:
        waiting.append(pl.DataFrame(pa.Table.from_batches([batch])).select(columns))
        height += batch.num_rows
        if height >= rows:
            joined = pl.concat(waiting, rechunk=True)
            full = height - height % rows
            yield from (joined.slice(at, rows) for at in range(0, full, rows))
            waiting, height = [joined.slice(full)], height - full
    if height:
        yield pl.concat(waiting, rechunk=True)
