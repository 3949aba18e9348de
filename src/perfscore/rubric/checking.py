"""What a rubric must keep before anything is scored with it."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from perfscore import units
from perfscore.bounds import Bounds, compared, point
from perfscore.calculation.steps import Undefined, work_out
from perfscore.documents.document import DocumentPath
from perfscore.errors import Refusal, alike
from perfscore.expression.building import POINTS
from perfscore.expression.dimensions import Kind, bare_beside_ratio, kind_of, require_same
from perfscore.expression.nodes import Node
from perfscore.expression.walking import inputs, repeated_inputs
from perfscore.numeric import decimal_text, fraction_text
from perfscore.rubric.basis import Basis
from perfscore.rubric.derived import derivation_order
from perfscore.rubric.fault import Fault
from perfscore.rubric.group_checking import (
    group_faults,
    indicator_vetoes,
    shared_faults,
    tests_of,
)
from perfscore.rubric.measure import Measure
from perfscore.rubric.record_checking import record_faults
from perfscore.rubric.statements import Usable, taken
from perfscore.rubric.tree import TOTAL, Criterion, Example, Indicator, Rubric
from perfscore.rules import Rule
from perfscore.rules.requirements import Requirements
from perfscore.rules.targets import Targets
from perfscore.units.vocabulary import RANK
from perfscore.values import Absent, Words, read_value

__all__ = ["faults"]


def faults(rubric: Rubric) -> list[Fault]:
    """Everything wrong with a rubric, errors and warnings."""
    found = [*_measures(rubric), *record_faults(rubric)]
    if any(not fault.warning for fault in found):
        # A rule over a measure that is wrong would be reported a second time.
        return found
    found += group_faults(rubric, rubric, rubric.points, ())
    found += shared_faults(rubric, _units(rubric))
    found += _children(rubric, rubric.criteria, ("criteria",))
    found += _grades(rubric)
    found += _checks(rubric)
    found += _shared_bases(rubric)
    found += _working_days(rubric)
    if not any(not fault.warning for fault in found):
        found += _unused(rubric)
    return found


def _measures(rubric: Rubric) -> Iterator[Fault]:
    for name, measure in rubric.measures.items():
        yield from _levels(measure, ("measures", name))
        yield from _peers(rubric, measure, ("measures", name, "peers"))
        if measure.formula is None:
            continue
        path: DocumentPath = ("measures", name, _origin(measure))
        mentions: list[tuple[DocumentPath, str, int]]
        mentions = [((), other, offset) for other, offset in measure.formula.names]
        if measure.grading is not None:
            mentions = list(measure.grading.mentions())
        unknown = [
            Fault((*path, *field), _unknown_measure(other, offset, rubric))
            for field, other, offset in mentions
            if other not in rubric.measures
        ]
        yield from unknown
        if not unknown:
            yield from _formula_kind(rubric, name, path)
        if not unknown and measure.grading is not None:
            yield from _rule_faults(rubric, measure.grading, ZERO, path)
    try:
        derivation_order(rubric.measures)
    except Refusal as refusal:
        first = dict(refusal.problems[0].details)["first"]
        yield Fault(("measures", str(first), _origin(rubric.measures[str(first)])), refusal)


def _origin(measure: Measure) -> str:
    """The field that says what a measure is worked out from."""
    return "grading" if measure.grading is not None else "count" if measure.count else "from"


def _peers(rubric: Rubric, measure: Measure, path: DocumentPath) -> Iterator[Fault]:
    """Whether a measure over a cohort is of a number in its unit, and its groups are levels."""
    if measure.peers is None:
        return
    of, group = measure.peers.of, measure.peers.group
    for field, name in (("of", of), ("group", group)):
        if name and name not in rubric.measures:
            yield Fault((*path, field), _unknown_measure(name, 0, rubric))
            return
    compared_measure = rubric.measures[of]
    if compared_measure.kind != "number":
        refusal = Refusal("measure-not-a-number", kind=compared_measure.kind)
        yield Fault((*path, "of"), refusal)
    elif measure.peers.take not in ("rank", "count"):
        try:
            own, other = (units.unit(m.unit) for m in (measure, compared_measure))
            require_same([Kind(own.dimension, own.name), Kind(other.dimension, other.name)])
        except Refusal as refusal:
            yield Fault((*path, "of"), refusal)
    if group and rubric.measures[group].kind != "level":
        yield Fault((*path, "group"), Refusal("level-measure-expected", found=group))


def _levels(measure: Measure, path: DocumentPath) -> Iterator[Fault]:
    """Every level can be stated, and stands for itself alone."""
    seen: set[str] = set()
    for index, level in enumerate(measure.levels):
        here = (*path, "levels", index)
        for name in dict.fromkeys((level.id, level.title.zh, level.title.en)):
            if name in seen:
                yield Fault(here, Refusal("id-repeated", found=name))
            seen.add(name)
        try:
            is_statable = read_value(level.id) == Words(level.id)
        except Refusal:
            is_statable = False
        if not is_statable:
            yield Fault((*here, "id"), Refusal("level-not-statable", found=level.id))


def _formula_kind(rubric: Rubric, name: str, path: DocumentPath) -> Iterator[Fault]:
    measure = rubric.measures[name]
    assert measure.formula is not None
    # A rule or a count tests the same measure against several edges.
    is_text = measure.grading is None and not measure.count
    if is_text and (repeated := repeated_inputs(measure.formula.node)):
        yield Fault(path, Refusal("measure-repeated", found=", ".join(repeated)), warning=True)
    try:
        found = kind_of(measure.formula.node, _units(rubric))
        own = units.unit(measure.shown_unit)
        require_same([Kind(own.dimension, own.name), found])
    except Refusal as refusal:
        yield Fault(path, refusal)


def _units(rubric: Rubric) -> dict[str, str]:
    return {name: measure.shown_unit for name, measure in rubric.measures.items()}


def _unknown_measure(name: str, offset: int, rubric: Rubric) -> Refusal:
    known = alike(name, rubric.measures)
    return Refusal("measure-unknown", start=offset, found=name, known=known)


def _children(
    rubric: Rubric,
    children: Sequence[Criterion | Indicator],
    path: DocumentPath,
) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, child in enumerate(children):
        here = (*path, index)
        if child.id in seen:
            yield Fault((*here, "id"), Refusal("id-repeated", found=child.id))
        seen.add(child.id)
        if path == ("criteria",) and child.id == TOTAL:
            yield Fault((*here, "id"), Refusal("id-reserved", found=child.id))
        yield from _sources(rubric, child, here)
        if (rubric.scale is None) is not bool(child.points):
            code = "points-on-scale" if child.points else "key-missing"
            yield Fault((*here, "points") if child.points else here, Refusal(code, name="points"))
        elif isinstance(child, Criterion):
            yield from group_faults(rubric, child, child.out_of or child.points, here)
            yield from _children(rubric, child.criteria, (*here, "criteria"))
        else:
            yield from _indicator(rubric, child, here)


def _sources(rubric: Rubric, node: Criterion | Indicator, path: DocumentPath) -> Iterator[Fault]:
    named: list[tuple[DocumentPath, Basis | None]]
    if isinstance(node, Criterion):
        named = [(("basis",), node.basis)]
    else:
        named = [(("basis", part), basis) for part, basis in node.basis.parts().items()]
        named.append((("adjustable",), node.adjustable))
    named += [(("vetoes", at, "basis"), veto.basis) for at, veto in enumerate(node.vetoes)]
    for place, basis in named:
        yield from _source(rubric, basis, (*path, *place))


def _shared_bases(rubric: Rubric) -> Iterator[Fault]:
    """The bases of what no single row has: grades, checks, pace."""
    yield from _source(rubric, rubric.grades_basis, ("grades basis",))
    for name, method in rubric.methods.items():
        yield from _source(rubric, method.basis, ("methods", name, "basis"))
    for sign, code in rubric.codes.items():
        yield from _source(rubric, code.basis, ("codes", sign, "basis"))
    for index, rule in enumerate(rubric.grade_rules):
        yield from _source(rubric, rule.basis, ("grade rules", index, "basis"))
    for index, view in enumerate(rubric.views):
        yield from _source(rubric, view.basis, ("views", index, "basis"))
    for index, check in enumerate(rubric.checks):
        yield from _source(rubric, check.basis, ("checks", index, "basis"))
    if rubric.pace is not None:
        yield from _source(rubric, rubric.pace.basis, ("pace", "basis"))


def _working_days(rubric: Rubric) -> Iterator[Fault]:
    """The basis of each year's list, and whether its days are of that year."""
    for year, days in rubric.working_days.items():
        here = ("working days", year)
        yield from _source(rubric, days.basis, (*here, "basis"))
        if not re.fullmatch(r"[12]\d{3}", year, re.ASCII):
            yield Fault(here, Refusal("year-expected", found=year))
            continue
        for number in (*days.holidays, *days.worked):
            day = dt.date.fromordinal(number)
            if str(day.year) != year:
                refusal = Refusal("working-day-of-another-year", found=str(day), year=year)
                yield Fault(here, refusal)


