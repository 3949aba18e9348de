"""How the numbers of a row are shown: each input and step in its unit, formulas as lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from perfscore import units, wording
from perfscore.bounds import Bounds, scaled
from perfscore.calculation.steps import Considered, Consulted, Step, Worked
from perfscore.expression.dimensions import kind_of
from perfscore.expression.formula import Printer
from perfscore.expression.nodes import Choice, Constant, Named, Node
from perfscore.model.reading import Reading
from perfscore.scoring.score_text import score_text
from perfscore.scoring.scorecard import Label, Row
from perfscore.units.vocabulary import RANK
from perfscore.values import DATE, bounds_text
from perfscore.wording import Lang, Text

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
    """A tested condition, or a row of a table: as written, with the numbers, whether it holds, and
    the distance to the edge."""

    written: str
    numbers: str
    holds: bool | None
    distance: str = ""


@dataclass(frozen=True)
class Shown:
    """The texts of one row's calculation in one language."""

    row: Row
    lang: Lang
    levels: tuple[Text, ...] = ()

    def within(self, label: Label) -> Shown:
        """The same for what a measure is worked out from: ranks are those of its levels."""
        return replace(self, levels=label.levels)

    @cached_property
    def titles(self) -> Printer:
        """Prints formulas with the titles of measures and steps."""
        return Printer(self.lang, self._title, self._step_title, self._rank)

    @cached_property
    def numbers(self) -> Printer:
        """Prints formulas with the values that were put in."""
        return Printer(self.lang, self._value, self._step_value, self._rank)

    def _rank(self, rank: Fraction) -> str:
        if self.levels:
            return self.levels[int(rank)].in_(self.lang)
        return str(rank) if self.row.scale is None else self.row.scale.ids[int(rank)]

    def _bounds(self, bounds: Bounds, unit: str) -> str:
        if unit == RANK:
            return score_text(bounds, 0, self.row.scale)
        if unit == "level" and self.levels and None not in (bounds.low, bounds.high):
            ends = (bounds.low, bounds.high)
            return "~".join(dict.fromkeys(self._rank(end) for end in ends if end is not None))
        return bounds_text(bounds, unit, self.lang)

    def _title(self, name: str) -> str:
        return self.row.labels[name].title.in_(self.lang)

    def _step_title(self, node: Named) -> str:
        return f"[{node.title.in_(self.lang)}]"

    def _value(self, name: str) -> str:
        label, bounds = self.row.labels[name], self.row.inputs[name]
        if label.unit == RANK:
            return self._bounds(bounds, RANK)
        return label_text(label, bounds, self.lang)

    def _step_value(self, node: Named) -> str:
        if id(node) not in self._steps:
            return self._step_title(node)
        return self._bounds(self._steps[id(node)], self.unit(node))

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

    @cached_property
    def conditions(self) -> tuple[ConditionText, ...]:
        """What was tested, in order; of an ordered table also the rows that did not fit."""
        worked = self.row.worked
        return () if worked is None else tuple(self._tested(worked))

    def _tested(self, worked: Worked) -> Iterator[ConditionText]:
        for tested in worked.considered:
            if isinstance(tested, Considered):
                # A yes or no and a level have no distance.
                yield ConditionText(
                    self.titles.comparison(tested.choice),
                    self._numbers_of(tested.choice),
                    tested.holds,
                    self._distance(tested),
                )
            elif len(tested.lookup.parts) > 1:
                yield from self._rows(tested)

    def _numbers_of(self, choice: Choice) -> str:
        """The condition with its numbers; a yes or no says it by itself."""
        if isinstance(choice.right, Constant) and choice.right.unit == "condition":
            return self.numbers.text(choice.left)
        return self.numbers.comparison(choice)

    def _rows(self, tested: Consulted) -> Iterator[ConditionText]:
        """The rows of a table up to the first that surely fits."""
        lookup = tested.lookup
        numbers = ", ".join(self.numbers.text(part) for part in lookup.parts)
        for place, row in enumerate(lookup.rows[: tested.possible[-1] + 1]):
            possible = place in tested.possible
            if not possible and lookup.any_order:
                continue
            gives = self.titles.text(row.gives)
            said = wording.say("report", "table-row", self.lang, row=row.title, gives=gives)
            holds = (True if len(tested.possible) == 1 else None) if possible else False
            yield ConditionText(said, numbers, holds)

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
            self._bounds(derived.worked.value, label.unit),
        )


def _days(distance: Bounds, lang: Lang) -> str:
    """Days between two dates, which are counted in days and not in seconds."""
    return bounds_text(scaled(distance, units.unit("天").factor), "天", lang)
