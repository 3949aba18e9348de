"""A level opens a range of scores; an evaluator's judgement picks one inside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import Field

from perfscore.bounds import Bounds, Comparison
from perfscore.errors import Refusal
from perfscore.expression.building import choose, greatest, least, named, number
from perfscore.expression.building import points as points_of
from perfscore.expression.formula import Printer, constant_text
from perfscore.expression.nodes import Constant, Node, Product
from perfscore.model.fields import Frozen
from perfscore.model.formula_fields import AmountField, FormulaField
from perfscore.rules.rule import FaultPath, Requirement, Rule
from perfscore.wording import Lang

__all__ = ["Level", "LevelRange", "level_faults"]


class LevelRange(Frozen):
    """The share of the points that a level allows; ``below`` leaves the upper end out."""

    low: AmountField = Field(alias="from")
    high: AmountField | None = Field(default=None, alias="to")
    below: AmountField | None = None

    @property
    def top(self) -> Constant:
        """The upper end, whether or not it is included."""
        top = self.high if self.high is not None else self.below
        assert top is not None
        return top

    def text(self, lang: Lang) -> str:
        """The range as it is written; a round bracket leaves the upper end out."""
        end = ")" if self.high is None else "]"
        return f"[{constant_text(self.low, lang)}, {constant_text(self.top, lang)}{end}"


class Level(Rule):
    """``levels`` lists a range for every level of the measure, lowest level first.

    ``judged`` is the share the evaluator gave. Without it the score is bounded by the level's
    range; a share outside the range is a finding and the row has no score.
    """

    kind: Literal["level"] = "level"
    proportional: ClassVar[bool] = True
    of: FormulaField
    judged: FormulaField
    levels: tuple[LevelRange, ...] = Field(min_length=2)

    def expression(self, points: Fraction) -> Node:
        low, high = self._edges()
        share = named("judged-share", greatest(low, least(high, self.judged.node)))
        return Product((points_of(points), share))

    def _edges(self) -> tuple[Node, Node]:
        low: Node = self.levels[-1].low
        high: Node = self.levels[-1].top
        for rank in range(len(self.levels) - 2, -1, -1):
            level = Constant(Fraction(rank), "level")
            low = choose(self.of.node, "<=", level, self.levels[rank].low, low)
            high = choose(self.of.node, "<=", level, self.levels[rank].top, high)
        return named("lowest-share", low), named("highest-share", high)

    def requirements(self) -> tuple[Requirement, ...]:
        inside = self._is_inside(self.levels[-1])
        for rank in range(len(self.levels) - 2, -1, -1):
            level = Constant(Fraction(rank), "level")
            inside = choose(self.of.node, "<=", level, self._is_inside(self.levels[rank]), inside)
        return (Requirement("judgement-outside-level", inside, Comparison.EQUAL, number(1)),)

    def _is_inside(self, level: LevelRange) -> Node:
        judged, side = self.judged.node, "<" if level.high is None else "<="
        under_top = choose(judged, side, level.top, number(1), number(0))
        return choose(judged, ">=", level.low, under_top, number(0))

    def faults(
        self, points: Fraction, range_of: Callable[[Node], Bounds]
    ) -> Iterator[tuple[FaultPath, Refusal]]:
        ranks = range_of(self.of.node)
        if ranks.high is not None and ranks.high != len(self.levels) - 1:
            count = str(ranks.high + 1)
            yield (
                ("levels",),
                Refusal("levels-do-not-match", found=str(len(self.levels)), expected=count),
            )
        yield from level_faults(self.levels)

    def words(self, lang: Lang, printer: Printer) -> str:
        levels = "; ".join(
            f"{rank}: {level.text(lang)}" for rank, level in enumerate(self.levels, 1)
        )
        of, judged = printer.text(self.of.node), printer.text(self.judged.node)
        return self.say("level", lang, of=of, judged=judged, levels=levels)


def level_faults(levels: Sequence[LevelRange]) -> Iterator[tuple[FaultPath, Refusal]]:
    """What is wrong with ranges that should follow each other, lowest first."""
    for index, level in enumerate(levels):
        here = ("levels", index)
        if (level.high is None) == (level.below is None):
            yield here, Refusal("level-one-top")
        elif level.low.value > level.top.value:
            yield here, Refusal("level-reversed", found=f"{constant_text(level.low)}")
        elif index and _meets(levels[index - 1], level):
            yield here, Refusal("levels-overlap")


def _meets(lower: LevelRange, upper: LevelRange) -> bool:
    if (lower.high is None) == (lower.below is None):
        return False
    top, low = lower.top.value, upper.low.value
    return top > low or (top == low and lower.high is not None)
