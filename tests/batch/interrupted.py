"""Runs that are killed at their N-th file operation and gone on with; started by ``test_resume``.

Every run is a fork of this process, which has imported everything and worked on nothing: no thread
of Polars or Arrow is there yet. A run is killed right before an operation (a file opened, renamed or
removed, a folder made or removed), so that nothing tidies up behind it.
"""

from __future__ import annotations

import itertools
import os
import random
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

# Imported here, and not anew in every run.
import pyarrow.compute  # noqa: F401
from making import indicator, load, rubric_text

from perfscore.batch import run_batch

RUBRIC = load(
    rubric_text(
        "spent: {title: spent, unit: 元, at least: 0}",
        indicator("it", 10, "{kind: attainment, actual: spent, target: 900元, better: higher}"),
        more="grades: [{id: good, from: 5, title: good}, {id: poor, from: 0, title: poor}]\n",
    )
)
EVENTS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree"}
SIZES = {"block": 64, "part": 3}


def watch(folder: Path, happened: Callable[[], None]) -> None:
    """Calls a function right before every file operation in a folder."""

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in EVENTS and isinstance(arguments[0], str | Path):
            name = str(arguments[0])
            # Within a folder that is removed files have no path of their own.
            bare = event in {"os.remove", "os.rmdir"} and "/" not in name
            if bare or name.startswith(str(folder)):
                happened()

    sys.addaudithook(hook)


def dying(number: int) -> Callable[[], None]:
    """Kills this process when it is called for the N-th time."""
    calls = itertools.count(1)

    def happened() -> None:
        if next(calls) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    return happened


def forked(work) -> int:
    """Does something in a process of its own; what ended it."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 1
    try:
        work()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def outputs_of(folder: Path, suffix: str) -> tuple[bytes, bytes]:
    """The bytes of the scores and of the findings."""
    return (folder / f"out{suffix}").read_bytes(), (folder / "out.findings.csv").read_bytes()


def run(table: Path, folder: Path, suffix: str, die: int = 0, **more) -> int:
    def work() -> None:
        if die:
            watch(folder, dying(die))
        run_batch(table, folder / f"out{suffix}", RUBRIC, rows=True, **SIZES, **more)

    return forked(work)


def operations_of(table: Path, folder: Path, suffix: str) -> int:
    """How many file operations a whole run has."""
    counted = folder.with_name("counted")

    def work() -> None:
        events: list[None] = []
        watch(folder, lambda: events.append(None))
        run_batch(table, folder / f"out{suffix}", RUBRIC, rows=True, **SIZES)
        counted.write_text(str(len(events)), "utf-8")

    assert forked(work) == 0
    return int(counted.read_text("utf-8"))


def main(table: Path, suffix: str, every: int, some: int = 0) -> None:
    base = table.parent / f"base{suffix}"
    base.mkdir()
    operations = operations_of(table, base, suffix)
    whole = outputs_of(base, suffix)
    names = {"out.findings.csv", f"out{suffix}"}
    assert {path.name for path in base.iterdir()} == names
    chance = random.Random(20240331)
    moments = list(range(1, operations + 1, every))
    if some:
        moments = sorted(chance.sample(moments, some))
    for moment in moments:
        folder = table.parent / f"killed-{moment}{suffix}"
        folder.mkdir()
        assert run(table, folder, suffix, die=moment) == -signal.SIGKILL, moment
        output = folder / f"out{suffix}"
        # What stands at the output's place is complete, or there is nothing.
        assert not output.exists() or output.read_bytes() == whole[0], moment
        if chance.random() < 0.3:
            # Killed again while it was going on.
            again = run(table, folder, suffix, die=chance.randrange(1, operations), resume=True)
            assert (
                again in {0, -signal.SIGKILL} or not (folder / f"out{suffix}.unfinished").exists()
            )
        if (folder / f"out{suffix}.unfinished").exists() or not output.exists():
            assert run(table, folder, suffix, resume=True) == 0, moment
        assert outputs_of(folder, suffix) == whole, moment
        assert {path.name for path in folder.iterdir()} == names, moment
        shutil.rmtree(folder)
    sys.stdout.write(f"{len(moments)} moments of {operations}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], *map(int, sys.argv[3:]))
