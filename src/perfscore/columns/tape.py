"""Steps over the columns of a block, taken down while they are made, to be taken again by others.

What is to be done with a block is decided in Python, which takes as long as working out some ten
thousand rows; and blocks of one table are hardly ever decided in another way. So a tape takes down
the steps, and what they rest on: that a column keeps to its limits, that a flag holds nowhere.
Where all of that is true of another block, the same steps give it what deciding anew would. Any
other block is told from it, and goes the long way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from perfscore.columns.room import Room

__all__ = ["Array", "NotTaped", "Replay", "Tape", "opened", "require", "step", "with_room"]


class NotTaped(Exception):
    """Something that no tape can take down."""


@dataclass(frozen=True, slots=True, eq=False)
class Array:
    """A column of a block, and where a tape has it, if one runs.

    ``of`` is for steps and tests alone: whoever else looks at it decides something of which no tape
    knows, and has to use :func:`opened`.
    """

    of: Any
    tape: Tape | None = None
    slot: int = -1

    def __len__(self) -> int:
        return len(self.of)


class _Slot(int):
    """Where a tape has a column; told from numbers, which are given as they are."""


class _Entry(NamedTuple):
    """A step, whose result goes to ``slot``; or a test, which has none, and must hold."""

    work: Callable[..., Any]
    given: tuple[Any, ...]
    slot: int | None
    dtype: np.dtype[Any] | None = None


@dataclass(slots=True, eq=False)
class Tape:
    """What was done with one block."""

    entries: list[_Entry] = field(default_factory=list)
    inputs: int = 0
    _next: int = 0
    _known: dict[Any, int] = field(default_factory=dict)

    def input(self, of: Any) -> Array:
        """The next of the columns that a block comes with."""
        assert not self.entries
        self.inputs += 1
        return self._array(of)

    def _array(self, of: Any) -> Array:
        self._next += 1
        return Array(of, self, self._next - 1)

    def step(self, work: Callable[..., Any], given: Sequence[Any], made: Any) -> Array:
        """What was made by a step, which is taken down if it is not yet."""
        own = _by_slot(given)
        key = (work, *[each if isinstance(each, _Slot) else _key(each) for each in own])
        if key in self._known:
            return Array(made, self, self._known[key])
        array = self._array(made)
        dtype = made.dtype if isinstance(made, np.ndarray) else None
        self.entries.append(_Entry(work, own, array.slot, dtype))
        self._known[key] = array.slot
        return array

    def test(self, work: Callable[..., bool], given: Sequence[Any]) -> None:
        """Something on which the steps that follow rest."""
        self.entries.append(_Entry(work, _by_slot(given), None))

    def replay(self, wanted: Sequence[Array]) -> Replay:
        """What takes the steps again, as far as the wanted results need them."""
        entries = self._ordered(wanted)
        last: dict[int, int] = {}
        for place, (_, slots) in enumerate(entries):
            last.update(dict.fromkeys(slots, place))
        kept = [array.slot for array in wanted]
        last.update(dict.fromkeys(kept, len(entries)))
        # Plain values have places behind those of the columns.
        values: list[Any] = [None] * self._next
        program = []
        for place, (entry, slots) in enumerate(entries):
            given = []
            for each in entry.given:
                if isinstance(each, _Slot):
                    given.append(int(each))
                else:
                    given.append(len(values))
                    values.append(each)
            over = [int(s) for s in dict.fromkeys(slots) if last[s] == place and s >= self.inputs]
            room = entry.dtype.char if entry.dtype is not None and _takes_room(entry.work) else ""
            program.append(_Taken(entry.work, given, entry.slot, slots[0], room, over))
        return Replay(self.inputs, values, program, kept)

    def _ordered(self, wanted: Sequence[Array]) -> list[tuple[_Entry, list[_Slot]]]:
        """Every test, and the steps that it and the wanted results need, with the columns that each
        is given: steps as late as they are needed, so that few columns are held, and tests as soon
        as they can be made."""
        every = [
            (entry, [each for each in entry.given if isinstance(each, _Slot)])
            for entry in self.entries
        ]
        steps = {own[0].slot: own for own in every if own[0].slot is not None}
        tests: dict[int, list[tuple[_Entry, list[_Slot]]]] = {}
        for own in every:
            if own[0].slot is None:
                tests.setdefault(max(own[1]), []).append(own)
        done = {*range(self.inputs)}
        found = [own for slot in done for own in tests.pop(slot, [])]
        waiting = [*sorted(tests, reverse=True), *(array.slot for array in reversed(wanted))]
        while waiting:
            slot = waiting[-1]
            missing = [] if slot in done else [s for s in steps[slot][1] if s not in done]
            if missing:
                waiting += reversed(missing)
                continue
            waiting.pop()
            if slot not in done:
                done.add(slot)
                found += [steps[slot], *tests.get(slot, [])]
        return found


class _Taken(NamedTuple):
    """An entry to be taken again: where its values are and its result goes, the column that is as
    long as this, the type of the room for it, and the columns that nothing needs behind it."""

    work: Callable[..., Any]
    given: list[int]
    slot: int | None
    like: int
    room: str
    over: list[int]


@dataclass(frozen=True, slots=True, eq=False)
class Replay:
    """The steps of a tape for another block."""

    inputs: int
    values: Sequence[Any]
    program: Sequence[_Taken]
    kept: Sequence[int]

    def __call__(self, given: Sequence[Any], room: Room) -> list[Any] | None:
        """The results that were asked for, or nothing where the block is different."""
        values = [*given, *self.values[self.inputs :]]
        for work, places, slot, like, dtype, over in self.program:
            own = [values[place] for place in places]
            if slot is None:
                if not work(*own):
                    return None
            elif dtype:
                values[slot] = work(*own, out=room.array(values[like], dtype))
            else:
                values[slot] = work(*own)
            for each in over:
                room.back(values[each])
                values[each] = None
        return [values[slot] for slot in self.kept]


def _takes_room(work: Any) -> bool:
    return isinstance(work, np.ufunc) or getattr(work, "takes_room", False)


def _by_slot(given: Sequence[Any]) -> tuple[Any, ...]:
    return tuple([_Slot(each.slot) if isinstance(each, Array) else each for each in given])


def _key(value: Any) -> Any:
    """What tells one plain value from another; numbers of different types are different."""
    try:
        hash(value)
    except TypeError:
        return id(value)
    return (type(value), value)


def _tape_of(given: Sequence[Any]) -> Tape | None:
    for each in given:
        if isinstance(each, Array):
            return each.tape
    return None


def step(work: Callable[..., Any]) -> Callable[..., Array]:
    """A function of real columns and plain values as one of arrays.

    It must depend on nothing else, change nothing, and hand on nothing of what it was given: room
    that a column took is used again when nothing needs it any more. It may not fail for any column
    of the same type, since it may be taken before a test that another block does not pass.
    """

    def take(*given: Any) -> Array:
        real = [each.of if isinstance(each, Array) else each for each in given]
        tape = _tape_of(given)
        return Array(work(*real)) if tape is None else tape.step(work, given, work(*real))

    return take


def with_room(work: Callable[..., Any]) -> Callable[..., Array]:
    """A step whose result is as long as its first column, and may be given room for it."""
    work.takes_room = True  # type: ignore[attr-defined]
    return step(work)


def require(test: Callable[..., bool], *given: Any) -> None:
    """Take down that a test holds, as it does for this block."""
    if (tape := _tape_of(given)) is not None:
        tape.test(test, given)


def opened(array: Array) -> Any:
    """The real column; raises :class:`NotTaped` where a tape runs, which could not take down what
    comes of it."""
    if array.tape is not None:
        raise NotTaped
    return array.of
