"""JSON by the same strict rules, and with the same places, as YAML.

JSON is a subset of YAML flow style, so once ``json`` has accepted the syntax the YAML reader
supplies the data: it refuses duplicate keys and exponents and keeps line and column.
"""

from __future__ import annotations

import json

from perfscore.documents.document import Document, decoded
from perfscore.documents.yaml_file import events_document
from perfscore.errors import PerfscoreError, Place, Problem

__all__ = ["read_json"]


def read_json(content: bytes, name: str, error: type[PerfscoreError]) -> Document:
    """Read a JSON file; raises ``error`` with file, line and column."""
    text = decoded(content, name, error)
    try:
        json.loads(text)
    except json.JSONDecodeError as cause:
        source = next(iter(text.splitlines()[cause.lineno - 1 : cause.lineno]), "")
        place = Place(name, cause.lineno, cause.colno, source=source)
        raise error(Problem("json-syntax", place, (("reason", cause.msg),))) from cause
    except RecursionError as cause:
        raise error(Problem("yaml-too-deep", Place(name), (("most", "32"),))) from cause
    # YAML takes no tab for a space; a tab inside a JSON string is always escaped.
    return events_document(text.replace("\t", " "), name, error)
