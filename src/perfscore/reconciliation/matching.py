"""Match a filing against its rubric: which measures and rows its statements speak of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from perfscore.errors import FilingError, Problem, alike
from perfscore.model.evidence import Evidence, Placed
from perfscore.model.filing import Filing
from perfscore.model.target import Target
from perfscore.rubric.measure import Measure
from perfscore.rubric.tree import TOTAL, Rubric
from perfscore.rules.targets import Targets
from perfscore.values import DATE

__all__ = ["Matched", "matched"]


@dataclass(frozen=True, slots=True)
class Matched:
    """All measures in play (the rubric's and one per target), statements and targets by them."""

    measures: Mapping[str, Measure]
    evidence: Mapping[str, tuple[Evidence, ...]]
    targets: Mapping[str, tuple[Target, ...]]


def matched(filing: Filing, rubric: Rubric) -> Matched:
    """Match a filing to a rubric; raises :class:`FilingError` with every name that is off."""
    if (filing.rubric, filing.edition) != (rubric.id, rubric.edition):
        found = f"{filing.rubric} {filing.edition}"
        details = (("expected", f"{rubric.id} {rubric.edition}"), ("found", found))
        raise FilingError(Problem("filing-for-another-rubric", filing.at, details))
    problems = list(_problems(filing, rubric))
    if problems:
        raise FilingError(*sorted(problems, key=lambda p: (p.place.line or 0, p.code)))
    own = {target.id: _measure_of(target) for target in filing.targets}
    evidence: dict[str, list[Evidence]] = {}
    for statement in filing.evidence:
        evidence.setdefault(statement.measure, []).append(statement)
    targets: dict[str, list[Target]] = {}
    for target in filing.targets:
        targets.setdefault(target.under, []).append(target)
    return Matched(
        dict(rubric.measures) | own,
        {name: tuple(sorted(found, key=_order)) for name, found in evidence.items()},
        {path: tuple(found) for path, found in targets.items()},
    )


def _order(evidence: Evidence) -> tuple[str, str, str]:
    # Statements are a set: their order in the file says nothing.
    return (evidence.source, evidence.place, str(evidence.value))


def _measure_of(target: Target) -> Measure:
    if target.amount.unit == DATE:
        return Measure(title=target.title, kind="date")
    return Measure(title=target.title, unit=target.amount.unit)


def _problems(filing: Filing, rubric: Rubric) -> Iterator[Problem]:
    known = set(rubric.measures) | {target.id for target in filing.targets}
    for statement in filing.evidence:
        if statement.measure not in known:
            yield _unknown("measure-unknown", statement.measure, known, statement, "measure")
        if statement.source and statement.source not in filing.sources:
            sources = set(filing.sources)
            yield _unknown("source-unknown", statement.source, sources, statement, "source")
    for name, figure in filing.figures.items():
        if name in known or not name.isidentifier():
            code = "id-repeated" if name in known else "identifier-invalid"
            yield Problem(code, figure.at, (("found", name),))
        if figure.beside and figure.beside not in known:
            yield _unknown("measure-unknown", figure.beside, known, figure, "beside")
    yield from _target_problems(filing, rubric)
    for path, own in filing.self_assessed.items():
        if path != TOTAL and path not in rubric.nodes:
            yield _unknown("path-unknown", path, {*rubric.nodes, TOTAL}, own, "")


def _target_problems(filing: Filing, rubric: Rubric) -> Iterator[Problem]:
    takes = {p for p, node in rubric.indicators.items() if isinstance(node.rule, Targets)}
    seen: set[str] = set()
    for target in filing.targets:
        if target.under not in takes:
            code = "target-not-taken" if target.under in rubric.nodes else "path-unknown"
            yield _unknown(code, target.under, takes, target, "under")
        if target.id in seen or target.id in rubric.measures:
            yield Problem("id-repeated", target.at, (("found", target.id),))
        seen.add(target.id)
    for path in sorted(takes):
        group = [target for target in filing.targets if target.under == path]
        without = [target for target in group if target.weight is None]
        if without and len(without) != len(group):
            details = (("found", without[0].id), ("path", path))
            yield Problem("weight-missing", without[0].at, details)


def _unknown(code: str, name: str, known: set[str], placed: Placed, field: str) -> Problem:
    place = placed.place_of(field)
    return Problem(code, place, (("found", name), ("known", alike(name, known))))
