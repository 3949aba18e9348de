"""The best parts count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import comb
from typing import ClassVar, Literal

from pydantic import Field

from perfscore.errors import Refusal
from perfscore.expression.building import greatest
from perfscore.expression.nodes import Node, Sum
from perfscore.rubric.methods.method import Method, Part
from perfscore.rules.rule import FaultPath
from perfscore.wording import Lang

__all__ = ["Best"]

MOST = 1000


class Best(Method):
    """The best ``count`` parts, added up; a part that does not apply is no candidate."""

    by: Literal["best"] = "best"
    count: int = Field(default=1, ge=1)
    of_levels: ClassVar[bool | None] = None

    def expression(self, parts: Sequence[Part]) -> Node:
        scores = [part.score for part in parts]
        count = min(self.count, len(scores))
        if count == len(scores):
            return Sum(tuple(scores)) if count > 1 else scores[0]
        chosen = combinations(scores, count)
        return greatest(*(Sum(each) if count > 1 else each[0] for each in chosen))

    def faults(
        self, members: Sequence[str], leaves_out: bool
    ) -> Iterator[tuple[FaultPath, Refusal]]:
        if self.count > len(members):
            found, there = str(self.count), str(len(members))
            yield ("count",), Refusal("best-of-too-few", found=found, members=there)
        elif comb(len(members), self.count) > MOST:
            found, there = str(self.count), str(len(members))
            yield ("count",), Refusal("best-of-too-many", found=found, members=there)

    def own_faults(self) -> Iterator[tuple[FaultPath, Refusal]]:
        if self.ranks and self.count > 1:
            yield ("count",), Refusal("best-of-levels", found=str(self.count))

    def words(self, lang: Lang) -> str:
        return self.say(lang, count=str(self.count))
