"""Cells of a block to readings: numbers as they stand, texts once for each that occurs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import polars as pl

from perfscore.bounds import point
from perfscore.columns import rational, span, texts, whole
from perfscore.columns.block import Block
from perfscore.columns.flags import (
    Flag,
    Places,
    Truths,
    all_of,
    any_of,
    as_series,
    but_not,
    is_never,
    negated,
)
from perfscore.columns.floats import places_needed, scaled_up
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
from perfscore.columns.table import ReadColumn
from perfscore.columns.whole import ONE, ZERO, Numbers, Whole
from perfscore.errors import Problem, Refusal
from perfscore.model.evidence import Evidence, SourceKind, Trust
from perfscore.model.reading import Reading, State
from perfscore.numeric import MOST_DIGITS, Snap
from perfscore.reconciliation.statements import Statements
from perfscore.rubric.code import Code
from perfscore.units import unit as unit_named
from perfscore.values import DATE, Absent, Amount, Value, Words

__all__ = ["readings_of", "value_of"]

# Decimals of so many digits fit into 64 bits.
NARROW = 18
# Plain numbers in texts, which need no reader of their own.
_PLAIN = r"^-?(?:0|[1-9]\d{0,17})(?:\.\d{1,18})?$"
_ENGLISH = ("true", "false", "yes", "no")
# 1 January of year 1 is day 1; Polars counts from 1970.
_EPOCH = dt.date(1970, 1, 1).toordinal()


def readings_of(
    read: ReadColumn, cells: pl.Series, codes: Mapping[str, Code]
) -> tuple[ReadingColumn, list[Remark]]:
    """The readings that a column states, and what is to be said of its cells."""
    match read.cells:
        case "nothing":
            return _nothing(read), []
        case "boolean":
            known_or_not = cells.fill_null(False) if cells.null_count() else cells
            numbers = whole.column(known_or_not.cast(pl.Int64))
            return _of_numbers(read, _missing(cells), Rational(numbers)), []
        case "date":
            days = cells.to_physical().cast(pl.Int64).fill_null(0)
            found = Rational(whole.column(days) + whole.constant(_EPOCH))
            return _limited(read, cells, found)
        case "text":
            return _of_texts(read, cells.cast(pl.String), codes)
        case _:
            return _of_column(read, cells)


def _nothing(read: ReadColumn) -> ReadingColumn:
    return absent(State.MISSING, read.measure.range)


def _of_column(read: ReadColumn, cells: pl.Series) -> tuple[ReadingColumn, list[Remark]]:
    remarks = []
    if cells.dtype.is_float():
        places = places_needed(cells)
        inexact = (places < 0).arg_true()
        if inexact.len():
            problem = Problem("cell-inexact")
            at = inexact.to_numpy()
            remarks.append(Remark(at, read.column.column, cells.gather(at), problem, True))
        digits, raised = scaled_up(cells, places)
        units: Numbers = raised
    else:
        digits, units = read.digits, _units(cells)
    numbers = whole.column(units)
    for at in list(_too_long(units, numbers, digits)):
        cell = cells.gather(at)
        details = (("found", str(cell.item())[:40]), ("most", str(MOST_DIGITS)))
        problem = Problem("number-too-long", details=details)
        remarks.append(Remark(at, read.column.column, cell, problem, True))
        units = pl.Series(units).clone().scatter(at, 0)
        numbers = whole.column(units)
    column, more = _limited(read, cells, _in_base_units(read, numbers, digits))
    return column, [*remarks, *more]


def _units(cells: pl.Series) -> Numbers:
    """Numbers as integers of their last place; 0 where there is none."""
    if isinstance(cells.dtype, pl.Decimal) and cells.dtype.precision <= NARROW and cells.len():
        # The lower half of a decimal is all of it when it has few digits.
        array = cells.to_arrow()
        halves = np.frombuffer(array.buffers()[1], dtype=np.int64)
        lower = halves[2 * array.offset : 2 * (array.offset + len(array)) : 2].copy()
        if cells.null_count():
            lower[_null(cells)] = 0
        return lower
    units = cells.to_physical() if isinstance(cells.dtype, pl.Decimal) else cells
    if units.null_count():
        units = units.fill_null(0)
    return units.cast(pl.Int128) if units.dtype == pl.UInt64 else units


def _null(cells: pl.Series) -> Truths:
    return cells.is_null().to_numpy()


def _too_long(units: Numbers, numbers: Whole, digits: int) -> Iterator[Places]:
    """The rows, each alone, whose numbers have more digits before or after the point than a
    statement may have; as nearly always, none."""
    limit = 10 ** (MOST_DIGITS + digits)
    if max(-numbers.low, numbers.high) < limit and digits <= MOST_DIGITS:
        return
    finest = 10 ** max(0, digits - MOST_DIGITS)
    for place, number in enumerate(pl.Series(units).to_list()):
        if abs(number) >= limit or number % finest:
            yield np.array([place])


def _in_base_units(read: ReadColumn, numbers: Whole, digits: int) -> Rational:
    assert read.factor is not None
    return Rational(numbers, ONE, read.factor / 10**digits)


def _limited(
    read: ReadColumn, cells: pl.Series, found: Rational
) -> tuple[ReadingColumn, list[Remark]]:
    """Numbers that are possible for the measure; others are no statement of it."""
    inside = span.contains(span.span_of(read.measure.range), found)
    if read.measure.whole:
        step = unit_named(read.measure.unit).factor
        floor = rational.snapped(found, step, Snap.DOWN)
        inside = all_of(inside, rational.compared(floor, "=", found))
    if inside is True:
        return _of_numbers(read, _missing(cells), found), []
    is_missing = _missing(cells)
    is_outside = but_not(negated(inside), is_missing)
    remarks = []
    if not is_never(is_outside):
        outside = np.flatnonzero(as_series(is_outside, cells.len()))
        details = (("measure", read.measure.title),)
        problem = Problem("cell-out-of-range", details=details)
        remarks.append(Remark(outside, read.column.column, cells.gather(outside), problem, False))
    return _of_numbers(read, any_of(is_missing, is_outside), found), remarks


def _missing(cells: pl.Series) -> Flag:
    return _null(cells) if cells.null_count() else False


def _of_numbers(read: ReadColumn, is_missing: Flag, found: Rational) -> ReadingColumn:
    if is_never(is_missing):
        return known(found)
    missing = Shape(State.MISSING, fixed=read.measure.range)
    code = whole.select(is_missing, ONE, ZERO)
    return ReadingColumn((SETTLED, missing), code, found, found)


def _of_texts(
    read: ReadColumn, cells: pl.Series, codes: Mapping[str, Code]
) -> tuple[ReadingColumn, list[Remark]]:
    """Plain numbers all at once, any other text by the reader of values."""
    is_mapped = bool(read.column.values) or read.column.otherwise is not None
    if read.measure.kind != "number" or read.factor is None or is_mapped:
        return _by_text(read, cells, codes)
    bare = cells.str.strip_chars()
    is_plain = bare.str.contains(_PLAIN).fill_null(True).to_numpy()
    if is_plain.all():
        digits, numbers = _digits(bare)
        return _limited(read, cells, _in_base_units(read, whole.column(numbers), digits))
    parts, remarks = [], []
    for flag in (is_plain, ~is_plain):
        if not flag.any():
            continue
        chosen = cells.filter(pl.Series(flag))
        if flag is is_plain:
            digits, numbers = _digits(bare.filter(pl.Series(flag)))
            found = _in_base_units(read, whole.column(numbers), digits)
            column, said = _limited(read, chosen, found)
        else:
            column, said = _by_text(read, chosen, codes)
        parts.append((Block(chosen.len(), flag, {}), column))
        remarks += [remark.within(flag) for remark in said]
    return joined(parts, cells.len()), remarks


def _digits(cells: pl.Series) -> tuple[int, pl.Series]:
    """Plain decimal texts as integers, with the number of places that they have."""
    fraction = cells.str.extract(r"\.(\d+)$").fill_null("")
    places: Any = fraction.str.len_bytes().max() or 0
    before = cells.str.extract(r"^(-?\d+)").fill_null("0")
    return places, (before + fraction.str.pad_end(places, "0")).cast(pl.Int128)


def _by_text(
    read: ReadColumn, cells: pl.Series, codes: Mapping[str, Code]
) -> tuple[ReadingColumn, list[Remark]]:
    """Every text that occurs is read once."""
    seen, at = texts.places(cells)
    readings, remarks = [], []
    for index, cell in enumerate(seen):
        reading, problem, is_refused = _reading(read, cell, codes)
        readings.append(reading)
        if problem is not None:
            here = at == index
            found = cells.filter(pl.Series(here))
            rows = np.flatnonzero(here)
            remarks.append(Remark(rows, read.column.column, found, problem, is_refused))
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
            places = places_needed(pl.Series([cell], dtype=dtype)).item()
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
