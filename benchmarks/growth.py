"""Time and peak memory from file to file as the number of departments grows."""

from __future__ import annotations

import statistics

from benchmarks import files, ours
from benchmarks.session import Session, in_child
from benchmarks.tables import Table, duration, size, whole

__all__ = ["measure"]

ROWS = (10_000, 100_000, 1_000_000, 10_000_000)
FLOATS = "Polars float64 streaming"
OURS = "perfscore batch"
REPEATED_BELOW = 5_000_000


def measure(session: Session) -> None:
    """Each size in processes of their own."""
    table = Table(
        "Growth: Parquet to Parquet, a process each",
        ("departments", "file", "way", "time", "departments a second", "peak"),
    )
    if missing := ours.batch_missing():
        table.notes.append(missing)
    table.notes.append(
        f"{FLOATS}: the work alone. {OURS}: the whole process. Median of 3 runs, one at "
        f"{whole(REPEATED_BELOW)} departments and more."
    )
    for rows in session.rows or ROWS:
        source = session.file("realistic", rows)
        runs = 3 if rows < REPEATED_BELOW else 1
        target = str(session.target("growth"))
        found = [in_child("stream_floats", path=str(source), target=target) for _ in range(runs)]
        _row(session, table, rows, FLOATS, source.stat().st_size, found)
        if not missing:
            found = [files.batch(session, source) for _ in range(runs)]
            _row(session, table, rows, OURS, source.stat().st_size, found)
    session.add(table)


def _row(
    session: Session, table: Table, rows: int, way: str, bytes_read: int, found: list[dict]
) -> None:
    if reason := next((run["failed"] for run in found if "failed" in run), ""):
        table.rows.append((whole(rows), size(bytes_read), way, f"fails: {reason}", "-", "-"))
        return
    seconds = statistics.median(each for run in found for each in run["seconds"])
    peak = max(run["peak"] for run in found)
    session.figures[f"growth {rows}: {way}, seconds"] = seconds
    session.figures[f"growth {rows}: {way}, peak"] = peak
    speed = whole(round(rows / seconds))
    table.rows.append((whole(rows), size(bytes_read), way, duration(seconds), speed, size(peak)))
