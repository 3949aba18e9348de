"""The lowest part counts."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from perfscore import wording
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

    def words(self, lang: Lang) -> str:
        said = self.say(lang)
        return said + wording.say("rules", "method-marked", lang) if self.marked else said