def _source(rubric: Rubric, basis: Basis | None, path: DocumentPath) -> Iterator[Fault]:
    if basis is not None and basis.source and basis.source not in rubric.sources:
        known = alike(basis.source, rubric.sources)
        yield Fault((*path, "source"), Refusal("source-unknown", found=basis.source, known=known))


def _indicator(rubric: Rubric, indicator: Indicator, path: DocumentPath) -> Iterator[Fault]:
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
        Fault((*rule, *field), _unknown_measure(name, offset, rubric))
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
    own = list(_rule_faults(rubric, indicator.rule, indicator.points, rule))
    yield from own
    if own or isinstance(indicator.rule, Targets):
        # A rule with a fault need not have an expression; that of targets comes with a filing.
        return
    try:
        earned = _POINTS_KIND if rubric.scale is None else _RANK_KIND
        require_same([kind_of(indicator.unrounded, _units(rubric)), earned])
        for pair in indicator.rule.alike():
            require_same([kind_of(side, _units(rubric)) for side in pair])
    except Refusal as refusal:
        yield Fault(rule, refusal)
        return
    if bare_beside_ratio(indicator.unrounded, _units(rubric)) is not None:
        yield Fault(rule, Refusal("rate-without-sign"))
        return
    if rubric.scale is None:
        yield from _reach(indicator, _ranges(rubric), rule)
    mentioned = Counter(name for _, name, _ in indicator.rule.mentions())
    repeated = sorted(name for name, times in mentioned.items() if times > 1)
    if repeated and not isinstance(indicator.rule, Requirements):
        twice = Refusal("measure-repeated", found=", ".join(repeated))
        yield Fault(rule, twice, warning=True)
    for index, example in enumerate(indicator.examples):
        for wrong in _example(rubric, indicator, example):
            yield Fault((*path, "examples", index), wrong)


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


