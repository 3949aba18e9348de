"""Apply a review: what the rows and the total would be with an evaluator's values in place.

The computed scores stay as they are; the reviewed ones stand beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from perfscore import units
from perfscore.bounds import Bounds, point
from perfscore.errors import FilingError, Problem, alike
from perfscore.model.filing import Filing
from perfscore.model.finding import CitedPlace, Finding, Severity
from perfscore.model.reading import Reading, State
from perfscore.model.review import Override, Review
from perfscore.numeric import Snap, decimal_text, is_decimal, snapped
from perfscore.reconciliation.statements import state_of
from perfscore.rubric.statements import Usable, said_text, taken
from perfscore.rubric.tree import SEPARATOR, TOTAL, Indicator, Rubric
from perfscore.scoring.leaves import RowStatus
from perfscore.scoring.score_text import score_text
from perfscore.scoring.stakes import Evaluation, swing
from perfscore.values import Absent, Amount, Value, Words, bounds_text, value_text
from perfscore.wording import Text

__all__ = ["Reviewed", "reviewed"]

ABSENT = {State.MISSING: Absent.MISSING, State.NOT_APPLICABLE: Absent.NOT_APPLICABLE}


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The evaluation with all overrides in place, and a finding for each."""

    evaluation: Evaluation
    findings: tuple[Finding, ...]


def reviewed(evaluation: Evaluation, filing: Filing, review: Review) -> Reviewed:
    """Put the values of a review in place.

    Raises :class:`FilingError` for a review of another filing, and for overrides of nothing, of
    one thing twice, of a value that is not the computed one, or with an impossible new value.
    """
    _require_same_filing(filing, review)
    problems = [p for override in review.overrides for p in _problems(evaluation, override)]
    problems += _repeated(review)
    problems += _masked(review)
    if problems:
        raise FilingError(*problems)
    found = tuple(_finding(evaluation, override) for override in review.overrides)
    return Reviewed(_with(evaluation, review.overrides), found)


def _require_same_filing(filing: Filing, review: Review) -> None:
    pairs = (
        (review.rubric, filing.rubric),
        (review.edition, filing.edition),
        (review.period, filing.period),
        (review.department.name.zh, filing.department.name.zh),
    )
    for found, expected in pairs:
        if found != expected:
            details = (("expected", expected), ("found", found))
            raise FilingError(Problem("review-of-another-filing", review.at, details))


def _repeated(review: Review) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for override in review.overrides:
        what = (override.measure, override.path)
        if what in seen:
            yield Problem("override-repeated", override.at, (("found", override.of),))
        seen.add(what)


def _masked(review: Review) -> Iterator[Problem]:
    """Scores inside a row whose score is overridden as a whole."""
    paths = {override.path for override in review.overrides if override.path}
    for override in review.overrides:
        above = [path for path in paths if override.path.startswith(path + SEPARATOR)]
        if above:
            outer = min(above)
            yield _problem(override, "override-masked", "path", found=override.path, above=outer)


def _problems(evaluation: Evaluation, override: Override) -> Iterator[Problem]:
    if override.measure:
        yield from _reading_problems(evaluation, override)
    else:
        yield from _score_problems(evaluation, override)


def _reading_problems(evaluation: Evaluation, override: Override) -> Iterator[Problem]:
    measures = evaluation.reconciled.measures
    if override.measure not in measures:
        known = alike(override.measure, measures)
        yield _problem(override, "measure-unknown", "measure", found=override.measure, known=known)
        return
    reading = evaluation.reconciled.readings[override.measure]
    old = _said(evaluation, override, "old")
    is_seen = value_text(override.old) == _reading_text(evaluation, reading)
    is_same = is_seen or old == ABSENT.get(reading.state, reading.bounds)
    if not is_same and not _prints_as(override.old, reading):
        yield _outdated(override, _reading_text(evaluation, reading))
    if _said(evaluation, override, "new") is None:
        found = value_text(override.new)
        yield _problem(override, "override-value", "new", found=found, measure=override.measure)


def _prints_as(old: Value, reading: Reading) -> bool:
    """Whether an inexact reading, such as 80.448749… %, is the old value once it is rounded."""
    if not isinstance(old, Amount) or old.is_bound or not reading.bounds.is_settled:
        return False
    number = reading.bounds.value / units.unit(old.unit).factor
    rounded = snapped(number, Fraction(1, 10**old.places), Snap.HALF_UP)
    return not is_decimal(number) and rounded == old.bounds.value


def _said(evaluation: Evaluation, override: Override, field: str) -> Bounds | Absent | None:
    """What the old or new value of a reading says; ``None`` when it cannot be meant."""
    value = override.old if field == "old" else override.new
    if isinstance(value, Absent):
        return value
    said = taken(value, evaluation.reconciled.measures[override.measure])
    return said.bounds if isinstance(said, Usable) else None


