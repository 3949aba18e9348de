"""Filings in: YAML and JSON files, every statement with its place."""

from perfscore.readers.filing_file import filing_from_document, read_json_filing, read_yaml_filing

__all__ = ["filing_from_document", "read_json_filing", "read_yaml_filing"]