_POINTS_KIND = Kind(units.unit(POINTS).dimension, POINTS)
_RANK_KIND = Kind(units.unit(RANK).dimension, RANK)
ZERO = Fraction(0)


def _ranges(rubric: Rubric) -> dict[str, Bounds]:
    return {name: measure.range for name, measure in rubric.measures.items()}


def _rule_faults(
    rubric: Rubric, rule: Rule, points: Fraction, path: DocumentPath
) -> Iterator[Fault]:
    ranges = _ranges(rubric)
    for field, refusal in rule.faults(points, lambda node: _range(node, ranges)):
        yield Fault((*path, *field), refusal)


def _basis_parts(rubric: Rubric, indicator: Indicator, path: DocumentPath) -> Iterator[Fault]:
    """Whether everything is justified that a score of this rubric rests on."""
    asked = ("points", "full marks", "below full") if rubric.scale is None else ("levels",)
    given = indicator.basis.parts()
    for name in asked:
        if name not in given:
            yield Fault((*path, "basis"), Refusal("key-missing", name=name))


def _range(node: Node, ranges: Mapping[str, Bounds]) -> Bounds:
    return work_out(node, ranges, defined_only=True).value


def _reach(
    indicator: Indicator, ranges: Mapping[str, Bounds], path: DocumentPath
) -> Iterator[Fault]:
    """Whether the rule stays between nothing and full marks, and can reach them."""
    score = _range(indicator.unrounded, ranges)
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
            yield _unknown_measure(name, 0, rubric)
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


def _grades(rubric: Rubric) -> Iterator[Fault]:
    seen: set[Fraction] = set()
    for index, grade in enumerate(rubric.grades):
        path = ("grades", index, "from")
        if grade.start is None:
            if not any(rule.grade == grade.id for rule in rubric.grade_rules):
                yield Fault(("grades", index), Refusal("key-missing", name="from"))
            continue
        if grade.start in seen:
            yield Fault(path, Refusal("grade-repeated", found=decimal_text(grade.start)))
        seen.add(grade.start)
        if grade.start > rubric.points:
            found, points = decimal_text(grade.start), decimal_text(rubric.points)
            yield Fault(path, Refusal("grade-out-of-reach", found=found, points=points))
    if seen and min(seen) > 0:
        yield Fault(("grades",), Refusal("grades-gap", found=decimal_text(min(seen))))


def _checks(rubric: Rubric) -> Iterator[Fault]:
    for index, check in enumerate(rubric.checks):
        path = ("checks", index, "says")
        unknown = [
            Fault(path, _unknown_measure(name, offset, rubric))
            for name, offset in check.says.names
            if name not in rubric.measures
        ]
        yield from unknown
        if unknown:
            continue
        try:
            sides = [kind_of(side, _units(rubric)) for side in (check.says.left, check.says.right)]
            require_same(sides)
            path = ("checks", index, "tolerance")
            if check.tolerance is not None:
                require_same([*sides, kind_of(check.tolerance, _units(rubric))])
        except Refusal as refusal:
            yield Fault(path, refusal)
    if rubric.pace is not None and rubric.pace.execution not in rubric.indicators:
        name = rubric.pace.execution
        unknown_path = Refusal("path-unknown", found=name, known=alike(name, rubric.indicators))
        yield Fault(("pace", "execution"), unknown_path)


def _unused(rubric: Rubric) -> Iterator[Fault]:
    used = {name for check in rubric.checks for name, _ in check.says.names}
    used |= {name for _, test in tests_of(rubric) for name, _ in test.names}
    for indicator in rubric.indicators.values():
        used |= {name for _, name, _ in indicator.rule.mentions()}
    for measure in rubric.measures.values():
        if measure.peers is not None:
            used |= {measure.peers.of, measure.peers.group}
        if measure.formula is not None:
            used |= {name for name, _ in measure.formula.names}
    for name in rubric.measures:
        if name not in used:
            yield Fault(("measures", name), Refusal("measure-unused", found=name), warning=True)
