"""Medians of several runs, taken in turns so that a busy moment of the machine hits all alike."""

from __future__ import annotations

import gc
import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any

__all__ = ["Task", "in_turns"]

SECONDS_EACH = 10.0
FEWEST_RUNS = 3


@dataclass(frozen=True)
class Task:
    """``run`` is timed on what ``make`` gives, which is made anew for each run and is not timed."""

    run: Callable[[Any], Any]
    make: Callable[[], Any] = lambda: None


def in_turns(
    tasks: Mapping[str, Task], rounds: int = 7, seconds_each: float = SECONDS_EACH
) -> dict[str, float]:
    """Median seconds of a run of each task; one round before the first is thrown away.

    A task that has used ``seconds_each`` sits out the rest once it has three runs.
    """
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for round_number in range(rounds + 1):
        for name, task in tasks.items():
            if len(times[name]) >= FEWEST_RUNS and sum(times[name]) > seconds_each:
                continue
            seconds = once(task)
            if round_number or seconds > seconds_each:
                times[name].append(seconds)
    return {name: statistics.median(runs) for name, runs in times.items()}


def once(task: Task) -> float:
    """Seconds of one run."""
    given = task.make()
    gc.collect()
    started = perf_counter()
    result = task.run(given)
    seconds = perf_counter() - started
    # Only now, so that freeing a large result is not timed.
    del result
    return seconds
