"""What perfscore itself offers, through the same hooks as everybody else."""

from __future__ import annotations

from collections.abc import Mapping

from perfscore.plugins.hookspecs import Reader, ReportFormat, hookimpl
from perfscore.readers import read_json_filing, read_yaml_filing
from perfscore.reports import json_report, text_report

__all__ = ["perfscore_readers", "perfscore_report_formats"]


@hookimpl
def perfscore_readers() -> Mapping[str, Reader]:
    """YAML and JSON filings."""
    return {".yaml": read_yaml_filing, ".yml": read_yaml_filing, ".json": read_json_filing}


@hookimpl
def perfscore_report_formats() -> Mapping[str, ReportFormat]:
    """Text and JSON scorecards."""
    return {".txt": text_report, ".json": lambda card, _lang: json_report(card)}
