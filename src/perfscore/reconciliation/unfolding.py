"""Records unfold into measures: one for each cell, and a formula for what is taken over them.

From there on they are measures like any other: statements, trust, units, bounds and steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from perfscore import units, wording
from perfscore.bounds import point
from perfscore.errors import Problem, alike
from perfscore.expression.nodes import Input
from perfscore.expression.parsing import Formula
from perfscore.expression.walking import inputs, renamed
from perfscore.model.evidence import Evidence
from perfscore.model.filing import Filing
from perfscore.model.record import Record, Records
from perfscore.model.target import Target
from perfscore.reconciliation.doubt import Doubt
from perfscore.rubric.aggregate import Aggregate, Rows
from perfscore.rubric.measure import Measure
from perfscore.rubric.table import WORKING_DAYS, Field, Table, days_between
from perfscore.rubric.tree import Rubric
from perfscore.rubric.working_days import uncovered_years
from perfscore.rules.targets import Targets
from perfscore.values import DATE, Amount, Value, Words
from perfscore.wording import Text

__all__ = ["Unfolded", "record_problems", "table_of", "unfolded"]

YEARS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Unfolded:
    """The measures of all cells, those taken over them, the statements, and what is doubtful."""

    measures: Mapping[str, Measure]
    evidence: tuple[Evidence, ...]
    doubts: tuple[Doubt, ...]


def unfolded(filing: Filing, rubric: Rubric, own: Mapping[str, Measure]) -> Unfolded:
    """Unfold the records of a filing; ``own`` are the measures of its targets."""
    measures: dict[str, Measure] = {}
    evidence: list[Evidence] = []
    doubts: list[Doubt] = []
    for name, records in filing.records.items():
        title = rubric.records[name].title
        measures[count_name(name)] = Measure(title=wording.text("steps", "rows-of", title=title))
        evidence.append(_count(name, records))
        stated = {field for row in records.rows for field in row.given}
        rolled_up = {name: measure for name, measure in own.items() if name in stated}
        for index, row in enumerate(records.rows):
            cells = _Row(rubric, rolled_up, name, index, row)
            measures |= cells.measures()
            statements = list(cells.evidence(records))
            evidence += statements
            doubts += cells.doubts(statements)
    for name, measure in rubric.measures.items():
        taken = measure.records
        if taken is not None and taken.of in filing.records:
            measures[name] = _over(measure, taken, filing, rubric)
    for target in filing.targets:
        rolled = _rolled_up(target, filing, rubric, own)
        if rolled is not None:
            measures[target.id] = _over(own[target.id], rolled, filing, rubric)
    return Unfolded(measures, tuple(evidence), tuple(doubts))


def cell_name(table: str, index: int, field: str) -> str:
    """The name of a cell's measure; no rubric can have one with dots."""
    return f"{table}.{index + 1}.{field}"


def table_of(measure: str) -> str:
    """The table that a measure is a cell of, or counts the rows of; empty for any other."""
    return measure.partition(".")[0] if "." in measure else ""


def count_name(table: str) -> str:
    """The name of the measure that says how many rows a table has."""
    return f"{table}.rows"


def _count(name: str, records: Records) -> Evidence:
    number = Amount(point(len(records.rows)))
    statement = Evidence(
        measure=count_name(name), value=number, source=records.source, place=records.place
    )
    statement.place_at(records.at)
    return statement


