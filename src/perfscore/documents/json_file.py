"""JSON by the same strict rules, and with the same places, as YAML.

JSON is a subset of YAML flow style, so once ``json`` has accepted the syntax the YAML reader
supplies the data: it refuses duplicate keys and exponents and keeps line and column.
"""

from __future__ import annotations

import json
import re

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
    except ValueError as cause:
        # A number of more digits than Python reads.
        raise error(Problem("json-syntax", Place(name), (("reason", str(cause)),))) from cause
    # YAML takes no tab for a space; a tab inside a JSON string is always escaped.
    text = _PAIR.sub(_joined, text.replace("\t", " "))
    # YAML would fold these as ends of lines; only JSON strings can have them.
    text = _LINE_ENDS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return events_document(text, name, error)


_LINE_ENDS = re.compile("[\x85\u2028\u2029]")


# JSON writes characters beyond the first plane as two escapes, which YAML does not join.
_PAIR = re.compile(r"\\u([dD][89abAB][\da-fA-F]{2})\\u([dD][c-fC-F][\da-fA-F]{2})")


def _joined(pair: re.Match[str]) -> str:
    high, low = (int(half, 16) for half in pair.groups())
    return chr(0x10000 + (high - 0xD800) * 0x400 + (low - 0xDC00))
