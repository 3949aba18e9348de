"""Score every row of a table."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from threading import Lock
from typing import Any

import polars as pl
import pyarrow as pa

from perfscore.columns.by_rows import id_of
from perfscore.columns.earlier import SOME, Earlier
from perfscore.columns.ids import ids_of, repeated_ids
from perfscore.columns.kernel import Kernel, Result, asked_by, period_of
from perfscore.columns.mapping import TableMapping, read_table_mapping
from perfscore.columns.remarks import REMARKS
from perfscore.columns.sources import BLOCK, BLOCK_IN_MEMORY, Load, Source, open_source
from perfscore.columns.table import Table, table_of
from perfscore.columns.tally import Tally
from perfscore.columns.targets import TargetTable, read_targets
from perfscore.errors import FilingError, Place, Problem, UsageError, alike
from perfscore.rubric.tree import Rubric
from perfscore.scoring import Scorecard, score
from perfscore.wording import Text

__all__ = ["ScoredTable", "kernel_for", "results", "score_many"]

# Polars and NumPy let other threads run while they work.
WORKERS = 2
# A table of more rows is worth finding a way for first; a shorter one is done by then.
LONG = 3 * SOME
# How many unknown departments are named.
SHOWN = 5


@dataclass(frozen=True, eq=False, repr=False)
class ScoredTable:
    """The scores of a table.

    ``arrow`` has a row for each row that was scored: ``row`` (counted from 0), ``id``, ``status``,
    ``total_low`` and ``total_high`` (equal where the total is settled), the grades possible, and
    ``low``, ``high`` and ``status`` of every row of the rubric. ``remarks`` lists cells that were
    refused, with their rows, or state nothing.
    """

    kernel: Kernel
    source: Source
    results: tuple[Result, ...]
    remarks: pl.DataFrame
    tally: Tally

    @cached_property
    def arrow(self) -> pa.Table:
        """The scores as an Arrow table."""
        with ThreadPoolExecutor(WORKERS) as pool:
            batches = list(pool.map(lambda each: each.scores, self.results))
        return pa.Table.from_batches(batches, self.kernel.schema)

    @cached_property
    def frame(self) -> pl.DataFrame:
        """The scores as a Polars frame."""
        # Nothing is copied; that each block is a chunk of its own does not show.
        frame = pl.from_arrow(self.arrow, rechunk=False)
        assert isinstance(frame, pl.DataFrame)
        return frame

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
        self._require_scored(row)
        cells = _row(self.source, self.kernel.table.columns, row)
        targets = []
        if self.kernel.targets is not None:
            own = pl.Series([id_of(self.kernel.table, cells)])
            targets = next(iter(self.kernel.targets.of(own).values()), [])
        return score(self.kernel.filing(cells, targets), self.kernel.rubric)

    def _require_scored(self, row: int) -> None:
        """Raises :class:`FilingError` for a row that was refused."""
        said = self.remarks.filter((pl.col("row") == row) & pl.col("refused"))
        if said.height:
            reason = Text(said["message_zh"][0], said["message"][0])
            place = Place(self.source.name, locator=f"row {row} {said['column'][0]}")
            raise FilingError(Problem("row-refused", place, (("reason", reason),)))

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
    targets: Any = None,
) -> ScoredTable:
    """Score every row of a table as a filing, to the last digit as :func:`perfscore.score` does.

    ``table`` is a Polars frame, an Arrow table, anything that gives Arrow streams, or the path of
    a Parquet or CSV file. A column states the measure it is named after, in the unit that stands
    behind (``budget [万元]``), that the file declares, or that a ``mapping`` gives. Without
    ``rows`` only totals come back. ``targets`` is a second table with the targets that departments
    set themselves, one a row (see :mod:`perfscore.columns.targets`); they are scored one department
    at a time.

    Raises :class:`UsageError` for columns that are missing, or of a wrong type or unit, and
    :class:`FilingError` for a file that cannot be read. Rows with a cell that cannot be read are
    refused: they are listed in ``remarks`` and have no scores.
    """
    source = open_source(table)
    if not isinstance(rubric, Rubric):
        raise TypeError(f"a rubric expected, not {type(rubric).__name__}: see load_rubric")
    kernel = kernel_for(source, rubric, mapping, period, rows, targets)
    block = BLOCK
    if isinstance(source.table, pl.DataFrame):
        block = min(BLOCK_IN_MEMORY, max(LONG, -(-source.table.height // WORKERS)))
    found = tuple(chain.from_iterable(results(kernel, source, rows=block)))
    remarks, tally = [pl.DataFrame(schema=REMARKS)], Tally()
    for result in found:
        remarks.append(result.remarks)
        tally.add(result.tally)
    return ScoredTable(kernel, source, found, pl.concat(remarks), tally)


def kernel_for(
    source: Source,
    rubric: Rubric,
    mapping: TableMapping | str | Path | None = None,
    period: str | None = None,
    rows: bool = True,
    targets: Any = None,
) -> Kernel:
    """The kernel for a table's columns; raises :class:`UsageError` for what is wrong with them."""
    read = read_table_mapping(mapping) if isinstance(mapping, str | Path) else mapping
    table = table_of(source.schema, rubric, asked_by(rubric), read, source.units, source.name)
    own = None if targets is None else _targets(open_source(targets), source, table)
    when = str(period or table.period or period_of(rubric))
    kernel = Kernel(rubric, table, when, rows, own)
    # Says at once when the edition is not in force then.
    _ = kernel.root
    return kernel


