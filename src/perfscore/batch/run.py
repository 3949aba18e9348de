"""A whole run: read, score, write, in parts that survive an interruption."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from perfscore.batch.parts import Parts, job_of, written_whole
from perfscore.batch.tables import parquet_writer, write_remarks, write_scores
from perfscore.columns.kernel import Kernel
from perfscore.columns.remarks import REMARKS
from perfscore.columns.score_many import kernel_for, results
from perfscore.columns.sources import BLOCK, Source, open_source
from perfscore.columns.tally import Tally
from perfscore.errors import PerfscoreError, Place, Problem, UsageError, alike
from perfscore.rubric.tree import Rubric

__all__ = ["Finished", "run_batch", "writing"]

# Stretches in a part: what is lost at most when a run is interrupted.
PART = 4
SUFFIXES = (".parquet", ".csv")


@dataclass(frozen=True)
class Finished:
    """A finished run: where it wrote, and what it counted."""

    output: Path
    remarks: Path
    kernel: Kernel
    tally: Tally


def run_batch(
    table: str | Path,
    output: str | Path,
    rubric: Rubric,
    *,
    mapping: str | Path | None = None,
    period: str | None = None,
    targets: str | Path | None = None,
    rows: bool = False,
    resume: bool = False,
    force: bool = False,
    block: int = BLOCK,
    part: int = PART,
    progress: Callable[[int, int | None], None] | None = None,
) -> Finished:
    """Score a Parquet or CSV file into another one.

    What is to be said of cells goes into a CSV file beside it. ``block`` rows are worked on at a
    time, and ``part`` blocks are finished together. ``progress`` is told how many rows are done,
    and of how many where that is known.

    Raises as :func:`perfscore.score_many`, and :class:`UsageError` for an output that exists, that
    cannot be written to, and for an earlier run that cannot be gone on with.
    """
    source, where = open_source(Path(table)), Path(output)
    own_targets = None if targets is None else Path(targets)
    kernel = kernel_for(source, rubric, mapping, period, rows, own_targets)
    beside = where.with_name(f"{where.stem}.findings.csv")
    parts = Parts(where.with_name(f"{where.name}.unfinished"))
    may_exist = force or (resume and parts.folder.exists())
    read = [Path(each) for each in (table, targets, mapping) if each is not None]
    _require_free([where, beside], read, may_exist=may_exist)
    with writing(where):
        job = job_of(source, kernel, own_targets, block=block, part=part)
        done = parts.begin(job, resume=resume, force=force)
        try:
            for tally in _rest(parts, kernel, source, done, block, part):
                done.append(tally)
                if progress is not None:
                    progress(sum(each.rows for each in done), source.rows)
        except PerfscoreError:
            if not done:
                parts.close()
            raise
        total = Tally()
        for each in done:
            total.add(each)
        _require_complete(total, source)
        _join(parts, len(done), kernel, where, beside)
        parts.close()
    return Finished(where, beside, kernel, total)


def _require_free(outputs: Sequence[Path], read: Sequence[Path], *, may_exist: bool) -> None:
    for path in outputs:
        if path.suffix.lower() not in SUFFIXES:
            details = (("found", path.suffix or path.name), ("known", alike("", SUFFIXES)))
            raise UsageError(Problem("file-kind-unknown", Place(str(path)), details))
        if path.exists() and any(path.samefile(each) for each in read):
            raise UsageError(Problem("output-is-input", Place(str(path))))
        if path.exists() and not may_exist:
            raise UsageError(Problem("output-exists", Place(str(path))))


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turns what the system says of a file into one problem with its name."""
    try:
        yield
    except OSError as cause:
        reason = (("reason", cause.strerror or str(cause) or type(cause).__name__),)
        problem = Problem("file-not-written", Place(str(cause.filename or path)), reason)
        raise UsageError(problem) from cause


def _rest(
    parts: Parts, kernel: Kernel, source: Source, done: Sequence[Tally], block: int, part: int
) -> Iterator[Tally]:
    """Score and write the parts that are not there yet."""
    coming = results(kernel, source, len(done) * part, block)
    number = len(done)
    while (first := next(coming, None)) is not None:
        tally = Tally()
        remarks = [pl.DataFrame(schema=REMARKS)]
        with (
            written_whole(parts.scores(number)) as beside,
            parquet_writer(beside, kernel.schema) as writer,
        ):
            stretches = chain([first], islice(coming, part - 1))
            for result in chain.from_iterable(stretches):
                writer.write_batch(result.scores)
                remarks.append(result.remarks)
                tally.add(result.tally)
        with written_whole(parts.remarks(number)) as beside:
            pl.concat(remarks).write_parquet(beside)
        with written_whole(parts.counts(number)) as beside:
            beside.write_text(tally.as_json(), "utf-8")
        number += 1
        yield tally


def _require_complete(total: Tally, source: Source) -> None:
    """Every row that came in was scored or refused."""
    counted = sum(total.statuses.values())
    assert counted == total.scored
    assert source.rows is None or source.rows == total.rows


def _join(parts: Parts, count: int, kernel: Kernel, output: Path, beside: Path) -> None:
    """Put the parts together, the scores last: when they are there the run is finished."""
    every = [parts.remarks(number) for number in range(count)]
    with written_whole(beside) as whole:
        write_remarks(every, whole)
    scores = [parts.scores(number) for number in range(count)]
    if count == 1 and output.suffix.lower() == ".parquet":
        # When it is gone, an earlier run was interrupted right behind this line.
        if scores[0].exists():
            scores[0].replace(output)
        return
    with written_whole(output) as whole:
        if output.suffix.lower() == ".csv":
            write_scores(scores, kernel.schema, whole)
            return
        with parquet_writer(whole, kernel.schema) as writer:
            for path in scores:
                for batch in pq.ParquetFile(path).iter_batches(batch_size=BLOCK):
                    writer.write_batch(batch.cast(kernel.schema))
