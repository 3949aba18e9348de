"""How the numbers of a row are shown: each input and step in its unit, formulas as lines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from perfscore import wording
from perfscore.bounds import Bounds
from perfscore.calculation.steps import Considered, Step, Worked
from perfscore.expression.dimensions import kind_of
from perfscore.expression.formula import Printer
from perfscore.expression.nodes import Named, Node
from perfscore.scoring.scorecard import Label, Row
from perfscore.values import bounds_text
from perfscore.wording import Lang

__all__ = ["Shown", "label_text"]


def label_text(label: Label, bounds: Bounds, lang: Lang) -> str:
    """Bounds in base units as the reader of a form would write them."""
    if label.unit == "condition" and bounds.is_settled:
        return wording.say("report", "met" if bounds.value else "not-met", lang)
    if label.unit == "level" and bounds.is_settled:
        return label.levels[int(bounds.value)].in_(lang)
    if label.unit in ("condition", "level"):
        return wording.say("report", "unknown", lang)
    return bounds_text(bounds, label.unit, lang)


@dataclass(frozen=True)
class Shown:
    """The texts of one row's calculation in one language."""

    row: Row
    lang: Lang

    def titles(self) -> Printer:
        """Prints formulas with the titles of measures and steps."""
        return Printer(self.lang, self._title, self._step_title)

    def numbers(self) -> Printer:
        """Prints formulas with the values that were put in."""
        return Printer(self.lang, self._value, self._step_value)

    def _title(self, name: str) -> str:
        return self.row.labels[name].title.in_(self.lang)

    def _step_title(self, node: Named) -> str:
        return f"[{node.title.in_(self.lang)}]"

    def _value(self, name: str) -> str:
        return label_text(self.row.labels[name], self.row.inputs[name], self.lang)

    def _step_value(self, node: Named) -> str:
        if id(node) not in self._steps:
            return self._step_title(node)
        return self.value(node, self._steps[id(node)])

    @cached_property
    def _steps(self) -> dict[int, Bounds]:
        worked = self.row.worked
        return {} if worked is None else {id(step.node): step.value for step in worked.steps}

    def unit(self, node: Node) -> str:
        """The unit a node's value is shown in."""
        return kind_of(node, {name: label.unit for name, label in self.row.labels.items()}).unit

    def value(self, node: Node, bounds: Bounds) -> str:
        """A node's value in its unit."""
        return bounds_text(bounds, self.unit(node), self.lang)

    def step(self, step: Step) -> tuple[str, str, str, str]:
        """A step: title, formula, formula with the numbers, value."""
        return (
            step.node.title.in_(self.lang),
            self.titles().text(step.node.of),
            self.numbers().text(step.node.of),
            self.value(step.node, step.value),
        )

    def condition(self, tested: Considered) -> tuple[str, str, str]:
        """A tested condition: as written, with the numbers, and the distance to the edge."""
        unit = self.unit(tested.choice.left)
        if unit in ("condition", "level"):
            distance = ""
        else:
            distance = bounds_text(tested.distance, unit, self.lang)
        return (
            self.titles().comparison(tested.choice),
            self.numbers().comparison(tested.choice),
            distance,
        )

    def derivation(self, worked: Worked, formula: Node, unit: str) -> tuple[str, str, str]:
        """A measure worked out from others: formula, with the numbers, value."""
        return (
            self.titles().text(formula),
            self.numbers().text(formula),
            bounds_text(worked.value, unit, self.lang),
        )
