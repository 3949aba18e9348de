"""Expressions over a block of rows, held against the interpreter row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm

import numpy as np

from perfscore.bounds import Bounds
from perfscore.calculation.steps import Undefined, work_out
from perfscore.columns import whole
from perfscore.columns.ends import End
from perfscore.columns.flags import as_series
from perfscore.columns.rational import Rational
from perfscore.columns.span import Span
from perfscore.columns.tape import Array
from perfscore.columns.whole import Whole
from perfscore.columns.work_out import work_out as columns_work_out
from perfscore.expression.nodes import Node

__all__ = ["column_of", "listed", "require_alike", "rows_of"]


def column_of(every: Sequence[Bounds]) -> Span:
    """Bounds as a column; settled and closed ones as such, as a reader would hand them over."""
    low = _end_of([b.low for b in every], [b.low_open for b in every], -1)
    if all(b.is_settled for b in every):
        return Span(low, low)
    return Span(low, _end_of([b.high for b in every], [b.high_open for b in every], 1))


def _end_of(
    ends: Sequence[Fraction | None],
    is_open: Sequence[bool],
    side: int,
) -> End:
    known = [Fraction(0) if end is None else end for end in ends]
    scale = Fraction(1, lcm(*(n.denominator for n in known)))
    units = [int(n / scale) for n in known]
    numbers = whole.gathered(units, Array(np.arange(len(units))))
    infinite = whole.column(Array(np.array([side * (end is None) for end in ends])))
    flag = is_open[0] if len(set(is_open)) == 1 else Array(np.array(is_open))
    has_none = any(end is None for end in ends)
    return End(Rational(numbers, scale=scale), flag, infinite if has_none else whole.ZERO)


def rows_of(found: Span, rows: int) -> list[Bounds | bool]:
    """The bounds of every row, or whether it is certain that there are none."""
    result: list[Bounds | bool] = []
    failed, certain = (
        as_series(flag, rows).to_list() for flag in (found.failure.anywhere, found.failure.certain)
    )
    ends = [list(zip(*_parts_of(end, rows), strict=True)) for end in (found.low, found.high)]
    for row in range(rows):
        if failed[row]:
            result.append(certain[row])
            continue
        (low, low_open, low_none), (high, high_open, high_none) = ends[0][row], ends[1][row]
        assert (low_none in {0, -1}, high_none in {0, 1}) == (True, True)
        result.append(
            Bounds(None if low_none else low, None if high_none else high, low_open, high_open)
        )
    return result


def _parts_of(end: End, rows: int) -> tuple[list[Fraction], list[bool], list[int]]:
    above, below = listed(end.number.above, rows), listed(end.number.below, rows)
    numbers = [end.number.scale * a / b for a, b in zip(above, below, strict=True)]
    return numbers, as_series(end.is_open, rows).to_list(), listed(end.infinite, rows)


def listed(number: Whole, rows: int) -> list[int]:
    """The numbers of all rows, which the limits that are promised must hold."""
    values = (
        [number.of] * rows
        if isinstance(number.of, int)
        else whole.written_out(number, rows).to_list()
    )
    assert number.low <= min(values) and max(values) <= number.high
    return values


def _expected(node: Node, readings: Mapping[str, Bounds]) -> Bounds | bool:
    try:
        return work_out(node, readings).value
    except Undefined as undefined:
        return undefined.certain


def require_alike(
    node: Node, rows: Sequence[Mapping[str, Bounds]], spans: Mapping[str, Span] | None = None
) -> None:
    """Every row is what the interpreter gives for it alone; ``spans`` are columns that were made
    otherwise than from the rows. Lets through what columns cannot do."""
    columns = {name: column_of([row[name] for row in rows]) for name in rows[0]} | dict(spans or {})
    found = rows_of(columns_work_out(node, columns), len(rows))
    for row, got in zip(rows, found, strict=True):
        assert got == _expected(node, row), row