def _targets(targets: Source, source: Source, table: Table) -> TargetTable:
    """The targets of a table's departments; each of them must be there."""
    if not table.id:
        details = (("found", "id"), ("known", alike("id", source.schema)))
        raise UsageError(Problem("column-missing", Place(source.name), details))
    found = read_targets(targets, table.id)
    strangers = set(found.ids.to_list())
    for block in source.blocks(list(table.id)):
        strangers -= set(ids_of(block, table.id).to_list())
    if strangers:
        some = ", ".join(sorted(str(each) for each in strangers)[:SHOWN])
        told = (("found", some), ("count", str(len(strangers))))
        raise UsageError(Problem("target-department-unknown", Place(targets.name), told))
    return found


def results(
    kernel: Kernel,
    source: Source,
    skipped: int = 0,
    rows: int = BLOCK,
    workers: int = WORKERS,
    repeated: pl.Series | None = None,
) -> Iterator[tuple[Result, ...]]:
    """The results of all stretches of a table in order, but for the first ``skipped``.

    Some ``workers`` work them out in blocks of no more than so many ``rows``; no more stretches are
    held than are worked on. ``repeated`` are ids that more than one row has, where they are known.
    """
    columns = kernel.table.id
    # Reading uses all cores by itself, and takes most memory while it does.
    reading = Lock()
    is_long = source.rows is None or source.rows > LONG
    earlier = Earlier() if is_long else None

    def one(first: int, load: Load) -> tuple[Result, ...]:
        with reading:
            stretch = load()
        if earlier is not None:
            earlier.prepare(kernel, stretch)
        return tuple(
            scored(first + at, stretch.slice(at, size)) for at, size in _parts(stretch.height, rows)
        )

    def scored(first: int, block: pl.DataFrame) -> Result:
        twice = found.result()
        if not twice.len():
            return kernel(block, first, None, earlier)
        is_repeated = ids_of(block, columns).is_in(twice.implode())
        return kernel(block, first, is_repeated, earlier)

    with ThreadPoolExecutor(workers) as pool:
        # Another thread is already reading when this one looks for ids.
        found = pool.submit(repeated_ids, source, columns, repeated)
        waiting = []
        every = source.loaders(kernel.table.columns, rows, kernel.table.measured)
        for first, load in islice(every, skipped, None):
            waiting.append(pool.submit(one, first, load))
            if len(waiting) > workers:
                yield waiting.pop(0).result()
        for each in waiting:
            yield each.result()


def _parts(height: int, most: int) -> list[tuple[int, int]]:
    """Parts of about the same size, none of them of more rows than that."""
    count = max(1, -(-height // most))
    size = -(-height // count)
    return [(at, size) for at in range(0, height, size or 1)]


def _row(source: Source, columns: list[str], row: int) -> dict[str, Any]:
    first = 0
    for block in source.blocks(columns):
        if 0 <= row - first < block.height:
            return block.row(row - first, named=True)
        first += block.height
    details = (("found", str(row)), ("count", str(first)))
    raise UsageError(Problem("row-unknown", details=details))
