"""A scorecard as JSON text."""

from __future__ import annotations

import json

from perfscore.scoring import Scorecard, as_record

__all__ = ["json_report"]


def json_report(card: Scorecard) -> str:
    """Format 1; the same scorecard gives the same bytes everywhere."""
    return json.dumps(as_record(card), ensure_ascii=False, indent=2) + "\n"