def _reading_text(evaluation: Evaluation, reading: Reading) -> str:
    """A reading as an override names it: a number with its unit, a range, yes or no, a level."""
    if reading.state in ABSENT:
        return value_text(ABSENT[reading.state])
    return said_text(evaluation.reconciled.measures[reading.measure], reading.bounds)


def _score_problems(evaluation: Evaluation, override: Override) -> Iterator[Problem]:
    points = {line.path: line.points for line in evaluation.root.walk() if line.path}
    if override.path not in points:
        code = "override-of-total" if override.path == TOTAL else "path-unknown"
        known = alike(override.path, points)
        yield _problem(override, code, "path", found=override.path, known=known)
        return
    rubric = evaluation.rubric
    if evaluation.outcomes[override.path].status is RowStatus.UNSCORED:
        yield _problem(override, "override-of-unscored", "path", found=override.path)
        return
    score = evaluation.outcomes[override.path].score
    computed = _score_text(rubric, score)
    is_same = _ends(_score(rubric, override.old)) == _ends(score)
    if value_text(override.old) != computed and not is_same:
        yield _outdated(override, computed)
    new = _score(rubric, override.new)
    if rubric.scale is not None:
        if new is None:
            known = alike(value_text(override.new), rubric.ranks)
            found = value_text(override.new)
            yield _problem(override, "level-unknown", "new", found=found, known=known)
        else:
            yield from _level_of_row(rubric, override)
        return
    digits = rubric.rounding.digits
    most = points[override.path]
    is_possible = new is not None and new.is_settled and 0 <= new.value <= most
    if not is_possible or (new is not None and (new.value * 10**digits).denominator != 1):
        told = {"digits": str(digits), "points": decimal_text(most)}
        found = value_text(override.new)
        yield _problem(override, "override-out-of-points", "new", found=found, **told)


def _level_of_row(rubric: Rubric, override: Override) -> Iterator[Problem]:
    """Whether an indicator can have the level at all: what combines it has no answer for others."""
    node = rubric.nodes.get(override.path)
    levels = (
        {level for _, level in node.rule.levels_named()} if isinstance(node, Indicator) else None
    )
    found = value_text(override.new)
    if levels is not None and found not in levels:
        known = alike(found, levels)
        yield _problem(override, "level-not-of-row", "new", found=found, known=known)


def _score_text(rubric: Rubric, score: Bounds | None) -> str:
    """A computed score as an override names it."""
    if score is None:
        return value_text(Absent.NOT_APPLICABLE)
    return bounds_text(score, "") if rubric.scale is None else score_text(score, 0, rubric.scale)


def _score(rubric: Rubric, value: Value) -> Bounds | None:
    """A score in points, or the rank of a level."""
    if rubric.scale is not None:
        name = value.text if isinstance(value, Words) else ""
        return point(rubric.ranks[name].value) if name in rubric.ranks else None
    is_points = isinstance(value, Amount) and value.unit in ("", "分") and not value.approximate
    return value.bounds if isinstance(value, Amount) and is_points else None


def _ends(score: Bounds | None) -> tuple[Fraction | None, Fraction | None] | None:
    return None if score is None else (score.low, score.high)


def _outdated(override: Override, computed: str) -> Problem:
    told = {"computed": computed, "found": value_text(override.old), "of": override.of}
    return _problem(override, "override-outdated", "old", **told)


def _problem(override: Override, code: str, field: str, **told: str | Text) -> Problem:
    return Problem(code, override.place_of(field), tuple(sorted(told.items())))


def _with(evaluation: Evaluation, overrides: Sequence[Override]) -> Evaluation:
    """The evaluation with some overrides in place."""
    readings = {o.measure: _reading(evaluation, o) for o in overrides if o.measure}
    scores: dict[str, Fraction] = {}
    for override in overrides:
        new = _score(evaluation.rubric, override.new)
        if override.path and new is not None:
            scores[override.path] = new.value
    reconciled = evaluation.reconciled.overridden(readings)
    return Evaluation.of(evaluation.rubric, evaluation.root, reconciled, scores)


def _reading(evaluation: Evaluation, override: Override) -> Reading:
    said = _said(evaluation, override, "new")
    if isinstance(said, Bounds):
        return Reading(override.measure, state_of(said), said)
    state = State.MISSING if said is Absent.MISSING else State.NOT_APPLICABLE
    return Reading(override.measure, state, evaluation.reconciled.measures[override.measure].range)


def _finding(evaluation: Evaluation, override: Override) -> Finding:
    """An override, priced by what it alone changes."""
    alone = _with(evaluation, [override])
    if override.measure:
        path = evaluation.first_path_using(override.measure)
        title = evaluation.reconciled.measures[override.measure].title
    else:
        path = override.path
        title = next(line.title for line in evaluation.root.walk() if line.path == path)
    place = CitedPlace(override.person, override.day, value_text(override.new), override.at)
    stake = swing([evaluation.results, alone.results])
    details = override.details(title)
    return Finding("overridden", Severity.INFORMATION, path, details, (place,), stake)
