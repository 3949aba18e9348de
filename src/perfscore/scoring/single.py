"""Score one department's filing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from perfscore import wording
from perfscore.bounds import Bounds
from perfscore.errors import FilingError, Problem, alike
from perfscore.model.evidence import Trust
from perfscore.model.filing import Filing, SelfAssessed
from perfscore.model.finding import Finding, Severity
from perfscore.model.reading import Reading
from perfscore.model.review import Review
from perfscore.reconciliation import matched, reconcile
from perfscore.rubric.measure import Measure
from perfscore.rubric.tree import TOTAL, Rubric
from perfscore.rubric.veto import Veto
from perfscore.scoring.compiled import recorded
from perfscore.scoring.form import form_findings
from perfscore.scoring.grades import Graded, graded
from perfscore.scoring.leaves import holds
from perfscore.scoring.plan import Line, plan
from perfscore.scoring.review import reviewed
from perfscore.scoring.scorecard import Label, Row, Scorecard, Trace
from perfscore.scoring.self_assessment import self_assessment_findings
from perfscore.scoring.stakes import Evaluation, findings
from perfscore.scoring.totals import child_input
from perfscore.scoring.views import viewed
from perfscore.units.vocabulary import RANK
from perfscore.values import Absent, value_text
from perfscore.wording import Text

__all__ = ["score", "traced"]

_POINTS_UNIT = "分"


def score(
    filing: Filing,
    rubric: Rubric,
    *,
    trust: Trust = Trust.REPORTED,
    review: Review | None = None,
) -> Scorecard:
    """Score a filing by a rubric.

    Statements below ``trust`` are not used. Scores are in points; whatever the evidence leaves
    open comes back as bounds. The overrides of a ``review`` never change a computed score; what
    they would make of it stands beside it. A pure function: no clock, no locale, no registry.

    Raises :class:`~perfscore.errors.FilingError` when the filing is for another rubric, names a
    measure, path or source that does not exist, or gives a value of a wrong kind; and when the
    review is of something else.
    """
    trust = Trust(trust)
    if trust is Trust.REPORTED and review is None:
        scores = recorded(filing, rubric)
        if scores is not None:
            return Scorecard.made_of(rubric, filing, trust, review, scores)
    trace = traced(filing, rubric, trust, review)
    return Scorecard.made_of(rubric, filing, trust, review, trace)


def traced(filing: Filing, rubric: Rubric, trust: Trust, review: Review | None) -> Trace:
    """All that :func:`score` says of a filing, worked out step by step; raises as it does."""
    found = matched(filing, rubric)
    reconciled = reconcile(filing, found, trust, rubric.checks)
    root = plan(rubric, found)
    evaluation = Evaluation.of(rubric, root, reconciled)
    reported = evaluation.outcomes
    if trust is not Trust.REPORTED:
        everything = reconcile(filing, found, Trust.REPORTED, rubric.checks)
        reported = Evaluation.of(rubric, root, everything).outcomes
    decision = graded(rubric, evaluation.total, reconciled.readings)
    lines = list(root.walk())
    stated = {
        "" if path == TOTAL else path: ranked
        for path, own in filing.self_assessed.items()
        if (ranked := _own_score(rubric, own)) is not None
    }
    self_assessed = dict(stated) if rubric.scale is not None else _self_assessed(root, stated)
    sources = {name: source.title for name, source in rubric.sources.items()}
    rows = [
        _row(
            evaluation,
            line,
            self_assessed.get(line.path),
            reported[line.path].score,
            sources,
            decision,
        )
        for line in lines
    ]
    checked = None if review is None else reviewed(evaluation, filing, review)
    if checked is not None and review is not None:
        rows = [_with_review(row, checked.evaluation, review) for row in rows]
    own = self_assessed.get("")
    found_out = [
        *findings(evaluation),
        *_grade_findings(decision),
        *self_assessment_findings(root, evaluation.outcomes, stated, rubric.scale),
        *form_findings(
            rubric, filing, root, reconciled, evaluation.outcomes, self_assessed, decision
        ),
        *(() if checked is None else checked.findings),
    ]
    return Trace(
        graded=decision,
        views=tuple(viewed(rubric, root, evaluation.outcomes)),
        self_assessed=None if own is None else own.points,
        points_assumed=_assumed(root, rows),
        rows=tuple(rows[1:]),
        findings=tuple(sorted(found_out, key=lambda finding: finding.order)),
        root=rows[0],
        evaluation=evaluation,
        reviewed=None if checked is None else checked.evaluation,
    )


def _grade_findings(decision: Graded) -> Iterator[Finding]:
    """Grade rules that hold, or may."""
    by_total = wording.listed(grade.title for grade in decision.by_total)
    for rule, is_met in decision.rules:
        if is_met is not False:
            code = "grade-rule-applies" if is_met else "grade-rule-open"
            severity = Severity.INFORMATION if is_met else Severity.WARNING
            details = (("grades", by_total), ("rule", rule.title))
            yield Finding(code, severity, "", details, (), Fraction(0))


def _own_score(rubric: Rubric, own: SelfAssessed) -> SelfAssessed | None:
    """A self-assessed score in the rubric's terms: a level of its scale becomes its rank.

    A code is read as the rubric says; ``None`` for one that states no level.

    Raises :class:`FilingError` for a level where the rubric has points, and the other way round.
    """
    if rubric.scale is None:
        if own.score is None:
            details = (("found", own.level),)
            raise FilingError(Problem("number-unreadable", own.place_of("score"), details))
        return own
    code = rubric.codes.get(own.level)
    if code is not None and isinstance(code.read_as, Absent):
        return None
    level = value_text(code.read_as) if code is not None else own.level
    if level not in rubric.ranks:
        found = own.level or str(own.score)
        details_of = (("found", found), ("known", alike(found, rubric.ranks)))
        raise FilingError(Problem("level-unknown", own.place_of("score"), details_of))
    ranked = own.model_copy(update={"score": rubric.ranks[level].value})
    ranked.place_at(own.at)
    return ranked


def _assumed(root: Line, rows: list[Row]) -> Fraction:
    weights = dict(root.weights())
    counted = (row.points * weights[row.path] for row in rows if row.counts_as_assumed)
    return sum(counted, Fraction(0))


def _self_assessed(root: Line, stated: Mapping[str, SelfAssessed]) -> dict[str, SelfAssessed]:
    """Self-assessed scores by path, the root's empty.

    A group that states none has the sum of its parts', if all of them state one.
    """
    found: dict[str, SelfAssessed] = {}

    def visit(line: Line) -> None:
        for child in line.children:
            visit(child)
        own = stated.get(line.path)
        parts = [found.get(child.path) for child in line.children]
        if own is not None:
            found[line.path] = own
        elif parts and line.only_adds and all(part is not None for part in parts):
            total = sum((part.points for part in parts if part is not None), Fraction(0))
            found[line.path] = SelfAssessed(score=total)

    visit(root)
    return found


def _row(
    evaluation: Evaluation,
    line: Line,
    self_assessed: SelfAssessed | None,
    reported: Bounds | None,
    sources: Mapping[str, Text],
    decision: Graded,
) -> Row:
    outcome = evaluation.outcomes[line.path]
    readings = _readings(evaluation, line)
    labels = _labels(evaluation, line, readings)
    return Row(
        path=line.path,
        kind=line.kind,
        title=line.title,
        points=line.points,
        score=outcome.score,
        reported=reported,
        status=outcome.status,
        self_assessed=self_assessed,
        rule=line.rule,
        worked=outcome.worked,
        method=line.group.method,
        scale=evaluation.rubric.scale,
        graded=None if line.path else decision,
        not_rated=evaluation.rubric.not_rated,
        vetoes=_vetoes(evaluation, line),
        readings=readings,
        policies=outcome.policies,
        basis=line.basis,
        reason=outcome.reason,
        labels=labels,
        inputs=_inputs(evaluation, line, labels),
        digits=evaluation.rubric.rounding.digits,
        sources=sources,
    )


def _with_review(row: Row, final: Evaluation, review: Review) -> Row:
    """A row with its reviewed score and the overrides that are about it."""
    names = {reading.measure for reading in row.readings}
    about = tuple(o for o in review.overrides if o.of == row.path or o.measure in names)
    return replace(row, reviewed=final.outcomes[row.path].score, overrides=about)


def _vetoes(evaluation: Evaluation, line: Line) -> tuple[tuple[Veto, bool | None], ...]:
    """The vetoes of a row, each with whether it holds."""
    readings = evaluation.reconciled.readings
    return tuple((veto, holds(veto, readings)) for veto in line.vetoes)


def _readings(evaluation: Evaluation, line: Line) -> tuple[Reading, ...]:
    return tuple(evaluation.reconciled.readings[name] for name in line.asked)


def _labels(evaluation: Evaluation, line: Line, readings: tuple[Reading, ...]) -> dict[str, Label]:
    unit = _POINTS_UNIT if evaluation.rubric.scale is None else RANK
    children = {child_input(child.path): Label(child.title, unit) for child in line.children}
    measures = evaluation.reconciled.measures
    names = [reading.measure for reading in readings]
    for reading in readings:
        if reading.derivation is not None:
            formula = measures[reading.measure].formula
            assert formula is not None
            names += [name for name, _ in formula.names]
    return children | {name: _label(measures[name]) for name in dict.fromkeys(names)}


def _inputs(evaluation: Evaluation, line: Line, labels: Mapping[str, Label]) -> dict[str, Bounds]:
    scores = {
        child_input(child.path): evaluation.outcomes[child.path].score for child in line.children
    }
    known = {path: score for path, score in scores.items() if score is not None}
    readings = evaluation.reconciled.readings
    return known | {name: readings[name].bounds for name in labels if name not in scores}


def _label(measure: Measure) -> Label:
    levels: tuple[Text, ...] = tuple(level.title for level in measure.levels)
    return Label(measure.title, measure.shown_unit, levels)
