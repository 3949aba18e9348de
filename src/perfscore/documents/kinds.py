"""What kind of file a document is, so that the wrong one is one error and not a hundred."""

from __future__ import annotations

from typing import Literal

from perfscore.documents.document import Document
from perfscore.errors import PerfscoreError, Problem
from perfscore.wording import text

__all__ = ["require_kind"]

Kind = Literal["filing", "rubric", "review", "scorecard"]

# A key that only files of one kind have.
_MARKS: tuple[tuple[str, Kind], ...] = (
    ("format", "scorecard"),
    ("criteria", "rubric"),
    ("extends", "rubric"),
    ("overrides", "review"),
    ("department", "filing"),
)


def require_kind(document: Document, kind: Kind, error: type[PerfscoreError]) -> None:
    """Raise ``error`` for a document that is plainly of another kind."""
    keys = document.data if isinstance(document.data, dict) else {}
    found = next((other for mark, other in _MARKS if mark in keys), kind)
    if found != kind:
        details = (
            ("expected", text("report", f"kind-{kind}")),
            ("found", text("report", f"kind-{found}")),
        )
        raise error(Problem("file-of-another-kind", document.place(()), details))
