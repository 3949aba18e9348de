"""A row of a scorecard as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from perfscore.bounds import Bounds
from perfscore.calculation.steps import Step
from perfscore.model.reading import Reading
from perfscore.model.review import Override
from perfscore.numeric import fraction_text
from perfscore.scoring.plain import (
    basis_record,
    evidence_record,
    in_unit,
    number_record,
    policy_record,
    score_record,
    text_record,
)
from perfscore.scoring.scorecard import Label, Row
from perfscore.scoring.shown import Shown, label_text
from perfscore.units.vocabulary import RANK
from perfscore.values import value_text
from perfscore.wording import Lang

__all__ = [
    "considered_record",
    "in_both",
    "method_record",
    "own_record",
    "row_record",
    "steps_record",
]

LANGS: tuple[Lang, ...] = ("zh", "en")


def row_record(row: Row) -> dict[str, Any]:
    shown = in_both(row)
    return {
        "path": row.path,
        "kind": row.kind.value,
        "title": text_record(row.title),
        "points": None if row.scale is not None else fraction_text(row.points),
        "score": score_record(row.score, row),
        "reported": score_record(row.reported, row),
        "self_assessed": own_record(row),
        "status": row.status.value,
        "reason": row.reason or None,
        "rule": _rule(row, shown),
        **method_record(row),
        **_vetoes(row),
        "steps": steps_record(row, shown),
        "considered": considered_record(shown),
        "readings": [_reading(row, reading, shown) for reading in row.readings],
        "policies": [policy_record(policy) for policy in row.policies],
        "basis": {part: basis_record(basis) for part, basis in row.basis},
        **_row_review(row),
    }


def _row_review(row: Row) -> dict[str, Any]:
    """The reviewed score, where it is another one or was set by an override."""
    if not row.overrides and row.reviewed in (None, row.score):
        return {}
    return {
        "reviewed": score_record(row.reviewed, row),
        "overrides": [_override(override) for override in row.overrides],
    }


def _override(override: Override) -> dict[str, Any]:
    return {
        "of": override.of,
        "old": value_text(override.old),
        "new": value_text(override.new),
        "person": override.person,
        "date": override.day,
        "ground": text_record(override.ground),
    }


def _vetoes(row: Row) -> dict[str, Any]:
    vetoes = [
        {
            "title": text_record(veto.title),
            "outcome": veto.outcome_text,
            "holds": holds,
            "basis": basis_record(veto.basis),
        }
        for veto, holds in row.vetoes
    ]
    return {"vetoes": vetoes} if vetoes else {}


def method_record(row: Row) -> dict[str, Any]:
    """How a group is combined, where it is not just added up."""
    if row.method is None:
        return {}
    words = {lang: row.method.words(lang) for lang in LANGS}
    return {"method": {"by": row.method.by, "title": text_record(row.method.title), "words": words}}


def own_record(row: Row) -> str | None:
    if row.self_assessed is None:
        return None
    return row.self_assessed.level or number_record(row.self_assessed.points, row.digits)


@dataclass(frozen=True, slots=True)
class Both:
    """A row's texts in both languages."""

    zh: Shown
    en: Shown

    def within(self, label: Label) -> Both:
        """The same for what a measure is worked out from."""
        return Both(self.zh.within(label), self.en.within(label))


def in_both(row: Row) -> Both:
    return Both(Shown(row, "zh"), Shown(row, "en"))


def _rule(row: Row, shown: Both) -> dict[str, Any] | None:
    if row.rule is None:
        return None
    words = {each.lang: row.rule.words(each.lang, each.titles) for each in (shown.zh, shown.en)}
    return {"kind": row.rule.kind, "words": words}


def steps_record(row: Row, shown: Both) -> list[dict[str, Any]]:
    return [] if row.worked is None else [_step(step, shown) for step in row.worked.steps]


def _step(step: Step, shown: Both) -> dict[str, Any]:
    zh, en = shown.zh.step(step), shown.en.step(step)
    unit = shown.zh.unit(step.node)
    return {
        "key": step.node.key,
        "name": text_record(step.node.title),
        "formula": {"zh": zh.formula, "en": en.formula},
        "numbers": {"zh": zh.numbers, "en": en.numbers},
        "value": _value_of(step.value, unit, shown.zh.row),
        "unit": unit,
    }


def _value_of(bounds: Bounds, unit: str, row: Row) -> dict[str, Any]:
    """A step's value in its unit; a rank is shown as the level of the scale."""
    return score_record(bounds, row) if unit == RANK else in_unit(bounds, unit)


def considered_record(shown: Both) -> list[dict[str, Any]]:
    return [
        {
            "condition": {"zh": zh.written, "en": en.written},
            "numbers": {"zh": zh.numbers, "en": en.numbers},
            "holds": zh.holds,
            "distance": zh.distance or None,
        }
        for zh, en in zip(shown.zh.conditions, shown.en.conditions, strict=True)
    ]


def _reading(row: Row, reading: Reading, shown: Both) -> dict[str, Any]:
    label = row.labels[reading.measure]
    return {
        "measure": reading.measure,
        "title": text_record(label.title),
        "state": reading.state.value,
        "value": _value(label, reading),
        "bounds": in_unit(reading.bounds, label.unit),
        "unit": label.unit,
        "trust": None if reading.trust is None else reading.trust.value,
        "derived": _derived(reading, label, shown),
        "evidence": [evidence_record(evidence) for evidence in reading.evidence],
    }


def _value(label: Label, reading: Reading) -> dict[str, str] | None:
    if reading.trust is None:
        return None
    zh, en = (label_text(label, reading.bounds, lang) for lang in ("zh", "en"))
    return {"zh": zh, "en": en}


def _derived(reading: Reading, label: Label, shown: Both) -> dict[str, Any] | None:
    if reading.derivation is None:
        return None
    shown = shown.within(label)
    zh, en = shown.zh.derivation(reading, label), shown.en.derivation(reading, label)
    return {
        "formula": {"zh": zh.formula, "en": en.formula},
        "numbers": {"zh": zh.numbers, "en": en.numbers},
        "value": in_unit(reading.derivation.worked.value, label.unit),
        "steps": [_step(step, shown) for step in reading.derivation.worked.steps],
    }
