"""A table of records: its fields, some of them worked out from others of the same row."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from pydantic import Field as ModelField
from pydantic import model_validator

from perfscore import units, wording
from perfscore.errors import Refusal
from perfscore.expression.building import constant
from perfscore.expression.nodes import Input, Node, Opaque
from perfscore.model.fields import Frozen, Title
from perfscore.rubric.measure import Measure
from perfscore.rubric.working_days import WorkingYear, working_days_after

__all__ = ["WORKING_DAYS", "Field", "Table", "days_between"]

CALENDAR_DAYS = "天"
WORKING_DAYS = "工作日"
# From the first day of year 1 to the last of year 9999.
MOST_DAYS = 3_652_058


class Field(Measure):
    """A measure of one row; ``between`` counts the days from one date field to another.

    Its unit says which days: 天 or 工作日.
    """

    between: tuple[str, str] | None = None

    @model_validator(mode="after")
    def _counts_days(self) -> Field:
        if self.between is not None and self.unit not in (CALENDAR_DAYS, WORKING_DAYS):
            raise Refusal("between-needs-days", field="between", found=self.unit or "1")
        if self.between is not None and self.formula is not None:
            raise Refusal("measure-two-origins", field="between")
        return self


class Table(Frozen):
    """The fields of one kind of record.

    With ``targets`` a row may also state a value for any target of the filing, by its id.
    """

    title: Title
    fields: dict[str, Field] = ModelField(min_length=1)
    targets: bool = False


def days_between(start: str, end: str, unit: str, years: Mapping[str, WorkingYear]) -> Node:
    """Days after the date of one input up to and with that of another."""

    def calendar_days(first: Fraction, last: Fraction) -> Fraction:
        return units.to_base(last - first, unit)

    def working_days(first: Fraction, last: Fraction) -> Fraction:
        return Fraction(working_days_after(years, int(first), int(last)))

    counted = working_days if unit == WORKING_DAYS else calendar_days
    title = wording.text("steps", "working-days" if unit == WORKING_DAYS else "calendar-days")
    most = constant(MOST_DAYS, unit)
    least = constant(-MOST_DAYS, unit)
    return Opaque(title, counted, (Input(start), Input(end)), least, most, rising=(False, True))
