"""What a task does with one file: look at its ids, or score it into files of its own.

Errors of ours come back as values: they would be the same at every attempt, and Spark would try
four times. Whatever else goes wrong is raised, and tried again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from secrets import token_hex
from typing import Any

import numpy as np
import polars as pl

from perfscore.batch.tables import append_csv, parquet_writer
from perfscore.columns.ids import ids_of
from perfscore.columns.kernel import Kernel
from perfscore.columns.remarks import REMARKS
from perfscore.columns.score_many import kernel_for, results
from perfscore.columns.sources import Source, open_source
from perfscore.columns.tally import Tally
from perfscore.errors import PerfscoreError, Problem, UsageError
from perfscore.shipping import ShippedRubric, mapping_again

__all__ = ["FileJob", "Scored", "duplicates", "hashes_of", "ids_with", "scored"]

# Smaller blocks than on one machine, where the memory is not shared by a task for each core.
AT_ONCE = 65_536


@dataclass(frozen=True, slots=True)
class FileJob:
    """What all files have in common; ``work`` is the folder of the job's unfinished files."""

    rubric: ShippedRubric
    mapping: tuple[str, str] | None
    period: str
    rows: bool
    work: str
    polars: str

    def opened(self, table: str) -> tuple[Source, Kernel]:
        """A file, and the kernel for its columns."""
        source = open_source(table)
        mapping = mapping_again(self.mapping)
        return source, kernel_for(source, self.rubric.load(), mapping, self.period, self.rows)


@dataclass(frozen=True, slots=True)
class Scored:
    """What an attempt wrote and counted; ``rows`` is what the input says that it has, and
    ``hashes`` are those of its ids, sorted, where it was not known which are repeated."""

    scores: str
    findings: str
    tally: Tally
    rows: int | None
    not_read: tuple[str, ...]
    not_stated: tuple[str, ...]
    hashes: bytes


def _or_error(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except PerfscoreError as error:
        return error


def hashes_of(job: FileJob, buckets: int, table: str) -> list[tuple[int, Any]]:
    """The hashes of a file's ids, by bucket; or its error."""

    def work() -> list[tuple[int, Any]]:
        hashes = _hashes(job, *job.opened(table))
        edges = [(bucket << 64) // buckets for bucket in range(1, buckets)]
        parts = np.split(hashes, np.searchsorted(hashes, np.array(edges, np.uint64)))
        return [(bucket, part.tobytes()) for bucket, part in enumerate(parts) if part.size]

    found = _or_error(work)
    return [(0, found)] if isinstance(found, PerfscoreError) else found


def _hashes(job: FileJob, source: Source, kernel: Kernel) -> Any:
    """The hashes of a file's ids, sorted."""
    # Another version may hash in another way, and ids would seem to be different ones.
    if pl.__version__ != job.polars:
        details = (("expected", job.polars), ("found", pl.__version__))
        raise UsageError(Problem("polars-version-differs", details=details))
    columns = list(kernel.table.id)
    blocks = source.blocks(columns) if columns else ()
    each = [ids_of(block, columns).drop_nulls().hash().to_numpy() for block in blocks]
    return np.sort(np.concatenate([np.empty(0, np.uint64), *each]))


def duplicates(blobs: Iterable[Any]) -> list[Any]:
    """The hashes that occur more than once in a bucket, and errors."""
    every = list(blobs)
    failed = [blob for blob in every if isinstance(blob, PerfscoreError)]
    hashes = np.frombuffer(b"".join(blob for blob in every if isinstance(blob, bytes)), np.uint64)
    seen, counts = np.unique(hashes, return_counts=True)
    return [*failed, seen[counts > 1].tobytes()]


def ids_with(job: FileJob, hashes: bytes, table: str) -> list[str]:
    """The ids of a file that have one of some hashes, as often as they occur."""
    source, kernel = job.opened(table)
    columns = list(kernel.table.id)
    wanted = pl.Series(np.frombuffer(hashes, np.uint64)).implode()
    found: list[str] = []
    for block in source.blocks(columns) if columns else ():
        ids = ids_of(block, columns).drop_nulls()
        found += ids.filter(ids.hash().is_in(wanted)).to_list()
    return found


def scored(
    job: FileJob, table: str, stem: str, repeated: list[str] | None
) -> Scored | PerfscoreError:
    """Score a file into two of this attempt alone, block by block; ``None`` for ids of which it is
    not known yet whether they are repeated."""

    def work() -> Scored:
        source, kernel = job.opened(table)
        hashes = b"" if repeated is not None else _hashes(job, source, kernel).tobytes()
        # Another attempt may be at work on the same file at the same time.
        beside = Path(job.work, f"{stem}.{token_hex(8)}")
        scores, findings = f"{beside}.parquet", f"{beside}.csv"
        tally = _written(
            kernel, source, pl.Series(repeated or [], dtype=pl.String), scores, findings
        )
        own = kernel.table
        return Scored(scores, findings, tally, source.rows, own.not_read, own.not_stated, hashes)

    found: Scored | PerfscoreError = _or_error(work)
    return found


def _written(
    kernel: Kernel, source: Source, repeated: pl.Series, scores: str, findings: str
) -> Tally:
    tally = Tally()
    with (
        parquet_writer(Path(scores), kernel.schema) as writer,
        Path(findings).open("wb") as file,
    ):
        append_csv(pl.DataFrame(schema=REMARKS), file, is_first=True)
        every = results(kernel, source, rows=AT_ONCE, workers=1, repeated=repeated)
        for result in chain.from_iterable(every):
            writer.write_batch(result.scores)
            append_csv(result.remarks, file, is_first=False)
            tally.add(result.tally)
    for path in (scores, findings):
        with Path(path).open("rb+") as file:
            os.fsync(file.fileno())
    return tally
