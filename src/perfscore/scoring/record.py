"""The scorecard as plain data: format 1. Numbers are decimal text.

A number that no finite decimal can hold is rounded to six places and stands beside its exact
fraction (``low_exact``, ``high_exact``).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import PurePath
from typing import Any

from perfscore import numeric
from perfscore.bounds import Bounds
from perfscore.calculation.steps import Step
from perfscore.documents.document import digest
from perfscore.errors import Place
from perfscore.model.evidence import Equation, Evidence
from perfscore.model.filing import Filing
from perfscore.model.finding import CitedPlace, Finding
from perfscore.model.reading import Reading
from perfscore.model.record import Records
from perfscore.model.review import Override
from perfscore.numeric import decimal_text
from perfscore.rubric.basis import Basis
from perfscore.scoring.leaves import Policy
from perfscore.scoring.score_text import end_text
from perfscore.scoring.scorecard import Label, Row, Scorecard
from perfscore.scoring.shown import Shown, label_text
from perfscore.units import from_base, is_known
from perfscore.units.vocabulary import RANK
from perfscore.values import value_text
from perfscore.wording import Lang, Text

__all__ = ["FORMAT", "as_record"]

FORMAT = 1
LANGS: tuple[Lang, ...] = ("zh", "en")


def as_record(card: Scorecard) -> dict[str, Any]:
    """The scorecard as a tree of dicts, lists and text, with a digest over all of it."""
    filing = _in_order(card.filing)
    basis = card.evaluation.rubric.grades_basis
    record: dict[str, Any] = {
        "format": FORMAT,
        "rubric": {
            "id": card.rubric.id,
            "edition": card.rubric.edition,
            "title": _text(card.title),
            "digest": card.rubric.digest,
            "package": card.rubric.package,
            "version": card.rubric.version,
        },
        "department": {"id": card.department.id, "name": _text(card.department.name)},
        "period": card.period,
        "trust": card.trust.value,
        "total": _total(card),
        **_scale(card),
        "grades": [_text(grade.title) for grade in card.grade],
        "grades_basis": None if basis is None else _basis(basis),
        **_grade_rules(card),
        **_views(card),
        "reviewed": _reviewed(card),
        "self_assessed": _own(card.root),
        "points_assumed": decimal_text(card.points_assumed, card.digits),
        "rows": [_row(row) for row in card.rows],
        "findings": [_finding(finding, card) for finding in card.findings],
        "filing": filing.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        "files": {name: s.state.value for name, s in filing.sources.items() if s.file},
        "lines": _lines(filing),
        "review": _review(card),
    }
    record["digest"] = digest(record)
    return record


def _reviewed(card: Scorecard) -> dict[str, Any] | None:
    if card.reviewed is None:
        return None
    grades = [_text(grade.title) for grade in card.reviewed_grade]
    return {**_score(card.reviewed.total, card.root), "grades": grades}


def _total(card: Scorecard) -> dict[str, Any]:
    root, shown = card.root, _both(card.root)
    return {
        **_score(root.score, root),
        "points": None if card.scale is not None else decimal_text(card.points),
        "settled": root.score is not None and root.score.is_settled,
        "reported": _score(root.reported, root),
        "status": root.status.value,
        "policies": [_policy(policy) for policy in root.policies],
        "steps": _steps(root, shown),
        **_method(root),
        **({"considered": considered} if (considered := _considered(shown)) else {}),
    }


def _scale(card: Scorecard) -> dict[str, Any]:
    """The levels that scores are of, lowest first."""
    return {} if card.scale is None else {"scale": list(card.scale.ids)}


def _grade_rules(card: Scorecard) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if card.graded.coarse:
        found["coarse_grades"] = [_text(coarse.title) for coarse in card.graded.coarse]
    if card.graded.rules:
        found["grades_by_total"] = [_text(grade.title) for grade in card.graded.by_total]
        found["grade_rules"] = [
            {"title": _text(rule.title), "holds": holds, "basis": _basis(rule.basis)}
            for rule, holds in card.graded.rules
        ]
    return found


def _views(card: Scorecard) -> dict[str, Any]:
    views = [
        {
            "id": each.view.id,
            "title": _text(each.view.title),
            "combine": each.view.combine,
            **_score(each.score, card.root),
            "points": _points(each.points),
            "of": list(each.view.of),
            "basis": _basis(each.view.basis),
        }
        for each in card.views
    ]
    return {"views": views} if views else {}


def _method(row: Row) -> dict[str, Any]:
    """How a group is combined, where it is not just added up."""
    if row.method is None:
        return {}
    words = {lang: row.method.words(lang) for lang in LANGS}
    return {"method": {"by": row.method.by, "title": _text(row.method.title), "words": words}}


def _review(card: Scorecard) -> dict[str, Any] | None:
    if card.review is None:
        return None
    places = [override.at for override in card.review.overrides]
    main = _file_name(places[0].document)
    return {
        "file": main,
        "lines": [_line_in(main, place) for place in places],
        "content": card.review.model_dump(mode="json", by_alias=True, exclude_defaults=True),
    }


def _in_order(filing: Filing) -> Filing:
    """The filing with everything sorted whose order in the file says nothing."""

    def said(evidence: Evidence) -> tuple[str | int, ...]:
        about = (evidence.measure, evidence.period, evidence.source, evidence.place)
        note = (evidence.note.zh, evidence.note.en)
        return (*about, value_text(evidence.value), *note, evidence.at.line or 0)

    def stated(equation: Equation) -> tuple[str, str, str]:
        return (equation.says.text, equation.place, equation.title.zh)

    def in_order(records: Records) -> Records:
        rows = tuple(
            row.model_copy(update={"given": dict(sorted(row.given.items()))})
            for row in records.rows
        )
        return records.model_copy(update={"rows": rows})

    mappings = ("points", "sources", "figures", "self_assessed")
    return filing.model_copy(
        update={
            "evidence": tuple(sorted(filing.evidence, key=said)),
            "equations": tuple(sorted(filing.equations, key=stated)),
            "records": {name: in_order(table) for name, table in sorted(filing.records.items())},
            **{name: dict(sorted(getattr(filing, name).items())) for name in mappings},
        }
    )


def _lines(filing: Filing) -> dict[str, Any]:
    """The lines of the file that the filing was read from."""
    main = _file_name(filing.name)
    placed = {
        ".".join(map(str, path)): _line_in(main, part.at)
        for path, part in filing.placed()
        if part.at.line is not None
    }
    for key in filing.placed_keys:
        if filing.key_place(key).line is not None:
            placed[key] = _line_in(main, filing.key_place(key))
    return {"file": main, "rubric": filing.at.line, **placed} if main or placed else {}


def _line_in(main: str, place: Place) -> Any:
    """A line of the main file, or of another one that a program took a statement from."""
    name = _file_name(place.document)
    return place.line if name == main else {"file": name, "line": place.line}


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _own(row: Row) -> str | None:
    if row.self_assessed is None:
        return None
    return row.self_assessed.level or _number(row.self_assessed.points, row.digits)


def _number(number: Fraction | None, digits: int) -> str | None:
    if number is None:
        return None
    places = digits if (number * 10**digits).denominator == 1 else None
    return decimal_text(number, places)


def _score(score: Bounds | None, row: Row) -> dict[str, Any]:
    """A score; on a scale its ends are levels."""
    if score is None:
        return {"low": None, "high": None}
    if row.scale is not None:
        ends = (("low", score.low), ("high", score.high))
        return {
            name: None if end is None else end_text(end, row.digits, row.scale)
            for name, end in ends
        }
    return _ends(score.low, score.high, row.digits) | _open_ends(score)


def _ends(low: Fraction | None, high: Fraction | None, digits: int | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, end in (("low", low), ("high", high)):
        found[name] = None if end is None else decimal_text(end, digits)
        if end is not None and Fraction(found[name]) != end:
            found[f"{name}_exact"] = str(end)
    return found


def _row(row: Row) -> dict[str, Any]:
    shown = _both(row)
    return {
        "path": row.path,
        "kind": row.kind.value,
        "title": _text(row.title),
        "points": None if row.scale is not None else _points(row.points),
        "score": _score(row.score, row),
        "reported": _score(row.reported, row),
        "self_assessed": _own(row),
        "status": row.status.value,
        "reason": row.reason or None,
        "rule": _rule(row, shown),
        **_method(row),
        "steps": _steps(row, shown),
        "considered": _considered(shown),
        "readings": [_reading(row, reading, shown) for reading in row.readings],
        "policies": [_policy(policy) for policy in row.policies],
        "basis": {part: _basis(basis) for part, basis in row.basis},
        **_row_review(row),
    }


def _row_review(row: Row) -> dict[str, Any]:
    """The reviewed score, where it is another one or was set by an override."""
    if not row.overrides and row.reviewed in (None, row.score):
        return {}
    return {
        "reviewed": _score(row.reviewed, row),
        "overrides": [_override(override) for override in row.overrides],
    }


def _override(override: Override) -> dict[str, Any]:
    return {
        "of": override.of,
        "old": value_text(override.old),
        "new": value_text(override.new),
        "person": override.person,
        "date": override.day,
        "ground": _text(override.ground),
    }


@dataclass(frozen=True, slots=True)
class _Both:
    """A row's texts in both languages."""

    zh: Shown
    en: Shown

    def within(self, label: Label) -> _Both:
        """The same for what a measure is worked out from."""
        return _Both(self.zh.within(label), self.en.within(label))


