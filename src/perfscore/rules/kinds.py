"""The rule kinds that a rubric file can name."""

from __future__ import annotations

from typing import Any

from perfscore.errors import Refusal, alike
from perfscore.rules.answers import Answers
from perfscore.rules.assessed import Assessed
from perfscore.rules.attainment import Attainment
from perfscore.rules.bands import Bands
from perfscore.rules.by_level import ByLevel
from perfscore.rules.checklist import Checklist
from perfscore.rules.deduction import Deduction
from perfscore.rules.interpolation import Interpolation
from perfscore.rules.less import Less
from perfscore.rules.level import Level
from perfscore.rules.pass_fail import PassFail
from perfscore.rules.requirements import Requirements
from perfscore.rules.rule import Rule
from perfscore.rules.targets import Targets

__all__ = ["RULE_KINDS", "rule_from"]

RULE_KINDS: dict[str, type[Rule]] = {
    str(kind.model_fields["kind"].default): kind
    for kind in (
        Answers,
        Assessed,
        Attainment,
        Bands,
        ByLevel,
        Checklist,
        Deduction,
        Interpolation,
        Less,
        Level,
        PassFail,
        Requirements,
        Targets,
    )
}


def rule_from(given: Any) -> Any:
    """A rule from the data of a file; a rule that a program made is left as it is."""
    if isinstance(given, Rule) or not isinstance(given, dict):
        return given
    if "kind" not in given:
        raise Refusal("rule-kind-missing", known=", ".join(sorted(RULE_KINDS)))
    kind = given["kind"]
    if not isinstance(kind, str) or kind not in RULE_KINDS:
        raise Refusal("rule-kind-unknown", found=str(kind), known=alike(str(kind), RULE_KINDS))
    return RULE_KINDS[kind].model_validate(given)
