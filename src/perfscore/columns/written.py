"""Scores as columns of a table: decimals where the rubric makes them so, levels, or exact text.

Every row has ``low``, ``high`` and ``status``; an end is null where the row has no score, and
``low`` and ``high`` are equal where it is settled. Open ends are not told from closed ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import polars as pl
import pyarrow as pa

from perfscore.columns import flags, whole
from perfscore.columns.arrays import Places
from perfscore.columns.by_rows import RowResult
from perfscore.columns.flags import Flag, as_series, but_not, is_never
from perfscore.columns.grading import Grades
from perfscore.columns.groups import LineColumn
from perfscore.columns.rational import Rational
from perfscore.columns.scored import STATUSES
from perfscore.columns.tape import Array
from perfscore.columns.whole import ONE, Whole
from perfscore.numeric import fraction_text, places_of
from perfscore.rubric.policies import Grade
from perfscore.rubric.tree import CAPPED_SUM, SUM, TOTAL, Rubric
from perfscore.scoring.leaves import Outcome
from perfscore.scoring.plan import Line

__all__ = [
    "CODED",
    "Settled",
    "coded",
    "column_name",
    "decimals",
    "digits_of",
    "ends_of",
    "fields_of",
    "score_type",
    "settled_as",
    "with_overlay",
]

# Few texts, each written once.
CODED = pa.dictionary(pa.int16(), pa.string())
_STATUSES = [status.value for status in STATUSES]
# Decimals of up to 18 digits are stored as integers of 64 bits.
PRECISION = 18


def column_name(line: Line, part: str) -> str:
    """The column of a part of a row's score: ``total_low``, ``outputs.quantity.low``."""
    return f"{line.path}.{part}" if line.path else part if part == "status" else f"{TOTAL}_{part}"


def digits_of(rubric: Rubric, root: Line) -> dict[str, int | None]:
    """How many decimal places every row needs, by path; ``None`` for rows that are not rounded and
    may be no decimal at all."""
    found: dict[str, int | None] = {}

    def visit(line: Line) -> None:
        for child in line.children:
            visit(child)
        found[line.path] = _digits(rubric, line, found)

    visit(root)
    return found


def _digits(rubric: Rubric, line: Line, of: Mapping[str, int | None]) -> int | None:
    # What may come of a row without being rounded: its points, and what a veto forces.
    forced = [veto.forced.value for veto in line.vetoes]
    fixed = [places_of(number) for number in (line.points, line.group.most, *forced)]
    rounding = rubric.rounding
    if line.rounds or (line.leaf is not None and rounding.rounds_parts):
        return _most([rounding.digits, *fixed])
    if line.leaf is None and not line.children:
        return _most(fixed)
    group = line.group
    # Only a plain sum is rescaled, and rounded when it was.
    stays = group.combine == CAPPED_SUM or (group.combine == SUM and line.rounds_rescaled)
    if line.leaf is not None or not stays or group.rounding or group.inside != line.points:
        return None
    return _most([rounding.digits, *fixed, *(of[child.path] for child in line.children)])


def _most(places: list[int | None]) -> int | None:
    known = [each for each in places if each is not None]
    return max(known, default=0) if len(known) == len(places) else None


def score_type(rubric: Rubric, digits: int | None) -> pa.DataType:
    """The type of a row's score: levels, decimals, or exact text such as ``5/3``."""
    if rubric.scale is not None:
        return CODED
    return pa.string() if digits is None else pa.decimal128(PRECISION, digits)


def fields_of(rubric: Rubric, line: Line, digits: int | None) -> list[pa.Field]:
    """The columns of a row of the rubric."""
    score = score_type(rubric, digits)
    types = {"low": score, "high": score, "status": CODED}
    return [pa.field(column_name(line, part), kind) for part, kind in types.items()]


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """Results of filings that were scored one by one, in place of those at the same places."""

    at: Places
    results: tuple[RowResult, ...]

    def of(self, path: str) -> list[Outcome]:
        """Their outcomes for one row of the rubric."""
        return [result.outcomes[path] for result in self.results]


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """A row's score in all filings, as exact as it is written: ``low`` and ``high`` are whole
    multiples of the last decimal place where it has one. Where ``is_scored`` does not hold they
    mean nothing. ``status`` is a place in ``STATUSES``."""

    low: Rational
    high: Rational
    status: Whole
    is_scored: Flag

    def mapped(self, of: Callable[[Array], Array]) -> Settled:
        """The same with other columns."""
        low = self.low.mapped(of)
        high = low if self.high is self.low else self.high.mapped(of)
        return Settled(low, high, self.status.mapped(of), flags.mapped(self.is_scored, of))


