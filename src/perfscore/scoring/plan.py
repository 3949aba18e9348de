"""The rubric unfolded for one filing: every row with its expression, in tree order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from perfscore.expression.building import named
from perfscore.expression.nodes import Node
from perfscore.expression.parsing import Test
from perfscore.expression.walking import inputs
from perfscore.model.target import Target
from perfscore.reconciliation.matching import Matched
from perfscore.rubric.basis import Basis
from perfscore.rubric.methods import Method
from perfscore.rubric.policies import GroupRounding, Missing, NotApplicable
from perfscore.rubric.tree import SEPARATOR, SUM, Criterion, Indicator, Rubric
from perfscore.rubric.veto import Veto
from perfscore.rules import Requirement, Rule
from perfscore.rules.targets import Targets
from perfscore.wording import Text

__all__ = ["Group", "Leaf", "Line", "LineKind", "plan"]


class LineKind(StrEnum):
    """What a row of a scorecard is."""

    CRITERION = "criterion"
    INDICATOR = "indicator"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class Leaf:
    """How a row is worked out from readings.

    ``inputs`` are those of the rule; ``asked`` also has what vetoes and ``applies`` read.
    """

    rule: Rule
    expression: Node
    inputs: tuple[str, ...]
    requirements: tuple[Requirement, ...]
    missing: Missing
    not_applicable: NotApplicable
    vetoes: tuple[Veto, ...] = ()
    applies: Test | None = None
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """How the scores of children make a row's own.

    ``combine`` is one of the rubric's built-in ways, or ``method`` does it. The children add up to
    ``inside``, which counts as ``points`` of the row, rounded by ``rounding`` before; ``most`` is
    what bonuses may raise it to.
    """

    combine: str
    method: Method | None
    inside: Fraction
    most: Fraction
    rounding: GroupRounding | None
    vetoes: tuple[Veto, ...]
    missing: Missing
    asked: tuple[str, ...] = ()


NO_GROUP = Group("sum", None, Fraction(0), Fraction(0), None, (), Missing.OPEN)


@dataclass(frozen=True, slots=True)
class Line:
    """A row to be: either a ``leaf``, or made from its ``children`` as its ``group`` says.

    ``rounds`` says that a sum is rounded always, ``rounds_rescaled`` that it is when something was
    taken out; ``missing`` what becomes of an indicator for which no targets were filed.
    """

    path: str
    kind: LineKind
    title: Text
    points: Fraction
    basis: tuple[tuple[str, Basis], ...]
    rule: Rule | None = None
    leaf: Leaf | None = None
    children: tuple[Line, ...] = ()
    rounds: bool = False
    rounds_rescaled: bool = False
    missing: Missing = Missing.OPEN
    group: Group = NO_GROUP
    layer: str = "base"

    @property
    def asked(self) -> tuple[str, ...]:
        """The measures that bear on the row itself."""
        return self.group.asked if self.leaf is None else self.leaf.asked

    @property
    def vetoes(self) -> tuple[Veto, ...]:
        """The vetoes of the row."""
        return self.group.vetoes if self.leaf is None else self.leaf.vetoes

    def walk(self) -> Iterator[Line]:
        """This line and all below it, in tree order."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def only_adds(self) -> bool:
        """Whether the points of its children are simply added to its own."""
        is_sum = self.group.combine == SUM and self.group.inside == self.points
        return is_sum and all(child.layer == "base" for child in self.children)

    def weights(self, weight: Fraction = Fraction(1)) -> Iterator[tuple[str, Fraction]]:
        """What a point of each line counts in this one, by path."""
        yield self.path, weight
        out_of = self.group.inside
        if self.group.method is not None and self.group.method.gives_share:
            out_of = sum((child.points for child in self.children), Fraction(0))
        inside = self.points / out_of if out_of else Fraction(1)
        for child in self.children:
            yield from child.weights(weight * inside)


def plan(rubric: Rubric, found: Matched) -> Line:
    """The whole tree under one root line with an empty path."""
    children = tuple(_line(rubric, found, child, "") for child in rubric.criteria)
    inside = _points_of(children) if rubric.combine == SUM else rubric.points
    points = rubric.worth(inside)
    return Line(
        "",
        LineKind.CRITERION,
        rubric.title,
        points,
        _method_basis(rubric, rubric.combine),
        children=children,
        group=_group(rubric, rubric, points, points, rubric.most),
        rounds=rubric.rounding.rounds_total,
        rounds_rescaled=rubric.rounding.rounds_parts,
    )


