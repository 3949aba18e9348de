"""Python source as it is written, line by line, and what it may refer to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from perfscore.expression.nodes import Choice, Node
from perfscore.scoring.compiled.quantity import Atom, Quantity, common_scale, multiple, times

__all__ = ["Branch", "Code", "NotCompiled", "merged"]

INDENT = "    "
# A part that several ways share is written once for each; a rubric for which that takes too much
# room is left to the interpreter.
MOST_LINES = 20_000


class NotCompiled(Exception):
    """The rubric has something that only the interpreter can do."""


@dataclass
class Code:
    """Source that is being written.

    ``inputs`` are the quantities that inputs of expressions stand for, ``known`` those of nodes
    that were worked out where the next line stands, ``objects`` what the source refers to, and
    ``tests`` what is known of the shape of choices. Nodes are kept, so that their ids stay theirs.
    """

    lines: list[str] = field(default_factory=list)
    inputs: dict[str, Quantity] = field(default_factory=dict)
    known: dict[int, tuple[Node, Quantity]] = field(default_factory=dict)
    objects: dict[str, Any] = field(default_factory=dict)
    tests: dict[int, tuple[Choice, Any]] = field(default_factory=dict)
    names: int = 0
    written: int = 0

    def put(self, *lines: str) -> None:
        """Write lines; raises :class:`NotCompiled` when it has become too many."""
        self.written += len(lines)
        if self.written > MOST_LINES:
            raise NotCompiled("too long")
        self.lines += lines

    def fresh(self, prefix: str = "t") -> str:
        """A name that was not used before."""
        self.names += 1
        return f"{prefix}{self.names}"

    def named(self, text: str) -> Atom:
        """A name, or a whole number, for what a text is worth."""
        if text.removeprefix("-").isdecimal():
            return int(text)
        if text.isidentifier():
            return text
        name = self.fresh()
        self.put(f"{name} = {text}")
        return name

    def refer(self, thing: Any, prefix: str) -> str:
        """A name under which the source can use an object."""
        name = self.fresh(prefix)
        self.objects[name] = thing
        return name

    def refuse(self, when: str) -> None:
        """Leave the filing to the interpreter when something holds."""
        self.put(f"if {when}:", f"{INDENT}return None")

    @contextmanager
    def block(self) -> Iterator[list[str]]:
        """What is written inside goes into a list of its own; what is worked out stays there."""
        lines, known = self.lines, self.known
        self.lines, self.known = [], dict(known)
        try:
            yield self.lines
        finally:
            self.lines, self.known = lines, known

    def put_block(self, head: str, lines: Sequence[str]) -> None:
        """Write a block under its head."""
        self.put(head)
        self.lines += [INDENT + line for line in lines or ("pass",)]


@dataclass(frozen=True, slots=True)
class Branch:
    """One way of several: its head, its lines, and what it comes to; ``None`` for nothing."""

    head: str
    lines: list[str]
    result: Quantity | None


def merged(code: Code, branches: Sequence[Branch]) -> Quantity:
    """Write branches that exclude each other; the quantity of the one that is taken."""
    results = [branch.result for branch in branches if branch.result is not None]
    scale = common_scale(results)
    differ = len({result.below for result in results}) > 1
    above: Atom = code.fresh()
    below: Atom = code.fresh("b") if differ else results[0].below
    for branch in branches:
        lines = list(branch.lines)
        if branch.result is None:
            lines.append(f"{above} = None")
        else:
            lines.append(f"{above} = {times(branch.result.above, multiple(branch.result, scale))}")
            if differ:
                lines.append(f"{below} = {branch.result.below}")
        code.put_block(branch.head, lines)
    return Quantity(above, below, scale, all(result.not_negative for result in results))
