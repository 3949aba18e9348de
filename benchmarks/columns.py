"""Many departments in memory: time, peak memory, wrong rows, differences of our own paths."""

from __future__ import annotations

from typing import Any

import polars as pl

from benchmarks import checks, data, ours, peers
from benchmarks.differences import SAMPLE, compared
from benchmarks.exact_columns import scores_of
from benchmarks.session import Session, in_child
from benchmarks.single_path import rubric
from benchmarks.tables import Table, duration, ratio, size, whole
from benchmarks.timing import SECONDS_EACH, Task, in_turns, once
from benchmarks.way import Way

__all__ = ["BASE", "MISSING", "measure"]

ROWS = (1, 1_000, 100_000, 1_000_000)
BASE = "Polars float64"
CHECKED_BY_COLUMNS = 100_000
CHECKED_BY_ROWS = 2_000
PROBED_BY_COLUMNS = 1_000
PROBED_BY_ROWS = 100
# Dicts of more departments than these would not fit into memory of a small machine.
MOST_ROWS_ONE_BY_ONE = 200_000
MISSING = f"{ours.COLUMNS}, 10 % missing"


def measure(session: Session) -> None:
    """Times at each size, then memory at the largest, wrong rows and differences."""
    ways, notes = _ways()
    rates = {name: _rate(way) for name, (_, way) in ways.items()}
    largest: dict[str, int] = {}
    for rows in session.rows or ROWS:
        _at(session, rows, ways, rates, largest, notes)
    _memory(session, ways, largest)
    _wrong(session, ways)
    _differences(session, max(session.rows or ROWS))


def _ways() -> tuple[dict[str, tuple[str, Way]], list[str]]:
    """Ways with the module that each stands in, and what is not there."""
    found: dict[str, tuple[str, Way]] = {way.name: ("benchmarks.ours", way) for way in ours.WAYS}
    notes = [] if ours.WAYS else [ours.NO_COLUMNS]
    for module in peers.MODULES:
        loaded = peers.load(module)
        if isinstance(loaded, str):
            notes.append(loaded)
            continue
        found |= {way.name: (f"benchmarks.peers.{module}", way) for way in loaded}
    return found, notes


def _rate(way: Way) -> float:
    """About how many seconds a department takes when there are many."""
    rows = PROBED_BY_ROWS if way.one else PROBED_BY_COLUMNS
    given = way.prepare(data.frame("realistic", rows))
    task = Task(way.score, lambda: given)
    return min(once(task), once(task)) / rows


def _at(
    session: Session,
    rows: int,
    ways: dict[str, tuple[str, Way]],
    rates: dict[str, float],
    largest: dict[str, int],
    notes: list[str],
) -> None:
    departments = data.frame("realistic", rows)
    tasks: dict[str, Task] = {}
    skipped: dict[str, float] = {}
    shared: dict[str, Any] = {}
    for name, (_, way) in ways.items():
        expected = rates.get(name, 0.0) * rows
        if expected > SECONDS_EACH or (way.one and rows > MOST_ROWS_ONE_BY_ONE):
            skipped[name] = expected
            continue
        if way.form not in shared:
            shared[way.form] = way.prepare(departments)
        tasks[name] = Task(way.score, lambda given=shared[way.form]: given)
        largest[name] = rows
    if ours.WAYS:
        gaps = data.frame("missing", rows)
        tasks[MISSING] = Task(ours.WAYS[0].score, lambda: gaps)
    seconds = in_turns(tasks, session.rounds)
    if rows >= PROBED_BY_COLUMNS:
        rates |= {name: each / rows for name, each in seconds.items()}
    session.figures |= {f"columns {rows}: {name}": each for name, each in seconds.items()}
    base = seconds.get(BASE)
    table = Table(
        f"{whole(rows)} departments in memory, 30 indicators",
        ("way", "median", f"÷ {BASE}", "departments a second"),
    )
    for name, each in sorted(seconds.items(), key=lambda pair: pair[1]):
        part = each / base if base else None
        table.rows.append((name, duration(each), ratio(part), whole(round(rows / each))))
    for name, each in skipped.items():
        table.rows.append((name, "not run", "-", f"would take about {each:.0f} s"))
    table.notes = [
        f"Median of up to {session.rounds} runs in turns; a way that would take more than "
        f"{SECONDS_EACH:.0f} s is not run.",
        "Bringing the frame into the form that a library takes is not timed, but for Polars and "
        "perfscore, which take the frame with its decimals as it is.",
        *notes,
    ]
    session.add(table)


def _memory(session: Session, ways: dict[str, tuple[str, Way]], largest: dict[str, int]) -> None:
    table = Table(
        "Peak memory of a process that reads a Parquet file and scores it once, in memory",
        ("way", "departments", "peak", "reading alone"),
    )
    alone: dict[int, int | None] = {}
    for name, (module, _) in ways.items():
        rows = largest.get(name, 0)
        if not rows:
            continue
        path = str(session.file("realistic", rows))
        if rows not in alone:
            alone[rows] = in_child("read", path=path).get("peak")
        found = in_child("score", module=module, name=name, path=path)
        peak = found.get("failed") or size(found["peak"])
        table.rows.append((name, whole(rows), peak, size(alone[rows])))
    table.notes = ["Each at the largest size that it was run at."]
    session.add(table)


def _wrong(session: Session, ways: dict[str, tuple[str, Way]]) -> None:
    table = Table(
        "Departments with a leaf or a total that is not the exact one",
        ("way", "of", "realistic", "adversarial"),
        notes=[
            "An adversarial department has nearly all of its values on an edge of a band or a "
            "step, or such that a score lies halfway between two hundredths."
        ],
    )
    frames: dict[tuple[str, int], pl.DataFrame] = {}
    for name, (_, way) in ways.items():
        rows = CHECKED_BY_COLUMNS if way.one is None else CHECKED_BY_ROWS
        cells = []
        for kind in ("realistic", "adversarial"):
            if (kind, rows) not in frames:
                frames[kind, rows] = data.frame(kind, rows, seed=2)
            wrong = checks.rows_wrong(way, frames[kind, rows])
            session.figures[f"wrong {kind}: {name}"] = wrong
            cells.append(f"{whole(wrong)} ({wrong / rows:.2%})")
        table.rows.append((name, whole(rows), *cells))
    session.add(table)


def _differences(session: Session, largest: int) -> None:
    table = Table(
        "perfscore: columns against the single path, every low, high and status",
        ("data", "departments", "compared", "cells that differ"),
    )
    if not ours.WAYS:
        table.notes = [ours.NO_COLUMNS]
        session.add(table)
        return
    for kind in data.KINDS:
        departments = data.frame(kind, largest, seed=3)
        rows, count, found = compared(departments, rubric())
        session.figures[f"differences: {kind}"] = count
        table.rows.append((kind, whole(largest), whole(rows), whole(count)))
        table.notes += found
        if kind != "missing":
            scored = ours.WAYS[0].scores(departments)
            wrong = int((scored != scores_of(departments)).any(axis=1).sum())
            session.figures[f"differences: {kind}, oracle"] = wrong
            said = (f"{kind}, against the oracle", whole(largest), whole(largest), whole(wrong))
            table.rows.append(said)
    table.notes.append(f"At most {whole(SAMPLE)} rows are scored by the single path.")
    session.add(table)
