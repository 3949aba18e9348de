"""A rule inside another one."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, SerializeAsAny

from perfscore.errors import Refusal
from perfscore.rules.rule import Rule
from perfscore.rules.targets import Targets

__all__ = ["InnerRule"]


def _inner(given: Any) -> Any:
    # The kinds name the rules that have others inside them.
    from perfscore.rules.kinds import rule_from

    rule = rule_from(given)
    if isinstance(rule, Targets):
        raise Refusal("targets-inside-rule")
    return rule


InnerRule = Annotated[SerializeAsAny[Rule], BeforeValidator(_inner)]
