"""How the numbers of a row are shown: each input and step in its unit, formulas as lines."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from perfscore import units, wording
from perfscore.bounds import Bounds, scaled
from perfscore.calculation.steps import Considered, Step
from perfscore.expression.dimensions import kind_of
from perfscore.expression.formula import Printer
from perfscore.expression.nodes import Named, Node
from perfscore.model.reading import Reading
from perfscore.scoring.scorecard import Label, Row
from perfscore.values import DATE, bounds_text
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


class CalculationText(NamedTuple):
    """One line of a calculation."""

    title: str
    formula: str
    numbers: str
    value: str


class ConditionText(NamedTuple):
    """A tested condition: as written, with the numbers, and the distance to the edge."""

    written: str
    numbers: str
    distance: str


@dataclass(frozen=True)
class Shown:
    """The texts of one row's calculation in one language."""

    row: Row
    lang: Lang

    @cached_property
    def titles(self) -> Printer:
        """Prints formulas with the titles of measures and steps."""
        return Printer(self.lang, self._title, self._step_title)

    @cached_property
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
        return bounds_text(self._steps[id(node)], self.unit(node), self.lang)

    @cached_property
    def _steps(self) -> dict[int, Bounds]:
        found = [] if self.row.worked is None else [self.row.worked]
        found += [r.derivation.worked for r in self.row.readings if r.derivation is not None]
        return {id(step.node): step.value for worked in found for step in worked.steps}

    @cached_property
    def _units(self) -> dict[str, str]:
        return {name: label.unit for name, label in self.row.labels.items()}

    def unit(self, node: Node) -> str:
        """The unit a node's value is shown in."""
        return kind_of(node, self._units).unit

    def step(self, step: Step) -> CalculationText:
        """A step in words and numbers."""
        return CalculationText(
            step.node.title.in_(self.lang),
            self.titles.text(step.node.of),
            self.numbers.text(step.node.of),
            self._step_value(step.node),
        )

    def condition(self, tested: Considered) -> ConditionText:
        """A condition that was tested; a yes or no and a level have no distance."""
        return ConditionText(
            self.titles.comparison(tested.choice),
            self.numbers.comparison(tested.choice),
            self._distance(tested),
        )

    def _distance(self, tested: Considered) -> str:
        unit = self.unit(tested.choice.left)
        if unit in ("condition", "level"):
            return ""
        distance = tested.distance
        if units.is_rate(unit):
            # Two rates are apart by percentage points, not by a per cent.
            return bounds_text(scaled(distance, Fraction(100)), "百分点", self.lang)
        if unit == DATE:
            return _days(distance, self.lang)
        return bounds_text(distance, unit, self.lang)

    def derivation(self, reading: Reading, label: Label) -> CalculationText:
        """How a measure was worked out from others."""
        derived = reading.derivation
        assert derived is not None
        return CalculationText(
            label.title.in_(self.lang),
            self.titles.text(derived.formula),
            self.numbers.text(derived.formula),
            bounds_text(derived.worked.value, label.unit, self.lang),
        )


def _days(distance: Bounds, lang: Lang) -> str:
    """Days between two dates, which are counted in days and not in seconds."""
    return bounds_text(scaled(distance, units.unit("天").factor), "天", lang)
