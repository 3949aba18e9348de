"""What the compiled function records of a filing, and where in it each score is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from perfscore.bounds import Bounds

__all__ = ["At", "Disagreement", "Layout", "Recorded"]


class Disagreement(Exception):
    """Compiled code and the interpreter came to different scores: a fault of this library."""


@dataclass(frozen=True, slots=True)
class At:
    """Where a score is: ``scale`` x the value at ``above`` / that at ``below``, where there is
    one."""

    above: int
    below: int | None
    scale: Fraction


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the score of each row is, by path; ``None`` for a row without one. The values from
    ``rules`` on say of each grade rule whether it holds."""

    rows: Mapping[str, At | None]
    rules: int


class Recorded(NamedTuple):
    """The scores of one filing, as whole numbers."""

    values: tuple[int, ...]
    layout: Layout

    def score(self, path: str) -> Bounds | None:
        """The score of a row, the root's path empty; ``KeyError`` for a path that is none."""
        at = self.layout.rows[path]
        if at is None:
            return None
        above, below = at.scale.as_integer_ratio()
        above *= self.values[at.above]
        below *= 1 if at.below is None else self.values[at.below]
        score = Fraction(above, below)
        return Bounds(score, score)

    @property
    def rules(self) -> tuple[bool, ...]:
        """Of each grade rule of the rubric, whether it holds."""
        return tuple(bool(value) for value in self.values[self.layout.rules :])