def _line(rubric: Rubric, found: Matched, node: Criterion | Indicator, above: str) -> Line:
    path = above + node.id
    if isinstance(node, Indicator):
        return _indicator(rubric, found, node, path)
    children = tuple(_line(rubric, found, child, path + SEPARATOR) for child in node.criteria)
    part = "points" if rubric.scale is None else "levels"
    basis = () if node.basis is None else ((part, node.basis),)
    inside = _points_of(children) if node.combine == SUM else node.out_of or node.points
    points = inside if node.combine == SUM and node.out_of is None else node.points
    points = rubric.worth(points)
    return Line(
        path,
        LineKind.CRITERION,
        node.title,
        points,
        (*basis, *_method_basis(rubric, node.combine)),
        children=children,
        rounds_rescaled=rubric.rounding.rounds_parts and node.combine == SUM,
        group=_group(rubric, node, points, rubric.worth(inside)),
        layer=node.layer,
    )


def _group(
    rubric: Rubric,
    node: Criterion | Rubric,
    points: Fraction,
    inside: Fraction,
    most: Fraction | None = None,
) -> Group:
    asked = dict.fromkeys(name for veto in node.vetoes for name, _ in veto.when.names)
    return Group(
        node.combine,
        rubric.methods.get(node.combine),
        inside,
        points if most is None else most,
        node.rounding if isinstance(node, Criterion) else None,
        node.vetoes,
        rubric.missing,
        tuple(asked),
    )


def _method_basis(rubric: Rubric, combine: str) -> tuple[tuple[str, Basis], ...]:
    method = rubric.methods.get(combine)
    return () if method is None else (("method", method.basis),)


def _points_of(children: tuple[Line, ...]) -> Fraction:
    """A rubric's own points add up; those a filing gave some rows are what the form is out of."""
    return sum((child.points for child in children if child.layer == "base"), Fraction(0))


def _indicator(rubric: Rubric, found: Matched, node: Indicator, path: str) -> Line:
    basis = tuple(node.basis.parts().items())
    rounds = rubric.rounding.rounds_parts
    points = rubric.worth(found.points.get(path, node.points))
    if isinstance(node.rule, Targets) or not points:
        children: tuple[Line, ...] = ()
        if points and isinstance(node.rule, Targets):
            targets = found.targets.get(path, ())
            children = _targets(rubric, node, node.rule, path, points, targets)
            if children and node.rule.weights == "points":
                points, rounds = _points_of(children), False
        if points != rubric.worth(node.points) and node.adjustable is not None:
            basis = tuple({**node.basis.parts(), "points": node.adjustable}.items())
        return Line(
            path,
            LineKind.INDICATOR,
            node.title,
            points,
            basis,
            node.rule if isinstance(node.rule, Targets) else None,
            children=children,
            rounds=rounds,
            missing=rubric.missing_of(node),
            layer=node.layer,
            group=replace(NO_GROUP, inside=points, most=points),
        )
    unrounded = node.unrounded
    if points != rubric.worth(node.points):
        unrounded = named("score", node.rule.expression(points))
    leaf = _leaf(rubric, node, node.rule, rubric.rounded(unrounded) if rounds else unrounded)
    kind = LineKind.INDICATOR
    return Line(path, kind, node.title, points, basis, node.rule, leaf, layer=node.layer)


def _targets(
    rubric: Rubric,
    node: Indicator,
    rule: Targets,
    path: str,
    points: Fraction,
    targets: tuple[Target, ...],
) -> tuple[Line, ...]:
    lines = []
    basis = tuple(node.basis.parts().items())
    for target, share in zip(targets, rule.shares(points, targets), strict=True):
        own = rule.rule_for(target)
        score: Node = named("score", own.expression(share))
        if rule.weights == "points" and rubric.rounding.rounds_parts:
            # A share is a part of one indicator, rounded once as a whole; a weight in points makes
            # an indicator of its own.
            score = rubric.rounded(score)
        leaf = _leaf(rubric, node, own, score)
        where = path + SEPARATOR + target.id
        lines.append(Line(where, LineKind.TARGET, target.title, share, basis, own, leaf))
    return tuple(lines)


def _leaf(rubric: Rubric, node: Indicator, rule: Rule, expression: Node) -> Leaf:
    requirements = rule.requirements()
    sides = [side for r in requirements for side in (r.left, r.right)]
    names = dict.fromkeys(name for part in (expression, *sides) for name in inputs(part))
    tests = [veto.when for veto in node.vetoes]
    tests += [] if node.applies is None else [node.applies]
    asked = dict.fromkeys((*names, *(name for test in tests for name, _ in test.names)))
    return Leaf(
        rule,
        expression,
        tuple(names),
        requirements,
        rubric.missing_of(node),
        rubric.not_applicable_of(node),
        node.vetoes,
        node.applies,
        tuple(asked),
    )
