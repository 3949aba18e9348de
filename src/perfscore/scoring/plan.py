"""The rubric unfolded for one filing: every row with its expression, in tree order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from perfscore.expression.building import named
from perfscore.expression.nodes import Node
from perfscore.expression.walking import inputs
from perfscore.model.target import Target
from perfscore.reconciliation.matching import Matched
from perfscore.rubric.basis import Basis
from perfscore.rubric.policies import Missing, NotApplicable
from perfscore.rubric.tree import SEPARATOR, Criterion, Indicator, Rubric
from perfscore.rules import Requirement, Rule
from perfscore.rules.targets import Targets
from perfscore.wording import Text

__all__ = ["Leaf", "Line", "LineKind", "plan"]


class LineKind(StrEnum):
    """What a row of a scorecard is."""

    CRITERION = "criterion"
    INDICATOR = "indicator"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class Leaf:
    """How a row is worked out from readings."""

    rule: Rule
    expression: Node
    inputs: tuple[str, ...]
    requirements: tuple[Requirement, ...]
    missing: Missing
    not_applicable: NotApplicable


@dataclass(frozen=True, slots=True)
class Line:
    """A row to be: either a ``leaf`` or the sum of its ``children``.

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

    def walk(self) -> Iterator[Line]:
        """This line and all below it, in tree order."""
        yield self
        for child in self.children:
            yield from child.walk()


def plan(rubric: Rubric, found: Matched) -> Line:
    """The whole tree under one root line with an empty path."""
    children = tuple(_line(rubric, found, child, "") for child in rubric.criteria)
    return Line(
        "",
        LineKind.CRITERION,
        rubric.title,
        _points_of(children),
        (),
        children=children,
        rounds=rubric.rounding.rounds_total,
        rounds_rescaled=rubric.rounding.rounds_parts,
    )


def _line(rubric: Rubric, found: Matched, node: Criterion | Indicator, above: str) -> Line:
    path = above + node.id
    if isinstance(node, Indicator):
        return _indicator(rubric, found, node, path)
    children = tuple(_line(rubric, found, child, path + SEPARATOR) for child in node.criteria)
    basis = () if node.basis is None else (("points", node.basis),)
    return Line(
        path,
        LineKind.CRITERION,
        node.title,
        _points_of(children),
        basis,
        children=children,
        rounds_rescaled=rubric.rounding.rounds_parts,
    )


def _points_of(children: tuple[Line, ...]) -> Fraction:
    """A rubric's own points add up; those a filing gave some rows are what the form is out of."""
    return sum((child.points for child in children), Fraction(0))


def _indicator(rubric: Rubric, found: Matched, node: Indicator, path: str) -> Line:
    basis = tuple(node.basis.parts().items())
    rounds = rubric.rounding.rounds_parts
    points = found.points.get(path, node.points)
    if isinstance(node.rule, Targets) or not points:
        children: tuple[Line, ...] = ()
        if points and isinstance(node.rule, Targets):
            targets = found.targets.get(path, ())
            children = _targets(rubric, node, node.rule, path, points, targets)
            if children and node.rule.weights == "points":
                points, rounds = _points_of(children), False
        if points != node.points and node.adjustable is not None:
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
        )
    unrounded = node.unrounded
    if points != node.points:
        unrounded = named("score", node.rule.expression(points))
    leaf = _leaf(rubric, node, node.rule, rubric.rounded(unrounded) if rounds else unrounded)
    return Line(path, LineKind.INDICATOR, node.title, points, basis, node.rule, leaf)


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
    return Leaf(
        rule,
        expression,
        tuple(names),
        requirements,
        rubric.missing_of(node),
        rubric.not_applicable_of(node),
    )