def _both(row: Row) -> _Both:
    return _Both(Shown(row, "zh"), Shown(row, "en"))


def _points(points: Fraction) -> str:
    return decimal_text(points) if numeric.is_decimal(points) else str(points)


def _rule(row: Row, shown: _Both) -> dict[str, Any] | None:
    if row.rule is None:
        return None
    words = {each.lang: row.rule.words(each.lang, each.titles) for each in (shown.zh, shown.en)}
    return {"kind": row.rule.kind, "words": words}


def _steps(row: Row, shown: _Both) -> list[dict[str, Any]]:
    return [] if row.worked is None else [_step(step, shown) for step in row.worked.steps]


def _step(step: Step, shown: _Both) -> dict[str, Any]:
    zh, en = shown.zh.step(step), shown.en.step(step)
    unit = shown.zh.unit(step.node)
    return {
        "key": step.node.key,
        "name": _text(step.node.title),
        "formula": {"zh": zh.formula, "en": en.formula},
        "numbers": {"zh": zh.numbers, "en": en.numbers},
        "value": _value_of(step.value, unit, shown.zh.row),
        "unit": unit,
    }


def _value_of(bounds: Bounds, unit: str, row: Row) -> dict[str, Any]:
    """A step's value in its unit; a rank is shown as the level of the scale."""
    return _score(bounds, row) if unit == RANK else _in_unit(bounds, unit)


