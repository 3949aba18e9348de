"""Match a filing against its rubric: which measures and rows its statements speak of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from perfscore import wording
from perfscore.errors import FilingError, Problem, alike
from perfscore.expression.building import constant
from perfscore.model.evidence import Evidence, Placed, SourceKind
from perfscore.model.filing import Filing
from perfscore.model.level import LevelName
from perfscore.model.target import Target
from perfscore.numeric import decimal_text
from perfscore.reconciliation.doubt import Doubt
from perfscore.reconciliation.unfolding import record_problems, unfolded
from perfscore.rubric.code import Code
from perfscore.rubric.measure import Measure
from perfscore.rubric.tree import SEPARATOR, TOTAL, Rubric
from perfscore.rules.targets import ATTAINED_LEVELS, Targets, judged_name, names_of
from perfscore.values import DATE

__all__ = ["Matched", "matched"]


@dataclass(frozen=True, slots=True)
class Matched:
    """All measures in play (the rubric's, one per target, one per cell of a record), statements
    and targets by them."""

    measures: Mapping[str, Measure]
    evidence: Mapping[str, tuple[Evidence, ...]]
    targets: Mapping[str, tuple[Target, ...]]
    points: Mapping[str, Fraction]
    precedence: tuple[SourceKind, ...]
    codes: Mapping[str, Code]
    doubts: tuple[Doubt, ...]


def matched(filing: Filing, rubric: Rubric) -> Matched:
    """Match a filing to a rubric; raises :class:`FilingError` with every name that is off."""
    if (filing.rubric, filing.edition) != (rubric.id, rubric.edition):
        found = f"{filing.rubric} {filing.edition}"
        details = (("expected", f"{rubric.id} {rubric.edition}"), ("found", found))
        raise FilingError(Problem("filing-for-another-rubric", filing.at, details))
    if not rubric.in_force.covers(filing.period):
        raise FilingError(Problem("edition-not-in-force", filing.at, _periods(filing, rubric)))
    own = dict(pair for target in filing.targets for pair in _measures_of(target))
    problems = [*_problems(filing, rubric), *record_problems(filing, rubric, own)]
    if problems:
        raise FilingError(*sorted(problems, key=lambda p: (p.place.line or 0, p.code)))
    records = unfolded(filing, rubric, own)
    evidence: dict[str, list[Evidence]] = {}
    for statement in (*filing.evidence, *records.evidence):
        evidence.setdefault(statement.measure, []).append(statement)
    targets: dict[str, list[Target]] = {}
    for target in filing.targets:
        targets.setdefault(target.under, []).append(target)
    return Matched(
        {**rubric.measures, **own, **records.measures},
        {name: tuple(sorted(found, key=_order)) for name, found in evidence.items()},
        {path: tuple(found) for path, found in targets.items()},
        dict(filing.points),
        rubric.precedence,
        rubric.codes,
        records.doubts,
    )


def _periods(filing: Filing, rubric: Rubric) -> tuple[tuple[str, str], ...]:
    since, until = rubric.in_force.since or "…", rubric.in_force.until or "…"
    return (
        ("edition", f"{rubric.id} {rubric.edition}"),
        ("found", filing.period),
        ("since", since),
        ("until", until),
    )


def _order(evidence: Evidence) -> tuple[str, ...]:
    # Statements are a set: their order in the file says nothing.
    note = (evidence.note.zh, evidence.note.en)
    return (evidence.source, evidence.place, str(evidence.value), evidence.period, *note)


def _measures_of(target: Target) -> Iterator[tuple[str, Measure]]:
    """The measure that says whether a target was reached; one more for a judged share."""
    if target.kind == "condition":
        yield target.id, Measure(title=target.title, kind="condition")
    elif target.kind == "level":
        levels = tuple(LevelName(id=name, title=title) for name, title in ATTAINED_LEVELS)
        yield target.id, Measure(title=target.title, kind="level", levels=levels)
        share = wording.text("report", "judged-share-of", title=target.title)
        none, full = constant(0, "%"), constant(100, "%")
        judged = Measure(title=share, unit="%", at_least=none, at_most=full)
        yield judged_name(target), judged
    elif target.amount.unit == DATE:
        yield target.id, Measure(title=target.title, kind="date")
    else:
        yield target.id, Measure(title=target.title, unit=target.amount.unit)


def _problems(filing: Filing, rubric: Rubric) -> Iterator[Problem]:
    known = set(rubric.measures)
    for target in filing.targets:
        known |= set(names_of(target))
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
    may_change = {path for path, node in rubric.indicators.items() if node.adjustable}
    for path in filing.points:
        if path not in may_change:
            details = (("found", path), ("known", alike(path, may_change)))
            yield Problem("points-not-adjustable", filing.key_place(f"points.{path}"), details)
    yield from _fine_points(filing, rubric)
    rows = {*rubric.nodes, TOTAL}
    rows |= {f"{target.under}{SEPARATOR}{target.id}" for target in filing.targets}
    for path, own in filing.self_assessed.items():
        if path not in rows:
            yield _unknown("path-unknown", path, rows, own, "")


def _fine_points(filing: Filing, rubric: Rubric) -> Iterator[Problem]:
    """Points with more digits than the rows are rounded to, which no row could earn."""
    if not rubric.rounding.rounds_parts:
        return
    digits = rubric.rounding.digits
    rules = {path: node.rule for path, node in rubric.indicators.items()}
    given = [(n, filing.key_place(f"points.{path}")) for path, n in filing.points.items()]
    for target in filing.targets:
        rule = rules.get(target.under)
        if isinstance(rule, Targets) and rule.weights == "points" and target.weight is not None:
            given.append((target.weight, target.place_of("weight")))
    for points, place in given:
        if (points * 10**digits).denominator != 1:
            details = (("digits", str(digits)), ("found", decimal_text(points)))
            yield Problem("points-finer-than-rounding", place, details)


def _target_problems(filing: Filing, rubric: Rubric) -> Iterator[Problem]:
    rules = {path: node.rule for path, node in rubric.indicators.items()}
    takes = {path: rule for path, rule in rules.items() if isinstance(rule, Targets)}
    seen = rubric.names_taken
    for target in filing.targets:
        if target.under not in takes:
            code = "target-not-taken" if target.under in rubric.nodes else "path-unknown"
            yield _unknown(code, target.under, set(takes), target, "under")
        elif target.kind == "level" and not takes[target.under].levels:
            details = (("found", target.id), ("path", target.under))
            yield Problem("target-level-not-taken", target.place_of("kind"), details)
        for name in names_of(target):
            if name in seen:
                yield Problem("id-repeated", target.at, (("found", name),))
            seen.add(name)
    for path, rule in sorted(takes.items()):
        group = [target for target in filing.targets if target.under == path]
        without = [target for target in group if target.weight is None]
        details = (("found", without[0].id if without else ""), ("path", path))
        if without and rule.weights == "points":
            yield Problem("weight-needed", without[0].at, details)
        elif without and len(without) != len(group):
            yield Problem("weight-missing", without[0].at, details)


def _unknown(code: str, name: str, known: set[str], placed: Placed, field: str) -> Problem:
    place = placed.place_of(field)
    return Problem(code, place, (("found", name), ("known", alike(name, known))))
