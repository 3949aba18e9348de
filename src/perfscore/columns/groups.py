"""Make the scores of groups for a block of filings: the twin of :mod:`perfscore.scoring.totals`.

Which parts apply differs between filings; those in which the same ones do are added up together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from perfscore.bounds import Bounds, point
from perfscore.columns import whole
from perfscore.columns.assembling import pieced_span, pieced_whole
from perfscore.columns.block import Block
from perfscore.columns.ends import End
from perfscore.columns.leaves import score_leaf, settled_or_open, shapes_as_readings
from perfscore.columns.rational import NOTHING
from perfscore.columns.readings import ReadingColumn, Shape
from perfscore.columns.scored import Scored, scored_as, shape_key
from perfscore.columns.span import Span, kept
from perfscore.columns.tape import Array
from perfscore.columns.whole import TooWide, Whole
from perfscore.columns.work_out import NeedsRows
from perfscore.model.reading import State
from perfscore.rubric.tree import Rubric
from perfscore.scoring.leaves import Outcome, RowStatus
from perfscore.scoring.plan import Line
from perfscore.scoring.totals import child_input, formed, without_targets

__all__ = ["LineColumn", "add_up"]

ZERO = Fraction(0)
NO_SCORE = Span(End(NOTHING), End(NOTHING))


@dataclass(frozen=True, slots=True, eq=False)
class LineColumn:
    """A row of the rubric in all filings: ``code`` says which of ``shapes`` each filing has."""

    status: Whole
    score: Span
    shapes: tuple[Outcome, ...]
    code: Whole

    def only(self, block: Block) -> Span:
        """The scores of the filings of a block."""
        if block.mask is None or block.is_spread:
            return self.score
        return kept(self.score, block.mask)


def add_up(
    rubric: Rubric, root: Line, readings: Mapping[str, ReadingColumn], rows: int
) -> tuple[dict[str, LineColumn], list[Array | None]]:
    """Every line by path, the root's under the empty path, and the places of the filings that have
    to be scored one by one."""
    lines: dict[str, LineColumn] = {}
    by_rows: list[Array | None] = []
    # Parts come before what holds them; a function that calls itself would keep every column until
    # the garbage collector finds it.
    for line in reversed(list(root.walk())):
        if line.leaf is not None:
            parts = list(score_leaf(line.leaf, line.points, Block(rows, None, readings)))
        elif not line.children:
            parts = [scored_as(Block(rows, None, {}), without_targets(line))]
        else:
            parts = _group(rubric, line, lines, readings, rows)
        by_rows.extend(part.block.at for part in parts if part.by_rows)
        try:
            lines[line.path] = _joined(parts)
        except TooWide:
            # Each part fits; all of them in one scale do not.
            by_rows.append(None)
            every, outcome = Block(rows, None, {}), Outcome(None, RowStatus.OPEN)
            lines[line.path] = _joined([scored_as(every, outcome)])
    return lines, by_rows


def _group(
    rubric: Rubric,
    line: Line,
    lines: Mapping[str, LineColumn],
    readings: Mapping[str, ReadingColumn],
    rows: int,
) -> list[Scored]:
    children = {child.path: lines[child.path] for child in line.children}
    asked = {name: readings[name] for name in line.asked}
    # What a part takes out is told apart as the shape of a reading is.
    parts = {child_input(path): _as_reading(column) for path, column in children.items()}
    found = []
    for block, shapes in Block(rows, None, {**asked, **parts}).by_shape():
        of_parts = {
            path: column.shapes[_index_of(shapes[child_input(path)])]
            for path, column in children.items()
        }
        of_asked = {name: shapes[name] for name in asked}
        form = formed(rubric, line, of_parts, shapes_as_readings(of_asked))
        if isinstance(form, Outcome):
            found.append(scored_as(block, form))
            continue
        spans = {name: block.readings[name].span(shape) for name, shape in of_asked.items()}
        for path, column in children.items():
            spans[child_input(path)] = column.only(block)
        anything = Bounds(ZERO, max(line.points, line.group.most))
        try:
            scored = settled_or_open(block, form.expression, spans, form.active, anything)
        except (NeedsRows, TooWide):
            open_row = Outcome(anything, RowStatus.OPEN)
            found.append(scored_as(block, open_row, by_rows=True))
            continue
        shape = replace(scored.shape, from_whole=form.from_whole)
        found.append(replace(scored, shape=shape))
    return found


def _as_reading(column: LineColumn) -> ReadingColumn:
    shapes = tuple(Shape(State.KNOWN, fixed=point(index)) for index in range(len(column.shapes)))
    return ReadingColumn(shapes, column.code, NOTHING, NOTHING)


def _index_of(shape: Shape) -> int:
    assert shape.fixed is not None
    return int(shape.fixed.value)


def _joined(parts: Sequence[Scored]) -> LineColumn:
    shapes: dict[tuple[object, ...], Outcome] = {}
    for part in parts:
        shapes.setdefault(shape_key(part.shape), part.shape)
    order = list(shapes)
    codes, statuses, scores = [], [], []
    for part in parts:
        codes.append((part.block, whole.constant(order.index(shape_key(part.shape)))))
        statuses.append((part.block, part.status))
        if part.score is not None:
            scores.append((part.block, part.score))
    score = pieced_span(scores) if scores else NO_SCORE
    status, code = pieced_whole(statuses), pieced_whole(codes)
    return LineColumn(status, score, tuple(shapes.values()), code)
