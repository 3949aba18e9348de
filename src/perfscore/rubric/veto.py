"""A condition that forces or caps a score, whatever was earned; and one that does so to a grade."""

from __future__ import annotations

from typing import Any

from pydantic import Field, model_validator

from perfscore.errors import Refusal
from perfscore.expression.building import least
from perfscore.expression.building import points as points_of
from perfscore.expression.nodes import Constant, Node
from perfscore.model.fields import ExactField, Frozen, Identifier, Title
from perfscore.model.formula_fields import TestTextField
from perfscore.numeric import decimal_text
from perfscore.rubric.basis import Basis
from perfscore.rules.conditions import holding

__all__ = ["GradeRule", "Veto"]


class Veto(Frozen):
    """``when`` it holds the row has ``score`` or ``level``, or at most the level ``at most``."""

    when: TestTextField
    score: ExactField | None = None
    level: str = ""
    at_most: str = Field(default="", alias="at most")
    title: Title
    basis: Basis

    @model_validator(mode="before")
    @classmethod
    def _texts(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        named = [
            key for key in ("score", "level", "at most", "at_most") if given.get(key) is not None
        ]
        if len(named) != 1:
            raise Refusal("veto-one-outcome")
        return given

    @property
    def is_cap(self) -> bool:
        """Whether it only limits the score."""
        return bool(self.at_most)

    def outcome(self, ranks: dict[str, Constant]) -> Constant:
        """The score it forces, or the most it leaves."""
        if self.score is not None:
            return points_of(self.score)
        return ranks[self.level or self.at_most]

    def over(self, score: Node, ranks: dict[str, Constant]) -> Node:
        """A score under the veto."""
        forced: Node = self.outcome(ranks)
        return holding(self.when, least(score, forced) if self.is_cap else forced, score)

    @property
    def outcome_text(self) -> str:
        """The outcome as it is written."""
        return self.level or self.at_most if self.score is None else decimal_text(self.score)


class GradeRule(Frozen):
    """``when`` it holds the grade is ``grade``, or ``at most`` that, whatever the total."""

    when: TestTextField
    grade: Identifier | None = None
    at_most: Identifier | None = Field(default=None, alias="at most")
    title: Title
    basis: Basis

    @model_validator(mode="after")
    def _one(self) -> Any:
        if (self.grade is None) == (self.at_most is None):
            raise Refusal("veto-one-outcome")
        return self
