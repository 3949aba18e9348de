"""What a whole form gets wrong: its weights, its pace, targets set too low, its grade.

None of these changes a score; nothing of the total is at stake.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from perfscore import wording
from perfscore.bounds import Bounds, Comparison, point
from perfscore.model.evidence import Evidence
from perfscore.model.filing import Filing, SelfAssessed
from perfscore.model.finding import CitedPlace, Finding, Severity
from perfscore.numeric import decimal_text
from perfscore.reconciliation import Reconciled
from perfscore.rubric.policies import Grade
from perfscore.rubric.tree import Rubric
from perfscore.rules.targets import Targets
from perfscore.scoring.cited import cited
from perfscore.scoring.grades import Graded, graded
from perfscore.scoring.leaves import Outcome
from perfscore.scoring.plan import Line, LineKind
from perfscore.values import bounds_text, value_text
from perfscore.wording import Text

__all__ = ["form_findings"]

ZERO = Fraction(0)
Details = tuple[tuple[str, str | Text], ...]


def form_findings(
    rubric: Rubric,
    filing: Filing,
    root: Line,
    reconciled: Reconciled,
    outcomes: Mapping[str, Outcome],
    own: Mapping[str, SelfAssessed],
    decision: Graded,
) -> Iterator[Finding]:
    """Findings about the form; ``own`` are self-assessed scores by path, the root's empty."""
    if rubric.scale is not None:
        return
    yield from _weights(rubric, filing, root)
    yield from _pace(rubric, root, outcomes, own)
    yield from _overachieved(rubric, filing, reconciled)
    yield from _grade(rubric, filing, reconciled, outcomes, own, decision)
    yield from _inversions(root, outcomes, own)


def _finding(
    code: str,
    path: str,
    details: Details,
    severity: Severity = Severity.WARNING,
    places: tuple[CitedPlace, ...] = (),
) -> Finding:
    return Finding(code, severity, path, details, places, ZERO)


def _weights(rubric: Rubric, filing: Filing, root: Line) -> Iterator[Finding]:
    """Points of the form against those of the rubric, or those the filing says a block has."""
    is_whole = root.points == rubric.points
    lines = {line.path: line for line in root.walk()}
    if not is_whole:
        off = [
            (node.title, lines[path].points, node.points)
            for path, node in rubric.indicators.items()
            if lines[path].points != node.points
        ]
        details = (*_sums(root.title, root.points, rubric.points), ("blocks", _blocks(off)))
        places = _weights_cited(filing, "")
        yield _finding("weights-do-not-add-up", "", details, Severity.ERROR, places)
    for path, node in rubric.indicators.items():
        points, stated = lines[path].points, filing.points.get(path)
        places = _weights_cited(filing, path)
        if stated is not None and points != stated:
            details = (*_sums(node.title, points, stated), ("blocks", ""))
            yield _finding("weights-do-not-add-up", path, details, places=places)
        elif is_whole and points != node.points:
            details = _sums(node.title, points, node.points)
            yield _finding("weights-adjusted", path, details, Severity.INFORMATION, places)


def _weights_cited(filing: Filing, path: str) -> tuple[CitedPlace, ...]:
    """Where the points of a block stand: the filing's own, and the weights of its targets."""
    given = [
        CitedPlace("", "", f"{name}: {decimal_text(points)}", filing.key_place(f"points.{name}"))
        for name, points in sorted(filing.points.items())
        if path in ("", name)
    ]
    weights = [
        CitedPlace("", target.place, f"{target.id}: {decimal_text(target.weight)}", target.at)
        for target in filing.targets
        if path in ("", target.under) and target.weight is not None
    ]
    return (*given, *weights)


def _blocks(off: Sequence[tuple[Text, Fraction, Fraction]]) -> Text:
    """The rows whose points are not the rubric's, as ``title found (expected)``."""
    numbers = [f"{decimal_text(found)} ({decimal_text(own)})" for _, found, own in off]
    rows = wording.listed(
        Text(f"{title.zh} {pair}", f"{title.en} {pair}")
        for (title, _, _), pair in zip(off, numbers, strict=True)
    )
    return Text(f"：{rows.zh}", f": {rows.en}")


def _sums(title: Text, found: Fraction, expected: Fraction) -> Details:
    return (
        ("expected", decimal_text(expected)),
        ("row", title),
        ("sum", decimal_text(found)),
    )


def _pace(
    rubric: Rubric, root: Line, outcomes: Mapping[str, Outcome], own: Mapping[str, SelfAssessed]
) -> Iterator[Finding]:
    """Whether all else scores far better than the money was spent."""
    if rubric.pace is None:
        return
    execution = next(line for line in root.walk() if line.path == rubric.pace.execution)
    recomputed = {path: outcome.score for path, outcome in outcomes.items()}
    stated = {path: point(each.points) for path, each in own.items()}
    for scores in (recomputed, stated):
        rates = _rates(root, execution, scores)
        if rates is None:
            continue
        rest, spent = rates
        if rest and (rest - spent) / rest > rubric.pace.limit.value:
            details = (
                ("rest", decimal_text(rest * 100, 2)),
                ("spent", decimal_text(spent * 100, 2)),
            )
            paths = (execution.path, "") if scores is stated else ()
            places = tuple(cited(own[path]) for path in paths)
            yield _finding("score-outruns-execution", execution.path, details, places=places)
            return


