"""Parquet files, a task each that reads, scores and writes in Python: no row enters the JVM."""

from __future__ import annotations

import pickle
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

import polars as pl
import pyarrow.parquet as pq
from pyspark.sql import SparkSession

from perfscore.batch.run import writing
from perfscore.columns.mapping import TableMapping
from perfscore.columns.tally import Tally
from perfscore.errors import PerfscoreError, Place, Problem, UsageError
from perfscore.rubric.tree import Rubric
from perfscore.shipping import shipped_mapping, shipped_rubric
from perfscore.spark.tasks import FileJob, Scored, duplicates
from perfscore.spark.worker import call

__all__ = ["ScoredFile", "ScoredFiles", "score_files"]

# Ids are compared in parts, each of which fits in the memory of a worker: one for so many bytes of
# tables. Those of less are compared by the driver, since a task costs more than little work.
PART = 1 << 28
MOST_PARTS = 256


@dataclass(frozen=True, slots=True)
class ScoredFile:
    """A file that was scored: where its scores and findings are, and what was counted.

    ``columns_not_read`` state no measure of the rubric; ``measures_not_stated`` have no column and
    are missing in every row.
    """

    table: Path
    scores: Path
    findings: Path
    tally: Tally
    columns_not_read: tuple[str, ...]
    measures_not_stated: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScoredFiles:
    """All files of a job, in the order they were given in; ``tally`` is their sum."""

    files: tuple[ScoredFile, ...]
    tally: Tally


@dataclass(frozen=True, slots=True)
class _Place:
    """An input, and the files that will hold its results."""

    table: Path
    stem: str
    scores: Path
    findings: Path


