"""Spark on two local cores, a task for each Parquet file, beside ``perfscore batch``."""

from __future__ import annotations

import statistics

from benchmarks import data, files, ours
from benchmarks.measures import RUBRIC
from benchmarks.session import Session, in_child
from benchmarks.tables import Table, duration, whole

__all__ = ["measure"]

ROWS = 1_000_000
FILES = 8
RUNS = 3


def measure(session: Session) -> None:
    """The first run, which starts Spark's workers, apart from those that find them running."""
    rows = max(session.rows or (ROWS,))
    table = Table(
        f"Spark on two local cores: {whole(rows)} departments in {FILES} Parquet files",
        ("way", "time", "departments a second"),
    )
    if missing := ours.spark_missing():
        table.notes.append(missing)
        session.add(table)
        return
    paths = []
    for part in range(FILES):
        start = part * (rows // FILES)
        path = session.folder / f"spark-{start}-{rows}.parquet"
        paths.append(str(path))
        if not path.exists():
            data.write(path, "realistic", rows // FILES, seed=100, start=start)
    target = str(session.folder / "out-spark")
    found = in_child("spark", paths=paths, target=target, rubric=str(RUBRIC), runs=RUNS)
    if reason := found.get("failed"):
        table.notes.append(f"perfscore.spark: fails ({reason})")
        session.add(table)
        return
    seconds = {
        "perfscore.spark.score_files, first run": found["first"],
        "perfscore.spark.score_files, warm": statistics.median(found["seconds"]),
    }
    if not ours.batch_missing():
        whole_file = files.batch(session, session.file("realistic", rows), runs=RUNS)
        if "failed" not in whole_file:
            seconds[files.BATCH] = statistics.median(whole_file["seconds"])
            if work := files.work_seconds(whole_file):
                seconds[files.BATCH_WORK] = work
    for name, each in seconds.items():
        session.figures[f"spark: {name}"] = each
        table.rows.append((name, duration(each), whole(round(rows / each))))
    session.add(table)
