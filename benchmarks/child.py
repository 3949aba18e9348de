"""Jobs that run in a process of their own, where the peak of memory is theirs alone.

    python -m benchmarks.child JOB JSON

prints a line of JSON with ``seconds`` (of each run) and ``peak`` in bytes.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any

from benchmarks.machine import peak_bytes

__all__ = ["main"]


def score(module: str, name: str, path: str) -> dict[str, Any]:
    """Read a file into memory and score it once in a way of a module."""
    from importlib import import_module

    import polars as pl

    way = next(each for each in import_module(module).WAYS if each.name == name)
    given = way.prepare(pl.read_parquet(path))
    return _timed(lambda: way.score(given))


def read(path: str) -> dict[str, Any]:
    """Read a file into memory."""
    import polars as pl

    return _timed(lambda: pl.read_parquet(path))


def stream_floats(path: str, target: str) -> dict[str, Any]:
    """Polars float64 from file to file, streaming."""
    from benchmarks.peers.polars_float import sink

    return _timed(lambda: sink(path, target))


def command(command: list[str], runs: int = 1) -> dict[str, Any]:
    """Run a command; the seconds and the peak are those of its process, from start to end."""
    seconds, said = [], ""
    for _ in range(runs):
        started = perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        seconds.append(perf_counter() - started)
        said = done.stdout + done.stderr
        if done.returncode:
            raise SystemExit(said.strip() or f"ends with {done.returncode}")
    # This process is small, so the peak cannot be its own.
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    factor = 1 if sys.platform == "darwin" else 1024
    return {"seconds": seconds, "peak": peak * factor, "said": said}


def spark(paths: list[str], target: str, rubric: str, runs: int) -> dict[str, Any]:
    """Score files as tasks of a local session with two cores; the first run warms it up."""
    from pyspark.sql import SparkSession

    from perfscore.spark import score_files

    # Spark's workers would otherwise be of the Python that is first on the path.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.shuffle.partitions", "2").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    seconds = []
    for run in range(runs + 1):
        started = perf_counter()
        tally = score_files(paths, f"{target}-{run}", rubric, session=session, force=True).tally
        seconds.append(perf_counter() - started)
        # Rows that are refused cost nothing to score.
        assert not tally.refused, tally.said
    session.stop()
    return {"first": seconds[0], "seconds": seconds[1:], "peak": peak_bytes()}


def _timed(run: Callable[[], Any]) -> dict[str, Any]:
    started = perf_counter()
    result = run()
    seconds = perf_counter() - started
    peak = peak_bytes()
    del result
    return {"seconds": [seconds], "peak": peak}


JOBS = {job.__name__: job for job in (score, read, stream_floats, command, spark)}


def main(name: str, given: str) -> None:
    """Run a job and print what it found."""
    print(json.dumps(JOBS[name](**json.loads(given))))


if __name__ == "__main__":
    main(*sys.argv[1:])
