"""Points for each condition met, added up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Literal

from pydantic import Field

from perfscore.bounds import Bounds
from perfscore.errors import Refusal
from perfscore.expression.formula import Printer
from perfscore.expression.nodes import Named, Node, Sum
from perfscore.model.fields import ExactField, Frozen
from perfscore.model.formula_fields import TestTextField
from perfscore.numeric import decimal_text
from perfscore.rules.conditions import earned, test_text
from perfscore.rules.rule import FaultPath, Rule
from perfscore.wording import Lang, text

__all__ = ["Checklist", "Item"]


class Item(Frozen):
    """A condition and what it earns when it is met."""

    when: TestTextField
    score: ExactField


class Checklist(Rule):
    """``items``: conditions whose scores add up to the indicator's points."""

    kind: Literal["checklist"] = "checklist"
    items: tuple[Item, ...] = Field(min_length=1)

    def expression(self, points: Fraction) -> Node:
        return Sum(tuple(self._item(place, item) for place, item in enumerate(self.items, 1)))

    def _item(self, place: int, item: Item) -> Node:
        title = text("steps", "item", place=str(place))
        return Named(f"item-{place}", title, earned(item.when, item.score))

    def faults(
        self, points: Fraction, range_of: Callable[[Node], Bounds]
    ) -> Iterator[tuple[FaultPath, Refusal]]:
        total = sum((item.score for item in self.items), Fraction(0))
        if total != points:
            yield (
                ("items",),
                Refusal(
                    "items-do-not-add-up", found=decimal_text(total), expected=decimal_text(points)
                ),
            )
        for index, item in enumerate(self.items):
            if item.score < 0:
                yield (
                    ("items", index, "score"),
                    Refusal("score-negative", found=decimal_text(item.score)),
                )

    def words(self, lang: Lang, printer: Printer) -> str:
        items = "; ".join(
            self.say(
                "checklist-item",
                lang,
                condition=test_text(item.when, printer),
                score=decimal_text(item.score),
            )
            for item in self.items
        )
        return self.say("checklist", lang, items=items)
