"""Where a rule comes from, and how sure that is."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import Field, model_validator

from perfscore.errors import Refusal
from perfscore.model.fields import Frozen, Title
from perfscore.wording import Text

__all__ = ["Basis", "IndicatorBasis", "RubricSource", "Status"]

NO_TEXT = Text("", "")


class Status(StrEnum):
    """``official``: the standard says so. ``reported``: a filled form says so. ``inferred``: it
    follows from one of these. ``assumed``: no source confirms it."""

    OFFICIAL = "official"
    REPORTED = "reported"
    INFERRED = "inferred"
    ASSUMED = "assumed"


class RubricSource(Frozen):
    """A document that a rubric rests on."""

    title: Title
    address: str = ""


class Basis(Frozen):
    """A status with its source and place, or with the reason for assuming it."""

    status: Status
    source: str = ""
    place: str = ""
    reason: Title = NO_TEXT

    @model_validator(mode="before")
    @classmethod
    def _reasoned(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        status = given.get("status")
        if status in ("official", "reported") and not given.get("source"):
            raise Refusal("basis-without-source", status=str(status))
        if status in ("inferred", "assumed") and not given.get("reason"):
            raise Refusal("basis-without-reason", status=str(status))
        return given


class IndicatorBasis(Frozen):
    """What an indicator has to justify: its points, when it earns them all, and what it earns
    otherwise; one that is graded on a scale, its ``levels``."""

    points: Basis | None = None
    full_marks: Basis | None = Field(default=None, alias="full marks")
    below_full: Basis | None = Field(default=None, alias="below full")
    levels: Basis | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, given: Any) -> Any:
        return {"levels": given} if isinstance(given, dict) and "status" in given else given

    def parts(self) -> dict[str, Basis]:
        """Those given, by name, in reading order."""
        every = {
            "points": self.points,
            "full marks": self.full_marks,
            "below full": self.below_full,
            "levels": self.levels,
        }
        return {name: basis for name, basis in every.items() if basis is not None}
