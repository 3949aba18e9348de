"""Expressions over columns give in every row what the interpreter gives for that row alone."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

pl = pytest.importorskip("polars")

from perfscore.bounds import Bounds, point
from perfscore.calculation.steps import Undefined, work_out
from perfscore.columns import span, whole
from perfscore.columns.flags import as_series
from perfscore.columns.rational import Rational
from perfscore.columns.span import End, Span
from perfscore.columns.whole import TooWide, Whole
from perfscore.columns.work_out import NeedsRows
from perfscore.columns.work_out import work_out as columns_work_out
from perfscore.expression.nodes import Node
from perfscore.testing.strategies import expressions, numbers, bounds_around

NAMES = ("a", "b", "c")


def column_of(every: Sequence[Bounds]) -> Span:
    """Bounds as a column; settled and closed ones as such, as a reader would hand them over."""
    low = end_of([b.low for b in every], [b.low_open for b in every], -1)
    if all(b.is_settled for b in every):
        return Span(low, low)
    return Span(low, end_of([b.high for b in every], [b.high_open for b in every], 1))


def end_of(ends: Sequence[Fraction | None], is_open: Sequence[bool], side: int) -> End:
    known = [Fraction(0) if end is None else end for end in ends]
    scale = Fraction(1, lcm(*(n.denominator for n in known)))
    number = Rational(whole.column(pl.Series([int(n / scale) for n in known], dtype=pl.Int128)), scale=scale)
    infinite = whole.column(pl.Series([side * (end is None) for end in ends]))
    flag = is_open[0] if len(set(is_open)) == 1 else pl.Series(is_open)
    return End(number, flag, infinite if any(e is None for e in ends) else whole.ZERO)


def rows_of(found: Span, rows: int) -> list[Bounds | bool]:
    """The bounds of every row, or whether it is certain that there are none."""
    result: list[Bounds | bool] = []
    failed, certain = (
        as_series(flag, rows).to_list() for flag in (found.failure.anywhere, found.failure.certain)
    )
    ends = [list(zip(*parts_of(end, rows))) for end in (found.low, found.high)]
    for row in range(rows):
        if failed[row]:
            result.append(certain[row])
            continue
        (low, low_open, low_none), (high, high_open, high_none) = ends[0][row], ends[1][row]
        result.append(
            Bounds(None if low_none else low, None if high_none else high, low_open, high_open)
        )
    return result


def parts_of(end: End, rows: int):
    above, below = listed(end.number.above, rows), listed(end.number.below, rows)
    numbers = [end.number.scale * a / b for a, b in zip(above, below, strict=True)]
    return numbers, as_series(end.is_open, rows).to_list(), listed(end.infinite, rows)


def listed(number: Whole, rows: int) -> list[int]:
    return [number.of] * rows if isinstance(number.of, int) else number.of.to_list()


def expected(node: Node, readings: Mapping[str, Bounds]) -> Bounds | bool:
    try:
        return work_out(node, readings).value
    except Undefined as undefined:
        return undefined.certain


def require_alike(node: Node, rows: Sequence[Mapping[str, Bounds]]) -> None:
    try:
        columns = {name: column_of([row[name] for row in rows]) for name in rows[0]}
        found = columns_work_out(node, columns)
    except (NeedsRows, TooWide, OverflowError):
        return
    assert rows_of(found, len(rows)) == [expected(node, row) for row in rows]


def blocks(bounded: bool) -> st.SearchStrategy[list[dict[str, Bounds]]]:
    one = numbers().flatmap(bounds_around) if bounded else numbers().map(point)
    return st.lists(st.fixed_dictionaries(dict.fromkeys(NAMES, one)), min_size=1, max_size=5)


@settings(max_examples=300)
@given(expressions(), blocks(bounded=False))
def test_settled_columns(node: Node, rows: list[dict[str, Bounds]]) -> None:
    """Numbers alone."""
    require_alike(node, rows)


@settings(max_examples=600)
@given(expressions(), blocks(bounded=True))
def test_columns_of_bounds(node: Node, rows: list[dict[str, Bounds]]) -> None:
    """Numbers, bounds of every kind, and nothing known, side by side."""
    require_alike(node, rows)
