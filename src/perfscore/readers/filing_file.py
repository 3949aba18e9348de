"""Read a filing from a YAML or JSON file."""

from __future__ import annotations

from pathlib import Path

from perfscore.documents import Document, read_bytes, read_json, read_yaml, require_kind, validated
from perfscore.errors import FilingError
from perfscore.model.filing import Filing
from perfscore.readers.source_files import check_source_files

__all__ = ["filing_from_document", "read_json_filing", "read_yaml_filing"]


def read_yaml_filing(path: Path) -> Filing:
    """A filing written in YAML; raises :class:`FilingError` with every problem found."""
    return _checked(read_yaml(read_bytes(path, FilingError), str(path), FilingError), path)


def read_json_filing(path: Path) -> Filing:
    """A filing written in JSON, of the same shape as in YAML."""
    return _checked(read_json(read_bytes(path, FilingError), str(path), FilingError), path)


def _checked(document: Document, path: Path) -> Filing:
    filing = filing_from_document(document)
    check_source_files(filing, path.parent)
    return filing


def filing_from_document(document: Document) -> Filing:
    """A filing from data with places; each statement remembers where it stands."""
    require_kind(document, "filing", FilingError)
    filing = validated(document, Filing, FilingError)
    filing.name_as(document.name, document.place(("rubric",)))
    filing.place_keys(
        {key: document.key_place(tuple(key.split(".", 1))) for key in filing.placed_keys}
    )
    for here, placed in filing.placed():
        placed.place_at(document.place(here), document.field_places(here))
    for name, own in filing.self_assessed.items():
        # What can be wrong with one is its name.
        own.place_at(document.key_place(("self_assessed", name)))
    return filing
