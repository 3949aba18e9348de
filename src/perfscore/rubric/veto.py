"""Conditions that force or cap a score or a grade, whatever was earned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PrivateAttr, model_validator

from perfscore.errors import Refusal
from perfscore.expression.building import least, named
from perfscore.expression.building import points as points_of
from perfscore.expression.nodes import Constant, Node
from perfscore.model.fields import ExactField, Frozen, Identifier, Title
from perfscore.model.formula_fields import TestTextField
from perfscore.numeric import decimal_text, exact
from perfscore.rubric.basis import Basis
from perfscore.rules.conditions import holding

__all__ = ["GradeRule", "Veto", "under"]


Unstated = Literal["open", "not met"]


def _as_text(given: Any) -> Any:
    """Points may stand where a level may: as a number."""
    is_number = isinstance(given, int | Decimal | Fraction) and not isinstance(given, bool)
    return decimal_text(exact(given)) if is_number else given


def under(vetoes: Sequence[Veto], score: Node) -> Node:
    """A score under vetoes; the first in the list decides."""
    for veto in reversed(vetoes):
        score = veto.over(score)
    return score


class Veto(Frozen):
    """``when`` it holds the row has ``score`` or ``level``, or no more than ``at most``.

    ``unstated`` says what it means that a filing states nothing of what it asks: the veto is
    ``open``, or ``not met``.
    """

    when: TestTextField
    score: ExactField | None = None
    level: str = ""
    at_most: Annotated[str, BeforeValidator(_as_text)] = Field(default="", alias="at most")
    unstated: Unstated = "open"
    title: Title
    basis: Basis

    _ranks: Mapping[str, Constant] = PrivateAttr(default_factory=dict)

    def bind(self, ranks: Mapping[str, Constant]) -> None:
        """Learn the rank of each level of the rubric's scale."""
        self._ranks = ranks

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

    def over(self, score: Node) -> Node:
        """A score under the veto."""
        before = named("before-veto", score)
        forced = self.forced
        return holding(self.when, least(before, forced) if self.is_cap else forced, before)

    @property
    def forced(self) -> Constant:
        """The score that it forces, or the most that it leaves."""
        return self._ranks[self.level or self.at_most] if self._ranks else points_of(self.points)

    @property
    def points(self) -> Fraction:
        """The points that it forces or leaves; raises :class:`Refusal` for a level."""
        return exact(self.at_most) if self.score is None else self.score

    @property
    def outcome_text(self) -> str:
        """The outcome as it is written."""
        return self.level or self.at_most if self.score is None else decimal_text(self.score)


class GradeRule(Frozen):
    """``when`` it holds the grade is ``grade``, or ``at most`` that, whatever the total."""

    when: TestTextField
    grade: Identifier | None = None
    at_most: Identifier | None = Field(default=None, alias="at most")
    unstated: Unstated = "open"
    title: Title
    basis: Basis

    @model_validator(mode="after")
    def _one(self) -> Any:
        if (self.grade is None) == (self.at_most is None):
            raise Refusal("veto-one-outcome")
        return self
