"""Signs that stand in a filing instead of a value, such as n.d. or a spreadsheet's error."""

from __future__ import annotations

from pydantic import Field, field_validator

from perfscore.errors import Refusal
from perfscore.model.fields import Frozen, Title, ValueField
from perfscore.rubric.basis import Basis
from perfscore.values import Absent, Value, Words, value_text
from perfscore.wording import Text, text

__all__ = ["Code"]


class Code(Frozen):
    """What a sign is read ``as``: ``missing``, ``not applicable``, or the name of a level."""

    title: Title
    read_as: ValueField = Field(alias="as")
    basis: Basis

    @property
    def read_as_text(self) -> Text:
        """What it is read as, in both languages."""
        if isinstance(self.read_as, Absent):
            return text("report", f"state-{self.read_as.value.replace(' ', '-')}")
        return Text(value_text(self.read_as), value_text(self.read_as))

    @field_validator("read_as")
    @classmethod
    def _no_number(cls, given: Value) -> Value:
        if not isinstance(given, Absent | Words):
            raise Refusal("code-is-a-number", found=value_text(given))
        return given