def _rates(
    root: Line, execution: Line, scores: Mapping[str, Bounds | None]
) -> tuple[Fraction, Fraction] | None:
    """The score rate of everything else, and of execution, where both are settled."""
    total, spent = scores.get(""), scores.get(execution.path)
    others = root.points - execution.points
    if total is None or spent is None or not others or not execution.points:
        return None
    if not total.is_settled or not spent.is_settled:
        return None
    return (total.value - spent.value) / others, spent.value / execution.points


def _overachieved(rubric: Rubric, filing: Filing, reconciled: Reconciled) -> Iterator[Finding]:
    """Targets that were passed by so much that they may have been set too low."""
    upward = (Comparison.AT_LEAST, Comparison.MORE, Comparison.EQUAL)
    for target in filing.targets:
        rule = rubric.indicators[target.under].rule
        limits = rule.overachieved if isinstance(rule, Targets) else None
        if limits is None or target.kind != "number" or target.compare not in upward:
            continue
        reading = reconciled.readings[target.id]
        planned = reconciled.measures[target.id].base_of(target.amount)
        if planned <= 0 or reading.trust is None or reading.bounds.low is None:
            continue
        share = reading.bounds.low / planned
        if share < limits.remark.value:
            continue
        needs_reason = share >= limits.explain.value and not _reasons(reading.evidence)
        code = "over-achieved-unexplained" if needs_reason else "over-achieved"
        severity = Severity.WARNING if needs_reason else Severity.INFORMATION
        limit = limits.explain if needs_reason else limits.remark
        details = (
            ("limit", decimal_text(limit.value * 100, 2)),
            ("measure", target.title),
            ("share", decimal_text(share * 100, 2)),
            ("target", value_text(target.planned)),
        )
        path = f"{target.under}.{target.id}"
        places = tuple(cited(evidence) for evidence in reading.evidence)
        yield _finding(code, path, details, severity, places)


def _reasons(evidence: tuple[Evidence, ...]) -> bool:
    return any(each.note.zh.strip() or each.note.en.strip() for each in evidence)


def _grade(
    rubric: Rubric,
    filing: Filing,
    reconciled: Reconciled,
    outcomes: Mapping[str, Outcome],
    own: Mapping[str, SelfAssessed],
    decision: Graded,
) -> Iterator[Finding]:
    """A grade that neither the stated nor the recomputed total can have."""
    total = outcomes[""].score
    if not filing.grade or not rubric.grades or total is None:
        return
    stated = own.get("")
    ways = [] if stated is None else [point(stated.points)]
    graded_as = [graded(rubric, way, reconciled.readings).grades for way in ways]
    for way, grades in zip((*ways, total), (*graded_as, decision.grades), strict=True):
        if not any(_is_grade(filing.grade, grade) for grade in grades):
            yield _grade_differs(filing, way, grades)
            return


def _grade_differs(filing: Filing, total: Bounds, grades: tuple[Grade, ...]) -> Finding:
    """A grade against what one total, the stated or the recomputed one, gives."""
    details: Details = (
        ("grade", filing.grade),
        ("possible", wording.listed(grade.title for grade in grades)),
        ("total", bounds_text(total, "")),
    )
    places = (CitedPlace("", "", filing.grade, filing.key_place("grade")),)
    return _finding("grade-differs", "", details, places=places)


def _is_grade(stated: str, grade: Grade) -> bool:
    """优秀 is 优; English titles are compared as they stand."""
    return stated.startswith(grade.title.zh) or stated.lower() == grade.title.en.lower()


def _inversions(
    root: Line, outcomes: Mapping[str, Outcome], own: Mapping[str, SelfAssessed]
) -> Iterator[Finding]:
    """Pairs of targets of one block, the better attained of which gave itself less."""
    for line in root.walk():
        rows = [
            (outcome.score.value / child.points, own[child.path].points / child.points, child)
            for child in line.children
            if child.kind is LineKind.TARGET and child.path in own and child.points
            for outcome in [outcomes[child.path]]
            if outcome.score is not None and outcome.score.is_settled
        ]
        for earned, given, child in rows:
            worse = [(e, g, c) for e, g, c in rows if e < earned and g > given]
            if not worse:
                continue
            other_earned, other_given, other = min(worse, key=lambda row: (row[0], row[2].path))
            details = (
                ("earned", decimal_text(earned * 100, 2)),
                ("given", decimal_text(given * 100, 2)),
                ("other", other.title),
                ("other_earned", decimal_text(other_earned * 100, 2)),
                ("other_given", decimal_text(other_given * 100, 2)),
                ("row", child.title),
            )
            places = (cited(own[child.path]), cited(own[other.path]))
            yield _finding("better-scored-lower", child.path, details, places=places)
