"""A scorecard as JSON text."""

from __future__ import annotations

import json
import re

from perfscore.scoring import Scorecard, as_record

__all__ = ["json_report"]

# What some reader takes for the end of a line, or for no character at all.
UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def json_report(card: Scorecard) -> str:
    """Format 1; the same scorecard gives the same bytes everywhere."""
    text = json.dumps(as_record(card), ensure_ascii=False, indent=2)
    return UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"
