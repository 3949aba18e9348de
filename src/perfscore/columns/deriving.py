"""Work measures out from others, in columns; as :mod:`perfscore.reconciliation.deriving` does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from perfscore.columns import span
from perfscore.columns.block import Block
from perfscore.columns.flags import Flag, any_of, negated
from perfscore.columns.readings import (
    SETTLED,
    ReadingColumn,
    Shape,
    absent,
    joined,
    of_span,
)
from perfscore.columns.span import Span
from perfscore.columns.work_out import work_out
from perfscore.model.reading import State
from perfscore.reconciliation.deriving import Deriving
from perfscore.rubric.measure import Measure

__all__ = ["derived"]

_ABSENT = (State.MISSING, State.NOT_APPLICABLE)


def derived(
    deriving: Deriving, stated: Mapping[str, ReadingColumn], rows: int
) -> tuple[dict[str, ReadingColumn], list[Block]]:
    """All readings, and the blocks of rows that have to be reconciled one by one: those that state
    bounds beside the numbers a measure is worked out from."""
    readings = dict(stated)
    by_rows: list[Block] = []
    for name in deriving.parts:
        block = Block(rows, None, readings).only((*deriving.parts[name], name))
        parts = []
        for part, shapes in block.by_shape():
            for found, column in _worked_out(deriving, name, part, shapes, by_rows):
                parts.append((found, column))
        readings[name] = joined(parts)
    return readings, by_rows


def _worked_out(
    deriving: Deriving, name: str, block: Block, shapes: dict[str, Shape], by_rows: list[Block]
) -> Iterator[tuple[Block, ReadingColumn]]:
    measure, own = deriving.measures[name], shapes[name]
    assert measure.formula is not None
    # A constant with a name is no part that could be missing.
    parts = [shapes[p] for p in deriving.parts[name] if deriving.parts.get(p, (p,))]
    column = block.readings[name]
    if parts and all(part.state is State.NOT_APPLICABLE for part in parts):
        is_missing = own.state is State.MISSING
        yield block, absent(State.NOT_APPLICABLE, measure.range) if is_missing else column
        return
    blank = [part for part in parts if part.state in _ABSENT]
    is_partial = measure.count or measure.grading is not None
    if blank and (not is_partial or len(blank) == len(parts)):
        yield block, column
        return
    if own.is_said:
        # It was said that there is none, whatever the numbers beside it would give.
        yield block, column
        return
    if own.state not in _ABSENT and own != SETTLED:
        by_rows.append(block)
        yield block, column
        return
    spans = {part: block.readings[part].span(shapes[part]) for part in deriving.parts[name]}
    worked = work_out(measure.formula.node, spans)
    yield from _joined(block, name, own, measure, worked, bool(blank))


def _joined(
    block: Block, name: str, own: Shape, measure: Measure, worked: Span, is_blank: bool
) -> Iterator[tuple[Block, ReadingColumn]]:
    """What is stated of a measure, and what its formula gives."""
    possible = span.span_of(measure.range)
    inside, is_empty = span.meet(worked, possible)
    stays: Flag = any_of(worked.failure.anywhere, is_empty)
    if is_blank:
        stays = any_of(stays, span.covers(worked, possible))
    if part := block.where(stays):
        yield part, part.readings[name]
    if part := block.where(negated(stays)):
        going = negated(stays)
        if part is block or part.is_spread or isinstance(going, bool):
            found = inside
        else:
            found = span.kept(inside, going)
        if own == SETTLED:
            stated = span.settled(part.readings[name].low)
            # A settled statement that the numbers allow counts; else the numbers do.
            agrees = span.contains(found, stated.low.number)
            found = span.select(agrees, stated, found)
        yield part, of_span(found)
