"""Working days by lists that somebody supplies; where no list reaches, nobody can tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from pydantic import model_validator

from perfscore.errors import Refusal
from perfscore.model.fields import DayField, Frozen
from perfscore.rubric.basis import Basis

__all__ = ["WorkingYear", "uncovered_years", "working_days_after"]

SATURDAY = 5


class WorkingYear(Frozen):
    """A year's days off besides Saturdays and Sundays, and the weekend days that are worked."""

    holidays: tuple[DayField, ...]
    worked: tuple[DayField, ...] = ()
    basis: Basis

    @model_validator(mode="after")
    def _apart(self) -> Any:
        if both := set(self.holidays) & set(self.worked):
            found = dt.date.fromordinal(min(both)).isoformat()
            raise Refusal("working-day-twice", field="worked", found=found)
        for day in map(dt.date.fromordinal, self.worked):
            if day.weekday() < SATURDAY:
                raise Refusal("worked-not-weekend", field="worked", found=day.isoformat())
        return self

    @cached_property
    def _off(self) -> frozenset[int]:
        return frozenset(self.holidays)

    @cached_property
    def _on(self) -> frozenset[int]:
        return frozenset(self.worked)

    def is_worked(self, day: dt.date) -> bool:
        """Whether a day of this year is a working day."""
        number = day.toordinal()
        return number in self._on or (day.weekday() < SATURDAY and number not in self._off)


def uncovered_years(years: Mapping[str, WorkingYear], start: int, end: int) -> list[str]:
    """The years of the days after one up to another (ordinals) for which there is no list."""
    first, last = sorted((start, end))
    if first == last:
        return []
    span = range(dt.date.fromordinal(first + 1).year, dt.date.fromordinal(last).year + 1)
    return [str(year) for year in span if str(year) not in years]


def working_days_after(years: Mapping[str, WorkingYear], start: int, end: int) -> int:
    """Working days after a day up to and with another; negative when that one is earlier.

    The day on which something happens is not counted, as the Civil Code of China has it for
    periods (article 201). Raises ``KeyError`` for a year without a list.
    """
    if end < start:
        return -working_days_after(years, end, start)
    days = (dt.date.fromordinal(number) for number in range(start + 1, end + 1))
    return sum(years[str(day.year)].is_worked(day) for day in days)
