"""What a rubric holds against a filing besides scoring it: relations between numbers, and pace."""

from __future__ import annotations

from typing import Any

from pydantic import field_validator

from perfscore import units
from perfscore.errors import Refusal, alike
from perfscore.expression.formula import constant_text
from perfscore.model.fields import Frozen, Title
from perfscore.model.formula_fields import AmountField, ConditionField, ToleranceField
from perfscore.rubric.basis import Basis

__all__ = ["Check", "Pace"]

# The findings that speak of a relation between numbers.
CODES = ("equation-fails", "unspent-share", "zero-budget")


class Check(Frozen):
    """A relation between measures that a sound filing keeps.

    A filing that breaks it gets a finding of ``code``. Digits that were rounded away never break
    it; ``tolerance`` allows more.
    """

    code: str = "equation-fails"
    says: ConditionField
    title: Title
    basis: Basis
    tolerance: ToleranceField | None = None

    @field_validator("code")
    @classmethod
    def _known(cls, code: Any) -> Any:
        if code not in CODES:
            raise Refusal("code-unknown", found=str(code), known=alike(str(code), CODES))
        return code


class Pace(Frozen):
    """The row ``execution`` scores how much was spent; a score rate of all others that runs ahead
    of its by more than ``limit`` (as a share of theirs) is a finding."""

    execution: str
    limit: AmountField
    basis: Basis

    @field_validator("limit")
    @classmethod
    def _share(cls, limit: Any) -> Any:
        if not units.is_rate(limit.unit) or not 0 <= limit.value < 1:
            raise Refusal("pace-limit", found=constant_text(limit))
        return limit
