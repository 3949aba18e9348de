"""Readings in columns: the state of a measure in every row, and its bounds in base units.

Rows are told apart by *shape*: what kind of reading they hold, whatever its numbers. All rows of a
shape are worked out together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from perfscore.bounds import Bounds
from perfscore.columns import rational, span, whole
from perfscore.columns.assembling import pieced, pieced_whole
from perfscore.columns.block import Block
from perfscore.columns.ends import End
from perfscore.columns.flags import Flag
from perfscore.columns.rational import NOTHING, Rational, spread
from perfscore.columns.span import Span
from perfscore.columns.tape import Array
from perfscore.columns.whole import ZERO, Whole
from perfscore.model.reading import Reading, State

__all__ = [
    "SETTLED",
    "ReadingColumn",
    "Shape",
    "absent",
    "joined",
    "known",
    "of_readings",
    "of_span",
]


@dataclass(frozen=True, slots=True)
class Shape:
    """A state, which ends there are, and which of them are open; ``fixed`` are bounds that all
    rows of the shape share, and ``is_said`` tells a measure that is stated to be missing."""

    state: State
    has_low: bool = True
    has_high: bool = True
    low_open: bool = False
    high_open: bool = False
    fixed: Bounds | None = None
    is_said: bool = False


SETTLED = Shape(State.KNOWN)


@dataclass(frozen=True, slots=True, eq=False)
class ReadingColumn:
    """The reading of one measure in every row: ``code`` says which of ``shapes``; the numbers of
    ends that do not exist are zero."""

    shapes: tuple[Shape, ...]
    code: Whole
    low: Rational
    high: Rational

    def has(self, index: int) -> Flag:
        """The rows that have one of the shapes."""
        return whole.compared(self.code, "=", whole.constant(index))

    def where(self, flag: Array) -> ReadingColumn:
        """The rows for which a flag holds."""
        low = rational.kept(self.low, flag)
        high = low if self.high is self.low else rational.kept(self.high, flag)
        return ReadingColumn(self.shapes, whole.kept(self.code, flag), low, high)

    def span(self, shape: Shape) -> Span:
        """Its bounds, where all rows are of one shape."""
        if shape.fixed is not None:
            return span.span_of(shape.fixed)
        if shape == SETTLED:
            return span.settled(self.low)
        low = End(self.low, shape.low_open) if shape.has_low else _no_end(-1)
        high = End(self.high, shape.high_open) if shape.has_high else _no_end(1)
        return Span(low, high)


def _no_end(side: int) -> End:
    return End(NOTHING, True, whole.constant(side))


def known(number: Rational) -> ReadingColumn:
    """A known number in every row."""
    return ReadingColumn((SETTLED,), ZERO, number, number)


def absent(state: State, bounds: Bounds) -> ReadingColumn:
    """Nothing known in any row; ``bounds`` are all that is possible."""
    return ReadingColumn((Shape(state, fixed=bounds),), ZERO, NOTHING, NOTHING)


def shape_of(reading: Reading) -> Shape:
    """The shape of one reading."""
    bounds = reading.bounds
    if reading.is_absent:
        is_said = reading.state is State.MISSING and bool(reading.evidence)
        return Shape(reading.state, fixed=bounds, is_said=is_said)
    return Shape(
        reading.state,
        bounds.low is not None,
        bounds.high is not None,
        bounds.low is not None and bounds.low_open,
        bounds.high is not None and bounds.high_open,
    )


def of_readings(readings: Sequence[Reading], at: Array) -> ReadingColumn:
    """A column of readings of which there are few; ``at`` says which one a row has."""
    shapes = tuple(dict.fromkeys(shape_of(reading) for reading in readings))
    codes = [shapes.index(shape_of(reading)) for reading in readings]
    code = whole.gathered(codes, at)
    ends = [
        (Fraction(0), Fraction(0))
        if reading.is_absent
        else (reading.bounds.low or Fraction(0), reading.bounds.high or Fraction(0))
        for reading in readings
    ]
    low = spread([low for low, _ in ends], at)
    high = low if all(a == b for a, b in ends) else spread([high for _, high in ends], at)
    return ReadingColumn(shapes, code, low, high)


def of_span(found: Span) -> ReadingColumn:
    """Bounds that were worked out, as a column of readings."""
    if found.is_settled:
        return known(found.low.number)
    low, high = found.low, found.high
    flags: list[Flag] = [
        span.is_settled(found),
        whole.compared(low.infinite, "=", ZERO),
        whole.compared(high.infinite, "=", ZERO),
        low.is_open,
        high.is_open,
    ]
    codes = ZERO
    for bit, flag in enumerate(flags):
        codes = codes + whole.select(flag, whole.constant(1 << bit), ZERO)
    seen = whole.values_of(codes)
    shapes = []
    for code in seen:
        is_settled, has_low, has_high, low_open, high_open = (code >> bit & 1 for bit in range(5))
        shape = Shape(
            State.BOUNDED,
            bool(has_low),
            bool(has_high),
            bool(has_low and low_open),
            bool(has_high and high_open),
        )
        shapes.append(SETTLED if is_settled else shape)
    place = whole.recoded(codes, {code: index for index, code in enumerate(seen)})
    return ReadingColumn(tuple(shapes), place, low.number, high.number)


def joined(parts: Sequence[tuple[Block, ReadingColumn]]) -> ReadingColumn:
    """One column out of those of the parts that all rows are split into."""
    if len(parts) == 1:
        return parts[0][1]
    shapes = tuple(dict.fromkeys(shape for _, column in parts for shape in column.shapes))
    codes, lows, highs = [], [], []
    for block, column in parts:
        places = {index: shapes.index(shape) for index, shape in enumerate(column.shapes)}
        codes.append((block, whole.recoded(column.code, places)))
        lows.append((block, column.low))
        highs.append((block, column.high))
    low = pieced(lows)
    same = all(column.low is column.high for _, column in parts)
    return ReadingColumn(shapes, pieced_whole(codes), low, low if same else pieced(highs))
