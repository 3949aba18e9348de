"""The scorecard as plain data: format 1. Numbers are decimal text.

A number that no finite decimal can hold is rounded to six places and stands beside its exact
fraction (``low_exact``, ``high_exact``).
"""

from __future__ import annotations

from typing import Any

from perfscore.documents.document import digest
from perfscore.errors import Place
from perfscore.model.evidence import Equation, Evidence
from perfscore.model.filing import Filing
from perfscore.model.finding import CitedPlace, Finding
from perfscore.model.record import Records
from perfscore.numeric import decimal_text, fraction_text
from perfscore.scoring.plain import (
    basis_record,
    file_name,
    line_record,
    number_record,
    policy_record,
    score_record,
    text_record,
)
from perfscore.scoring.row_record import (
    considered_record,
    in_both,
    method_record,
    own_record,
    row_record,
    steps_record,
)
from perfscore.scoring.scorecard import Scorecard
from perfscore.values import value_text

__all__ = ["FORMAT", "as_record"]

FORMAT = 1


def as_record(card: Scorecard) -> dict[str, Any]:
    """The scorecard as a tree of dicts, lists and text, with a digest over all of it."""
    filing = _in_order(card.filing)
    basis = card.evaluation.rubric.grades_basis
    record: dict[str, Any] = {
        "format": FORMAT,
        "rubric": {
            "id": card.rubric.id,
            "edition": card.rubric.edition,
            "title": text_record(card.title),
            "digest": card.rubric.digest,
            "package": card.rubric.package,
            "version": card.rubric.version,
        },
        "department": {"id": card.department.id, "name": text_record(card.department.name)},
        "period": card.period,
        "trust": card.trust.value,
        "total": _total(card),
        **_scale(card),
        "grades": [text_record(grade.title) for grade in card.grade],
        "grades_basis": None if basis is None else basis_record(basis),
        **_grade_rules(card),
        **_views(card),
        "reviewed": _reviewed(card),
        "self_assessed": own_record(card.root),
        **_assumed(card),
        "rows": [row_record(row) for row in card.rows],
        "findings": [_finding(finding, card) for finding in card.findings],
        "filing": filing.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        "files": {name: s.state.value for name, s in filing.sources.items() if s.file},
        "lines": _lines(filing),
        "review": _review(card),
    }
    record["digest"] = digest(record)
    return record


def _assumed(card: Scorecard) -> dict[str, Any]:
    """How much rests on assumed rules: points, or rows where they have none."""
    if card.scale is None:
        return {"points_assumed": decimal_text(card.points_assumed, card.digits)}
    return {"rows_assumed": sum(row.counts_as_assumed for row in card.rows)}


def _reviewed(card: Scorecard) -> dict[str, Any] | None:
    if card.reviewed is None:
        return None
    grades = [text_record(grade.title) for grade in card.reviewed_grade]
    return {**score_record(card.reviewed.total, card.root), "grades": grades}


def _total(card: Scorecard) -> dict[str, Any]:
    root, shown = card.root, in_both(card.root)
    return {
        **score_record(root.score, root),
        "points": None if card.scale is not None else decimal_text(card.points),
        "settled": root.score is not None and root.score.is_settled,
        "reported": score_record(root.reported, root),
        "status": root.status.value,
        "policies": [policy_record(policy) for policy in root.policies],
        "steps": steps_record(root, shown),
        **method_record(root),
        **({"considered": considered} if (considered := considered_record(shown)) else {}),
    }


def _scale(card: Scorecard) -> dict[str, Any]:
    """The levels that scores are of, lowest first."""
    return {} if card.scale is None else {"scale": list(card.scale.ids)}


def _grade_rules(card: Scorecard) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if card.graded.coarse:
        found["coarse_grades"] = [text_record(coarse.title) for coarse in card.graded.coarse]
    if card.graded.rules:
        found["grades_by_total"] = [text_record(grade.title) for grade in card.graded.by_total]
        found["grade_rules"] = [
            {"title": text_record(rule.title), "holds": holds, "basis": basis_record(rule.basis)}
            for rule, holds in card.graded.rules
        ]
    return found


def _views(card: Scorecard) -> dict[str, Any]:
    views = [
        {
            "id": each.view.id,
            "title": text_record(each.view.title),
            "combine": each.view.combine,
            **score_record(each.score, card.root),
            "points": fraction_text(each.points),
            "of": list(each.view.of),
            "basis": basis_record(each.view.basis),
        }
        for each in card.views
    ]
    return {"views": views} if views else {}


def _review(card: Scorecard) -> dict[str, Any] | None:
    if card.review is None:
        return None
    places = [override.at for override in card.review.overrides]
    main = file_name(places[0].document)
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
    main = file_name(filing.name)
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
    name = file_name(place.document)
    return place.line if name == main else {"file": name, "line": place.line}


def _finding(finding: Finding, card: Scorecard) -> dict[str, Any]:
    stake = "points_at_stake" if card.scale is None else "levels_at_stake"
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "path": finding.path,
        "message": {"zh": finding.message("zh"), "en": finding.message("en")},
        "places": [_cited(place) for place in finding.places],
        stake: number_record(finding.points_at_stake, card.digits),
    }


def _cited(place: CitedPlace) -> dict[str, Any]:
    return {
        "value": place.value,
        "source": place.source,
        "place": place.place,
        **line_record(place.at.document, place.at.line),
    }
