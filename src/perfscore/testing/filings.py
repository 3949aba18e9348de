"""Hypothesis strategies for filings of a rubric, aimed at the edges its own rules have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from perfscore import units
from perfscore.bounds import Bounds, scaled
from perfscore.expression.building import number
from perfscore.expression.nodes import Constant, Node
from perfscore.expression.walking import inputs, operands
from perfscore.model.evidence import Evidence
from perfscore.model.filing import Department, Filing
from perfscore.model.target import Target
from perfscore.numeric import is_decimal
from perfscore.rubric.group_checking import tests_of
from perfscore.rubric.measure import Measure
from perfscore.rubric.tree import Rubric
from perfscore.rules.conditions import holding
from perfscore.rules.targets import Targets, judged_name
from perfscore.testing.strategies import bounds_around
from perfscore.values import DATE, Absent, Amount, Value, Words
from perfscore.wording import Text

__all__ = ["edges_of", "filings", "known_values", "parts_of", "stated"]

_NEAR = Fraction(1, 10**6)
# Levels with shares, in per cent, that every rubric of ours has inside them.
_LEVELS = (("not_attained", 0, 49), ("partly_attained", 60, 79), ("attained", 80, 100))
_TARGET_UNITS = ("件", "%", "万人次", "小时")


def edges_of(rubric: Rubric, name: str) -> tuple[Fraction, ...]:
    """The numbers, in base units, at which a rule over this measure may turn."""
    found = {Fraction(0), Fraction(1)}
    for names, constants in _turning(rubric):
        if name in names:
            found |= {c.value for c in constants if _fits(c, rubric, name)}
    return tuple(sorted(found))


def _turning(rubric: Rubric) -> list[tuple[set[str], list[Constant]]]:
    """The inputs and the constants of everything that reads measures."""
    return [(set(inputs(node)), list(_constants(node))) for node in _expressions(rubric)]


def _expressions(rubric: Rubric) -> Iterator[Node]:
    """Everything in the rubric that reads measures."""
    for indicator in rubric.indicators.values():
        if not isinstance(indicator.rule, Targets):
            yield indicator.unrounded
    for measure in rubric.measures.values():
        if measure.formula is not None and measure.records is None:
            yield measure.formula.node
    for _, test in tests_of(rubric):
        yield holding(test, number(1), number(0))


def _fits(constant: Constant, rubric: Rubric, name: str) -> bool:
    measure = rubric.measures[name]
    if measure.kind != "number":
        return False
    return units.unit(constant.unit).dimension == measure.dimension


def _constants(node: Node) -> Iterator[Constant]:
    if isinstance(node, Constant):
        yield node
    for operand in operands(node):
        yield from _constants(operand)


def known_values(rubric: Rubric) -> st.SearchStrategy[dict[str, Fraction]]:
    """A possible number in base units for every measure that a filing states: those that rules
    name, or in place of some of them the ones they are worked out from."""
    used = _used(rubric)
    # Stating both a measure and what it is worked out from would contradict itself.
    named = {name for name in used if not (parts_of(rubric, {name}) - {name}) & used}
    return _values_of(rubric, named) | _values_of(rubric, parts_of(rubric, used))


def _values_of(rubric: Rubric, names: set[str]) -> st.SearchStrategy[dict[str, Fraction]]:
    return st.fixed_dictionaries(
        {n: _numbers(rubric, n, m) for n, m in rubric.measures.items() if n in names}
    )


def _used(rubric: Rubric) -> set[str]:
    """The measures that rules and tests name themselves; constants need no statement."""
    found = {name for i in rubric.indicators.values() for _, name, _ in i.rule.mentions()}
    found |= {name for _, test in tests_of(rubric) for name, _ in test.names}
    return {name for name in found if not _is_constant(rubric.measures[name])}


def _is_constant(measure: Measure) -> bool:
    return measure.formula is not None and not inputs(measure.formula.node)


def parts_of(rubric: Rubric, names: set[str]) -> set[str]:
    """What some measures are worked out from, down to what can only be stated."""
    found: set[str] = set()
    for name in names:
        formula = rubric.measures[name].formula
        parts = set() if formula is None else set(inputs(formula.node))
        found |= parts_of(rubric, parts) if parts else {name}
    return {name for name in found if not _is_constant(rubric.measures[name])}


def _numbers(rubric: Rubric, name: str, measure: Measure) -> st.SearchStrategy[Fraction]:
    if measure.kind == "condition":
        return st.sampled_from([Fraction(0), Fraction(1)])
    if measure.kind == "level":
        return st.sampled_from([Fraction(n) for n in range(len(measure.levels))])
    if measure.kind == "date":
        return st.integers(700_000, 760_000).map(Fraction)
    # Drawn in the measure's own unit: a millionth of a second is no decimal of days.
    factor = units.unit(measure.unit).factor
    edges = [e for e in (edge / factor for edge in edges_of(rubric, name)) if is_decimal(e)]
    beside = [edge + side * _NEAR for edge in edges for side in (-1, 0, 1)]
    between = st.integers(-(10**6), 3 * 10**6).map(lambda n: Fraction(n, 10**6) * max(edges))
    own = st.sampled_from(beside) | between
    if measure.whole:
        own = own.map(lambda number: Fraction(round(number)))
    drawn = own.map(lambda number: number * factor)
    return drawn.filter(measure.range.contains)


def stated(measure: Measure, bounds: Bounds) -> Value:
    """Bounds in base units as a filing would state them."""
    if measure.kind == "condition":
        return Words("是" if bounds.value else "否")
    if measure.kind == "level":
        return Words(measure.levels[int(bounds.value)].id)
    unit = DATE if measure.kind == "date" else measure.unit
    factor = Fraction(1) if measure.kind == "date" else units.unit(unit).factor
    low, high = (None if e is None else e / factor for e in (bounds.low, bounds.high))
    return Amount(Bounds(low, high, bounds.low_open, bounds.high_open), unit)


def filings(
    rubric: Rubric, *, complete: bool = False, absences: bool = False
) -> st.SearchStrategy[Filing]:
    """Filings; ``complete`` ones state a number for everything, others leave gaps and bounds.

    With ``absences`` some measures are stated as not applicable.
    """
    return _filings(_Wanted(rubric, known_values(rubric), complete, absences))


@dataclass(frozen=True, repr=False)
class _Wanted:
    """What filings are drawn from; without a text of its own, which would take longer to write
    than the drawing."""

    rubric: Rubric
    values: st.SearchStrategy[dict[str, Fraction]]
    complete: bool
    absences: bool


@st.composite
def _filings(draw: st.DrawFn, wanted: _Wanted) -> Filing:
    rubric, complete = wanted.rubric, wanted.complete
    evidence = []
    for name, known in draw(wanted.values).items():
        measure = rubric.measures[name]
        if not complete and draw(st.integers(0, 3)) == 0:
            continue
        if wanted.absences and draw(st.integers(0, 4)) == 0:
            evidence.append(Evidence(measure=name, value=Absent.NOT_APPLICABLE))
            continue
        reading = Bounds(known, known)
        if not complete and measure.kind == "number":
            factor = units.unit(measure.unit).factor
            reading = scaled(draw(bounds_around(known / factor)), factor)
        if reading.low is not None or reading.high is not None:
            evidence.append(Evidence(measure=name, value=stated(measure, reading)))
    targets = [
        draw(_target(path, index, indicator.rule))
        for path, indicator in rubric.indicators.items()
        if isinstance(indicator.rule, Targets)
        for index in range(draw(st.integers(1, 3)))
    ]
    for target in targets:
        if complete or draw(st.booleans()):
            evidence += draw(_attained(target))
    return Filing(
        rubric=rubric.id,
        edition=rubric.edition,
        department=Department(name=Text("某部门", "a department")),
        period=rubric.in_force.until or rubric.in_force.since or "2024",
        targets=tuple(targets),
        evidence=tuple(evidence),
    )


@st.composite
def _target(draw: st.DrawFn, path: str, index: int, rule: Targets) -> Target:
    said: dict[str, Any] = {
        "id": f"target_{path.replace('.', '_')}_{index}",
        "under": path,
        "title": Text("目标", "a target"),
    }
    if rule.weights == "points":
        said["weight"] = Fraction(draw(st.integers(1, 60)), 2)
    kind = draw(
        st.sampled_from(["number", "number", "condition", *(["level"] * bool(rule.levels))])
    )
    if kind != "number":
        return Target(**said, kind=kind)
    edge = Fraction(draw(st.integers(0, 400)), 4)
    return Target(
        **said,
        planned=Amount(Bounds(edge, edge), draw(st.sampled_from(_TARGET_UNITS))),
        compare=draw(st.sampled_from(["at least", "at most", "more than", "less than", "equal"])),
    )


@st.composite
def _attained(draw: st.DrawFn, target: Target) -> list[Evidence]:
    """What a filing states of one target: an actual value, or how far a goal in words was met."""
    if target.kind == "condition":
        return [Evidence(measure=target.id, value=draw(st.sampled_from(["是", "否"])))]
    if target.kind == "level":
        level, low, high = draw(st.sampled_from(_LEVELS))
        judged = Fraction(draw(st.integers(low, high)))
        share = Amount(Bounds(judged, judged), "%")
        return [
            Evidence(measure=target.id, value=level),
            Evidence(measure=judged_name(target), value=share),
        ]
    edge = target.amount.bounds.value
    actual = draw(st.sampled_from([edge, edge + 1, edge / 2, edge * 2, Fraction(0)]))
    return [Evidence(measure=target.id, value=Amount(Bounds(actual, actual), target.amount.unit))]
