"""Read a review from a YAML or JSON file."""

from __future__ import annotations

from pathlib import Path

from perfscore.documents import Document, read_bytes, read_json, read_yaml, require_kind, validated
from perfscore.errors import FilingError
from perfscore.model.review import Review

__all__ = ["read_review", "review_from_document"]


def read_review(path: str | Path) -> Review:
    """A review from a file, JSON by its suffix and YAML else.

    Raises :class:`~perfscore.errors.FilingError` with every problem found.
    """
    content = read_bytes(Path(path), FilingError)
    read = read_json if Path(path).suffix.lower() == ".json" else read_yaml
    return review_from_document(read(content, str(path), FilingError))


def review_from_document(document: Document) -> Review:
    """A review from data with places; each override remembers where it stands."""
    require_kind(document, "review", FilingError)
    review = validated(document, Review, FilingError)
    review.place_at(document.place(("rubric",)))
    for index, override in enumerate(review.overrides):
        here = ("overrides", index)
        override.place_at(document.place(here), document.field_places(here))
    return review
