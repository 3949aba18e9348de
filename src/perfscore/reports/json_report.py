"""A scorecard as JSON text."""

from __future__ import annotations

import json

from perfscore.scoring import Scorecard, as_record

__all__ = ["json_report"]


def json_report(card: Scorecard) -> str:
    """Format 1; the same scorecard gives the same bytes everywhere."""
    text = json.dumps(as_record(card), ensure_ascii=False, indent=2)
    # Some readers take these for the end of a line.
    for character in ("\x85", "\u2028", "\u2029", "\ufeff", "\x7f"):
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text + "\n"
