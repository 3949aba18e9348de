"""Another rule for each level: thresholds by region, by income group, by type."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, model_validator

from perfscore.bounds import Bounds
from perfscore.errors import Refusal
from perfscore.expression.building import choose
from perfscore.expression.formula import Printer
from perfscore.expression.nodes import Constant, Node
from perfscore.model.formula_fields import FormulaField
from perfscore.rules.inner import InnerRule
from perfscore.rules.rule import FaultPath, Requirement, Rule
from perfscore.wording import Lang

if TYPE_CHECKING:
    from perfscore.expression.nodes import Choice

__all__ = ["ByLevel"]


class ByLevel(Rule):
    """``rules`` has a rule for every level of the measure ``of``."""

    kind: Literal["by level"] = "by level"
    of: FormulaField
    rules: dict[str, InnerRule] = Field(min_length=2)

    @model_validator(mode="after")
    def _alike(self) -> Any:
        if len({rule.gives_level for rule in self.rules.values()}) > 1:
            raise Refusal("by-level-mixed", field="rules")
        return self

    @property
    def gives_level(self) -> bool:
        return all(rule.gives_level for rule in self.rules.values())

    def bind(self, scale: Mapping[str, Constant], levels: Mapping[str, tuple[str, ...]]) -> None:
        super().bind(scale, levels)
        for rule in self.rules.values():
            rule.bind(scale, levels)

    def levels_named(self) -> Iterator[tuple[FaultPath, str]]:
        for name, rule in self.rules.items():
            yield from ((("rules", name, *path), level) for path, level in rule.levels_named())

    def expression(self, points: Fraction) -> Node:
        *others, top = self.levels_of(self.of)
        result = self.rules[top].expression(points)
        for rank in range(len(others) - 1, -1, -1):
            result = self._where(rank, self.rules[others[rank]].expression(points), result)
        return result

    def _where(self, rank: int, then: Node, otherwise: Node) -> Choice:
        level = Constant(Fraction(rank), "level")
        return choose(self.of.node, "=", level, then, otherwise)

    def requirements(self) -> tuple[Requirement, ...]:
        # What another level's rule requires is kept by holding a side against itself.
        return tuple(
            Requirement(
                need.code, self._where(rank, need.left, need.right), need.comparison, need.right
            )
            for rank, name in enumerate(self.levels_of(self.of))
            for need in self.rules[name].requirements()
        )

    def alike(self) -> tuple[tuple[Node, Node], ...]:
        return tuple(pair for rule in self.rules.values() for pair in rule.alike())

    def faults(
        self, points: Fraction, range_of: Callable[[Node], Bounds]
    ) -> Iterator[tuple[FaultPath, Refusal]]:
        yield from self.key_faults(self.of, "rules", self.rules, "by-level-missing")
        for name, rule in self.rules.items():
            for path, refusal in rule.faults(points, range_of):
                yield ("rules", name, *path), refusal

    def words(self, lang: Lang, printer: Printer) -> str:
        rules = " ".join(
            f"{name}: {rule.words(lang, printer)}" for name, rule in self.rules.items()
        )
        return self.say("by-level", lang, of=printer.text(self.of.node), rules=rules)
