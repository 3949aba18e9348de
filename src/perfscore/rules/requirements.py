"""A level for the requirements that are met."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any, Literal

from pydantic import Field, model_validator

from perfscore import wording
from perfscore.bounds import Bounds
from perfscore.errors import Refusal
from perfscore.expression.formula import Printer
from perfscore.expression.nodes import Named, Node
from perfscore.model.fields import Frozen
from perfscore.model.formula_fields import TestTextField
from perfscore.rules.conditions import holding, test_text
from perfscore.rules.rule import FaultPath, Rule
from perfscore.wording import Lang

__all__ = ["Requirements"]


class RequiredFor(Frozen):
    """A level and its requirement; ``otherwise`` is the level that asks nothing."""

    level: str
    when: TestTextField | None = None

    @model_validator(mode="before")
    @classmethod
    def _otherwise(cls, given: Any) -> Any:
        if isinstance(given, dict) and set(given) == {"otherwise"}:
            return {"level": given["otherwise"]}
        return given


class Requirements(Rule):
    """``levels`` from the best down, the last with ``otherwise``.

    The first level whose requirement is met in full counts. With ``staged`` a level also needs
    everything that the levels below it need.
    """

    kind: Literal["requirements"] = "requirements"
    levels: tuple[RequiredFor, ...] = Field(min_length=2)
    staged: bool = False

    @property
    def gives_level(self) -> bool:
        return True

    def expression(self, points: Fraction) -> Node:
        *asking, last = self.levels
        result: Node = self.rank(last.level)
        if not self.staged:
            for entry in reversed(asking):
                result = self._met(entry, self.rank(entry.level), result)
            return result
        result = self.rank(asking[0].level)
        for entry, lower in pairwise(self.levels):
            result = self._met(entry, result, self.rank(lower.level))
        return result

    def _met(self, entry: RequiredFor, then: Node, otherwise: Node) -> Node:
        assert entry.when is not None
        # Shared by every way in which the requirement can fail, so it is worked out once.
        title = wording.text("steps", "below-level", level=entry.level)
        rest = Named("below-level", title, otherwise) if not self.staged else otherwise
        return holding(entry.when, then, rest)

    def faults(
        self, points: Fraction, range_of: Callable[[Node], Bounds]
    ) -> Iterator[tuple[FaultPath, Refusal]]:
        for index, entry in enumerate(self.levels):
            is_last = index == len(self.levels) - 1
            if (entry.when is None) != is_last:
                yield ("levels", index), Refusal("requirements-otherwise")
        ranks = [self.rank(entry.level).value for entry in self.levels]
        if ranks != sorted(set(ranks), reverse=True):
            yield ("levels",), Refusal("levels-not-descending")

    def levels_named(self) -> Iterator[tuple[FaultPath, str]]:
        for index, entry in enumerate(self.levels):
            yield ("levels", index), entry.level

    def words(self, lang: Lang, printer: Printer) -> str:
        entries = "; ".join(
            self.say("otherwise-level", lang, level=entry.level)
            if entry.when is None
            else self.say(
                "level-when", lang, level=entry.level, when=test_text(entry.when, printer)
            )
            for entry in self.levels
        )
        return self.say(
            "requirements-staged" if self.staged else "requirements", lang, levels=entries
        )
