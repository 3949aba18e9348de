"""Which columns of a table state which measures, checked before a row is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from perfscore.bounds import point
from perfscore.columns.mapping import Column, TableMapping
from perfscore.errors import Place, Problem, Refusal, UsageError, alike
from perfscore.rubric.measure import Measure
from perfscore.rubric.statements import Unusable, taken
from perfscore.rubric.tree import Rubric
from perfscore.units import unit as unit_named
from perfscore.values import Amount

__all__ = ["ReadColumn", "Table", "table_of"]

# budget [万元]: a unit may stand in the name of a column.
_WITH_UNIT = re.compile(r"(?P<name>.*?)\s*\[(?P<unit>[^\[\]]*)\]\s*", re.DOTALL)
_NUMBERS = (pl.Decimal, pl.Float32, pl.Float64)
_TEXTS = (pl.String, pl.Categorical, pl.Enum)
_KINDS: Mapping[str, tuple[str, ...]] = {
    "number": ("number", "text"),
    "condition": ("boolean", "text"),
    "level": ("text",),
    "date": ("date", "text"),
}


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """A column that states a measure: what its cells are, and how many base units a 1 is, where
    that is the same for all. Integers in a column of decimals count its last place, of ``digits``;
    ``is_single`` tells floats of 32 bits.
    """

    name: str
    measure: Measure
    column: Column
    cells: str
    factor: Fraction | None
    digits: int = 0
    is_single: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of a table that are read, by measure; those of ``id`` tell rows apart.

    ``not_read`` are columns that state no measure, ``not_stated`` measures without a column.
    """

    id: tuple[str, ...]
    name: str
    period: str
    reads: tuple[ReadColumn, ...]
    not_read: tuple[str, ...]
    not_stated: tuple[str, ...]

    @property
    def measured(self) -> set[str]:
        """The columns that state measures and tell no rows apart."""
        return {read.column.column for read in self.reads} - {*self.id, self.name}

    @property
    def columns(self) -> list[str]:
        """All columns that are needed, each once."""
        names = [*self.id, self.name, *(read.column.column for read in self.reads)]
        return list(dict.fromkeys(name for name in names if name))


def table_of(
    schema: Mapping[str, pl.DataType],
    rubric: Rubric,
    asked: Sequence[str],
    mapping: TableMapping | None = None,
    units: Mapping[str, str] | None = None,
    document: str = "",
) -> Table:
    """How a table of these columns is read.

    Without a mapping a column states the measure it is named after (``budget`` or ``budget
    [万元]``); ``units`` are those that the file itself declares. Raises :class:`UsageError` with
    every column that is missing, of a wrong type or of a wrong unit.
    """
    declared = units or {}
    if mapping is None:
        given = _by_name(schema, rubric, declared)
    else:
        given = {name: _with_unit(column, declared) for name, column in mapping.columns.items()}
    problems = list(_missing(schema, rubric, mapping, given, document))
    reads = []
    for name, column in given.items():
        if name in rubric.measures and column.column in schema:
            read = _read(name, rubric.measures[name], column, schema[column.column], document)
            if isinstance(read, Problem):
                problems.append(read)
            else:
                reads.append(read)
    if not reads and not problems:
        details = (("known", alike("", asked)), ("found", ", ".join(list(schema)[:12])))
        problems.append(Problem("table-states-nothing", Place(document), details))
    if problems:
        raise UsageError(*problems)
    own = TableMapping(columns=given) if mapping is None else mapping
    used = {*own.id, own.name, *(read.column.column for read in reads)}
    stated = {read.name for read in reads}
    return Table(
        own.id if set(own.id) <= set(schema) else (),
        own.name,
        own.period,
        tuple(reads),
        tuple(name for name in schema if name not in used),
        tuple(name for name in asked if name not in stated),
    )


def _by_name(
    schema: Mapping[str, pl.DataType], rubric: Rubric, units: Mapping[str, str]
) -> dict[str, Column]:
    found: dict[str, Column] = {}
    for full in schema:
        match = _WITH_UNIT.fullmatch(full)
        name, unit = (match["name"], match["unit"]) if match else (full, units.get(full, ""))
        if name in rubric.measures:
            if name in found:
                details = (("found", full), ("other", found[name].column))
                raise UsageError(Problem("measure-two-columns", details=details))
            found[name] = Column(column=full, unit=unit.strip())
    return found


def _with_unit(column: Column, declared: Mapping[str, str]) -> Column:
    """A column with the unit that its mapping, its name or its file gives."""
    if column.unit:
        return column
    match = _WITH_UNIT.fullmatch(column.column)
    unit = (match["unit"] if match else declared.get(column.column, "")).strip()
    return column.model_copy(update={"unit": unit})


def _missing(
    schema: Mapping[str, pl.DataType],
    rubric: Rubric,
    mapping: TableMapping | None,
    given: Mapping[str, Column],
    document: str,
) -> Iterator[Problem]:
    if mapping is None:
        return
    for name in given:
        if name not in rubric.measures:
            details = (("found", name), ("known", alike(name, rubric.measures)))
            yield Problem("measure-unknown", Place(mapping.name_of_file, locator=name), details)
    wanted = [mapping.name, *(column.column for column in given.values())]
    if "id" in mapping.model_fields_set:
        wanted += mapping.id
    for column in dict.fromkeys(name for name in wanted if name):
        if column not in schema:
            details = (("found", column), ("known", alike(column, schema)))
            yield Problem("column-missing", Place(document), details)


def _read(
    name: str, measure: Measure, column: Column, dtype: pl.DataType, document: str
) -> ReadColumn | Problem:
    place = Place(document, locator=column.column)
    cells = _cells(dtype)
    if cells not in (*_KINDS[measure.kind], "nothing"):
        expected = " / ".join(_KINDS[measure.kind])
        details = (("expected", expected), ("found", str(dtype)), ("measure", measure.title))
        return Problem("column-kind", place, details)
    if (column.values or column.otherwise is not None) and cells != "text":
        return Problem("column-values-not-text", place, (("found", str(dtype)),))
    factor: Fraction | None = Fraction(1)
    if measure.kind == "number":
        try:
            unit_named(column.unit)
        except Refusal as refusal:
            return refusal.at(place)
        # A 1 of this column says how many base units its numbers count; only units matter here.
        free = {"at_least": None, "more_than": None, "at_most": None, "less_than": None}
        unlimited = measure.model_copy(update={**free, "whole": False, "count": ()})
        said = taken(Amount(point(1), column.unit), unlimited)
        if not isinstance(said, Unusable):
            factor = said.bounds.value
        elif cells == "number" or column.unit:
            unit = (("measure", measure.title), ("own", measure.unit or "1"))
            return Problem("column-unit", place, (("found", column.unit or "-"), *unit))
        else:
            factor = None
    digits = dtype.scale if isinstance(dtype, pl.Decimal) else 0
    return ReadColumn(name, measure, column, cells, factor, digits, dtype == pl.Float32)


def _cells(dtype: pl.DataType) -> str:
    """What the cells of a column are."""
    if dtype.is_integer() or isinstance(dtype, _NUMBERS):
        return "number"
    if isinstance(dtype, _TEXTS):
        return "text"
    names = {pl.Boolean: "boolean", pl.Date: "date", pl.Null: "nothing"}
    return next((name for kind, name in names.items() if dtype == kind), str(dtype))
