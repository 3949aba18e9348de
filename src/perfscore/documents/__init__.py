"""Strict reading of YAML and JSON files: plain data, and the place of every key and value."""

from perfscore.documents.document import Document, read_bytes
from perfscore.documents.json_file import read_json
from perfscore.documents.kinds import require_kind
from perfscore.documents.validation import validated
from perfscore.documents.yaml_file import read_yaml

__all__ = ["Document", "read_bytes", "read_json", "read_yaml", "require_kind", "validated"]
