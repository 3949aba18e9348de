"""Single facts as plain data: texts, numbers, scores, places, bases."""

from __future__ import annotations

from fractions import Fraction
from pathlib import PurePath
from typing import Any

from perfscore.bounds import Bounds
from perfscore.model.evidence import Evidence
from perfscore.numeric import decimal_text, fraction_text
from perfscore.rubric.basis import Basis
from perfscore.scoring.leaves import Policy
from perfscore.scoring.score_text import end_text
from perfscore.scoring.scorecard import Row
from perfscore.units import from_base, is_known
from perfscore.values import value_text
from perfscore.wording import Text

__all__ = [
    "basis_record",
    "evidence_record",
    "file_name",
    "in_unit",
    "line_record",
    "number_record",
    "policy_record",
    "score_record",
    "text_record",
]


def text_record(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def number_record(number: Fraction | None, digits: int) -> str | None:
    if number is None:
        return None
    places = digits if (number * 10**digits).denominator == 1 else None
    return decimal_text(number, places)


def score_record(score: Bounds | None, row: Row) -> dict[str, Any]:
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


def _open_ends(bounds: Bounds) -> dict[str, bool]:
    """Which ends are limits that the value itself does not reach."""
    ends = {
        "low_open": bounds.low_open and bounds.low is not None,
        "high_open": bounds.high_open and bounds.high is not None,
    }
    return {name: True for name, is_open in ends.items() if is_open}


def in_unit(bounds: Bounds, unit: str) -> dict[str, Any]:
    def shown(end: Fraction | None) -> Fraction | None:
        return from_base(end, unit) if end is not None and is_known(unit) else end

    return _ends(shown(bounds.low), shown(bounds.high), None) | _open_ends(bounds)


def policy_record(policy: Policy) -> dict[str, Any]:
    found: dict[str, Any] = {"about": policy.about, "choice": str(policy.choice)}
    if policy.points is not None and policy.applicable is not None:
        found["points"] = fraction_text(policy.points)
        found["applicable"] = fraction_text(policy.applicable)
    return found


def basis_record(basis: Basis) -> dict[str, Any]:
    return {
        "status": basis.status.value,
        "source": basis.source or None,
        "place": basis.place or None,
        "reason": text_record(basis.reason) if basis.reason.en or basis.reason.zh else None,
    }


def evidence_record(evidence: Evidence) -> dict[str, Any]:
    return {
        "value": value_text(evidence.value),
        "source": evidence.source,
        "place": evidence.place,
        **line_record(evidence.at.document, evidence.at.line),
    }


def line_record(document: str, line: int | None) -> dict[str, Any]:
    # The folder of a file says where somebody works, not where a statement stands.
    return {"file": file_name(document), "line": line} if document else {}


def file_name(path: str) -> str:
    return PurePath(path.replace("\\", "/")).name
