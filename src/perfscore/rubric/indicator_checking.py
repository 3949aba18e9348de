"""Whether an indicator fits its rubric: its points, basis, rule and examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction

from perfscore import units
from perfscore.bounds import Bounds, compared, point
from perfscore.calculation.steps import Undefined, work_out
from perfscore.documents.document import DocumentPath
from perfscore.errors import Refusal, alike
from perfscore.expression.building import POINTS
from perfscore.expression.dimensions import Kind, bare_beside_ratio, kind_of, require_same
from perfscore.expression.walking import inputs
from perfscore.numeric import decimal_text, fraction_text
from perfscore.rubric.derived import derivation_order
from perfscore.rubric.fault import Fault
from perfscore.rubric.group_checking import indicator_vetoes
from perfscore.rubric.measure_checking import (
    range_over,
    ranges_of,
    rule_faults,
    units_of,
    unknown_measure,
)
from perfscore.rubric.statements import Usable, taken
from perfscore.rubric.tree import Example, Indicator, Rubric
from perfscore.rules.requirements import Requirements
from perfscore.rules.targets import Targets
from perfscore.units.vocabulary import RANK
from perfscore.values import Absent

__all__ = ["indicator_faults"]

_POINTS_KIND = Kind(units.unit(POINTS).dimension, POINTS)
_RANK_KIND = Kind(units.unit(RANK).dimension, RANK)
ZERO = Fraction(0)


def indicator_faults(rubric: Rubric, indicator: Indicator, path: DocumentPath) -> Iterator[Fault]:
    rule = (*path, "rule")
    digits = rubric.rounding.digits
    if rubric.rounding.rounds_parts and (indicator.points * 10**digits).denominator != 1:
        found = decimal_text(indicator.points)
        refusal = Refusal("points-finer-than-rounding", found=found, digits=str(digits))
        yield Fault((*path, "points"), refusal)
    if indicator.adjustable is not None and not indicator.rule.proportional:
        refusal = Refusal("adjustable-not-proportional", kind=indicator.rule.kind)
        yield Fault((*path, "adjustable"), refusal)
    yield from _basis_parts(rubric, indicator, path)
    yield from indicator_vetoes(rubric, indicator, path)
    unknown = [
        Fault((*rule, *field), unknown_measure(name, offset, rubric))
        for field, name, offset in indicator.rule.mentions()
        if name not in rubric.measures
    ]
    if indicator.rule.gives_level is (rubric.scale is None):
        code = "rule-gives-level" if rubric.scale is None else "rule-gives-points"
        unknown.append(Fault(rule, Refusal(code, kind=indicator.rule.kind)))
    unknown += [
        Fault(
            (*rule, *field), Refusal("level-unknown", found=level, known=alike(level, rubric.ranks))
        )
        for field, level in indicator.rule.levels_named()
        if rubric.scale is not None and level not in rubric.ranks
    ]
    yield from unknown
    if isinstance(indicator.rule, Targets):
        yield from _roll_up(rubric, indicator.rule, rule)
    if isinstance(indicator.rule, Targets) and indicator.examples:
        yield Fault((*path, "examples"), Refusal("examples-of-targets"))
    if unknown:
        return
    own = list(rule_faults(rubric, indicator.rule, indicator.points, rule))
    yield from own
    if own or isinstance(indicator.rule, Targets):
        # A rule with a fault need not have an expression; that of targets comes with a filing.
        return
    try:
        earned = _POINTS_KIND if rubric.scale is None else _RANK_KIND
        require_same([kind_of(indicator.unrounded, units_of(rubric)), earned])
        for pair in indicator.rule.alike():
            require_same([kind_of(side, units_of(rubric)) for side in pair])
    except Refusal as refusal:
        yield Fault(rule, refusal)
        return
    if bare_beside_ratio(indicator.unrounded, units_of(rubric)) is not None:
        yield Fault(rule, Refusal("rate-without-sign"))
        return
    if rubric.scale is None:
        yield from _reach(indicator, ranges_of(rubric), rule)
    mentioned = Counter(name for _, name, _ in indicator.rule.mentions())
    repeated = sorted(name for name, times in mentioned.items() if times > 1)
    if repeated and not isinstance(indicator.rule, Requirements):
        twice = Refusal("measure-repeated", found=", ".join(repeated))
        yield Fault(rule, twice, warning=True)
    for index, example in enumerate(indicator.examples):
        for wrong in _example(rubric, indicator, example):
            yield Fault((*path, "examples", index), wrong)


def _basis_parts(rubric: Rubric, indicator: Indicator, path: DocumentPath) -> Iterator[Fault]:
    """Whether everything is justified that a score of this rubric rests on."""
    asked = ("points", "full marks", "below full") if rubric.scale is None else ("levels",)
    given = indicator.basis.parts()
    for name in asked:
        if name not in given:
            yield Fault((*path, "basis"), Refusal("key-missing", name=name))


def _roll_up(rubric: Rubric, rule: Targets, path: DocumentPath) -> Iterator[Fault]:
    """Whether there is a table of sub-units whose money can weigh their rates."""
    if rule.roll_up is None:
        return
    here, name = (*path, "roll up"), rule.roll_up.records
    table = rubric.records.get(name)
    if table is None:
        known = alike(name, rubric.records)
        yield Fault((*here, "records"), Refusal("table-unknown", found=name, known=known))
    elif not table.targets:
        yield Fault((*here, "records"), Refusal("table-without-targets", found=name))
    elif rule.roll_up.weight not in table.fields:
        known = alike(rule.roll_up.weight, table.fields)
        unknown = Refusal("field-unknown", found=rule.roll_up.weight, known=known)
        yield Fault((*here, "weight"), unknown)


def _reach(
    indicator: Indicator, ranges: Mapping[str, Bounds], path: DocumentPath
) -> Iterator[Fault]:
    """Whether the rule stays between nothing and full marks, and can reach them."""
    score = range_over(indicator.unrounded, ranges)
    allowed = point(indicator.points)
    full = decimal_text(indicator.points)
    if score.high is None or score.high > allowed.value or score.low is None or score.low < 0:
        low = "-∞" if score.low is None else decimal_text(score.low)
        high = "∞" if score.high is None else decimal_text(score.high)
        yield Fault(path, Refusal("score-out-of-points", low=low, high=high, points=full))
    elif score.high < allowed.value or score.high_open:
        short = Refusal("full-marks-out-of-reach", high=decimal_text(score.high), points=full)
        yield Fault(path, short, warning=True)


def _example(rubric: Rubric, indicator: Indicator, example: Example) -> Iterator[Refusal]:
    known: dict[str, Bounds] = {}
    for name, value in example.given.items():
        if name not in rubric.measures:
            yield unknown_measure(name, 0, rubric)
            return
        if isinstance(value, Absent):
            continue
        said = taken(value, rubric.measures[name])
        if not isinstance(said, Usable):
            yield Refusal("example-value", found=name, reason=said.code)
            return
        known[name] = said.bounds
    readings = {name: measure.range for name, measure in rubric.measures.items()} | known
    try:
        for name in derivation_order(rubric.measures):
            formula = rubric.measures[name].formula
            assert formula is not None
            if name not in known and set(inputs(formula.node)) <= set(known):
                known[name] = readings[name] = work_out(formula.node, readings).value
        node = indicator.unrounded
        for need in indicator.rule.requirements():
            sides = [work_out(side, readings).value for side in (need.left, need.right)]
            if compared(sides[0], need.comparison, sides[1]) is False:
                yield Refusal("example-value", found=", ".join(example.given), reason=need.code)
                return
        score = work_out(rubric.rounded(node) if rubric.rounding.rounds_parts else node, readings)
    except Undefined:
        yield Refusal("example-undefined")
        return
    ids = () if rubric.scale is None else rubric.scale.ids

    def text_of(number: Fraction) -> str:
        return ids[int(number)] if ids else decimal_text(number)

    ends = (score.value.low, score.value.high)
    shown = "~".join(dict.fromkeys(text_of(end) for end in ends if end is not None))
    expected = example.level if example.score is None else fraction_text(example.score)
    is_right = shown == expected if ids else score.value == point(example.score or ZERO)
    if (example.score is None) is not bool(ids) or not is_right:
        yield Refusal("example-fails", found=shown, expected=expected)
