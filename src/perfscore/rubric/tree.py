"""The rubric: criteria with children, indicators with rules, and what they share."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Literal

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
from perfscore.expression.nodes import Constant, Node
from perfscore.model.evidence import SourceKind
from perfscore.model.fields import (
    ExactField,
    Frozen,
    Identifier,
    PartField,
    Title,
    ValueField,
)
from perfscore.model.formula_fields import TestTextField
from perfscore.model.level import Scale
from perfscore.numeric import Snap
from perfscore.rubric.basis import Basis, IndicatorBasis, RubricSource
from perfscore.rubric.checks import Check, Pace
from perfscore.rubric.code import Code
from perfscore.rubric.measure import Measure
from perfscore.rubric.methods import MethodField, ranks_of
from perfscore.rubric.policies import (
    CoarseGrade,
    Grade,
    GroupRounding,
    InForce,
    Missing,
    NotApplicable,
    Rounding,
)
from perfscore.rubric.table import Table
from perfscore.rubric.veto import GradeRule, Veto
from perfscore.rubric.view import View
from perfscore.rubric.working_days import WorkingYear
from perfscore.rules import Rule, rule_from
from perfscore.wording import Text, text

__all__ = [
    "CAPPED_SUM",
    "COMBINED",
    "NO_SCORE",
    "SUM",
    "TOTAL",
    "Criterion",
    "Example",
    "Identity",
    "Indicator",
    "Layer",
    "Rubric",
]

SEPARATOR = "."
# How a group's score follows from its children's, besides the methods that a rubric names.
SUM, CAPPED_SUM, NO_SCORE = "sum", "capped sum", "nothing"
COMBINED = (SUM, CAPPED_SUM, NO_SCORE)
Layer = Literal["base", "bonus", "penalty"]
UNROUNDED = Rounding(digits=0, mode=Snap.HALF_UP, at="never")
NOT_RATED = text("report", "status-not-rated")
# The path under which a filing states the grand total it gave itself.
TOTAL = "total"


class Example(Frozen):
    """Values of measures, and the score that must come out; a test inside the rubric."""

    given: dict[str, ValueField]
    score: PartField | None = None
    level: str = ""

    @model_validator(mode="before")
    @classmethod
    def _flat(cls, given: Any) -> Any:
        if not isinstance(given, dict) or "given" in given:
            return given
        # A measure may be called level; it is the result only where there is no score.
        result = next((name for name in ("score", "level") if name in given), None)
        if result is None:
            raise Refusal("key-missing", name="score")
        return {
            "given": {name: value for name, value in given.items() if name != result},
            result: given[result],
        }


class Indicator(Frozen):
    """A leaf, scored by one rule.

    ``adjustable`` lets a filing give it other points, and says what that rests on; the points of
    the rubric are then the default. ``applies`` is a test without which it does not apply.
    ``layer`` says whether its score is part of the group's points, a bonus on top of them, or a
    penalty that is taken off.
    """

    id: Identifier
    title: Title
    points: PartField = Fraction(0)
    layer: Layer = "base"
    applies: TestTextField | None = None
    adjustable: Basis | None = None
    basis: IndicatorBasis
    rule: Annotated[SerializeAsAny[Rule], BeforeValidator(rule_from)]
    missing: Missing | None = None
    not_applicable: NotApplicable | None = Field(default=None, alias="not applicable")
    vetoes: tuple[Veto, ...] = ()
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
    """A node with children.

    ``combine`` says how their scores make its own: ``sum``; ``capped sum``, where they could earn
    more than it has; ``nothing``, where it has no score; or one of the rubric's methods. With ``out
    of`` the children add up to that instead, and what they earn, rounded by ``rounding``, counts
    in proportion.
    """

    id: Identifier
    title: Title
    points: PartField = Fraction(0)
    layer: Layer = "base"
    combine: str = SUM
    out_of: PartField | None = Field(default=None, alias="out of")
    rounding: GroupRounding | None = None
    vetoes: tuple[Veto, ...] = ()
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
    """A scoring standard of one place and year.

    It scores in points, or grades on a ``scale``; ``combine`` says how the rows at the top make
    the total, if they make one.
    """

    id: str = Field(validation_alias=AliasChoices("rubric", "id"), serialization_alias="rubric")
    edition: str
    title: Title
    points: ExactField = Fraction(0)
    scale: Scale | None = None
    combine: str = SUM
    most: ExactField | None = Field(default=None, alias="at most")
    rounding: Rounding = UNROUNDED
    in_force: InForce = Field(default=InForce(), alias="in force")
    grades: tuple[Grade, ...] = ()
    coarse_grades: tuple[CoarseGrade, ...] = Field(default=(), alias="coarse grades")
    grade_rules: tuple[GradeRule, ...] = Field(default=(), alias="grade rules")
    grades_basis: Basis | None = Field(default=None, alias="grades basis")
    vetoes: tuple[Veto, ...] = ()
    methods: dict[str, MethodField] = Field(default_factory=dict)
    codes: dict[str, Code] = Field(default_factory=dict)
    missing: Missing = Missing.OPEN
    not_applicable: NotApplicable = Field(default=NotApplicable.OPEN, alias="not applicable")
    not_rated: Title = Field(default=NOT_RATED, alias="not rated")
    precedence: tuple[SourceKind, ...] = ()
    sources: dict[str, RubricSource] = Field(default_factory=dict)
    measures: dict[str, Measure]
    records: dict[str, Table] = Field(default_factory=dict)
    working_days: dict[str, WorkingYear] = Field(default_factory=dict, alias="working days")
    criteria: tuple[Child, ...] = Field(min_length=1)
    checks: tuple[Check, ...] = ()
    pace: Pace | None = None
    views: tuple[View, ...] = ()
    note: Title = Text("", "")

    _identity: Identity | None = PrivateAttr(default=None)

    @field_validator("measures", "records")
    @classmethod
    def _named(cls, entries: dict[str, Any]) -> dict[str, Any]:
        for name in entries:
            if not name.isidentifier():
                raise Refusal("identifier-invalid", found=name)
        return entries

    @model_validator(mode="after")
    def _bound(self) -> Any:
        """Rules and methods learn the scale and the levels of measures."""
        for field in ("points", "rounding"):
            if self.scale is None and field not in self.model_fields_set:
                raise Refusal("key-missing", name=field)
        levels = {name: tuple(level.id for level in m.levels) for name, m in self.measures.items()}
        for indicator in self.indicators.values():
            indicator.rule.bind(self.ranks, levels)
        for method in self.methods.values():
            method.bind(self.scale)
        for node in (self, *self.nodes.values()):
            for veto in node.vetoes:
                veto.bind(self.ranks)
        return self

    @property
    def ranks(self) -> dict[str, Constant]:
        """The rank of each level of the scale; none where the rubric scores in points."""
        return ranks_of(self.scale)

    def worth(self, points: Fraction) -> Fraction:
        """The most that a row of so many points can have: on a scale, the rank of the top level."""
        return points if self.scale is None else Fraction(len(self.scale.levels) - 1)

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
