"""Cells of a block to readings: numbers as they stand, texts once for each that occurs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

import numpy as np
import polars as pl

from perfscore.bounds import Bounds, point
from perfscore.columns import arrays, rational, span, texts, whole
from perfscore.columns.block import Block
from perfscore.columns.flags import (
    Flag,
    all_of,
    any_of,
    as_series,
    but_not,
    is_never,
    negated,
)
from perfscore.columns.floats import most_places, places_needed, powers, scaled_up
from perfscore.columns.rational import Rational
from perfscore.columns.readings import (
    SETTLED,
    ReadingColumn,
    Shape,
    absent,
    joined,
    known,
    of_readings,
)
from perfscore.columns.remarks import Remark
from perfscore.columns.sources import NARROW
from perfscore.columns.table import ReadColumn
from perfscore.columns.tape import Array, opened, require, step, with_room
from perfscore.columns.whole import ONE, ZERO, Whole
from perfscore.errors import Problem, Refusal
from perfscore.model.evidence import Evidence, SourceKind, Trust
from perfscore.model.reading import Reading, State
from perfscore.numeric import MOST_DIGITS, Snap
from perfscore.reconciliation.statements import Statements
from perfscore.rubric.code import Code
from perfscore.units import unit as unit_named
from perfscore.values import DATE, Absent, Amount, Value, Words

__all__ = ["readings_of", "value_of"]

# Plain numbers in texts, which need no reader of their own.
_PLAIN = r"^-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,18})?$"
_ENGLISH = ("true", "false", "yes", "no")
# 1 January of year 1 is day 1; Polars counts from 1970.
_EPOCH = dt.date(1970, 1, 1).toordinal()


def readings_of(
    read: ReadColumn, cells: Array, codes: Mapping[str, Code]
) -> tuple[ReadingColumn, list[Remark]]:
    """The readings that a column states, and what is to be said of its cells."""
    match read.cells:
        case "nothing":
            return absent(State.MISSING, read.measure.range), []
        case "boolean":
            numbers = whole.column(_truths(cells))
            return _of_numbers(read, _missing(cells), Rational(numbers)), []
        case "date":
            return _limited(read, cells, Rational(whole.column(_days(cells))))
        case "text":
            return _of_texts(read, _as_texts(cells), codes)
        case _:
            return _of_column(read, cells)


@step
def _truths(cells: pl.Series) -> Any:
    return arrays.unpacked(cells).astype(np.int64)


@step
def _days(cells: pl.Series) -> Any:
    return cells.to_physical().cast(pl.Int64).fill_null(0).to_numpy() + _EPOCH


@step
def _as_texts(cells: pl.Series) -> pl.Series:
    return cells.cast(pl.String)


def _of_column(read: ReadColumn, cells: Array) -> tuple[ReadingColumn, list[Remark]]:
    remarks = []
    if cells.of.dtype.is_float():
        places = places_needed(cells)
        inexact = arrays.less(places, 0)
        if not is_never(inexact):
            remarks.append(_remark(read, cells, inexact, Problem("cell-inexact"), True))
        digits = most_places(places)
        units = scaled_up(cells, places, digits)
    else:
        digits, units = read.digits, _units(cells)
    numbers = whole.column(units)
    if too_long := _too_long(units, numbers, digits):
        for place in too_long:
            details = (("found", str(cells.of[place])[:40]), ("most", str(MOST_DIGITS)))
            problem = Problem("number-too-long", details=details)
            at = np.array([place])
            remarks.append(Remark(at, read.column.column, cells.of[[place]], problem, True))
        numbers = whole.column(_without(units, too_long))
    column, more = _limited(read, cells, _in_base_units(read, numbers, digits))
    return column, [*remarks, *more]


def _units(cells: Array) -> Array:
    """Numbers as integers of their last place; 0 where there is none."""
    dtype = cells.of.dtype
    if isinstance(dtype, pl.Decimal) and dtype.precision <= NARROW:
        return _lower_halves(cells)
    return _integers(cells)


@with_room
def _lower_halves(cells: pl.Series, out: Any = None) -> Any:
    """What decimals of few digits are made of; the upper halves only have the sign."""
    array = cells.to_arrow()
    halves = np.frombuffer(array.buffers()[1] or b"", dtype=np.int64)
    own = halves[2 * array.offset : 2 * (array.offset + len(array)) : 2]
    units = np.empty(len(array), dtype=np.int64) if out is None else out
    if cells.null_count():
        return np.multiply(own, arrays.is_known(cells), out=units)
    units[:] = own
    return units


@step
def _integers(cells: pl.Series) -> Any:
    units = cells.to_physical() if isinstance(cells.dtype, pl.Decimal) else cells
    if units.null_count():
        units = units.fill_null(0)
    if units.dtype in (pl.Int128, pl.UInt64):
        return units.cast(pl.Int128)
    return units.cast(pl.Int64).to_numpy()


@step
def _without(units: Any, at: list[int]) -> pl.Series:
    return pl.Series(units).clone().scatter(at, 0)


@step
def _is_null(cells: pl.Series) -> Any:
    return ~arrays.is_known(cells)


def _missing(cells: Array) -> Flag:
    if cells.of.null_count():
        return _is_null(cells)
    require(_has_no_nulls, cells)
    return False


def _has_no_nulls(cells: pl.Series) -> bool:
    return not cells.null_count()


def _remark(
    read: ReadColumn, cells: Array, where: Flag, problem: Problem, is_refused: bool
) -> Remark:
    """What is to be said of the cells for which a flag holds."""
    here = as_series(where if isinstance(where, bool) else Array(opened(where)), len(cells))
    at = here.arg_true().to_numpy()
    return Remark(at, read.column.column, cells.of.gather(at), problem, is_refused)


def _too_long(units: Array, numbers: Whole, digits: int) -> list[int]:
    """The rows whose numbers have more digits before or after the point than a statement may have;
    as nearly always, none."""
    limit = 10 ** (MOST_DIGITS + digits)
    if max(-numbers.low, numbers.high) < limit and digits <= MOST_DIGITS:
        return []
    finest = 10 ** max(0, digits - MOST_DIGITS)
    every = enumerate(pl.Series(opened(units)).to_list())
    return [at for at, number in every if abs(number) >= limit or number % finest]


def _in_base_units(read: ReadColumn, numbers: Whole, digits: int) -> Rational:
    assert read.factor is not None
    return Rational(numbers, ONE, read.factor / 10**digits)


def _limited(read: ReadColumn, cells: Array, found: Rational) -> tuple[ReadingColumn, list[Remark]]:
    """Numbers that are possible for the measure; others are no statement of it."""
    inside = span.contains(span.span_of(read.measure.range), found)
    if read.measure.whole:
        unit = unit_named(read.measure.unit).factor
        floor = rational.snapped(found, unit, Snap.DOWN)
        inside = all_of(inside, rational.compared(floor, "=", found))
    is_missing = _missing(cells)
    is_outside = but_not(negated(inside), is_missing)
    if is_never(is_outside):
        if is_missing is False:
            found = _within(found, read.measure.range)
        return _of_numbers(read, is_missing, found), []
    problem = Problem("cell-out-of-range", details=(("measure", read.measure.title),))
    remark = _remark(read, cells, is_outside, problem, False)
    return _of_numbers(read, any_of(is_missing, is_outside), found), [remark]


def _within(found: Rational, possible: Bounds) -> Rational:
    """Numbers of which it is known that they are possible, with limits that are, too."""
    low, high = found.above.low, found.above.high
    if possible.low is not None:
        low = max(low, ceil(possible.low / found.scale))
        low += possible.low_open and low * found.scale == possible.low
    if possible.high is not None:
        high = min(high, floor(possible.high / found.scale))
    return replace(found, above=replace(found.above, low=low, high=high))


def _of_numbers(read: ReadColumn, is_missing: Flag, found: Rational) -> ReadingColumn:
    if is_never(is_missing):
        return known(found)
    missing = Shape(State.MISSING, fixed=read.measure.range)
    code = whole.select(is_missing, ONE, ZERO)
    return ReadingColumn((SETTLED, missing), code, found, found)


def _of_texts(
    read: ReadColumn, cells: Array, codes: Mapping[str, Code]
) -> tuple[ReadingColumn, list[Remark]]:
    """Plain numbers all at once, any other text by the reader of values."""
    is_mapped = bool(read.column.values) or read.column.otherwise is not None
    if read.measure.kind != "number" or read.factor is None or is_mapped:
        return _by_text(read, cells, codes)
    is_plain = _are_plain(cells)
    if arrays.always(is_plain):
        return _plain(read, cells)
    parts, remarks = [], []
    for flag in (is_plain, arrays.not_(is_plain)):
        if arrays.never(flag):
            continue
        chosen = arrays.filtered(cells, flag)
        column, said = _plain(read, chosen) if flag is is_plain else _by_text(read, chosen, codes)
        parts.append((Block(len(chosen), flag, {}), column))
        remarks += [remark.within(opened(flag)) for remark in said]
    return joined(parts), remarks


def _plain(read: ReadColumn, cells: Array) -> tuple[ReadingColumn, list[Remark]]:
    digits = _places(cells)
    numbers = whole.column(_digits(cells, digits))
    return _limited(read, cells, _in_base_units(read, numbers, digits))


@step
def _are_plain(cells: pl.Series) -> Any:
    return cells.str.strip_chars().str.contains(_PLAIN).fill_null(True).to_numpy()


def _places(cells: Array) -> int:
    """The decimal places of plain decimal texts."""
    most = _most_places(cells.of)
    require(_have_no_more_places, cells, most)
    return most


def _most_places(cells: pl.Series) -> int:
    most: Any = _places_of(cells.str.strip_chars()).max()
    return most or 0


def _places_of(bare: pl.Series) -> pl.Series:
    """What stands behind the point of every text."""
    point = bare.str.find(".", literal=True).cast(pl.Int64)
    return (bare.str.len_bytes().cast(pl.Int64) - point - 1).fill_null(0)


def _have_no_more_places(cells: pl.Series, most: int) -> bool:
    return _most_places(cells) <= most


@step
def _digits(cells: pl.Series, places: int) -> pl.Series:
    """Plain decimal texts as integers of so many places."""
    bare = cells.str.strip_chars()
    own = bare.str.replace(".", "", literal=True).cast(pl.Int128, strict=False).fill_null(0)
    return own * powers(places - _places_of(bare)).cast(pl.Int128)


def _by_text(
    read: ReadColumn, cells: Array, codes: Mapping[str, Code]
) -> tuple[ReadingColumn, list[Remark]]:
    """Every text that occurs is read once."""
    seen, at = texts.places(cells)
    readings, remarks = [], []
    for index, cell in enumerate(seen):
        reading, problem, is_refused = _reading(read, cell, codes)
        readings.append(reading)
        if problem is not None:
            here = arrays.equal(at, index)
            remarks.append(_remark(read, cells, here, problem, is_refused))
    return of_readings(readings, at), remarks


def _reading(
    read: ReadColumn, cell: str | None, codes: Mapping[str, Code]
) -> tuple[Reading, Problem | None, bool]:
    """What one text says, and what is to be said of it."""
    statements = Statements(read.name, read.measure, (), codes)
    try:
        value = value_of(read, cell)
    except Refusal as refusal:
        return statements.reading(), refusal.problems[0], True
    if value is not None:
        evidence = Evidence(measure=read.name, value=value)
        statements.take(evidence, Trust.REPORTED, SourceKind.SELF_EVALUATION)
    if statements.problems:
        return statements.reading(), statements.problems[0], True
    problem = None
    if statements.left_out:
        details = (("code", statements.left_out[0][0]), ("measure", read.measure.title))
        problem = Problem("cell-left-out", details=details)
    return statements.reading(), problem, False


def value_of(read: ReadColumn, cell: Any) -> Value | None:
    """What one cell states; ``None`` for an empty one.

    Raises :class:`Refusal` for a text that cannot be read and for a float that is no decimal.
    """
    match cell:
        case None:
            return None
        case bool():
            return Words("是" if cell else "否")
        case float():
            dtype = pl.Float32 if read.is_single else pl.Float64
            places = places_needed(Array(pl.Series([cell], dtype=dtype))).of.item()
            if places < 0:
                raise Refusal("cell-inexact", found=str(cell))
            return Amount(point(Fraction(f"{cell:.{places}f}")), read.column.unit)
        case int() | Decimal():
            number = Fraction(cell)
            if isinstance(cell, int):
                number /= 10**read.digits
            finest = (number * 10**MOST_DIGITS).denominator
            if abs(number) >= 10**MOST_DIGITS or finest != 1:
                raise Refusal("number-too-long", found=str(cell)[:40], most=str(MOST_DIGITS))
            return Amount(point(number), read.column.unit)
        case dt.date():
            return Amount(point(cell.toordinal()), DATE)
        case _:
            text = str(cell)
            if read.measure.kind == "condition" and text.lower() in _ENGLISH:
                # Spreadsheets and programs write TRUE, True and true.
                text = text.lower()
            value = read.column.value(text)
            return None if value is Absent.MISSING else value
