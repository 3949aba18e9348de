"""The level that somebody assessed, or that a measure was given by its numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Literal

from pydantic import Field

from perfscore import wording
from perfscore.bounds import Bounds
from perfscore.errors import Refusal, alike
from perfscore.expression.formula import Printer
from perfscore.expression.nodes import Lookup, LookupRow, Node
from perfscore.model.formula_fields import FormulaField
from perfscore.rules.rule import FaultPath, Rule
from perfscore.wording import Lang, Text

__all__ = ["Assessed"]


class Assessed(Rule):
    """``of`` is a level measure; each of its levels is the level of the scale with the same id, or
    the one that ``as`` gives it."""

    kind: Literal["assessed"] = "assessed"
    of: FormulaField
    renamed: dict[str, str] = Field(default_factory=dict, alias="as")

    @property
    def gives_level(self) -> bool:
        return True

    def expression(self, points: Fraction) -> Node:
        own = self.levels_of(self.of)
        rows = tuple(
            LookupRow((frozenset({Fraction(rank)}),), self.rank(self._meant(name)), _text(name))
            for rank, name in enumerate(own)
        )
        values = (tuple(Fraction(rank) for rank in range(len(own))),)
        return Lookup(wording.text("steps", "level-of"), (self.of.node,), values, rows)

    def _meant(self, name: str) -> str:
        return self.renamed.get(name, name)

    def faults(
        self, points: Fraction, range_of: Callable[[Node], Bounds]
    ) -> Iterator[tuple[FaultPath, Refusal]]:
        own = self.levels_of(self.of)
        if not own:
            yield ("of",), Refusal("level-measure-expected", found=self.of.text)
        for name in self.renamed:
            if own and name not in own:
                yield ("as", name), Refusal("level-unknown", found=name, known=alike(name, own))

    def levels_named(self) -> Iterator[tuple[FaultPath, str]]:
        for name in self.levels_of(self.of):
            yield (("as", name) if name in self.renamed else ("of",)), self._meant(name)

    def words(self, lang: Lang, printer: Printer) -> str:
        said = self.say("assessed", lang, of=printer.text(self.of.node))
        pairs = "; ".join(f"{name} → {level}" for name, level in self.renamed.items())
        return f"{said} {pairs}".rstrip()


def _text(name: str) -> Text:
    return Text(name, name)
