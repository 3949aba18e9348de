"""A share of the points for each answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import Field

from perfscore import wording
from perfscore.bounds import Bounds
from perfscore.errors import Refusal
from perfscore.expression.building import named, number
from perfscore.expression.building import points as points_of
from perfscore.expression.formula import Printer
from perfscore.expression.nodes import Lookup, LookupRow, Node, Product
from perfscore.model.fields import ShareField
from perfscore.model.formula_fields import FormulaField
from perfscore.numeric import fraction_text
from perfscore.rules.rule import FaultPath, Rule
from perfscore.wording import Lang, Text

__all__ = ["Answers"]


class Answers(Rule):
    """``shares`` gives each level of the measure ``of`` its share of the points, from 0 to 1."""

    kind: Literal["answers"] = "answers"
    proportional: ClassVar[bool] = True
    of: FormulaField
    shares: dict[str, ShareField] = Field(min_length=1)

    def expression(self, points: Fraction) -> Node:
        rows = tuple(
            LookupRow((frozenset({Fraction(rank)}),), number(self.shares[name]), Text(name, name))
            for rank, name in enumerate(self.levels_of(self.of))
        )
        values = (tuple(Fraction(rank) for rank in range(len(rows))),)
        title = wording.text("steps", "share-of")
        share = named("answer-share", Lookup(title, (self.of.node,), values, rows))
        return Product((points_of(points), share))

    def faults(
        self, points: Fraction, range_of: Callable[[Node], Bounds]
    ) -> Iterator[tuple[FaultPath, Refusal]]:
        return self.key_faults(self.of, "shares", self.shares, "answers-missing")

    def words(self, lang: Lang, printer: Printer) -> str:
        shares = "; ".join(f"{name}: {fraction_text(share)}" for name, share in self.shares.items())
        return self.say("answers", lang, of=printer.text(self.of.node), shares=shares)
