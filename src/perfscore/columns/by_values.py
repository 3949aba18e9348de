"""Score a row of the rubric by the interpreter where columns do not reach: for functions of Python
and for numbers that need more than 128 bits. Equal readings are scored once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np
import polars as pl
from numpy.typing import NDArray

from perfscore.bounds import Bounds
from perfscore.columns import arrays, whole
from perfscore.columns.block import Block
from perfscore.columns.ends import End
from perfscore.columns.rational import Rational, spread
from perfscore.columns.readings import ReadingColumn, Shape
from perfscore.columns.scored import STATUSES, Scored, shape_key
from perfscore.columns.span import Span
from perfscore.columns.tape import Array
from perfscore.columns.whole import TooWide
from perfscore.model.reading import Reading
from perfscore.scoring.leaves import Outcome, score_leaf
from perfscore.scoring.plan import Leaf

__all__ = ["score_by_values"]


def score_by_values(
    leaf: Leaf, points: Fraction, block: Block, shapes: dict[str, Shape]
) -> Iterator[Scored]:
    """The outcomes of a block whose readings are of one shape each."""
    every = _numbers(block, shapes)
    seen = every.unique(maintain_order=True)
    outcomes = [
        score_leaf(leaf, points, _readings(block, shapes, row))
        for row in seen.iter_rows(named=True)
    ]
    at = every.join(
        seen.with_columns(pl.Series("at", range(seen.height))),
        on=every.columns,
        how="left",
        maintain_order="left",
    )["at"]
    yield from _spread_out(block, outcomes, at.to_numpy())


def _numbers(block: Block, shapes: dict[str, Shape]) -> pl.DataFrame:
    """What the numbers of the readings are, as columns; one column where none has any."""
    columns = {"": pl.repeat(0, block.rows, eager=True)}
    for name in shapes:
        reading = block.readings[name]
        for side, number in (("low", reading.low), ("high", reading.high)):
            for part, own in (("above", number.above), ("below", number.below)):
                columns[f"{name} {side} {part}"] = whole.opened(own, block.rows)
    return pl.DataFrame(columns)


def _readings(block: Block, shapes: dict[str, Shape], row: dict[str, int]) -> dict[str, Reading]:
    found = {}
    for name, shape in shapes.items():
        bounds = shape.fixed
        if bounds is None:
            column = block.readings[name]
            low, high = (_number(column, name, side, row) for side in ("low", "high"))
            bounds = Bounds(
                low if shape.has_low else None,
                high if shape.has_high else None,
                shape.low_open,
                shape.high_open,
            )
        found[name] = Reading(name, shape.state, bounds)
    return found


def _number(column: ReadingColumn, name: str, side: str, row: dict[str, int]) -> Fraction:
    number: Rational = getattr(column, side)
    return number.scale * row[f"{name} {side} above"] / row[f"{name} {side} below"]


def _spread_out(
    block: Block, outcomes: Sequence[Outcome], at: NDArray[np.int64]
) -> Iterator[Scored]:
    groups: dict[tuple[tuple[object, ...], bool], list[int]] = {}
    for index, outcome in enumerate(outcomes):
        groups.setdefault((shape_key(outcome), bool(outcome.variants)), []).append(index)
    for (_, has_variants), indices in groups.items():
        places = np.full(len(outcomes), -1)
        places[indices] = range(len(indices))
        place = places[at]
        part = block.where(Array(place >= 0))
        if part is not None:
            here = Array(place[place >= 0])
            yield _of(part, [outcomes[index] for index in indices], here, has_variants)


def _of(block: Block, outcomes: Sequence[Outcome], at: Array, has_variants: bool) -> Scored:
    status = whole.gathered([STATUSES.index(outcome.status) for outcome in outcomes], at)
    scores = [outcome.score for outcome in outcomes if outcome.score is not None]
    if not scores or has_variants:
        return Scored(block, status, None, outcomes[0], has_variants)
    try:
        return Scored(block, status, _span(scores, at), outcomes[0])
    except (TooWide, OverflowError):
        return Scored(block, status, None, outcomes[0], by_rows=True)


def _span(scores: Sequence[Bounds], at: Array) -> Span:
    if any(None in (score.low, score.high) for score in scores):
        raise TooWide
    low = _end([score.low for score in scores], [score.low_open for score in scores], at)
    if all(score.is_settled for score in scores):
        return Span(low, low)
    return Span(low, _end([s.high for s in scores], [s.high_open for s in scores], at))


def _end(numbers: Sequence[Fraction | None], is_open: Sequence[bool], at: Array) -> End:
    number = spread([number or Fraction(0) for number in numbers], at)
    return End(number, arrays.taken(np.array(is_open), at) if any(is_open) else False)