def score_files(
    paths: str | Path | Iterable[str | Path],
    out: str | Path,
    rubric: Rubric | str | Path,
    *,
    session: SparkSession,
    mapping: TableMapping | str | Path | None = None,
    period: str | None = None,
    rows: bool = False,
    force: bool = False,
) -> ScoredFiles:
    """Score Parquet files into the folder ``out``, a Spark task for each.

    ``part-0.parquet`` becomes ``out/part-0.parquet`` with the columns of
    :func:`perfscore.score_many`, and ``out/_part-0.findings.csv`` with what is to be said of cells;
    Spark does not read names that begin with ``_``. Every machine sees inputs and ``out`` under the
    same paths. An id that several rows have, in one file or in several, is refused in all of them.

    Nothing is in ``out`` before all files are scored: an error in one of them leaves it as it was.
    With ``force`` results of an earlier job are replaced.

    Raises :class:`UsageError` for outputs that exist or share a name, and as
    :func:`perfscore.score_many` for every file that is not as it should be; :class:`RubricError`
    where a machine has another rubric.
    """
    given = [paths] if isinstance(paths, str | Path) else paths
    places = _places([Path(path) for path in given], Path(out).resolve(), force)
    with _work_folder(Path(out).resolve()) as work:
        job = FileJob(
            shipped_rubric(rubric),
            shipped_mapping(mapping),
            period or "",
            rows,
            str(work),
            pl.__version__,
        )
        size = sum(place.table.stat().st_size for place in places if place.table.exists())
        if size < PART:
            found = _scored_first(session, job, places)
        else:
            buckets = min(1 + size // PART, MOST_PARTS)
            repeated = _repeated_ids(session, job, places, buckets)
            found = _raised_or_good(_scored(session, job, places, repeated))
        return _taken_over(places, found)


def _places(tables: Sequence[Path], out: Path, force: bool) -> list[_Place]:
    """Where everything goes; nothing that exists is written over unasked, and never an input."""
    if not tables:
        raise UsageError(Problem("tables-none"))
    places = []
    for table in tables:
        stem = table.name.removesuffix(".parquet")
        own = _Place(table.resolve(), stem, out / f"{stem}.parquet", out / f"_{stem}.findings.csv")
        places.append(own)
    inputs = {place.table for place in places}
    named = Counter(place.scores for place in places)
    problems = []
    for place in places:
        where = Place(str(place.scores))
        if named[place.scores] > 1:
            problems.append(
                Problem("outputs-same-name", Place(str(place.table)), (("found", where.document),))
            )
        elif place.scores in inputs:
            problems.append(Problem("output-is-input", where))
        elif place.scores.exists() and not force:
            problems.append(Problem("output-exists", where))
    if problems:
        raise UsageError(*problems)
    return places


@contextmanager
def _work_folder(out: Path) -> Iterator[Path]:
    """A folder for what is not finished, hidden from readers, and gone at the end."""
    work = out / f".{token_hex(8)}.unfinished"
    with writing(out):
        work.mkdir(parents=True)
    try:
        yield work
    finally:
        # An attempt that Spark has given up may still be writing into it.
        shutil.rmtree(work, ignore_errors=True)


def _scored_first(session: SparkSession, job: FileJob, places: Sequence[_Place]) -> list[Scored]:
    """Every file scored as if no id were repeated, and those again in which one is: as a rule
    there is none, and no file is read twice."""
    found = dict(zip(places, _raised_or_good(_scored(session, job, places, None)), strict=True))
    twice = b"".join(duplicates(each.hashes for each in found.values()))
    repeated = _ids_with(session, job, places, twice) if twice else {}
    if again := [place for place in places if repeated.get(place.table)]:
        anew = _raised_or_good(_scored(session, job, again, repeated))
        found.update(zip(again, anew, strict=True))
    return list(found.values())


def _repeated_ids(
    session: SparkSession, job: FileJob, places: Sequence[_Place], buckets: int
) -> Mapping[Path, list[str]]:
    """The ids of each file that more than one row has, there or elsewhere.

    8 bytes a row go through a shuffle: first the ids' hashes are compared, then those ids whose
    hashes are equal. What reaches the driver is what is repeated.
    """
    tables = [str(place.table) for place in places]
    common = pickle.dumps(())
    hashes = (
        session.sparkContext.parallelize(tables, len(tables))
        .flatMap(_task("hashes_of", job, buckets))
        .partitionBy(buckets, int)
        .mapPartitions(lambda pairs: call("duplicates", common, [blob for _, blob in pairs]))
        .collect()
    )
    twice = b"".join(_raised_or_good(hashes))
    return _ids_with(session, job, places, twice) if twice else {}


def _ids_with(
    session: SparkSession, job: FileJob, places: Sequence[_Place], twice: bytes
) -> Mapping[Path, list[str]]:
    """Of the ids that have one of some hashes those of each file that are repeated."""
    tables = [str(place.table) for place in places]
    found = (
        session.sparkContext.parallelize(tables, len(tables))
        .map(_task("ids_with", job, twice))
        .collect()
    )
    counts = Counter(identity for ids in found for identity in ids)
    return {
        place.table: sorted({identity for identity in ids if counts[identity] > 1})
        for place, ids in zip(places, found, strict=True)
    }


def _scored(
    session: SparkSession,
    job: FileJob,
    places: Sequence[_Place],
    repeated: Mapping[Path, list[str]] | None,
) -> list[Any]:
    given = [
        (str(each.table), each.stem, None if repeated is None else repeated.get(each.table, []))
        for each in places
    ]
    score = _task("scored", job)
    return (
        session.sparkContext.parallelize(given, len(given)).map(lambda own: score(*own)).collect()
    )


def _task(name: str, *common: Any) -> Callable[..., Any]:
    """A function for Spark to send to its workers, given what is the same for every file."""
    pickled = pickle.dumps(common)

    def task(*given: Any) -> Any:
        return call(name, pickled, *given)

    return task


def _raised_or_good(found: Sequence[Any]) -> list[Any]:
    """All results; or one error with all problems, of the kind of the first."""
    errors = [each for each in found if isinstance(each, PerfscoreError)]
    if errors:
        problems = [problem for error in errors for problem in error.problems]
        raise type(errors[0])(*dict.fromkeys(problems))
    return list(found)


def _taken_over(places: Sequence[_Place], found: Sequence[Scored]) -> ScoredFiles:
    """Put finished files in their places when every one of them is whole."""
    total, files = Tally(), []
    for place, scored in zip(places, found, strict=True):
        tally = scored.tally
        with writing(Path(scored.scores)):
            written = pq.read_metadata(scored.scores).num_rows
        assert written == tally.scored == sum(tally.statuses.values())
        assert scored.rows in (None, tally.scored + tally.refused)
        total.add(tally)
        files.append(
            ScoredFile(
                place.table,
                place.scores,
                place.findings,
                tally,
                scored.not_read,
                scored.not_stated,
            )
        )
    for place, scored in zip(places, found, strict=True):
        with writing(place.scores):
            Path(scored.findings).replace(place.findings)
            Path(scored.scores).replace(place.scores)
    return ScoredFiles(tuple(files), total)