class _Row:
    """One row and the fields it may have."""

    def __init__(
        self, rubric: Rubric, own: Mapping[str, Measure], name: str, index: int, row: Record
    ) -> None:
        self.rubric = rubric
        self.name = name
        self.index = index
        self.row = row
        self.fields: dict[str, Measure] = dict(_fields(rubric.records[name], own))

    def cell(self, field: str) -> str:
        return cell_name(self.name, self.index, field)

    def measures(self) -> dict[str, Measure]:
        found = {}
        for field, measure in self.fields.items():
            own = {"title": self._title(measure), "formula": self._formula(measure)}
            found[self.cell(field)] = measure.model_copy(update=own)
        return found

    def _title(self, measure: Measure) -> Text:
        table, row = self.rubric.records[self.name].title, self.row.name or str(self.index + 1)
        title = measure.title
        return Text(f"{table.zh} {row}：{title.zh}", f"{table.en} {row}: {title.en}")

    def _formula(self, measure: Measure) -> Formula | None:
        if isinstance(measure, Field) and measure.between is not None:
            start, end = (self.cell(field) for field in measure.between)
            node = days_between(start, end, measure.unit, self.rubric.working_days)
            return Formula(" → ".join(measure.between), node, ((start, 0), (end, 0)))
        if measure.formula is None:
            return None
        names = {field: self.cell(field) for field in self.fields}
        node = renamed(measure.formula.node, names)
        return Formula(measure.formula.text, node, tuple((name, 0) for name in inputs(node)))

    def _years_missing(self, field: Field) -> list[str]:
        """Years of the row's dates for which the rubric has no list of working days."""
        assert field.between is not None
        dates = [self.row.given.get(name) for name in field.between]
        days = [
            int(date.bounds.value)
            for date in dates
            if isinstance(date, Amount) and date.unit == DATE and not date.is_bound
        ]
        if field.unit != WORKING_DAYS or len(days) != len(dates):
            return []
        return uncovered_years(self.rubric.working_days, days[0], days[1])

    def evidence(self, records: Records) -> Iterator[Evidence]:
        for field, value in self.row.given.items():
            about = (records.place, self.row.name, self.row.place)
            place = " ".join(part for part in about if part)
            statement = Evidence(
                measure=self.cell(field), value=value, source=records.source, place=place
            )
            # A scorecard keeps the line of the row, so that it can be verified.
            statement.place_at(self.row.at)
            yield statement

    def doubts(self, statements: Sequence[Evidence]) -> Iterator[Doubt]:
        for name, measure in self.fields.items():
            if isinstance(measure, Field) and measure.between is not None:
                years = self._years_missing(measure)
                if years:
                    shown = ", ".join(years[:YEARS_SHOWN]) + (" …" if years[YEARS_SHOWN:] else "")
                    details = (("measure", self._title(measure)), ("years", shown))
                    own = {statement.measure: statement for statement in statements}
                    dates = tuple(own[self.cell(date)] for date in measure.between)
                    yield Doubt("working-days-unknown", self.cell(name), dates, (), details)


def _fields(table: Table, own: Mapping[str, Measure]) -> Iterator[tuple[str, Measure]]:
    yield from table.fields.items()
    if table.targets:
        yield from own.items()


def _over(measure: Measure, taken: Aggregate, filing: Filing, rubric: Rubric) -> Measure:
    """The measure with the formula that its rows give."""
    rows = filing.records[taken.of].rows
    names = [*rubric.records[taken.of].fields, *(name for _, name, _ in taken.mentions())]
    cells = [{field: cell_name(taken.of, i, field) for field in names} for i in range(len(rows))]
    counted = {name for part, name, _ in taken.mentions() if part in ("where", "weight")}
    is_undecided = any(not _is_settled(row.given.get(name)) for row in rows for name in counted)
    inputs_of = Rows(count_name(taken.of), cells)
    node = taken.over(inputs_of, measure.unit, measure.when_zero, is_undecided=is_undecided)
    text = f"{taken.take} {taken.of}"
    formula = Formula(text, node, tuple((name, 0) for name in inputs(node)))
    return measure.model_copy(update={"formula": formula, "records": taken})


def _is_settled(value: Value | None) -> bool:
    return isinstance(value, Words) or (isinstance(value, Amount) and not value.is_bound)


def _rolled_up(
    target: Target, filing: Filing, rubric: Rubric, own: Mapping[str, Measure]
) -> Aggregate | None:
    """How the values of sub-units make that of a target, when they state any."""
    rule = rubric.indicators[target.under].rule
    roll_up = rule.roll_up if isinstance(rule, Targets) else None
    if roll_up is None or target.kind != "number" or target.amount.unit == DATE:
        return None
    records = filing.records.get(roll_up.records)
    if records is None or not any(target.id in row.given for row in records.rows):
        return None
    value = _named(target.id)
    if units.is_rate(own[target.id].unit):
        return Aggregate(
            of=roll_up.records, take="mean", value=value, weight=_named(roll_up.weight)
        )
    return Aggregate(of=roll_up.records, take="sum", value=value)


def _named(name: str) -> Formula:
    return Formula(name, Input(name), ((name, 0),))


def record_problems(
    filing: Filing, rubric: Rubric, own: Mapping[str, Measure]
) -> Iterator[Problem]:
    """Tables, fields and sources that the records name and that do not exist."""
    for name, records in filing.records.items():
        table = rubric.records.get(name)
        if table is None:
            details = (("found", name), ("known", alike(name, rubric.records)))
            yield Problem("table-unknown", records.at, details)
            continue
        if records.source and records.source not in filing.sources:
            details = (("found", records.source), ("known", alike(records.source, filing.sources)))
            yield Problem("source-unknown", records.place_of("source"), details)
        known = dict(_fields(table, own))
        for row in records.rows:
            for field in row.given:
                if field not in known:
                    details = (("found", field), ("known", alike(field, known)))
                    yield Problem("field-unknown", row.place_of(field), details)
