"""A program for a cluster of two executors with processes of their own: frames and files, and an
executor that is killed. Writes what came of it as JSON."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

from pyspark.sql import SparkSession

import perfscore.spark
from perfscore.spark import files


def kill_executor_once(marker: Path) -> None:
    """The first task that scores a file takes its executor with it."""
    real = files.call

    def call(name, common, *given):
        if name == "scored" and marker.exists():
            marker.unlink()
            # This process was forked by a daemon that the executor started.
            daemon = Path(f"/proc/{os.getppid()}/stat").read_text(encoding="utf-8")
            os.kill(int(daemon.rpartition(")")[2].split()[1]), signal.SIGKILL)
        return real(name, common, *given)

    files.call = call


def main(rubric: str, folder: str, out: str) -> None:
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    tables = sorted(Path(folder).glob("*.parquet"))
    marker = Path(out).with_name("once")
    marker.touch()
    kill_executor_once(marker)
    found = perfscore.spark.score_files(tables, out, rubric, session=session)
    told = {"tally": found.tally.as_record(), "killed": not marker.exists()}
    try:
        frame = session.read.parquet(*map(str, tables))
        scored = perfscore.spark.score(frame, rubric, rows=False).toArrow().to_pylist()
        told["rows"] = sorted([str(row["id"]), str(row["total_low"])] for row in scored)
    except ImportError as error:
        told["lacks"] = str(error)
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
