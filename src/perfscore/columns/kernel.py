"""The kernel: a pure function from a record batch of departments to a record batch of scores.

It knows no files, clocks or other batches; whatever maps batches can run it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pyarrow as pa

from perfscore.columns import cells
from perfscore.columns.arrays import Places
from perfscore.columns.by_rows import RowResult, filing_of, score_filing
from perfscore.columns.deriving import derived
from perfscore.columns.grading import Grades, graded
from perfscore.columns.groups import add_up
from perfscore.columns.ids import ids_of
from perfscore.columns.readings import ReadingColumn, absent
from perfscore.columns.remarks import Remark, as_frame, refused
from perfscore.columns.table import Table
from perfscore.columns.tally import Tally, tally_of
from perfscore.columns.tape import Array, opened
from perfscore.columns.targets import TargetTable
from perfscore.columns.whole import ZERO, TooWide
from perfscore.columns.written import (
    Ends,
    Overlay,
    Settled,
    digits_of,
    ends_of,
    fields_of,
    grade_fields,
    grades_of,
    settled_as,
    with_overlay,
)
from perfscore.errors import PerfscoreError, Problem
from perfscore.expression.walking import inputs
from perfscore.model.filing import Department, Filing
from perfscore.model.reading import State
from perfscore.reconciliation import matched
from perfscore.reconciliation.deriving import Deriving
from perfscore.rubric.tree import Rubric
from perfscore.scoring.plan import Line, LineKind, plan
from perfscore.wording import Text

if TYPE_CHECKING:
    from perfscore.columns.earlier import Earlier

__all__ = ["Kernel", "Result", "Worked", "asked_by", "period_of"]


def period_of(rubric: Rubric) -> str:
    """The period that a table is taken to be for when nothing says which: the last that the edition
    is in force for, or the edition's own name."""
    return rubric.in_force.until or rubric.in_force.since or rubric.edition


def _empty(rubric: Rubric, period: str) -> Filing:
    name = Text("-", "-")
    return Filing(
        rubric=rubric.id, edition=rubric.edition, department=Department(name=name), period=period
    )


def asked_by(rubric: Rubric) -> tuple[str, ...]:
    """The measures that bear on a score or a grade, without targets: those that rows and grade
    rules read, and what these are worked out from."""
    root = plan(rubric, matched(_empty(rubric, period_of(rubric)), rubric))
    found = dict.fromkeys(name for line in root.walk() for name in line.asked)
    found |= dict.fromkeys(name for rule in rubric.grade_rules for name, _ in rule.when.names)
    waiting = list(found)
    while waiting:
        formula = rubric.measures[waiting.pop()].formula
        for part in () if formula is None else inputs(formula.node):
            if part not in found:
                found[part] = None
                waiting.append(part)
    return tuple(found)


@dataclass(frozen=True, eq=False)
class Result:
    """The scores of the rows that were scored, and what is to be said of single cells."""

    made: Callable[[], pa.RecordBatch]
    remarks: pl.DataFrame
    tally: Tally

    @cached_property
    def scores(self) -> pa.RecordBatch:
        """A row for each row of the batch that was not refused, in order; ``row`` counts from the
        first row of the table. Decimals take twice the memory of what is worked with, so they are
        made when they are wanted."""
        return self.made()


@dataclass(frozen=True, eq=False)
class Worked:
    """The scores of some departments by path, their grades, and the places of those that have to
    be scored one by one (``None`` for all)."""

    settled: Mapping[str, Settled]
    grades: Grades
    alone: Sequence[Array | None]

    def mapped(self, of: Callable[[Array], Array]) -> Worked:
        """The same with other columns."""
        settled = {path: each.mapped(of) for path, each in self.settled.items()}
        return Worked(settled, replace(self.grades, code=self.grades.code.mapped(of)), self.alone)


