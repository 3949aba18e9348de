"""Tables of departments, held against scoring every row as a filing of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Any

import polars as pl
import pyarrow as pa

import perfscore
from perfscore import units
from perfscore.columns.kernel import Kernel, Result, asked_by
from perfscore.columns.table import table_of
from perfscore.columns.tally import Tally
from perfscore.errors import PerfscoreError
from perfscore.model.evidence import Evidence
from perfscore.model.filing import Department, Filing
from perfscore.numeric import decimal_text, is_decimal
from perfscore.rubric.tree import Rubric
from perfscore.scoring.plan import LineKind
from perfscore.testing.filings import edges_of
from perfscore.values import Absent, read_value, value_text

__all__ = [
    "Cells",
    "drawn",
    "filing_from",
    "kernel_of",
    "require_alike",
    "require_rows",
    "table_from",
]

# What the cells of one row say, by measure; ``None`` for an empty one.
Cells = Mapping[str, str | None]


def table_from(rubric: Rubric, some: Sequence[Filing]) -> pl.DataFrame:
    """Filings as a table of texts, one column a measure."""
    columns: dict[str, list[str | None]] = {"id": [str(index) for index in range(len(some))]}
    for name in rubric.measures:
        columns[name] = []
        for filing in some:
            said = [e.value for e in filing.evidence if e.measure == name]
            columns[name].append(value_text(said[0]) if said else None)
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def targets_from(rubric: Rubric, some: Sequence[Filing]) -> pl.DataFrame:
    """The targets of filings as a second table, one a row."""
    rows = []
    for index, filing in enumerate(some):
        for target in filing.targets:
            said = {e.measure: value_text(e.value) for e in filing.evidence}
            rows.append(
                {
                    "id": str(index),
                    "under": target.under,
                    "planned": value_text(target.planned),
                    "compare": None if target.kind != "number" else target.compare.value,
                    "kind": target.kind,
                    "weight": None if target.weight is None else decimal_text(target.weight),
                    "actual": said.get(target.id),
                    "judged": said.get(f"{target.id}_judged"),
                }
            )
    columns = ("id", "under", "planned", "compare", "kind", "weight", "actual", "judged")
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String))


def table_of_cells(rows: Sequence[Cells]) -> pl.DataFrame:
    """The rows as texts, with numbers for ids."""
    columns = {"id": pl.String} | dict.fromkeys(rows[0], pl.String)
    return pl.DataFrame([{"id": str(i), **row} for i, row in enumerate(rows)], schema=columns)


def filing_from(rubric: Rubric, cells: Cells, period: str = "2024") -> Filing:
    """The filing that says what a row of a table does, as its author would write it."""
    evidence = []
    for name, text in cells.items():
        value = Absent.MISSING if text is None else read_value(text)
        if value is not Absent.MISSING:
            evidence.append(Evidence(measure=name, value=value))
    return Filing(
        rubric=rubric.id,
        edition=rubric.edition,
        department=Department(name="a department"),
        period=period,
        evidence=tuple(evidence),
    )


def kernel_of(rubric: Rubric, frame: pl.DataFrame, period: str = "2024", **more: Any) -> Kernel:
    """The kernel for the columns of a frame."""
    return Kernel(rubric, table_of(frame.schema, rubric, asked_by(rubric), **more), period)


def expected(filing: Filing, rubric: Rubric) -> dict[str, Any]:
    """What scoring a filing alone gives, row by row."""
    card = perfscore.score(filing, rubric)
    found: dict[str, Any] = {}
    for row in (card.root, *card.rows):
        if row.kind is LineKind.TARGET:
            continue
        name = row.path or "total"
        ends = (None, None) if row.score is None else (row.score.low, row.score.high)
        found[name] = (row.status.value, *ends)
    if rubric.grades:
        grades = [grade.id or grade.title.en for grade in card.grade]
        ends = (grades[0], grades[-1]) if grades else (None, None)
        found["grade"] = (grades[0] if len(grades) == 1 else None, *ends)
    return found


def shown(kernel: Kernel, scores: Mapping[str, Any]) -> dict[str, Any]:
    """The same of one row of a table of scores."""
    scale = kernel.rubric.scale
    found: dict[str, Any] = {}
    for line in kernel.lines:
        prefix = f"{line.path}." if line.path else "total_"
        ends = [scores[prefix + side] for side in ("low", "high")]
        if scale is not None:
            ends = [None if end is None else scale.ids.index(end) for end in ends]
        numbers = (None if end is None else Fraction(end) for end in ends)
        status = scores[f"{line.path}.status" if line.path else "status"]
        found[line.path or "total"] = (status, *numbers)
    if kernel.rubric.grades:
        found["grade"] = (scores["grade"], scores["grade_low"], scores["grade_high"])
    return found


def require_alike(rubric: Rubric, some: Sequence[Filing]) -> None:
    """Filings as a table, with their targets as a second one, score as each of them does alone."""
    frame = table_from(rubric, some)
    targets = targets_from(rubric, some)
    scored = perfscore.score_many(frame, rubric, period=some[0].period, targets=targets)
    assert not scored.tally.refused, scored.remarks
    for scores, filing in zip(scored.arrow.to_pylist(), some, strict=True):
        assert shown(scored.kernel, scores) == expected(filing, rubric)


def require_rows(
    rubric: Rubric, frame: pl.DataFrame, rows: Sequence[Cells], **more: Any
) -> tuple[Kernel, Result]:
    """A table scores in every row what the same cells in a filing do; where a filing is refused
    its row is, for the same reason."""
    kernel = kernel_of(rubric, frame, **more)
    result = kernel(frame)
    scores = {each["row"]: each for each in result.scores.to_pylist()}
    reasons = {
        row: {*each["code"]} for (row,), each in result.remarks.filter("refused").group_by("row")
    }
    for index, cells in enumerate(rows):
        try:
            want = expected(filing_from(rubric, cells), rubric)
        except PerfscoreError as error:
            assert index not in scores, cells
            # A filing is not read on where a value cannot be read; a table is.
            assert reasons[index] >= {problem.code for problem in error.problems}, cells
        else:
            assert index in scores, (cells, result.remarks)
            assert shown(kernel, scores[index]) == want, cells
    require_counts(kernel, result)
    return kernel, result


def require_counts(kernel: Kernel, result: Result) -> None:
    """What is counted is what stands in the rows."""
    tally = result.tally
    table = result.scores.to_pylist()
    assert (tally.scored, tally.rows) == (len(table), tally.scored + tally.refused)
    assert +tally.statuses == _counted(row["status"] for row in table)
    settled = [row["total_low"] for row in table if row["total_low"] == row["total_high"]]
    assert +tally.totals == _counted(str(low) for low in settled if low is not None)
    if kernel.rubric.grades:
        assert +tally.grades == _counted(row["grade"] or "" for row in table)
    for line in kernel.root.walk():
        if line.path in tally.lost:
            ends = [(row[f"{line.path}.low"], row[f"{line.path}.high"]) for row in table]
            known = [(Fraction(low), Fraction(high)) for low, high in ends if low is not None]
            assert tally.lost[line.path] == sum(line.points - high for _, high in known)
            assert tally.open[line.path] == sum(high - low for low, high in known)


def _counted(every: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in every:
        found[each] = found.get(each, 0) + 1
    return found


def require_split(kernel: Kernel, frame: pl.DataFrame, whole: Result, size: int) -> None:
    """Blocks of any size give the same rows, remarks and counts."""
    parts = [kernel(frame.slice(at, size), at) for at in range(0, frame.height, size)]
    scores = pa.Table.from_batches([part.scores for part in parts], kernel.schema)
    assert scores.to_pylist() == whole.scores.to_pylist()
    assert pl.concat([part.remarks for part in parts]).equals(whole.remarks)
    total = Tally()
    for part in parts:
        total.add(part.tally)
    assert total.as_record() == whole.tally.as_record()


def require_reversed(kernel: Kernel, frame: pl.DataFrame, whole: Result) -> None:
    """Rows in another order have the same scores."""
    back = kernel(frame.reverse()).scores.to_pylist()[::-1]
    last = frame.height - 1
    assert [{**row, "row": last - row["row"]} for row in back] == whole.scores.to_pylist()


def drawn(rubric: Rubric, count: int, seed: int) -> list[dict[str, str | None]]:
    """Rows of cells: first ones that say a number of everything, then ones with all that a cell
    can say."""
    random = Random(seed)
    every = {name: cells_of(rubric, name) for name in asked_by(rubric)}
    rows: list[dict[str, str | None]] = []
    for index in range(count):
        settled = index % 3 == 0
        absent = random.choice((0.1, 0.3, 0.8))
        row: dict[str, str | None] = {}
        for name, (numbers, bounds) in every.items():
            if settled:
                stated = rubric.measures[name].formula is None
                row[name] = random.choice(numbers) if stated else None
            elif random.random() < absent:
                row[name] = random.choice((None, "", "/", "不适用", *rubric.codes))
            else:
                row[name] = random.choice(numbers if random.random() < 0.5 else bounds)
            if rubric.measures[name].formula is not None and random.random() < 0.8:
                row[name] = None
        rows.append(row)
    return rows


def cells_of(rubric: Rubric, name: str) -> tuple[list[str], list[str]]:
    """Cells that settle a measure, and cells that bound it."""
    measure = rubric.measures[name]
    if measure.kind == "condition":
        return ["是", "否"], ["是", "否"]
    if measure.kind == "level":
        ids = [level.id for level in measure.levels]
        return ids, ids
    if measure.kind == "date":
        dates = ["2024-03-31", "2024-04-01", "2023-12-31"]
        return dates, dates
    factor = units.unit(measure.unit).factor
    edges = [e / factor for e in edges_of(rubric, name) if is_decimal(e / factor)]
    beside = [edge + side * Fraction(1, 10**4) for edge in edges for side in (-1, 0, 1)]
    if measure.whole:
        beside = [Fraction(round(number)) for number in beside] + [edge + 1 for edge in edges]
    extra = [Fraction(n) for n in ("7", "40", "0.05", "61.5", "100", "3", "77777.77")]
    numbers = beside + [n for n in extra if not measure.whole or n.denominator == 1]
    possible = [n for n in numbers if measure.range.contains(n * factor)]
    texts = [decimal_text(number) + measure.unit for number in possible]
    bounds = [sign + text for text in texts[::2] for sign in ("≥", "≤", ">", "<")]
    bounds += [f"{decimal_text(n)}~{decimal_text(n + 20)}{measure.unit}" for n in possible[::3]]
    # Some of them are outside of what is possible, or the other way round: they state nothing.
    return texts, bounds
