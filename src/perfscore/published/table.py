"""Rows of a CSV file, plain or packed with gzip, each with its line."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from perfscore.documents import read_bytes
from perfscore.errors import FilingError, Place, Problem, alike

__all__ = ["TableRow", "rows_of"]


@dataclass(frozen=True, slots=True)
class TableRow:
    """The cells of a row by column, and the line that it starts on."""

    line: int
    cells: dict[str, str]


def rows_of(path: str | Path, wanted: dict[str, None]) -> Iterator[TableRow]:
    """All rows of a table with the columns wanted.

    Raises :class:`FilingError` for a file that is no such table: a column that is missing, a row
    with another number of cells, bytes that are not UTF-8.
    """
    where = Path(path)
    reader = csv.reader(io.StringIO(_text(where), newline=""), strict=True)
    try:
        header = next(reader, [])
        for column in header:
            if header.count(column) > 1:
                raise FilingError(
                    Problem("column-twice", Place(str(where), 1), (("found", column),))
                )
        for column in wanted:
            if column not in header:
                details = (("found", column), ("known", alike(column, header)))
                raise FilingError(Problem("column-missing", Place(str(where), 1), details))
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) != len(header):
                details_of = (("expected", str(len(header))), ("found", str(len(cells))))
                raise FilingError(Problem("row-length", Place(str(where), line), details_of))
            yield TableRow(line, dict(zip(header, cells, strict=True)))
            line = reader.line_num + 1
    except csv.Error as error:
        place = Place(str(where), reader.line_num)
        raise FilingError(Problem("csv-syntax", place, (("reason", str(error)),))) from error


def _text(where: Path) -> str:
    data = read_bytes(where, FilingError)
    try:
        if data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
        return data.decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        reason = (("reason", str(error)),)
        raise FilingError(Problem("csv-syntax", Place(str(where)), reason)) from error