@dataclass(frozen=True)
class Kernel:
    """A rubric and how a table is read; ``rows`` asks for the score of every row of the rubric
    beside the total's, and ``targets`` are those that departments set themselves."""

    rubric: Rubric
    table: Table
    period: str
    rows: bool = True
    targets: TargetTable | None = None

    @cached_property
    def root(self) -> Line:
        """The rubric unfolded; the same for every row of the table."""
        return plan(self.rubric, matched(_empty(self.rubric, self.period), self.rubric))

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The rows of the rubric whose scores are asked for, the total first."""
        return tuple(self.root.walk()) if self.rows else (self.root,)

    @cached_property
    def digits(self) -> dict[str, int | None]:
        """The decimal places of every row of the rubric, by path."""
        return digits_of(self.rubric, self.root)

    @cached_property
    def schema(self) -> pa.Schema:
        """The columns of the scores."""
        fields = [pa.field("row", pa.int64()), pa.field("id", pa.string())]
        for line in self.lines:
            own = fields_of(self.rubric, line, self.digits[line.path])
            if line.path:
                fields += own
            else:
                fields += [own[-1], *own[:-1], *grade_fields(self.rubric)]
        return pa.schema(fields)

    @cached_property
    def grade_names(self) -> list[str]:
        """The grades by id, or by title where they have none."""
        return [grade.id or grade.title.en for grade in self.rubric.grades]

    @cached_property
    def _tallied(self) -> tuple[Line, ...]:
        """The indicators whose points are added up over all rows."""
        if self.rubric.scale is not None:
            return ()
        leaves = (line for line in self.root.walk() if line.kind is LineKind.INDICATOR)
        return tuple(line for line in leaves if self.digits[line.path] is not None)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns that bear on a score or a grade."""
        asked = (read.column.column for read in self.table.reads if read.name in self._asked)
        return tuple(dict.fromkeys(asked))

    @cached_property
    def _asked(self) -> tuple[str, ...]:
        return asked_by(self.rubric)

    @cached_property
    def _deriving(self) -> Deriving:
        return Deriving({name: self.rubric.measures[name] for name in self._asked})

    def __call__(
        self,
        batch: pl.DataFrame,
        first_row: int = 0,
        repeated: pl.Series | None = None,
        earlier: Earlier | None = None,
    ) -> Result:
        """Score a batch that has the table's columns; ``repeated`` marks rows whose id is not
        theirs alone. ``earlier`` batches of the table may save work, and change no result."""
        own = self.table.id
        ids = ids_of(batch, own) if own else _numbered(first_row, batch.height)
        remarks = list(_id_remarks(" ".join(own), ids, repeated))
        known, said_of_targets = self._with_targets(batch, ids)
        remarks += said_of_targets
        places = pl.Series(range(batch.height), dtype=pl.Int64)
        worked = None
        if earlier is not None and batch.height and not (remarks or known):
            worked = earlier.worked(self, batch)
        if worked is None:
            columns = {name: Array(batch[name]) for name in self.columns}
            stated, said = self.stated(columns)
            remarks += said
            is_refused = refused(remarks, batch.height)
            if is_refused.any():
                stated = {name: own.where(Array(~is_refused)) for name, own in stated.items()}
                places = places.filter(pl.Series(~is_refused))
            worked = self.worked(stated, places.len())
        said_frame = as_frame(remarks, ids, first_row)
        scores, tally = self._scored(batch, worked, places, first_row, ids, known)
        tally.refused = batch.height - places.len()
        tally.said.update(said_frame["code"].to_list())
        return Result(scores, said_frame, tally)

    def stated(self, columns: Mapping[str, Array]) -> tuple[dict[str, ReadingColumn], list[Remark]]:
        """What the columns of a batch state, and what is to be said of their cells."""
        stated, remarks = {}, []
        for read in self.table.reads:
            if read.name in self._asked:
                column = columns[read.column.column]
                stated[read.name], said = cells.readings_of(read, column, self.rubric.codes)
                remarks += said
        for name in self._asked:
            if name not in stated:
                stated[name] = absent(State.MISSING, self.rubric.measures[name].range)
        return stated, remarks

    def worked(self, stated: Mapping[str, ReadingColumn], rows: int) -> Worked:
        """The scores of some departments, which were stated this."""
        if not rows:
            return Worked({}, Grades(((),), ZERO), [])
        alone: list[Array | None] = []
        try:
            readings, blocks = derived(self._deriving, stated, rows)
            alone += [block.at for block in blocks]
        except TooWide:
            readings, alone = dict(stated), [None]
        lines, by_themselves = add_up(self.rubric, self.root, readings, rows)
        alone += by_themselves
        grades, graded_alone = graded(self.rubric, lines[""], readings, rows)
        alone += [None] * graded_alone
        settled = {
            line.path: settled_as(self.rubric, lines[line.path], self.digits[line.path])
            for line in self._wanted
        }
        return Worked(settled, grades, alone)

    @cached_property
    def _wanted(self) -> tuple[Line, ...]:
        """The rows of the rubric whose scores are written or added up."""
        return self.lines if self.rows else (self.root, *self._tallied)

    def _scored(
        self,
        batch: pl.DataFrame,
        worked: Worked,
        places: pl.Series,
        first_row: int,
        ids: pl.Series,
        known: Mapping[int, RowResult],
    ) -> tuple[Callable[[], pa.RecordBatch], Tally]:
        rows = places.len()
        if not rows:
            return partial(pa.RecordBatch.from_pylist, [], self.schema), Tally()
        alone = [None if at is None else opened(at) for at in worked.alone]
        if known:
            alone.append(places.is_in(list(known)).arg_true().to_numpy())
        overlay = self._overlay(batch, places, _all_of(alone, rows), known)
        ends = {
            path: ends_of(self.rubric, settled, self.digits[path], rows, overlay, path)
            for path, settled in worked.settled.items()
        }
        grades = with_overlay(worked.grades, rows, overlay)
        tally = tally_of(
            ends[""],
            grades if self.rubric.grades else None,
            dict(zip(self.rubric.grades, self.grade_names, strict=True)),
            ((line, self.digits[line.path] or 0, ends[line.path]) for line in self._tallied),
        )
        own = ids if rows == batch.height else ids.gather(places)
        head = (places + first_row, own)
        wanted = [ends[line.path] for line in self.lines]
        return partial(self._batch, head, wanted, grades), tally

    def _batch(
        self, head: Sequence[pl.Series], ends: Sequence[Ends], grades: Grades
    ) -> pa.RecordBatch:
        row, own = head
        columns: list[pa.Array] = [row.to_arrow(), own.to_arrow().cast(pa.string())]
        for line, each in zip(self.lines, ends, strict=True):
            low, high, status = each.arrays()
            if line.path:
                columns += [low, high, status]
            else:
                columns += [status, low, high]
                columns += grades_of(self.rubric, grades, row.len(), self.grade_names)
        return pa.RecordBatch.from_arrays(columns, schema=self.schema)

    def _overlay(
        self,
        batch: pl.DataFrame,
        places: pl.Series,
        alone: Places | None,
        known: Mapping[int, RowResult],
    ) -> Overlay | None:
        """Scores of rows that are worked out by themselves, as far as they are not ``known``."""
        if alone is None:
            return None
        chosen = places.gather(alone)
        rows = batch.select(self.table.columns)[chosen].iter_rows(named=True)
        results = [
            known[place]
            if place in known
            else score_filing(self.rubric, self.root, self.filing(row))
            for place, row in zip(chosen, rows, strict=True)
        ]
        return Overlay(alone, tuple(results))

    def filing(
        self, row: Mapping[str, Any], targets: Sequence[Mapping[str, str | None]] = ()
    ) -> Filing:
        """The filing that a row stands for; raises :class:`FilingError` where a cell is no
        statement."""
        return filing_of(self.rubric, self.table, row, self.period, targets)

    def _with_targets(
        self, batch: pl.DataFrame, ids: pl.Series
    ) -> tuple[dict[int, RowResult], list[Remark]]:
        """The results of rows whose departments set targets, by their place in the batch."""
        if self.targets is None:
            return {}, []
        found: dict[int, RowResult] = {}
        remarks = []
        of = self.targets.of(ids)
        rows = batch.select(self.table.columns)
        for place in ids.is_in(list(of)).arg_true():
            own = of[ids[place]]
            try:
                filing = self.filing(rows.row(place, named=True), own)
                found[place] = score_filing(self.rubric, self.root, filing)
            except PerfscoreError as error:
                at = np.array([place])
                cell = pl.Series([str(own[0]["planned"])])
                remarks.append(Remark(at, "targets", cell, error.problems[0], True))
        return found, remarks


def _numbered(first_row: int, rows: int) -> pl.Series:
    return pl.Series(range(first_row, first_row + rows)).cast(pl.String)


def _all_of(places: Sequence[Places | None], rows: int) -> Places | None:
    """Every row that is in one of several lists, once."""
    if not places:
        return None
    return np.unique(np.concatenate([np.arange(rows) if at is None else at for at in places]))


def _id_remarks(name: str, ids: pl.Series, repeated: pl.Series | None) -> Iterator[Remark]:
    if ids.null_count():
        at = ids.is_null().arg_true().to_numpy()
        yield Remark(at, name, ids.gather(at), Problem("department-id-missing"), True)
    if repeated is not None and repeated.any():
        at = repeated.arg_true().to_numpy()
        yield Remark(at, name, ids.gather(at), Problem("department-id-repeated"), True)
