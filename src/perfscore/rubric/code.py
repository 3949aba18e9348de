"""Signs that stand in a filing instead of a value, such as n.d. or a spreadsheet's error."""

from __future__ import annotations

from pydantic import Field, field_validator

from perfscore.errors import Refusal
from perfscore.model.fields import Frozen, Title, ValueField
from perfscore.rubric.basis import Basis
from perfscore.values import Absent, Value, Words, value_text

__all__ = ["Code"]


class Code(Frozen):
    """What a sign is read ``as``: ``missing``, ``not applicable``, or the name of a level."""

    title: Title
    read_as: ValueField = Field(alias="as")
    basis: Basis

    @field_validator("read_as")
    @classmethod
    def _no_number(cls, given: Value) -> Value:
        if not isinstance(given, Absent | Words):
            raise Refusal("code-is-a-number", found=value_text(given))
        return given
