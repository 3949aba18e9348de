"""One department: time of a score alone, with its trace, and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import polars as pl

import perfscore
from benchmarks import checks, data, exact, peers
from benchmarks.session import Session
from benchmarks.single_path import ends_of, filing_of, materialised, rubric
from benchmarks.tables import Table, duration, ratio
from benchmarks.timing import Task, in_turns
from benchmarks.way import Way

__all__ = ["OURS", "OURS_TRACED", "TRACED", "measure"]

DEPARTMENTS = 20
CHECKED = 300
OURS = "perfscore, scorecard, traces made when asked for"
OURS_TRACED = "perfscore, scorecard with every trace made"
OURS_JSON = "perfscore, scorecard as JSON"
TRACED = "Python Decimal, trace"


def measure(session: Session) -> None:
    """All ways, in turns, over the same few departments."""
    departments = data.frame("realistic", DEPARTMENTS)
    tasks = _ours(departments)
    notes, said = [], {}
    for module in peers.MODULES:
        ways = peers.load(module)
        if isinstance(ways, str):
            notes.append(ways)
            continue
        for way in ways:
            try:
                wrong = checks.rows_wrong(way, data.frame("adversarial", CHECKED))
                tasks[way.name] = _task(way, departments)
                said[way.name] = f"{wrong} of {CHECKED}"
            except Exception as failed:  # reported, not hidden
                notes.append(f"{way.name}: fails ({type(failed).__name__}: {failed})")
    seconds = {name: each / DEPARTMENTS for name, each in in_turns(tasks, session.rounds).items()}
    session.figures |= {f"single: {name}": each for name, each in seconds.items()}
    ours = seconds[OURS]
    own = f"{_wrong(data.frame('adversarial', CHECKED))} of {CHECKED}"
    table = Table(
        "One department, 30 indicators",
        ("way", "median", "÷ the first of perfscore", "rows wrong, adversarial"),
    )
    for name, each in sorted(seconds.items(), key=lambda pair: pair[1]):
        table.rows.append((name, duration(each), ratio(each / ours), said.get(name, own)))
    table.notes = [
        f"Median of {session.rounds} runs over {DEPARTMENTS} departments each, in turns. Reading "
        "and validating the input is not timed for any way.",
        "perfscore keeps what compiled code recorded; when somebody asks, the interpreter makes a "
        "trace from the filing, and the two are compared.",
        "A way over columns (numpy, OpenFisca, Polars) gets frames of one row.",
        *notes,
    ]
    session.add(table)


def _ours(departments: pl.DataFrame) -> dict[str, Task]:
    rows = data.rows_of(departments)
    loaded = rubric()

    def filings() -> list[perfscore.Filing]:
        # New ones each time, so that nothing kept on a filing is timed as its score.
        return [filing_of(row, loaded) for row in rows]

    def card(filing: perfscore.Filing) -> perfscore.Scorecard:
        return perfscore.score(filing, loaded)

    return {
        OURS: Task(partial(_each, lambda filing: card(filing).total), filings),
        OURS_TRACED: Task(partial(_each, lambda filing: materialised(card(filing))), filings),
        OURS_JSON: Task(
            partial(_each, lambda filing: perfscore.json_report(card(filing))), filings
        ),
    }


def _wrong(departments: pl.DataFrame) -> int:
    """Departments that perfscore's single path scores otherwise than the oracle."""
    count = 0
    for row in data.rows_of(departments):
        ends = ends_of(perfscore.score(filing_of(row, rubric()), rubric()))
        leaves = exact.leaves_of(row)
        expected = [*leaves, exact.total_of(leaves, row["misappropriated"])]
        found = [ends[path] for path in (*exact.PATHS, "total")]
        count += any(
            low != high or low * 100 != each
            for (low, high, _), each in zip(found, expected, strict=True)
        )
    return count


def _task(way: Way, departments: pl.DataFrame) -> Task:
    if way.one is not None:
        rows = way.prepare(departments)
        return Task(partial(_each, way.one), lambda: rows)
    frames = [way.prepare(departments[at : at + 1]) for at in range(len(departments))]
    return Task(partial(_each, way.score), lambda: frames)


def _each(function: Callable[[Any], Any], given: Iterable[Any]) -> None:
    for each in given:
        function(each)
