"""The rubric: criteria with children, indicators with rules, and what they share."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Any

from pydantic import (
    AliasChoices,
    BeforeValidator,
    Discriminator,
    Field,
    PrivateAttr,
    SerializeAsAny,
    Tag,
    field_validator,
    model_validator,
)

from perfscore.errors import Refusal
from perfscore.expression.building import named, rounded
from perfscore.expression.nodes import Node
from perfscore.model.evidence import SourceKind
from perfscore.model.fields import ExactField, Frozen, Identifier, Title, ValueField
from perfscore.rubric.basis import Basis, IndicatorBasis, RubricSource
from perfscore.rubric.checks import Check, Pace
from perfscore.rubric.measure import Measure
from perfscore.rubric.policies import Grade, Missing, NotApplicable, Rounding
from perfscore.rubric.table import Table
from perfscore.rubric.working_days import WorkingYear
from perfscore.rules import Rule, rule_from
from perfscore.wording import Text

__all__ = ["TOTAL", "Criterion", "Example", "Identity", "Indicator", "Rubric"]

SEPARATOR = "."
# The path under which a filing states the grand total it gave itself.
TOTAL = "total"


class Example(Frozen):
    """Values of measures, and the score that must come out; a test inside the rubric."""

    given: dict[str, ValueField]
    score: ExactField

    @model_validator(mode="before")
    @classmethod
    def _flat(cls, given: Any) -> Any:
        if not isinstance(given, dict) or "given" in given:
            return given
        if "score" not in given:
            raise Refusal("key-missing", name="score")
        return {
            "given": {name: value for name, value in given.items() if name != "score"},
            "score": given["score"],
        }


class Indicator(Frozen):
    """A leaf, scored by one rule.

    ``adjustable`` lets a filing give it other points, and says what that rests on; the points of
    the rubric are then the default.
    """

    id: Identifier
    title: Title
    points: ExactField
    adjustable: Basis | None = None
    basis: IndicatorBasis
    rule: Annotated[SerializeAsAny[Rule], BeforeValidator(rule_from)]
    missing: Missing | None = None
    not_applicable: NotApplicable | None = Field(default=None, alias="not applicable")
    examples: tuple[Example, ...] = ()
    note: Title = Text("", "")

    @field_validator("points")
    @classmethod
    def _positive(cls, points: Any) -> Any:
        if points <= 0:
            raise Refusal("points-not-positive", found=str(points))
        return points

    @cached_property
    def unrounded(self) -> Node:
        """The score by the rule alone."""
        return named("score", self.rule.expression(self.points))


class Criterion(Frozen):
    """A node with children, whose points are the sum of theirs."""

    id: Identifier
    title: Title
    points: ExactField
    basis: Basis | None = None
    criteria: tuple[Child, ...] = Field(min_length=1)


def _branch(given: Any) -> str:
    if isinstance(given, dict):
        return "criterion" if "criteria" in given else "indicator"
    return "criterion" if isinstance(given, Criterion) else "indicator"


Child = Annotated[
    Annotated[Criterion, Tag("criterion")] | Annotated[Indicator, Tag("indicator")],
    Discriminator(_branch),
]


class Identity(Frozen):
    """Which rubric a score comes from: id, edition, digest, and the package that brought it."""

    id: str
    edition: str
    digest: str
    package: str = ""
    version: str = ""


class Rubric(Frozen):
    """A scoring standard of one place and year."""

    id: str = Field(validation_alias=AliasChoices("rubric", "id"), serialization_alias="rubric")
    edition: str
    title: Title
    points: ExactField
    rounding: Rounding
    grades: tuple[Grade, ...] = ()
    grades_basis: Basis | None = Field(default=None, alias="grades basis")
    missing: Missing = Missing.OPEN
    not_applicable: NotApplicable = Field(default=NotApplicable.OPEN, alias="not applicable")
    precedence: tuple[SourceKind, ...] = ()
    sources: dict[str, RubricSource] = Field(default_factory=dict)
    measures: dict[str, Measure]
    records: dict[str, Table] = Field(default_factory=dict)
    working_days: dict[str, WorkingYear] = Field(default_factory=dict, alias="working days")
    criteria: tuple[Child, ...] = Field(min_length=1)
    checks: tuple[Check, ...] = ()
    pace: Pace | None = None
    note: Title = Text("", "")

    _identity: Identity | None = PrivateAttr(default=None)

    @field_validator("measures", "records")
    @classmethod
    def _named(cls, entries: dict[str, Any]) -> dict[str, Any]:
        for name in entries:
            if not name.isidentifier():
                raise Refusal("identifier-invalid", found=name)
        return entries

    @cached_property
    def nodes(self) -> dict[str, Criterion | Indicator]:
        """Every criterion and indicator by its path, in tree order."""
        return dict(_walk(self.criteria, ""))

    @property
    def indicators(self) -> dict[str, Indicator]:
        """Every indicator by its path, in tree order."""
        return {p: node for p, node in self.nodes.items() if isinstance(node, Indicator)}

    @property
    def names_taken(self) -> set[str]:
        """What a target may not be called: measures, and fields of tables that targets are in."""
        tables = [table for table in self.records.values() if table.targets]
        return {*self.measures, *(field for table in tables for field in table.fields)}

    @property
    def identity(self) -> Identity:
        """Which rubric this is; without a digest when a program made it."""
        return self._identity or Identity(id=self.id, edition=self.edition, digest="")

    def identified(self, identity: Identity) -> Rubric:
        """The same rubric with its digest and package."""
        copy = self.model_copy()
        copy._identity = identity  # noqa: SLF001 - the copy is ours
        return copy

    def rounded(self, node: Node) -> Node:
        """A score brought to the rubric's digits."""
        return rounded(node, self.rounding.digits, self.rounding.mode)

    def missing_of(self, indicator: Indicator) -> Missing:
        """The policy in force for missing readings."""
        return indicator.missing or self.missing

    def not_applicable_of(self, indicator: Indicator) -> NotApplicable:
        """The policy in force for an indicator that does not apply."""
        return indicator.not_applicable or self.not_applicable


def _walk(
    children: tuple[Criterion | Indicator, ...], above: str
) -> Iterator[tuple[str, Criterion | Indicator]]:
    for child in children:
        path = above + child.id
        yield path, child
        if isinstance(child, Criterion):
            yield from _walk(child.criteria, path + SEPARATOR)