def settled_as(rubric: Rubric, column: LineColumn, digits: int | None) -> Settled:
    """A row's score as it is written with so many decimal places; levels as their ranks."""
    digits = digits if rubric.scale is None else 0
    shapes = {place: int(shape.score is not None) for place, shape in enumerate(column.shapes)}
    is_scored = whole.compared(whole.recoded(column.code, shapes), "=", ONE)
    low = _in_units(column.score.low.number, digits, is_scored)
    high = low
    if not column.score.is_settled:
        high = _in_units(column.score.high.number, digits, is_scored)
    return Settled(low, high, whole.as_codes(column.status), is_scored)


def _in_units(number: Rational, digits: int | None, is_scored: Flag) -> Rational:
    """The number in units of the last decimal place; it is checked to be just that."""
    if digits is None:
        return number
    factor = number.scale * 10**digits
    raised = number.above * whole.constant(factor.numerator)
    below = number.below * whole.constant(factor.denominator)
    units = whole.floor_divide(raised, below)
    if units is not raised:
        is_exact = whole.compared(units * below, "=", raised)
        assert is_never(but_not(is_scored, is_exact))
    return Rational(units, ONE, Fraction(1, 10**digits))


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """The ends of a row's score in all filings, as integers of its last digit, ranks, or texts;
    null where it has none. ``status`` is a place in ``STATUSES``."""

    low: pl.Series
    high: pl.Series
    status: Whole
    to_array: Callable[[pl.Series], pa.Array]

    def arrays(self) -> tuple[pa.Array, pa.Array, pa.Array]:
        """Low, high and status as columns of a table."""
        low = self.to_array(self.low)
        high = low if self.high is self.low else self.to_array(self.high)
        rows = self.low.len()
        return low, high, coded(whole.written_out(self.status, rows), _STATUSES)


def ends_of(
    rubric: Rubric,
    settled: Settled,
    digits: int | None,
    rows: int,
    overlay: Overlay | None,
    path: str,
) -> Ends:
    """The ends of a row's score, with those of filings that were scored one by one put in."""
    writer = _writer(rubric, digits)
    is_scored = None if settled.is_scored is True else as_series(settled.is_scored, rows)
    low = writer.values(settled.low, rows, is_scored)
    if overlay is None and settled.high is settled.low:
        return Ends(low, low, settled.status, writer.array)
    high = writer.values(settled.high, rows, is_scored)
    if overlay is None:
        return Ends(low, high, settled.status, writer.array)
    # Putting values into a series changes it, so that it must not be anybody else's.
    low, high = low.clone(), high.clone()
    status = whole.written_out(settled.status, rows).clone()
    outcomes = overlay.of(path)
    status.scatter(overlay.at, [STATUSES.index(outcome.status) for outcome in outcomes])
    scores = [outcome.score for outcome in outcomes]
    for values, ends in (
        (low, [None if score is None else score.low for score in scores]),
        (high, [None if score is None else score.high for score in scores]),
    ):
        own = [writer.one(end) for end in ends]
        values.scatter(overlay.at, pl.Series(own, dtype=values.dtype))
    return Ends(low, high, whole.column(Array(status.to_numpy())), writer.array)


def coded(places: pl.Series, names: Sequence[str]) -> pa.Array:
    """Some of a few texts, by their places; null places have none."""
    # To make an array of texts itself, Arrow would first load pandas, where there is one.
    texts = pl.Series(names, dtype=pl.String).to_arrow().cast(pa.string())
    return pa.DictionaryArray.from_arrays(places.cast(pl.Int16).to_arrow(), texts)


def decimals(units: pl.Series, digits: int) -> pa.Array:
    """Integers of the last decimal place as decimals."""
    has_nulls = bool(units.null_count())
    low = (units.fill_null(0) if has_nulls else units).to_numpy()
    # A decimal has 128 bits: the lower half, and the sign in the upper one.
    halves = np.zeros((len(low), 2), dtype=np.int64)
    halves[:, 0] = low
    if len(low) and low.min() < 0:
        np.right_shift(low, 63, out=halves[:, 1])
    valid = units.is_not_null().to_arrow().buffers()[1] if has_nulls else None
    buffers = [valid, pa.py_buffer(halves)]
    return pa.Array.from_buffers(pa.decimal128(PRECISION, digits), len(low), buffers)


