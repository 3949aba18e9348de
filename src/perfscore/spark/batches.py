"""The batches of a partition, put together until there is enough to work on at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl
import pyarrow as pa

from perfscore.shipping import ArrowKernel

__all__ = ["MARK", "name_at", "scored_batches"]

# Spark sends 10,000 rows at a time; so many are scored together, and sent back in pieces.
AT_ONCE = 65_536
SENT = 10_000
# A column that marks rows whose id is not theirs alone.
MARK = "mark"


def name_at(place: int) -> str:
    """A column's name on its way to the workers: to Spark ``a.b`` would be a field of ``a``."""
    return f"c{place}"


def scored_batches(
    kernel: ArrowKernel, batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """The scores of every row, in order."""
    own = {name_at(place): name for place, name in enumerate(kernel.declared)}
    for sent in _gathered(batches):
        marks = pl.Series(sent.column(MARK)) if MARK in sent.schema.names else None
        batch = sent if marks is None else sent.drop_columns([MARK])
        names = [own.get(name, name) for name in batch.schema.names]
        scores = kernel.scored(batch.rename_columns(names), marks)
        yield from (scores.slice(at, SENT) for at in range(0, scores.num_rows, SENT))


def _gathered(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    waiting: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        waiting.append(batch)
        rows += batch.num_rows
        if rows >= AT_ONCE:
            yield pa.concat_batches(waiting)
            waiting, rows = [], 0
    if rows:
        yield pa.concat_batches(waiting)
