"""Score every row of a table."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from perfscore.columns.by_rows import filing_of
from perfscore.columns.ids import ids_of, repeated_ids
from perfscore.columns.kernel import Kernel, Result, asked_by, period_of
from perfscore.columns.mapping import TableMapping, read_table_mapping
from perfscore.columns.remarks import REMARKS
from perfscore.columns.sources import BLOCK, Source, open_source
from perfscore.columns.table import table_of
from perfscore.columns.tally import Tally
from perfscore.errors import Problem, UsageError
from perfscore.rubric.tree import Rubric
from perfscore.scoring import Scorecard, score

__all__ = ["ScoredTable", "kernel_for", "results", "score_many"]

# Polars and NumPy let other threads run while they work.
WORKERS = 2


@dataclass(frozen=True)
class ScoredTable:
    """The scores of a table.

    ``arrow`` has a row for each row that was scored: ``row`` (counted from 0), ``id``, ``status``,
    ``total_low`` and ``total_high`` (equal where the total is settled), the grades possible, and
    ``low``, ``high`` and ``status`` of every row of the rubric. ``remarks`` lists cells that were
    refused, with their rows, or state nothing.
    """

    kernel: Kernel
    source: Source
    arrow: pa.Table
    remarks: pl.DataFrame
    tally: Tally

    @cached_property
    def frame(self) -> pl.DataFrame:
        """The scores as a Polars frame."""
        return pl.DataFrame(self.arrow)

    @property
    def columns_not_read(self) -> tuple[str, ...]:
        """Columns that state no measure of the rubric."""
        return self.kernel.table.not_read

    @property
    def measures_not_stated(self) -> tuple[str, ...]:
        """Measures that bear on a score and have no column: missing in every row."""
        return self.kernel.table.not_stated

    def explain(self, row: int) -> Scorecard:
        """The full scorecard of one row of the table, counted from 0.

        Raises :class:`FilingError` where the row was refused, :class:`UsageError` where there is
        none.
        """
        cells = _row(self.source, self.kernel.table.columns, row)
        filing = filing_of(self.kernel.rubric, self.kernel.table, cells, self.kernel.period)
        return score(filing, self.kernel.rubric)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The scores for whatever reads Arrow streams."""
        return self.arrow.__arrow_c_stream__(requested_schema)


def score_many(
    table: Any,
    rubric: Rubric,
    *,
    mapping: TableMapping | str | Path | None = None,
    period: str | None = None,
    rows: bool = True,
) -> ScoredTable:
    """Score every row of a table as a filing, to the last digit as :func:`perfscore.score` does.

    ``table`` is a Polars frame, an Arrow table, anything that gives Arrow streams, or the path of
    a Parquet or CSV file. A column states the measure it is named after, in the unit that stands
    behind (``budget [万元]``), that the file declares, or that a ``mapping`` gives. Without
    ``rows`` only totals come back.

    Raises :class:`UsageError` for columns that are missing, or of a wrong type or unit, and
    :class:`FilingError` for a file that cannot be read. Rows with a cell that cannot be read are
    refused: they are listed in ``remarks`` and have no scores.
    """
    source = open_source(table)
    kernel = kernel_for(source, rubric, mapping, period, rows)
    batches, remarks, tally = [], [pl.DataFrame(schema=REMARKS)], Tally()
    for result in results(kernel, source):
        batches.append(result.scores)
        remarks.append(result.remarks)
        tally.add(result.tally)
    scores = pa.Table.from_batches(batches, kernel.schema)
    return ScoredTable(kernel, source, scores, pl.concat(remarks), tally)


def kernel_for(
    source: Source,
    rubric: Rubric,
    mapping: TableMapping | str | Path | None = None,
    period: str | None = None,
    rows: bool = True,
) -> Kernel:
    """The kernel for a table's columns; raises :class:`UsageError` for what is wrong with them."""
    read = read_table_mapping(mapping) if isinstance(mapping, str | Path) else mapping
    table = table_of(source.schema, rubric, asked_by(rubric), read, source.units, source.name)
    return Kernel(rubric, table, period or table.period or period_of(rubric), rows)


def results(
    kernel: Kernel,
    source: Source,
    skipped: int = 0,
    rows: int = BLOCK,
    workers: int = WORKERS,
    repeated: pl.Series | None = None,
) -> Iterator[Result]:
    """The results of all blocks of so many ``rows`` in order, but for the first ``skipped``, worked
    out by some ``workers``; no more blocks are held than are worked on. ``repeated`` are ids that
    more than one row has, where they are known."""
    columns = kernel.table.id
    if repeated is None and columns:
        repeated = repeated_ids(source, columns)

    def one(block: pl.DataFrame, first: int) -> Result:
        if repeated is None or not repeated.len():
            return kernel(block, first)
        return kernel(block, first, ids_of(block, columns).is_in(repeated.implode()))

    with ThreadPoolExecutor(workers) as pool:
        waiting = []
        for index, block in enumerate(source.blocks(kernel.table.columns, rows)):
            if index >= skipped:
                waiting.append(pool.submit(one, block, index * rows))
            if len(waiting) > workers:
                yield waiting.pop(0).result()
        for each in waiting:
            yield each.result()


def _row(source: Source, columns: list[str], row: int) -> dict[str, Any]:
    first = 0
    for block in source.blocks(columns):
        if 0 <= row - first < block.height:
            return block.row(row - first, named=True)
        first += block.height
    details = (("found", str(row)), ("count", str(first)))
    raise UsageError(Problem("row-unknown", details=details))
