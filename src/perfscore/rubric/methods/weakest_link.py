"""The lowest part counts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from typing import Literal

from perfscore import wording
from perfscore.errors import Refusal
from perfscore.expression.building import greatest, least, named
from perfscore.expression.nodes import Constant, Node, Sum
from perfscore.rubric.methods.method import Method, Part
from perfscore.units.vocabulary import ONE_LEVEL
from perfscore.wording import Lang

__all__ = ["WeakestLink"]


class WeakestLink(Method):
    """The lowest level; ``marked`` raises it by one step of the scale where another part is better.

    On the scale D < D+ < C < … that is the "+" of PEFA's method M1.
    """

    by: Literal["weakest link"] = "weakest link"
    marked: bool = False

    def expression(self, parts: Sequence[Part]) -> Node:
        lowest = named("lowest-part", least(*(part.score for part in parts)))
        if not self.marked:
            return lowest
        highest = named("highest-part", greatest(*(part.score for part in parts)))
        # One step up, though no higher than the best part: equal parts stay where they are.
        return least(Sum((lowest, Constant(Fraction(1), ONE_LEVEL))), highest)

    def gives(self, levels: Collection[str]) -> set[str]:
        return set(levels) | (self._marks(levels) if self.marked else set())

    def _marks(self, levels: Collection[str]) -> set[str]:
        """The steps above some levels."""
        names = list(self.ranks)
        return {names[names.index(name) + 1] for name in levels if name != names[-1]}

    def faults_of_levels(self, levels: Collection[str]) -> Iterator[Refusal]:
        """A mark that is a level of its own would raise the part, not mark it."""
        if self.marked and (both := self._marks(levels) & set(levels)):
            yield Refusal("mark-is-a-level", found=", ".join(sorted(both)))

    def words(self, lang: Lang) -> str:
        said = self.say(lang)
        return said + wording.say("rules", "method-marked", lang) if self.marked else said
