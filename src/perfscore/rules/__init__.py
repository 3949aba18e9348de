"""The rule kinds: how points follow from measures, one file per kind."""

from perfscore.rules.kinds import RULE_KINDS, rule_from
from perfscore.rules.rule import Requirement, Rule

__all__ = ["RULE_KINDS", "Requirement", "Rule", "rule_from"]
