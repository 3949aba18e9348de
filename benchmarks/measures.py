"""The measures of ``rubric.yaml`` as the data knows them: kinds, units and names of columns."""

from __future__ import annotations

from pathlib import Path

__all__ = [
    "AMOUNTS",
    "CONDITIONS",
    "COUNTS",
    "LEVELS",
    "MEASURES",
    "PERCENTS",
    "RUBRIC",
    "UNITS",
    "column",
]

RUBRIC = Path(__file__).with_name("rubric.yaml")

# In 万元, with two decimals.
AMOUNTS = (
    "budget",
    "spent",
    "adjusted",
    "carryover",
    "three_public",
    "three_public_budget",
    "public_expense",
    "public_expense_budget",
    "procured",
    "procurement_plan",
    "assets_in_use",
    "assets_total",
    "unit_cost",
    "unit_cost_standard",
    "saved",
)
# In %, with two decimals.
PERCENTS = (
    "pass_rate",
    "completion_rate",
    "acceptance_share",
    "emission_cut",
    "village_access",
    "coverage",
    "public_satisfaction",
    "staff_satisfaction",
    "online_share",
)
# Whole numbers, each with its unit.
COUNTS = {
    "disclosure_days": "天",
    "delay_days": "天",
    "projects_completed": "个",
    "projects_planned": "个",
    "beneficiaries": "人",
    "beneficiaries_planned": "人",
    "complaints": "件",
}
CONDITIONS = (
    "budget_complete",
    "budget_detailed",
    "rules_issued",
    "rules_lawful",
    "rules_followed",
    "scope_compliant",
    "procedure_compliant",
    "purpose_compliant",
    "accounting_compliant",
    "misappropriated",
    "contracts_in_time",
    "maintained",
    "award",
    "pilot",
)
# Ids of levels, lowest first.
LEVELS = {
    "acceptance": ("poor", "fair", "good"),
    "economic_effect": ("little", "some", "large", "full"),
    "social_effect": ("not_attained", "partly_attained", "attained"),
    "region": ("rural", "urban"),
}

MEASURES = (*AMOUNTS, *PERCENTS, *COUNTS, *CONDITIONS, *LEVELS)
UNITS = dict.fromkeys(AMOUNTS, "万元") | dict.fromkeys(PERCENTS, "%") | COUNTS


def column(measure: str) -> str:
    """The name of a measure's column: its id, and its unit in brackets where it has one."""
    return f"{measure} [{UNITS[measure]}]" if measure in UNITS else measure
