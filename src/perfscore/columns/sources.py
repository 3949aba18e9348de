"""Tables from files and from memory, in blocks of bounded size."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from polars.exceptions import PolarsError

from perfscore.documents import read_bytes
from perfscore.documents.document import decoded
from perfscore.errors import FilingError, Place, Problem, alike

__all__ = ["BLOCK", "BLOCK_IN_MEMORY", "NARROW", "Load", "Source", "declared_units", "open_source"]

# Rows that are worked out together: many, so that little time is spent between columns. Of a file
# fewer, so that memory stays small.
BLOCK = 131_072
BLOCK_IN_MEMORY = 262_144
_CSV_SUFFIXES = (".csv", ".csv.gz", ".tsv", ".tsv.gz")
_PARQUET_SUFFIXES = (".parquet", ".pq")
_SUFFIXES = (".parquet", ".csv", ".csv.gz", ".tsv", ".tsv.gz")
# So much of a text that is no UTF-8 is looked at to say what it is instead.
LOOKED_AT = 1 << 20
_REASON = 300
# So many columns are read at once.
TOGETHER = 16
# Decimals of so many digits fit into 64 bits.
NARROW = 18

Load = Callable[[], pl.DataFrame]


@dataclass(frozen=True)
class Source:
    """A table: its name, its columns by type, the units its columns declare, how many rows it has
    where that is known before it is read, and how many are in each row group of a file."""

    name: str
    schema: Mapping[str, pl.DataType]
    units: Mapping[str, str]
    rows: int | None
    table: pl.DataFrame | Path
    groups: tuple[int, ...] = ()

    def loaders(
        self, columns: list[str], rows: int = BLOCK, numbers: Collection[str] = ()
    ) -> Iterator[tuple[int, Load]]:
        """For every stretch of about so many rows, in order, its first row and what loads it; in
        any thread.

        Of the ``numbers`` a file's decimals that fit into 64 bits come as integers of their last
        place. Loading raises :class:`FilingError` where the file turns out to be broken.
        """
        if isinstance(self.table, Path) and _is_csv(self.table):
            first = 0
            # Texts take twice the room of numbers.
            for block in _in_blocks(_csv_batches(self.table, columns), max(1, rows // 2)):
                yield first, partial(_as_it_is, block)
                first += block.height
        elif isinstance(self.table, Path):
            read = [self._column(name, name in numbers) for name in columns]
            for first, count in _stretches(self.groups, rows):
                yield first, partial(_slice_of, self.table, read, first, count)
        else:
            for first in range(0, self.table.height, rows):
                yield first, partial(_as_it_is, self.table.select(columns).slice(first, rows))

    def _column(self, name: str, is_number: bool) -> pl.Expr:
        dtype = self.schema[name]
        if is_number and isinstance(dtype, pl.Decimal) and dtype.precision <= NARROW:
            return pl.col(name).to_physical().cast(pl.Int64)
        return pl.col(name)

    def blocks(self, columns: list[str], rows: int = BLOCK) -> Iterator[pl.DataFrame]:
        """All rows of some columns, in order."""
        return (load() for _, load in self.loaders(columns, rows))


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
    schema: dict[str, pl.DataType] = {}
    if isinstance(table, pa.RecordBatchReader):
        table = table.read_all()
    if isinstance(table, pa.Table | pa.RecordBatch):
        units, schema = declared_units(table.schema), _types(table.schema)
        table = table.select([name for name, dtype in schema.items() if dtype != pl.Unknown])
    frame = table if isinstance(table, pl.DataFrame) else pl.DataFrame(table)
    return Source("", schema | dict(frame.schema), units, frame.height, frame)


def _from_path(path: Path) -> Source:
    if not path.name.lower().endswith((*_CSV_SUFFIXES, *_PARQUET_SUFFIXES)):
        details = (("found", path.suffix or path.name), ("known", alike("", _SUFFIXES)))
        raise FilingError(Problem("file-kind-unknown", Place(str(path)), details))
    with _reading(path):
        if _is_csv(path):
            names, _ = _header(path)
            return Source(str(path), dict.fromkeys(names, pl.String()), {}, None, path)
        file = pq.ParquetFile(path)
        schema = dict(pl.scan_parquet(path, glob=False).collect_schema())
        about = file.metadata
        groups = tuple(about.row_group(at).num_rows for at in range(about.num_row_groups))
        return Source(
            str(path), schema, declared_units(file.schema_arrow), about.num_rows, path, groups
        )


def _is_csv(path: Path) -> bool:
    return path.name.lower().endswith(_CSV_SUFFIXES)


def _types(schema: pa.Schema) -> dict[str, pl.DataType]:
    """The types of all columns; unknown for those that Polars has none for, which may be there as
    long as nobody reads them."""
    return {field.name: _type(field) for field in schema}


def _type(field: pa.Field) -> pl.DataType:
    # Polars does not refuse these: it panics.
    if "decimal256" in str(field.type) or "interval" in str(field.type):
        return pl.Unknown()
    try:
        return pl.DataFrame(pa.schema([field]).empty_table()).dtypes[0]
    except (pl.exceptions.PolarsError, pa.ArrowException):
        return pl.Unknown()


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
    except (
        pa.ArrowException,
        PolarsError,
        csv.Error,
        OSError,
        UnicodeDecodeError,
        EOFError,
    ) as error:
        if _is_csv(path) and ("UTF8" in str(error) or isinstance(error, UnicodeDecodeError)):
            with _opened(path) as file:
                decoded(file.read(LOOKED_AT), str(path), FilingError)
        reason = " ".join(str(error).split())[:_REASON]
        problem = Problem("table-unreadable", Place(str(path)), (("reason", reason),))
        raise FilingError(problem) from error


def _header(path: Path) -> tuple[list[str], bool]:
    """The names of the columns, and whether anything stands below them."""
    with _opened(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        names = next(csv.reader(text, delimiter=_delimiter(path)), [])
        has_more = next(text, None) is not None
    for name in names:
        if names.count(name) > 1:
            raise FilingError(Problem("column-twice", Place(str(path), 1), (("found", name),)))
    return names, has_more


def _delimiter(path: Path) -> str:
    return "\t" if ".tsv" in path.name.lower() else ","


def _opened(path: Path) -> Any:
    return pa.input_stream(str(path), compression="detect")


def _stretches(groups: Sequence[int], rows: int) -> Iterator[tuple[int, int]]:
    """The first row and the number of rows of each stretch: whole row groups where they are not too
    long, since half a group takes as long to read as all of it."""
    first, count = 0, 0
    for group in groups:
        if count and count + group > rows:
            yield first, count
            first, count = first + count, 0
        count += group
        while count > 6 * rows:
            yield first, 2 * rows
            first, count = first + 2 * rows, count - 2 * rows
    if count:
        yield first, count


def _as_it_is(block: pl.DataFrame) -> pl.DataFrame:
    return block


def _slice_of(path: Path, columns: list[pl.Expr], at: int, rows: int) -> pl.DataFrame:
    # Streaming reads faster, and holds four times as much. While decimals become integers both are
    # held, so that not all columns are read at once.
    with _reading(path):
        file = pl.scan_parquet(path, glob=False)
        parts = (columns[first : first + TOGETHER] for first in range(0, len(columns), TOGETHER))
        frames = [file.select(part).slice(at, rows).collect() for part in parts]
    return frames[0] if len(frames) == 1 else pl.concat(frames, how="horizontal")


def _csv_batches(path: Path, columns: list[str]) -> Iterator[pl.DataFrame]:
    with _reading(path):
        every, has_more = _header(path)
        if not has_more:
            return
        with _opened(path) as file:
            # Unlike others this reader never fills up a row that is too short.
            batches = pa_csv.open_csv(
                file,
                pa_csv.ReadOptions(block_size=16 << 20),
                pa_csv.ParseOptions(
                    delimiter=_delimiter(path),
                    newlines_in_values=True,
                    # With one column a line with nothing in it is a row with nothing in it.
                    ignore_empty_lines=len(every) > 1,
                ),
                pa_csv.ConvertOptions(
                    column_types=dict.fromkeys(every, pa.string()),
                    include_columns=columns,
                    null_values=[""],
                    strings_can_be_null=True,
                ),
            )
            for batch in batches:
                yield pl.DataFrame(pa.Table.from_batches([batch])).select(columns)


def _in_blocks(batches: Iterator[pl.DataFrame], rows: int) -> Iterator[pl.DataFrame]:
    """Batches of any size as blocks of one size, so that results do not depend on the reader."""
    waiting: list[pl.DataFrame] = []
    height = 0
    for batch in batches:
        waiting.append(batch)
        height += batch.height
        if height >= rows:
            joined = waiting[0] if len(waiting) == 1 else pl.concat(waiting)
            full = height - height % rows
            yield from (joined.slice(at, rows).rechunk() for at in range(0, full, rows))
            waiting, height = [joined.slice(full)], height - full
    if height:
        yield pl.concat(waiting, rechunk=True)
