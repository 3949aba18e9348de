"""Read a filing from a YAML or JSON file."""

from __future__ import annotations

from pathlib import Path

from perfscore.documents import Document, read_bytes, read_json, read_yaml, validated
from perfscore.errors import FilingError
from perfscore.model.filing import Filing

__all__ = ["filing_from_document", "read_json_filing", "read_yaml_filing"]


def read_yaml_filing(path: Path) -> Filing:
    """A filing written in YAML; raises :class:`FilingError` with every problem found."""
    content = read_bytes(path, FilingError)
    return filing_from_document(read_yaml(content, str(path), FilingError))


def read_json_filing(path: Path) -> Filing:
    """A filing written in JSON, of the same shape as in YAML."""
    content = read_bytes(path, FilingError)
    return filing_from_document(read_json(content, str(path), FilingError))


def filing_from_document(document: Document) -> Filing:
    """A filing from data with places; each statement remembers where it stands."""
    filing = validated(document, Filing, FilingError)
    filing.name_as(document.name, document.place(("rubric",)))
    for path, placed in filing.placed():
        kind, _, key = path.partition(".")
        here = (kind, int(key) if key.isdigit() else key)
        names = [name for name in type(placed).model_fields if (*here, name) in document.values]
        fields = {name: document.place((*here, name)) for name in names}
        placed.place_at(document.place(here), fields)
    for name, own in filing.self_assessed.items():
        own.place_at(document.key_place(("self_assessed", name)))
    return filing