def _in_unit(bounds: Bounds, unit: str) -> dict[str, Any]:
    def shown(end: Fraction | None) -> Fraction | None:
        return from_base(end, unit) if end is not None and is_known(unit) else end

    return _ends(shown(bounds.low), shown(bounds.high), None) | _open_ends(bounds)


def _open_ends(bounds: Bounds) -> dict[str, bool]:
    """Which ends are limits that the value itself does not reach."""
    ends = {
        "low_open": bounds.low_open and bounds.low is not None,
        "high_open": bounds.high_open and bounds.high is not None,
    }
    return {name: True for name, is_open in ends.items() if is_open}


def _considered(shown: _Both) -> list[dict[str, Any]]:
    return [
        {
            "condition": {"zh": zh.written, "en": en.written},
            "numbers": {"zh": zh.numbers, "en": en.numbers},
            "holds": zh.holds,
            "distance": zh.distance or None,
        }
        for zh, en in zip(shown.zh.conditions, shown.en.conditions, strict=True)
    ]


def _reading(row: Row, reading: Reading, shown: _Both) -> dict[str, Any]:
    label = row.labels[reading.measure]
    return {
        "measure": reading.measure,
        "title": _text(label.title),
        "state": reading.state.value,
        "value": _value(label, reading),
        "bounds": _in_unit(reading.bounds, label.unit),
        "unit": label.unit,
        "trust": None if reading.trust is None else reading.trust.value,
        "derived": _derived(reading, label, shown),
        "evidence": [_evidence(evidence) for evidence in reading.evidence],
    }


def _value(label: Label, reading: Reading) -> dict[str, str] | None:
    if reading.trust is None:
        return None
    zh, en = (label_text(label, reading.bounds, lang) for lang in ("zh", "en"))
    return {"zh": zh, "en": en}


def _derived(reading: Reading, label: Label, shown: _Both) -> dict[str, Any] | None:
    if reading.derivation is None:
        return None
    shown = shown.within(label)
    zh, en = shown.zh.derivation(reading, label), shown.en.derivation(reading, label)
    return {
        "formula": {"zh": zh.formula, "en": en.formula},
        "numbers": {"zh": zh.numbers, "en": en.numbers},
        "value": _in_unit(reading.derivation.worked.value, label.unit),
        "steps": [_step(step, shown) for step in reading.derivation.worked.steps],
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "value": value_text(evidence.value),
        "source": evidence.source,
        "place": evidence.place,
        **_line(evidence.at.document, evidence.at.line),
    }


def _line(document: str, line: int | None) -> dict[str, Any]:
    # The folder of a file says where somebody works, not where a statement stands.
    return {"file": _file_name(document), "line": line} if document else {}


def _file_name(path: str) -> str:
    return PurePath(path.replace("\\", "/")).name


def _policy(policy: Policy) -> dict[str, Any]:
    found: dict[str, Any] = {"about": policy.about, "choice": str(policy.choice)}
    if policy.points is not None and policy.applicable is not None:
        found["points"] = _points(policy.points)
        found["applicable"] = _points(policy.applicable)
    return found


def _basis(basis: Basis) -> dict[str, Any]:
    return {
        "status": basis.status.value,
        "source": basis.source or None,
        "place": basis.place or None,
        "reason": _text(basis.reason) if basis.reason.en or basis.reason.zh else None,
    }


def _finding(finding: Finding, card: Scorecard) -> dict[str, Any]:
    stake = "points_at_stake" if card.scale is None else "levels_at_stake"
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "path": finding.path,
        "message": {"zh": finding.message("zh"), "en": finding.message("en")},
        "places": [_cited(place) for place in finding.places],
        stake: _number(finding.points_at_stake, card.digits),
    }


def _cited(place: CitedPlace) -> dict[str, Any]:
    return {
        "value": place.value,
        "source": place.source,
        "place": place.place,
        **_line(place.at.document, place.at.line),
    }
