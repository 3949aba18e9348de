"""Add rows up the tree; what does not apply is taken out as the rubric says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from perfscore.bounds import Bounds, point
from perfscore.calculation.steps import work_out
from perfscore.expression.building import named, number
from perfscore.expression.nodes import Input, Node, Product, Quotient, Sum
from perfscore.rubric.policies import Missing
from perfscore.scoring.leaves import Outcome, Policy, RowStatus
from perfscore.scoring.plan import Line

__all__ = ["add_up"]

ZERO = Fraction(0)
NOTHING: Mapping[str, Fraction] = {}


def add_up(
    root: Line,
    leaves: Mapping[str, Outcome],
    rounded: Callable[[Node], Node],
    overridden: Mapping[str, Fraction] = NOTHING,
    computed: dict[str, Outcome] | None = None,
) -> dict[str, Outcome]:
    """Outcomes of all lines by path, the root's under the empty path.

    ``overridden`` are scores that an evaluator put in place of those of some lines; what those
    lines came to before is put into ``computed``.
    """
    outcomes: dict[str, Outcome] = {}

    def visit(line: Line) -> Outcome:
        if line.path in leaves:
            outcome = leaves[line.path]
        elif not line.children:
            outcome = _without_targets(line)
        else:
            parts = {child.path: visit(child) for child in line.children}
            outcome = _group(line, parts, rounded)
        if line.path in overridden:
            if computed is not None:
                computed[line.path] = outcome
            outcome = Outcome(point(overridden[line.path]), RowStatus.SCORED)
        outcomes[line.path] = outcome
        return outcome

    visit(root)
    return outcomes


def _without_targets(line: Line) -> Outcome:
    if not line.points:
        return Outcome(point(0), RowStatus.NOT_APPLICABLE)
    policies = (Policy("missing", line.missing),)
    if line.missing is Missing.ZERO:
        return Outcome(point(0), RowStatus.SCORED, None, policies, "targets-missing")
    return Outcome(Bounds(ZERO, line.points), RowStatus.OPEN, None, policies, "targets-missing")


def _group(line: Line, parts: Mapping[str, Outcome], rounded: Callable[[Node], Node]) -> Outcome:
    scored = {path: part.score for path, part in parts.items() if part.score is not None}
    siblings = sum((p.from_siblings for p in parts.values() if p.score is None), ZERO)
    whole = sum((p.from_whole for p in parts.values()), ZERO)
    is_root = not line.path
    of = line.points - whole
    applicable = of - siblings
    if not scored or (not applicable and (siblings or whole)):
        if is_root:
            anything = Bounds(ZERO, line.points)
            return Outcome(anything, RowStatus.ERROR, reason="nothing-applicable")
        status = RowStatus.NOT_APPLICABLE
        return Outcome(None, status, from_siblings=siblings, from_whole=whole)
    total: Node = named("sum", Sum(tuple(Input(path) for path in scored)))
    policies: tuple[Policy, ...] = ()
    if siblings:
        policies += (Policy("not applicable", "rescale siblings", of, applicable),)
    if whole and is_root:
        policies += (Policy("not applicable", "rescale whole", line.points, of),)
        of = line.points
    if of != applicable:
        total = named("rescaled", Product((total, Quotient(number(of), number(applicable)))))
    if line.rounds or (policies and line.rounds_rescaled):
        total = rounded(total)
    worked = work_out(total, scored)
    status = RowStatus.SCORED if worked.value.is_settled else RowStatus.OPEN
    return Outcome(
        worked.value,
        status,
        worked,
        policies,
        from_whole=ZERO if is_root else whole,
    )
