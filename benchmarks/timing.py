"""Medians of several runs, taken in turns so that a busy moment of the machine hits all alike."""

from __future__ import annotations

import gc
import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any

__all__ = ["SECONDS_EACH", "Task", "in_turns", "once"]

SECONDS_EACH = 10.0
FEWEST_RUNS = 3
SECONDS_OF_A_ROUND = 0.05
MOST_REPEATS = 200


@dataclass(frozen=True)
class Task:
    """``run`` is timed on what ``make`` gives, which is made anew for each run and is not timed."""

    run: Callable[[Any], Any]
    make: Callable[[], Any] = lambda: None


def in_turns(
    tasks: Mapping[str, Task], rounds: int = 7, seconds_each: float = SECONDS_EACH
) -> dict[str, float]:
    """Median seconds of a run of each task; one round before the first is thrown away.

    A quick task is run several times in each round. One that has used ``seconds_each`` sits out the
    rest once it has three runs.
    """
    times: dict[str, list[float]] = {name: [] for name in tasks}
    repeats = {}
    for name, task in tasks.items():
        seconds = once(task)
        repeats[name] = max(1, min(MOST_REPEATS, round(SECONDS_OF_A_ROUND / seconds)))
        if seconds > seconds_each:
            times[name].append(seconds)
    for _ in range(rounds):
        for name, task in tasks.items():
            if len(times[name]) < FEWEST_RUNS or sum(times[name]) < seconds_each:
                times[name].append(once(task, repeats[name]))
    return {name: statistics.median(runs) for name, runs in times.items()}


def once(task: Task, repeats: int = 1) -> float:
    """Mean seconds of some runs, one after the other."""
    given = [task.make() for _ in range(repeats)]
    gc.collect()
    started = perf_counter()
    for each in given:
        result = task.run(each)
    seconds = perf_counter() - started
    # Only now, so that freeing a large result is not timed.
    del result
    return seconds / repeats
