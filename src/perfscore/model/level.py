"""Levels: names in an order, without arithmetic."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, PlainValidator, model_validator

from perfscore.errors import Refusal
from perfscore.model.fields import ExactField, Frozen, Title

__all__ = ["LevelId", "LevelName", "Scale", "ScaleLevel"]


def _level_id(given: Any) -> str:
    if not isinstance(given, str) or not given.strip():
        raise Refusal("text-expected", name="level", found=str(given))
    return given


LevelId = Annotated[str, PlainValidator(_level_id)]


class LevelName(Frozen):
    """A level, by id and title; written as plain text where both are the same."""

    id: LevelId
    title: Title

    @model_validator(mode="before")
    @classmethod
    def _short(cls, given: Any) -> Any:
        return {"id": given, "title": given} if isinstance(given, str) else given


class ScaleLevel(LevelName):
    """A level of a rubric's scale; ``value`` is its number where the levels have one."""

    value: ExactField | None = None


class Scale(Frozen):
    """What rows are graded on instead of points: levels, lowest first."""

    title: Title
    levels: tuple[ScaleLevel, ...] = Field(min_length=2)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids, lowest first; the place of one is its rank."""
        return tuple(level.id for level in self.levels)
