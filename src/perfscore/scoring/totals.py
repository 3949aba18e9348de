"""Make the scores of groups from those of their parts, up the tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod

from perfscore.bounds import Bounds, point
from perfscore.calculation.steps import Undefined, work_out
from perfscore.expression.building import greatest, least, named, number, points, rounded
from perfscore.expression.nodes import Difference, Input, Node, Product, Quotient, Sum
from perfscore.model.reading import Reading
from perfscore.rubric.methods import Part
from perfscore.rubric.policies import Missing
from perfscore.rubric.tree import CAPPED_SUM, NO_SCORE, SEPARATOR, SUM, Rubric
from perfscore.rubric.veto import Veto, under
from perfscore.scoring.leaves import (
    Outcome,
    Policy,
    RowStatus,
    in_play,
    together,
    vetoed,
)
from perfscore.scoring.plan import Line

__all__ = ["Formed", "add_up", "child_input", "formed", "without_targets"]

ZERO = Fraction(0)
# Ways in which parts may apply or not that are tried one by one.
MOST_WAYS = 64
NOTHING: Mapping[str, Fraction] = {}
NONE_KEPT: Mapping[str, Outcome] = {}


def child_input(path: str) -> str:
    """The input that stands for the score of a child; no measure has such a name."""
    return SEPARATOR + path


def add_up(
    rubric: Rubric,
    root: Line,
    leaves: Mapping[str, Outcome],
    readings: Mapping[str, Reading],
    overridden: Mapping[str, Fraction] = NOTHING,
    computed: dict[str, Outcome] | None = None,
    kept: Mapping[str, Outcome] = NONE_KEPT,
) -> dict[str, Outcome]:
    """Outcomes of all lines by path, the root's under the empty path.

    ``overridden`` are scores that an evaluator put in place of those of some lines; what those
    lines came to before is put into ``computed``. ``kept`` are outcomes that are known already.
    """
    outcomes: dict[str, Outcome] = dict(kept)

    def visit(line: Line) -> Outcome:
        if line.path in kept:
            return kept[line.path]
        if line.path in leaves:
            outcome = leaves[line.path]
        elif not line.children:
            outcome = without_targets(line)
        else:
            parts = {child.path: visit(child) for child in line.children}
            outcome = _group_in_every_way(rubric, line, parts, readings)
        if line.path in overridden:
            if computed is not None:
                computed[line.path] = outcome
            outcome = Outcome(point(overridden[line.path]), RowStatus.SCORED)
        outcomes[line.path] = outcome
        return outcome

    visit(root)
    return outcomes


def without_targets(line: Line) -> Outcome:
    """The outcome of an indicator for which no targets were filed."""
    if not line.points:
        return Outcome(point(0), RowStatus.NOT_APPLICABLE)
    policies = (Policy("missing", line.missing),)
    if line.missing is Missing.ZERO:
        return Outcome(point(0), RowStatus.SCORED, None, policies, "targets-missing")
    return Outcome(Bounds(ZERO, line.points), RowStatus.OPEN, None, policies, "targets-missing")


def _group_in_every_way(
    rubric: Rubric,
    line: Line,
    parts: Mapping[str, Outcome],
    readings: Mapping[str, Reading],
) -> Outcome:
    """A group some of whose parts may apply or not: every way of it, together."""
    choices = [part.variants or (part,) for part in parts.values()]
    if prod(map(len, choices)) == 1:
        return _group(rubric, line, parts, readings)
    if prod(map(len, choices)) > MOST_WAYS:
        anything = Bounds(ZERO, max(line.points, line.group.most))
        return Outcome(anything, RowStatus.OPEN, reason="applicability-open")
    ways = [
        _group(rubric, line, dict(zip(parts, chosen, strict=True)), readings)
        for chosen in product(*choices)
    ]
    return together(ways)


@dataclass(frozen=True, slots=True)
class Formed:
    """How the parts of a group that apply make its score; ``active`` are the vetoes that count."""

    expression: Node
    policies: tuple[Policy, ...]
    active: tuple[Veto, ...]
    from_whole: Fraction


def formed(
    rubric: Rubric,
    line: Line,
    parts: Mapping[str, Outcome],
    readings: Mapping[str, Reading],
) -> Formed | Outcome:
    """The expression of a group over its parts' scores, or its outcome where it has none.

    Of the parts only counts whether they have a score or a rating and what they take out, of the
    readings only their states: the numbers come later.
    """
    if line.group.combine == NO_SCORE:
        return Outcome(None, RowStatus.UNSCORED)
    if _is_not_rated(line, parts):
        carried = (Policy("missing", Missing.NOT_RATED),)
        return Outcome(None, RowStatus.NOT_RATED, None, carried)
    scored = {path: part.score for path, part in parts.items() if part.score is not None}
    siblings, whole = _taken_out(line, parts)
    is_root = not line.path
    of = line.group.inside - whole
    applicable = of - siblings
    if not scored or (not applicable and (siblings or whole)):
        if is_root:
            anything = Bounds(ZERO, line.points)
            return Outcome(anything, RowStatus.ERROR, reason="nothing-applicable")
        # What is taken out counts above as much as the row would have, whatever it is out of.
        weight = line.points / line.group.inside if line.group.inside else ZERO
        taken = siblings * weight
        if not (siblings or whole) and rubric.scale is None:
            taken = line.points
        status = RowStatus.NOT_APPLICABLE
        return Outcome(None, status, from_siblings=taken, from_whole=whole * weight)
    policies: tuple[Policy, ...] = ()
    if siblings:
        policies += (Policy("not applicable", "rescale siblings", of, applicable),)
    if whole and is_root:
        policies += (Policy("not applicable", "rescale whole", line.points, of),)
        of = line.points
    if len(scored) < len(parts) and not (siblings or whole):
        policies += (Policy("not applicable", "leave out"),)
    applying = [child for child in line.children if child.path in scored]
    if line.group.method is not None:
        total = _by_method(line, applying)
    else:
        total = _sum(line, applying, of, applicable)
    if line.rounds or (policies and line.rounds_rescaled):
        total = rubric.rounded(total)
    active, unstated = in_play(line.group.vetoes, readings)
    policies += unstated
    above = ZERO if is_root else whole * line.points / line.group.inside
    return Formed(under(active, total), policies, active, above)


def _group(
    rubric: Rubric,
    line: Line,
    parts: Mapping[str, Outcome],
    readings: Mapping[str, Reading],
) -> Outcome:
    form = formed(rubric, line, parts, readings)
    if isinstance(form, Outcome):
        return form
    known = {child_input(p): part.score for p, part in parts.items() if part.score is not None}
    known |= {name: readings[name].bounds for name in line.asked}
    try:
        worked = work_out(form.expression, known)
    except Undefined as undefined:
        status = RowStatus.ERROR if undefined.certain else RowStatus.OPEN
        anything = Bounds(ZERO, max(line.points, line.group.most))
        return Outcome(anything, status, None, form.policies, "rule-undefined")
    status = RowStatus.OPEN
    if worked.value.is_settled:
        status = vetoed(form.active, readings)
    return Outcome(worked.value, status, worked, form.policies, from_whole=form.from_whole)


def _taken_out(line: Line, parts: Mapping[str, Outcome]) -> tuple[Fraction, Fraction]:
    """The points that do not apply, to be rescaled among siblings and over the whole.

    Only a sum of points is rescaled; a method works with what is left, and a bonus that does not
    apply is none.
    """
    if line.group.combine != SUM:
        return ZERO, ZERO
    base = [parts[child.path] for child in line.children if child.layer == "base"]
    siblings = sum((part.from_siblings for part in base if part.score is None), ZERO)
    return siblings, sum((part.from_whole for part in base), ZERO)


def _is_not_rated(line: Line, parts: Mapping[str, Outcome]) -> bool:
    """Whether parts without a rating leave the group without one."""
    unrated = {path for path, part in parts.items() if part.status is RowStatus.NOT_RATED}
    if not unrated:
        return False
    every = [child for child in line.children if parts[child.path].score or child.path in unrated]
    rated = [child.points for child in every if child.path not in unrated]
    method = line.group.method
    return method is None or not method.leaves_unrated(rated, [c.points for c in every])


def _by_method(line: Line, applying: list[Line]) -> Node:
    method = line.group.method
    assert method is not None
    members = [
        Part(
            child.path.rpartition(SEPARATOR)[2],
            child.title,
            Input(child_input(child.path)),
            child.points,
        )
        for child in applying
    ]
    combined = named("combined", method.expression(members))
    if method.gives_share:
        return named("sum", Product((points(line.points), combined)))
    return combined


def _sum(line: Line, applying: list[Line], of: Fraction, applicable: Fraction) -> Node:
    """The children's scores added: rescaled over what applies, with bonuses and penalties, capped,
    and brought from what they are out of to the points of the row."""

    def scores(layer: str) -> tuple[Node, ...]:
        return tuple(Input(child_input(c.path)) for c in applying if c.layer == layer)

    group = line.group
    total: Node = named("sum", Sum(scores("base") or (points(0),)))
    if of != applicable:
        total = named("rescaled", Product((total, Quotient(number(of), number(applicable)))))
    if bonus := scores("bonus"):
        total = Sum((total, named("bonus", Sum(bonus))))
    if penalty := scores("penalty"):
        total = Difference(total, named("penalty", Sum(penalty)))
    if bonus or penalty:
        most = group.most * group.inside / line.points if line.points else group.most
        total = named("layered", greatest(points(0), least(points(most), total)))
    if group.combine == CAPPED_SUM:
        total = named("capped", least(points(group.inside), total))
    if group.rounding is not None:
        total = rounded(total, group.rounding.digits, group.rounding.mode)
    if group.inside != line.points:
        share = Quotient(number(line.points), number(group.inside))
        total = named("weighed", Product((total, share)))
    if of != applicable and any(each.layer == "bonus" for each in line.walk()):
        # Rescaling must not raise what a bonus brought beyond all there is.
        total = named("capped", least(points(group.most), total))
    return total
