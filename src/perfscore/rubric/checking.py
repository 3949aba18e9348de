"""What a rubric must keep before anything is scored with it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from perfscore.documents.document import DocumentPath
from perfscore.errors import Refusal, alike
from perfscore.expression.dimensions import kind_of, require_same
from perfscore.numeric import decimal_text
from perfscore.rubric.basis import Basis
from perfscore.rubric.fault import Fault
from perfscore.rubric.group_checking import group_faults, shared_faults, tests_of
from perfscore.rubric.indicator_checking import indicator_faults
from perfscore.rubric.measure_checking import measure_faults, units_of, unknown_measure
from perfscore.rubric.record_checking import record_faults
from perfscore.rubric.tree import TOTAL, Criterion, Indicator, Rubric

__all__ = ["faults"]


def faults(rubric: Rubric) -> list[Fault]:
    """Everything wrong with a rubric, errors and warnings."""
    found = [*measure_faults(rubric), *record_faults(rubric)]
    if any(not fault.warning for fault in found):
        # A rule over a measure that is wrong would be reported a second time.
        return found
    found += group_faults(rubric, rubric, rubric.points, ())
    found += shared_faults(rubric, units_of(rubric))
    found += _children(rubric, rubric.criteria, ("criteria",))
    found += _grades(rubric)
    found += _checks(rubric)
    found += _shared_bases(rubric)
    found += _working_days(rubric)
    if not any(not fault.warning for fault in found):
        found += _unused(rubric)
    return found


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
            yield from indicator_faults(rubric, child, here)


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
    for index, veto in enumerate(rubric.vetoes):
        yield from _source(rubric, veto.basis, ("vetoes", index, "basis"))
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
            Fault(path, unknown_measure(name, offset, rubric))
            for name, offset in check.says.names
            if name not in rubric.measures
        ]
        yield from unknown
        if unknown:
            continue
        try:
            sides = [
                kind_of(side, units_of(rubric)) for side in (check.says.left, check.says.right)
            ]
            require_same(sides)
            path = ("checks", index, "tolerance")
            if check.tolerance is not None:
                require_same([*sides, kind_of(check.tolerance, units_of(rubric))])
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
