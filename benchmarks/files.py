"""From Parquet to Parquet: reading alone, scoring in memory, and ``perfscore batch``."""

from __future__ import annotations

import re
import statistics
import sys
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks import ours
from benchmarks.measures import RUBRIC
from benchmarks.peers.polars_float import WAYS as FLOATS
from benchmarks.peers.polars_float import sink
from benchmarks.session import Session, in_child
from benchmarks.single_path import rubric
from benchmarks.tables import Table, duration, ratio, size, whole
from benchmarks.timing import Task, in_turns

__all__ = [
    "BATCH",
    "BATCH_HERE",
    "BATCH_WORK",
    "READ",
    "READ_PROCESS",
    "batch",
    "measure",
    "work_seconds",
]

ROWS = 1_000_000
READ = "read with Polars"
BATCH = "perfscore batch, its process"
BATCH_WORK = "perfscore batch, the work alone"
BATCH_HERE = "perfscore batch, in this process"
READ_PROCESS = "read with Polars, a process"
RUNS_OF_PROCESSES = 3
_SECONDS = re.compile(r"(\d+(?:\.\d+)?)\s?s\b")


def measure(session: Session) -> None:
    """In this process in turns, then as processes of their own."""
    rows = max(session.rows or (ROWS,))
    source = session.file("realistic", rows)
    seconds = in_turns(_tasks(session, source), session.rounds)
    table = Table(
        f"Files: {whole(rows)} departments in Parquet, {size(source.stat().st_size)}, zstd",
        ("way", "median", f"÷ {READ}", "peak"),
    )
    peaks: dict[str, int] = {}
    said: list[str] = []
    _processes(session, source, seconds, peaks, said)
    session.figures |= {f"files: {name}": each for name, each in seconds.items()}
    for name, each in seconds.items():
        table.rows.append(
            (name, duration(each), ratio(each / seconds[READ]), size(peaks.get(name)))
        )
    table.notes = [
        f"Median of up to {session.rounds} runs in turns; of {RUNS_OF_PROCESSES} where a process "
        "is started, whose time is that from its start to its end.",
        *said,
    ]
    session.add(table)


def _tasks(session: Session, source: Path) -> dict[str, Task]:
    floats = FLOATS[0]
    target, batched = session.target("in-memory"), session.target("batched")
    tasks = {
        READ: Task(lambda _: pl.read_parquet(source)),
        "read, Polars float64": Task(
            lambda _: floats.score(floats.prepare(pl.read_parquet(source)))
        ),
        "Polars float64 streaming, to a file": Task(
            lambda _: sink(str(source), str(session.target("floats")))
        ),
    }
    if (score_many := ours.many()) is None:
        return tasks

    from perfscore.batch import run_batch

    def scored(_: Any) -> pl.DataFrame:
        return score_many(pl.read_parquet(source), rubric()).frame

    return tasks | {
        BATCH_HERE: Task(lambda _: run_batch(source, batched, rubric(), force=True)),
        "read, perfscore columns": Task(scored),
        "read, perfscore columns, write": Task(
            lambda given: scored(given).write_parquet(target, compression="zstd")
        ),
    }


def _processes(
    session: Session,
    source: Path,
    seconds: dict[str, float],
    peaks: dict[str, int],
    said: list[str],
) -> None:
    code = f"import polars; polars.read_parquet({str(source)!r})"
    reading = in_child("command", command=[sys.executable, "-c", code], runs=RUNS_OF_PROCESSES)
    seconds[READ_PROCESS] = statistics.median(reading["seconds"])
    peaks[READ_PROCESS] = reading["peak"]
    if ours.many() is None:
        said.append(ours.NO_COLUMNS)
    if missing := ours.batch_missing():
        said.append(missing)
        return
    found = batch(session, source, runs=RUNS_OF_PROCESSES)
    if reason := found.get("failed"):
        said.append(f"perfscore batch: fails ({reason})")
        return
    seconds[BATCH] = statistics.median(found["seconds"])
    peaks[BATCH] = found["peak"]
    if work := work_seconds(found):
        seconds[BATCH_WORK] = work
    else:
        said.append("perfscore batch does not print how long the work alone took.")


def work_seconds(found: dict[str, Any]) -> float | None:
    """What ``perfscore batch`` printed of its own work, if it did."""
    printed = _SECONDS.search(found["said"])
    return float(printed[1]) if printed else None


def batch(session: Session, source: Path, runs: int = 1) -> dict[str, Any]:
    """Seconds and peak of ``perfscore batch`` on a file."""
    target = str(session.target("batch"))
    return in_child(
        "command", command=ours.batch_command(str(source), target, str(RUBRIC)), runs=runs
    )
