"""A small table with every kind of column, its rubric, and what its rows come to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import polars as pl
import pyarrow as pa
from making import indicator, rubric_text

import perfscore

MEASURES = """
budget: {title: budget, unit: 万元, more than: 0万元}
spent: {title: spent, unit: 万元, at least: 0万元}
planned: {title: planned, unit: 个, whole: true}
done: {title: done, unit: 个, whole: true}
satisfied: {title: satisfied, unit: "%", at least: 0%, at most: 100%}
lawful: {title: lawful, kind: condition}
reported: {title: reported, kind: date}
"""
RUBRIC = rubric_text(
    MEASURES,
    indicator("spending", 3, "{kind: attainment, actual: spent, target: budget, better: higher}"),
    indicator("works", 3, "{kind: attainment, actual: done, target: planned, better: higher}"),
    indicator(
        "people",
        2,
        """
        kind: bands
        of: satisfied
        bands:
          - {at least: 90%, score: 2}
          - {at least: 80.5%, score: 1}
          - {otherwise: 0}
        """,
    ),
    indicator("law", 1, "{kind: pass or fail, when: lawful}"),
    indicator("day", 1, "{kind: pass or fail, when: reported <= 2025-03-31}"),
    more="""
    grades:
      - {from: 9, id: good, title: good}
      - {from: 6, id: fair, title: fair}
      - {from: 0, id: poor, title: poor}
    grades basis: {status: assumed, reason: made up for a test}
    """,
)
# Decimals, whole numbers, a float, a condition, a date; a text that may be no number.
SCHEMA = pa.schema(
    {
        "id": pa.string(),
        "note": pa.string(),
        "budget [万元]": pa.decimal128(18, 2),
        "spent": pa.string(),
        "planned [个]": pa.int64(),
        "done [个]": pa.int64(),
        "satisfied [%]": pa.float64(),
        "lawful": pa.bool_(),
        "reported": pa.date32(),
    }
)
DAY = dt.date(2025, 3, 31)
ROWS = [
    # Exactly half a hundredth of a point, exactly on the lower edge, exactly on the last day.
    ("tie", "x", "3000.00", "325 万元", 8, 3, 80.5, True, DAY),
    ("full", "x", "10.00", "10 万元", 2, 2, 100.0, True, DAY),
    ("below", "x", "10.00", "9.99 万元", 3, 1, 80.4999, False, DAY + dt.timedelta(1)),
    ("over", None, "10.00", "1 亿元", 3, 7, 90.0, True, DAY),
    # Missing cells: open scores, and grades that are not decided.
    ("gaps", "x", None, "9.99 万元", 3, None, 95.0, None, None),
    ("nothing", None, None, None, None, None, None, None, None),
    # Counts as missing and says so, but does not keep the row from being scored.
    ("outside", "x", "10.00", "5 万元", 3, 3, 120.0, True, DAY),
    # Refused: a text that is no number, a float that is no decimal, both, no id.
    ("text", "x", "10.00", "5 阿猫", 3, 3, 90.0, True, DAY),
    ("float", "x", "10.00", "5 万元", 3, 3, 100 / 3, True, DAY),
    ("both", "x", "10.00", "6 阿猫", 3, 3, 100 / 7, True, DAY),
    (None, "x", "10.00", "5 万元", 3, 3, 90.0, True, DAY),
]
REFUSED = {"text", "float", "both", None}


def departments(copies: int = 1) -> pa.Table:
    """The rows above so many times, with ids of their own."""
    columns: list[list[object]] = [[] for _ in SCHEMA]
    for copy in range(copies):
        for identity, note, budget, *rest in ROWS:
            own = None if identity is None else f"{identity} {copy}" if copy else identity
            exact = None if budget is None else Decimal(budget)
            for column, cell in zip(columns, (own, note, exact, *rest), strict=True):
                column.append(cell)
    arrays = [pa.array(cells, field.type) for cells, field in zip(columns, SCHEMA, strict=True)]
    return pa.table(arrays, schema=SCHEMA)


def write_rubric(folder: Path, change: Callable[[str], str] = str) -> Path:
    """The rubric as a file."""
    path = folder / "rubric.yaml"
    path.write_text(change(RUBRIC), encoding="utf-8")
    return path


def as_score_many(table: pa.Table, rubric: perfscore.Rubric, rows: bool = True) -> pl.DataFrame:
    """What a batch kernel has to give for a table: the scores of ``score_many`` in the places of
    their rows, and its remarks on those that were refused."""
    found = perfscore.score_many(table, rubric, rows=rows)
    scores = found.frame.with_columns(pl.col(pl.Categorical).cast(pl.String)).drop("id")
    said = (
        found.remarks.filter("refused")
        .group_by("row", maintain_order=True)
        .agg(problem=pl.concat_str("column", "message", separator=": ").str.join("; "))
    )
    every = pl.DataFrame(
        {"row": range(table.num_rows), "id": pl.Series(table["id"].to_pylist(), dtype=pl.String)},
        schema_overrides={"row": pl.Int64},
    )
    both = every.join(said, on="row", how="left").join(scores, on="row", how="left")
    return both.sort("row").drop("row")
