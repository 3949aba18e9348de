"""The department's own targets share an indicator's points."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import Field

from perfscore.bounds import Bounds, Comparison
from perfscore.errors import Refusal
from perfscore.expression.building import constant
from perfscore.expression.formula import Printer, constant_text
from perfscore.expression.nodes import Input, Node
from perfscore.expression.parsing import Condition, Formula
from perfscore.model.fields import Frozen
from perfscore.model.formula_fields import MET, AmountField
from perfscore.model.target import Target
from perfscore.rules.attainment import Attainment
from perfscore.rules.level import Level, LevelRange, level_faults
from perfscore.rules.pass_fail import PassFail
from perfscore.rules.rule import FaultPath, Rule
from perfscore.values import DATE, amount_text
from perfscore.wording import Lang, Text

__all__ = ["ATTAINED_LEVELS", "Overachieved", "RollUp", "Targets", "judged_name", "names_of"]

# How far a goal in words was attained, lowest first, as the project form of 2020 has it.
ATTAINED_LEVELS = (
    ("not_attained", Text("未达成预期指标", "not attained")),
    ("partly_attained", Text("部分达成预期指标", "partly attained")),
    ("attained", Text("达成预期指标", "attained")),
)

_DIRECTIONS: dict[Comparison, Literal["higher", "lower"]] = {
    Comparison.AT_LEAST: "higher",
    Comparison.AT_MOST: "lower",
}


def judged_name(target: Target) -> str:
    """The measure that holds the share an evaluator gave a goal in words."""
    return f"{target.id}_judged"


def names_of(target: Target) -> tuple[str, ...]:
    """The measures that a target brings with it."""
    return (target.id, judged_name(target)) if target.kind == "level" else (target.id,)


class Overachieved(Frozen):
    """From which share of its target an actual value is remarked on, and from which it needs a
    reason (a ``note`` on the evidence)."""

    remark: AmountField
    explain: AmountField


class RollUp(Frozen):
    """Sub-units stand in table ``records``, one row each; ``weight`` is the field that weighs
    their rates."""

    records: str
    weight: str


class Targets(Rule):
    """Each target is scored by itself.

    ``weights`` says what a target's weight is: a share of the indicator's points (``relative``;
    equal shares without weights), or its ``points``, each target then being rounded like an
    indicator of its own.

    ``partial`` says what a missed target earns: its attained part by ``ratio``, by the ``linear``
    rule where lower is better, or ``nothing``. A date and a strict target (fewer than 5) are met or
    missed, since a ratio would give full marks to a value right on the edge that missed it. An
    ``equal`` target (= 3) is ``exact``, or earns by ``ratio`` up to full marks. A goal in words is
    met or not, or reaches one of three ``levels`` with the range of each, lowest first.

    With ``roll up`` the actual value of a target that sub-units state is theirs together, before
    anything is scored: amounts are added, rates are averaged by weight.
    """

    kind: Literal["targets"] = "targets"
    proportional: ClassVar[bool] = True
    partial: Literal["ratio", "linear", "nothing"]
    weights: Literal["relative", "points"] = "relative"
    equal: Literal["exact", "ratio"] = "exact"
    levels: tuple[LevelRange, ...] = ()
    overachieved: Overachieved | None = Field(default=None, alias="over-achieved")
    roll_up: RollUp | None = Field(default=None, alias="roll up")

    def expression(self, points: Fraction) -> Node:
        """Refused: which targets there are is known only once a filing is there."""
        raise TypeError("targets are scored one by one: ask rule_for(target) for a rule")

    def rule_for(self, target: Target) -> Rule:
        """The rule of one target, over a measure of the target's id."""
        name = target.id
        if target.kind == "condition":
            return PassFail(when=Condition(name, Input(name), Comparison.EQUAL, MET, ((name, 0),)))
        if target.kind == "level":
            judged = judged_name(target)
            return Level(
                of=Formula(name, Input(name), ((name, 0),)),
                judged=Formula(judged, Input(judged), ((judged, 0),)),
                levels=self.levels,
            )
        planned = constant(target.amount.bounds.value, target.amount.unit)
        direction = _DIRECTIONS.get(target.compare)
        if target.compare is Comparison.EQUAL and self.equal == "ratio":
            # Nothing can be a part of zero: there, any more than it misses.
            direction = "higher" if planned.value else "lower"
        is_date = target.amount.unit == DATE
        if self.partial == "nothing" or direction is None or is_date:
            met = Condition(name, Input(name), target.compare, planned, ((name, 0),))
            return PassFail(when=met)
        return Attainment(
            actual=Formula(name, Input(name), ((name, 0),)),
            target=Formula(amount_text(target.amount), planned, ()),
            better=direction,
            method="linear" if self.partial == "linear" and direction == "lower" else "ratio",
        )

    def shares(self, points: Fraction, targets: Sequence[Target]) -> tuple[Fraction, ...]:
        """The points of each target; relative shares add up to the indicator's points exactly."""
        if self.weights == "points":
            return tuple(target.weight or Fraction(0) for target in targets)
        weights = [target.weight or Fraction(1) for target in targets]
        return tuple(points * weight / sum(weights) for weight in weights)

    def faults(
        self, points: Fraction, range_of: Callable[[Node], Bounds]
    ) -> Iterator[tuple[FaultPath, Refusal]]:
        if self.levels and len(self.levels) != len(ATTAINED_LEVELS):
            count = str(len(ATTAINED_LEVELS))
            refusal = Refusal("levels-do-not-match", found=str(len(self.levels)), expected=count)
            yield ("levels",), refusal
        elif self.levels:
            yield from level_faults(self.levels)

    def words(self, lang: Lang, printer: Printer) -> str:
        parts = [self.say(f"targets-{self.partial}", lang)]
        if self.weights == "points":
            parts.append(self.say("targets-points", lang))
        if self.equal == "ratio":
            parts.append(self.say("targets-equal", lang))
        if self.levels:
            pairs = zip(ATTAINED_LEVELS, self.levels, strict=False)
            ranges = (f"{title.in_(lang)} {level.text(lang)}" for (_, title), level in pairs)
            parts.append(self.say("targets-levels", lang, levels="; ".join(ranges)))
        if self.overachieved is not None:
            limits = (self.overachieved.remark, self.overachieved.explain)
            remark, explain = (constant_text(limit, lang) for limit in limits)
            parts.append(self.say("targets-over", lang, remark=remark, explain=explain))
        if self.roll_up is not None:
            parts.append(self.say("targets-roll-up", lang, weight=self.roll_up.weight))
        return ("" if lang == "zh" else " ").join(parts)
