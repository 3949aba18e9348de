"""Batches of a table that were scored before, whose steps later ones can take."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock, local
from typing import Any

import polars as pl

from perfscore.columns.kernel import Kernel, Worked
from perfscore.columns.room import Room
from perfscore.columns.tape import Array, NotTaped, Replay, Tape
from perfscore.columns.whole import TooWide

__all__ = ["SOME", "Earlier"]

# So many rows show, as a rule, what those of a table are like.
SOME = 16_384
# So often it is tried to find a way.
MOST_TRIED = 4


class Earlier:
    """The ways that batches of one table have gone. Several threads may share them.

    ``tried`` is how often one was looked for, ``followed`` how often one was gone again.
    """

    def __init__(self) -> None:
        self._ways: list[tuple[Replay, Worked]] = []
        self.tried = 0
        self.followed = 0
        self._first = Lock()
        self._rooms = local()

    def prepare(self, kernel: Kernel, batch: pl.DataFrame) -> None:
        """Find a way by a few rows, if that was not tried yet."""
        with self._first:
            if not self.tried:
                self._taped(kernel, batch.head(SOME))

    def worked(self, kernel: Kernel, batch: pl.DataFrame) -> Worked | None:
        """The scores of a batch; ``None`` where no way is known that leads to them."""
        columns = [batch[name] for name in kernel.columns]
        for replay, worked in self._ways:
            found = replay(columns, self._room(batch.height))
            if found is not None:
                self.followed += 1
                return _with(worked, found)
        if self.tried >= MOST_TRIED:
            return None
        return self._taped(kernel, batch)

    def _room(self, rows: int) -> Room:
        room: Room | None = getattr(self._rooms, "own", None)
        if room is None or room.rows != rows:
            room = self._rooms.own = Room(rows)
        return room

    def _taped(self, kernel: Kernel, batch: pl.DataFrame) -> Worked | None:
        self.tried += 1
        with _no_collecting():
            return self._taken_down(kernel, batch)

    def _taken_down(self, kernel: Kernel, batch: pl.DataFrame) -> Worked | None:
        tape = Tape()
        columns = {name: tape.input(batch[name]) for name in kernel.columns}
        try:
            stated, remarks = kernel.stated(columns)
            if remarks:
                raise NotTaped
            worked = kernel.worked(stated, batch.height)
            if worked.alone:
                raise NotTaped
        except (NotTaped, TooWide):
            return None
        wanted: list[Array] = []

        def bare(array: Array) -> Array:
            wanted.append(array)
            return Array(None)

        way = worked.mapped(bare)
        self._ways = [(tape.replay(wanted), way), *self._ways]
        return worked.mapped(lambda array: Array(array.of))


@contextmanager
def _no_collecting() -> Iterator[None]:
    """A tape is thousands of small objects, none of them garbage; to look for it among them would
    take as long as to make them."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _with(worked: Worked, found: Sequence[Any]) -> Worked:
    """The same with other columns, in the order in which it has them."""
    rest = iter(found)
    return worked.mapped(lambda _: Array(next(rest)))