class _Writer(NamedTuple):
    """How exact numbers become a column: as a series, one alone, and the series as an array."""

    values: Callable[[Rational, int, pl.Series | None], pl.Series]
    one: Callable[[Fraction | None], int | str | None]
    array: Callable[[pl.Series], pa.Array]


def _writer(rubric: Rubric, digits: int | None) -> _Writer:
    if rubric.scale is not None:
        names = rubric.scale.ids
        return _Writer(_units, _one_unit(0), lambda ranks: coded(ranks, names))
    if digits is None:
        return _Writer(
            _texts,
            lambda number: None if number is None else fraction_text(number),
            lambda texts: texts.to_arrow().cast(pa.string()),
        )
    return _Writer(_units, _one_unit(digits), lambda units: decimals(units, digits))


def _one_unit(digits: int) -> Callable[[Fraction | None], int | None]:
    def one(number: Fraction | None) -> int | None:
        if number is None:
            return None
        units = Fraction(number * 10**digits)
        assert units.denominator == 1
        return units.numerator

    return one


def _units(number: Rational, rows: int, is_scored: pl.Series | None) -> pl.Series:
    """Integers of the last decimal place."""
    found = whole.written_out(number.above, rows)
    if is_scored is not None:
        found = pl.select(pl.when(is_scored).then(found)).to_series()
    return found.cast(pl.Int64)


def _texts(number: Rational, rows: int, is_scored: pl.Series | None) -> pl.Series:
    """Exact numbers as text, each that occurs once."""
    parts = {"above": number.above, "below": number.below}
    # A number that all rows have may need more than 128 bits.
    same = {name: part.of for name, part in parts.items() if isinstance(part.of, int)}
    columns = {n: whole.written_out(part, rows) for n, part in parts.items() if n not in same}
    every = pl.DataFrame(
        {"is_scored": [True] * rows if is_scored is None else is_scored, **columns}
    )
    every = every.with_columns(pl.when("is_scored").then(pl.all()))
    seen = every.unique(maintain_order=True)
    texts = [
        None if not each["is_scored"] else _told(number.scale, **{**each, **same})
        for each in seen.iter_rows(named=True)
    ]
    told = seen.with_columns(pl.Series("text", texts, dtype=pl.String))
    return every.join(told, on=every.columns, how="left", nulls_equal=True, maintain_order="left")[
        "text"
    ]


def _told(scale: Fraction, above: int, below: int, **_: bool) -> str:
    return fraction_text(scale * above / below)


def grade_fields(rubric: Rubric) -> list[pa.Field]:
    """``grade`` where it is decided, and the lowest and highest still possible."""
    if not rubric.grades:
        return []
    return [pa.field(name, CODED) for name in ("grade", "grade_low", "grade_high")]


def with_overlay(grades: Grades, rows: int, overlay: Overlay | None) -> Grades:
    """Grades, with those of filings that were scored one by one put in."""
    if overlay is None:
        return grades
    own = [result.grades for result in overlay.results]
    every = tuple(dict.fromkeys([*grades.combinations, *own]))
    codes = whole.written_out(grades.code, rows).to_numpy().copy()
    codes[overlay.at] = [every.index(each) for each in own]
    return Grades(every, whole.column(Array(codes)))


def grades_of(rubric: Rubric, grades: Grades, rows: int, names: Sequence[str]) -> list[pa.Array]:
    """The columns of grades; null where there is none."""
    if not rubric.grades:
        return []
    places = {grade: index for index, grade in enumerate(rubric.grades)}
    code = whole.written_out(grades.code, rows)
    found = []
    for pick in (_only, _first, _last):
        series = pl.Series([_place(pick(each), places) for each in grades.combinations])
        found.append(coded(series.cast(pl.Int16).gather(code), names))
    return found


def _place(grade: Grade | None, places: Mapping[Grade, int]) -> int | None:
    return None if grade is None else places[grade]


def _only(grades: tuple[Grade, ...]) -> Grade | None:
    return grades[0] if len(grades) == 1 else None


def _first(grades: tuple[Grade, ...]) -> Grade | None:
    return grades[0] if grades else None


def _last(grades: tuple[Grade, ...]) -> Grade | None:
    return grades[-1] if grades else None
