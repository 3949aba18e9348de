"""A review: where an evaluator puts another value beside a reading or a score, and why."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import (
    Field,
    PlainSerializer,
    PlainValidator,
    field_validator,
    model_validator,
)

from perfscore import wording
from perfscore.errors import Refusal
from perfscore.model.evidence import Placed
from perfscore.model.fields import DayField, Title, ValueField, value_of
from perfscore.model.filing import Department
from perfscore.values import Absent, Value, Words, value_text
from perfscore.wording import Text

__all__ = ["Override", "Review"]


def _seen(given: Any) -> Value:
    """A value, or the text of one that only a report writes, such as ``≈1.333333~2``."""
    try:
        return value_of(given)
    except Refusal:
        if not isinstance(given, str):
            raise
        return Words(given)


SeenField = Annotated[Value, PlainValidator(_seen), PlainSerializer(value_text, return_type=str)]


class Override(Placed):
    """Another value for the reading of a ``measure``, or for the score of the row ``path``.

    ``old`` is what the evaluator saw; it has to be what is computed. ``ground`` says why, for
    readers of both languages; ``person`` and ``date`` say who answers for it and since when.
    """

    measure: str = ""
    path: str = ""
    old: SeenField
    new: ValueField
    person: str
    date: DayField
    ground: Title

    @model_validator(mode="before")
    @classmethod
    def _of_one_thing(cls, given: Any) -> Any:
        if isinstance(given, dict) and bool(given.get("measure")) == bool(given.get("path")):
            raise Refusal("override-of-one")
        return given

    @field_validator("person")
    @classmethod
    def _somebody(cls, person: str) -> str:
        if not person.strip():
            raise Refusal("override-without-person")
        return person

    @field_validator("ground")
    @classmethod
    def _grounded(cls, ground: Any) -> Any:
        if not ground.zh.strip() or not ground.en.strip():
            raise Refusal("override-without-ground")
        return ground

    @property
    def of(self) -> str:
        """The measure or path that it is about."""
        return self.measure or self.path

    @property
    def day(self) -> str:
        """The date as it is written."""
        return dt.date.fromordinal(self.date).isoformat()

    def details(self, row: Text) -> tuple[tuple[str, str | Text], ...]:
        """What the sentence about it needs; ``row`` is the title of the row or measure."""
        return (
            ("date", self.day),
            ("ground", self.ground),
            ("new", _words(self.new)),
            ("old", _words(self.old)),
            ("person", self.person),
            ("row", row),
        )


def _words(value: Value) -> str | Text:
    if isinstance(value, Absent):
        return wording.text("report", f"state-{value.replace(' ', '-')}")
    return value_text(value)


class Review(Placed):
    """The overrides that evaluators made of one filing; its place is where it names its rubric."""

    rubric: str
    edition: str
    department: Department
    period: str
    overrides: tuple[Override, ...] = Field(min_length=1)
