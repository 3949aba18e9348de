"""Whether the measures of a rubric make sense, by themselves and together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from perfscore import units
from perfscore.bounds import Bounds
from perfscore.calculation.steps import work_out
from perfscore.documents.document import DocumentPath
from perfscore.errors import Refusal, alike
from perfscore.expression.dimensions import Kind, kind_of, require_same
from perfscore.expression.nodes import Node
from perfscore.expression.walking import repeated_inputs
from perfscore.rubric.derived import derivation_order
from perfscore.rubric.fault import Fault
from perfscore.rubric.measure import Measure
from perfscore.rubric.tree import Rubric
from perfscore.rules import Rule
from perfscore.values import Words, read_value

__all__ = [
    "measure_faults",
    "range_over",
    "ranges_of",
    "rule_faults",
    "units_of",
    "unknown_measure",
]

ZERO = Fraction(0)


def measure_faults(rubric: Rubric) -> Iterator[Fault]:
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
            Fault((*path, *field), unknown_measure(other, offset, rubric))
            for field, other, offset in mentions
            if other not in rubric.measures
        ]
        yield from unknown
        if not unknown:
            yield from _formula_kind(rubric, name, path)
        if not unknown and measure.grading is not None:
            yield from rule_faults(rubric, measure.grading, ZERO, path)
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
            yield Fault((*path, field), unknown_measure(name, 0, rubric))
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
        found = kind_of(measure.formula.node, units_of(rubric))
        own = units.unit(measure.shown_unit)
        require_same([Kind(own.dimension, own.name), found])
    except Refusal as refusal:
        yield Fault(path, refusal)


def units_of(rubric: Rubric) -> dict[str, str]:
    return {name: measure.shown_unit for name, measure in rubric.measures.items()}


def unknown_measure(name: str, offset: int, rubric: Rubric) -> Refusal:
    known = alike(name, rubric.measures)
    return Refusal("measure-unknown", start=offset, found=name, known=known)


def ranges_of(rubric: Rubric) -> dict[str, Bounds]:
    return {name: measure.range for name, measure in rubric.measures.items()}


def rule_faults(
    rubric: Rubric, rule: Rule, points: Fraction, path: DocumentPath
) -> Iterator[Fault]:
    ranges = ranges_of(rubric)
    for field, refusal in rule.faults(points, lambda node: range_over(node, ranges)):
        yield Fault((*path, *field), refusal)


def range_over(node: Node, ranges: Mapping[str, Bounds]) -> Bounds:
    return work_out(node, ranges, defined_only=True).value
