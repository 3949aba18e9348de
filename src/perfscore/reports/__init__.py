"""Scorecards out: text for a terminal, JSON for programs."""

from perfscore.reports.json_report import json_report
from perfscore.reports.text_report import text_report

__all__ = ["json_report", "text_report"]
