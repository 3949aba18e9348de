"""Score one row of the rubric for a block of filings: the twin of :mod:`perfscore.scoring.leaves`.

Filings whose readings are of the same shapes take the same way through the policies, so that all of
it but the numbers is decided once for each combination of shapes that occurs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from perfscore.bounds import Bounds
from perfscore.columns import span, whole
from perfscore.columns.block import Block
from perfscore.columns.by_values import score_by_values
from perfscore.columns.flags import Flag, all_of, any_of, but_not, is_never, negated
from perfscore.columns.rational import exactly
from perfscore.columns.readings import Shape
from perfscore.columns.scored import Scored, code_of, scored_as
from perfscore.columns.span import Failure, Span
from perfscore.columns.whole import TooWide
from perfscore.columns.work_out import NeedsRows, work_out
from perfscore.expression.building import number
from perfscore.expression.nodes import Node
from perfscore.expression.parsing import Test
from perfscore.model.reading import Reading, State
from perfscore.rubric.policies import Missing, NotApplicable
from perfscore.rubric.veto import Veto, under
from perfscore.rules.conditions import holding
from perfscore.scoring.leaves import Outcome, RowStatus, in_play, not_applicable
from perfscore.scoring.plan import Leaf

__all__ = ["decided", "score_leaf", "settled_or_open", "shapes_as_readings"]

ZERO = Fraction(0)


def shapes_as_readings(shapes: dict[str, Shape]) -> dict[str, Reading]:
    """Readings of which only the states count."""
    anything = Bounds(None, None)
    return {name: Reading(name, shape.state, anything) for name, shape in shapes.items()}


def decided(test: Test, spans: dict[str, Span]) -> tuple[Flag, Flag]:
    """Where a test holds, and where it does not; neither where that is open."""
    found = work_out(holding(test, number(1), number(0)), spans)
    known = but_not(span.is_settled(found), found.failure.anywhere)
    is_met = span.contains(found, exactly(Fraction(1)))
    return all_of(known, is_met), but_not(known, is_met)


def score_leaf(leaf: Leaf, points: Fraction, block: Block) -> Iterator[Scored]:
    """The outcomes of all filings of a block, in parts."""
    for part, shapes in block.only(leaf.asked).by_shape():
        try:
            yield from list(_of_shapes(leaf, points, part, shapes))
        except (NeedsRows, TooWide):
            yield from score_by_values(leaf, points, part.compact(), shapes)


def _of_shapes(
    leaf: Leaf, points: Fraction, block: Block, shapes: dict[str, Shape]
) -> Iterator[Scored]:
    if leaf.applies is None:
        yield from _applying(leaf, points, block, shapes)
        return
    does, does_not = decided(leaf.applies, _spans(block, shapes))
    is_open = negated(any_of(does, does_not))
    if part := block.where(is_open):
        # What is above may add these up in several ways.
        yield scored_as(part, Outcome(None, RowStatus.OPEN), by_rows=True)
    if part := block.where(does_not):
        yield from _given(leaf, part, shapes, not_applicable(leaf.not_applicable, points))
    if part := block.where(does):
        yield from _applying(leaf, points, part, shapes)


def _applying(
    leaf: Leaf, points: Fraction, block: Block, shapes: dict[str, Shape]
) -> Iterator[Scored]:
    states = {shapes[name].state for name in leaf.inputs}
    if states == {State.NOT_APPLICABLE} and leaf.not_applicable is not NotApplicable.OPEN:
        yield from _given(leaf, block, shapes, not_applicable(leaf.not_applicable, points))
        return
    worked = list(_worked(leaf, points, block, shapes))
    if State.MISSING not in states or leaf.missing is Missing.OPEN:
        yield from worked
        return
    instead = Outcome(None, RowStatus.NOT_RATED)
    if leaf.missing is Missing.ZERO:
        instead = Outcome(Bounds(ZERO, ZERO), RowStatus.SCORED)
    for scored in worked:
        # What is missing may decide nothing.
        stands = any_of(
            whole.compared(scored.status, "=", code_of(RowStatus.SCORED)),
            whole.compared(scored.status, "=", code_of(RowStatus.VETOED)),
        )
        yield from _where(scored, stands)
        if rest := scored.block.where(negated(stands)):
            yield from _given(leaf, rest, shapes, instead)


def _where(scored: Scored, flag: Flag) -> Iterator[Scored]:
    block = scored.block.where(flag)
    if block is scored.block or (block is not None and block.is_spread):
        yield replace(scored, block=block)
    elif block is not None:
        assert not isinstance(flag, bool)
        score = None if scored.score is None else span.kept(scored.score, flag)
        yield replace(scored, block=block, status=whole.kept(scored.status, flag), score=score)


def _spans(block: Block, shapes: dict[str, Shape]) -> dict[str, Span]:
    return {name: column.span(shapes[name]) for name, column in block.readings.items()}


def _given(
    leaf: Leaf, block: Block, shapes: dict[str, Shape], outcome: Outcome
) -> Iterator[Scored]:
    """A score that a policy gave, under the vetoes that surely hold."""
    active, _ = in_play(leaf.vetoes, shapes_as_readings(shapes))
    rest: Block | None = block
    for veto in active:
        if rest is None:
            return
        forced = veto.forced.value
        if veto.is_cap and not (outcome.score is not None and outcome.score.value > forced):
            continue
        holds, _ = decided(veto.when, _spans(rest, shapes))
        if part := rest.where(holds):
            point = Bounds(forced, forced)
            yield scored_as(part, replace(outcome, score=point, status=RowStatus.VETOED))
        rest = rest.where(negated(holds))
    if rest is not None:
        yield scored_as(rest, outcome)


def _worked(
    leaf: Leaf, points: Fraction, block: Block, shapes: dict[str, Shape]
) -> Iterator[Scored]:
    spans = _spans(block, shapes)
    active, _ = in_play(leaf.vetoes, shapes_as_readings(shapes))
    failed: Flag = False
    failure = span.DEFINED
    for need in leaf.requirements:
        left, right = work_out(need.left, spans), work_out(need.right, spans)
        _, not_met = span.compared(left, need.comparison, right)
        sides = span.first_failure(left.failure, right.failure)
        # The first that fails, or cannot be worked out, decides.
        undefined = span.first_failure(failure, sides)
        failed = any_of(failed, all_of(not_met, negated(undefined.anywhere)))
        failure = Failure(but_not(undefined.anywhere, failed), undefined.certain)
    yield settled_or_open(
        block, under(active, leaf.expression), spans, active, Bounds(ZERO, points), failed, failure
    )


def settled_or_open(
    block: Block,
    expression: Node,
    spans: dict[str, Span],
    active: Sequence[Veto],
    anything: Bounds,
    failed: Flag = False,
    before: Failure = span.DEFINED,
) -> Scored:
    """An expression worked out, each filing scored, vetoed, open or in error.

    ``failed`` and ``before`` say where it does not come to that; there the score is ``anything``.
    """
    found = work_out(expression, spans)
    failure = span.first_failure(before, found.failure)
    settled = span.is_settled(found)
    status = whole.select(settled, code_of(RowStatus.SCORED), code_of(RowStatus.OPEN))
    for veto in active:
        holds, _ = decided(veto.when, spans)
        status = whole.select(all_of(settled, holds), code_of(RowStatus.VETOED), status)
    if not is_never(failure.anywhere):
        kind = whole.select(failure.certain, code_of(RowStatus.ERROR), code_of(RowStatus.OPEN))
        status = whole.select(failure.anywhere, kind, status)
    if not is_never(failed):
        status = whole.select(failed, code_of(RowStatus.ERROR), status)
    nowhere = any_of(failed, failure.anywhere)
    if not is_never(nowhere):
        found = span.select(nowhere, span.span_of(anything), found)
    shape = Outcome(anything, RowStatus.SCORED)
    return Scored(block, status, replace(found, failure=span.DEFINED), shape)
