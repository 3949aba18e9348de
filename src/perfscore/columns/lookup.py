"""Look tables up in columns.

What a part of a table can still be is a set of its few values. Rows with the same sets have the
same answer, so that each combination of sets that occurs is looked up once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from perfscore.bounds import Bounds, hull, point
from perfscore.calculation.steps import possible_rows
from perfscore.columns import span
from perfscore.columns.flags import Flag, all_of, as_series
from perfscore.columns.rational import exactly, spread
from perfscore.columns.span import End, Failure, Span, span_of
from perfscore.columns.whole import TooWide
from perfscore.expression.nodes import Lookup

__all__ = ["look_up"]

MOST_VALUES = 60


def look_up(table: Lookup, parts: Sequence[Span]) -> Span:
    """What the table gives for its parts in every row."""
    before = span.first_failure(*(part.failure for part in parts))
    sets = [
        [span.contains(part, exactly(value)) for value in values]
        for part, values in zip(parts, table.values, strict=True)
    ]
    settled = all_of(*(span.is_settled(part) for part in parts))
    rows = _rows(sets, settled)
    if rows is None:
        only = [[bool(inside) for inside in of] for of in sets]
        found, failure = _answer(table, only, is_settled=settled is True)
        failed = Failure(failure is not None, bool(failure))
        return replace(span_of(found), failure=span.first_failure(before, failed))
    codes = _codes(sets, rows)
    frame = pl.DataFrame([*codes, as_series(settled, rows).alias("settled")])
    seen = frame.unique()
    answers = [
        _answer(table, _sets_of(row[:-1], sets), is_settled=row[-1]) for row in seen.iter_rows()
    ]
    at = frame.join(
        seen.with_columns(pl.Series("at", range(seen.height), dtype=pl.UInt32)),
        on=frame.columns,
        how="left",
        maintain_order="left",
    )["at"]
    return span.with_failure(_spread(answers, at), before)


def _rows(sets: Sequence[Sequence[Flag]], settled: Flag) -> int | None:
    """How many rows there are; ``None`` when all are alike."""
    columns = [flag for of in (*sets, [settled]) for flag in of if isinstance(flag, pl.Series)]
    return columns[0].len() if columns else None


def _codes(sets: Sequence[Sequence[Flag]], rows: int) -> list[pl.Series]:
    """The set of every part as a number with a bit for each value."""
    codes = []
    for part, of in enumerate(sets):
        if len(of) > MOST_VALUES:
            raise TooWide
        code = pl.repeat(0, rows, dtype=pl.Int64, eager=True)
        for bit, inside in enumerate(of):
            if inside is not False:
                code = code + as_series(inside, rows).cast(pl.Int64) * (1 << bit)
        codes.append(code.alias(str(part)))
    return codes


def _sets_of(row: Sequence[int], sets: Sequence[Sequence[Flag]]) -> list[list[bool]]:
    return [
        [bool(code >> bit & 1) for bit in range(len(of))]
        for code, of in zip(row, sets, strict=True)
    ]


def _answer(
    table: Lookup, sets: Sequence[Sequence[bool]], *, is_settled: bool
) -> tuple[Bounds, bool | None]:
    """The hull of what is possible; where there is no answer, whether that is certain."""
    choices = [
        [value for value, inside in zip(values, of, strict=True) if inside]
        for values, of in zip(table.values, sets, strict=True)
    ]
    found = possible_rows(table, choices)
    possible = [row for row in found if row is not None]
    if not possible or None in found:
        return point(0), is_settled
    return hull([point(table.rows[row].gives.value) for row in possible]), None


def _spread(answers: Sequence[tuple[Bounds, bool | None]], at: pl.Series) -> Span:
    lows, highs, failures = [], [], []
    for bounds, failure in answers:
        assert bounds.low is not None
        assert bounds.high is not None
        lows.append(bounds.low)
        highs.append(bounds.high)
        failures.append(failure)
    anywhere = pl.Series([failure is not None for failure in failures]).gather(at)
    certain = pl.Series([bool(failure) for failure in failures]).gather(at)
    low = End(spread(lows, at))
    high = low if lows == highs else End(spread(highs, at))
    fails = any(failure is not None for failure in failures)
    return Span(low, high, Failure(anywhere, certain) if fails else span.DEFINED)
