"""Departments made up from a seed: realistic ones, ones on every edge, ones with gaps.

Arrays are one row a department: amounts and percents as int64 in hundredths, counts as int64,
conditions as bool, levels as int8 ranks. Frames and files hold decimals, whole numbers, booleans
and ids of levels under the names of ``measures.column``.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq

from benchmarks.awkward import awkward
from benchmarks.measures import AMOUNTS, CONDITIONS, LEVELS, MEASURES, PERCENTS, column

__all__ = ["CHUNK", "KINDS", "frame", "rows_of", "write"]

KINDS = ("realistic", "adversarial", "missing")
CHUNK = 250_000
GAPS = 0.1

Arrays = dict[str, np.ndarray]


def realistic(rng: np.random.Generator, rows: int) -> Arrays:
    """What forms look like: most of the budget spent, most conditions met, some slips."""

    def amounts(median: float, spread: float = 1.0) -> np.ndarray:
        values = median * np.exp(spread * rng.standard_normal(rows))
        return np.clip(np.rint(values * 100), 100, 10**10).astype(np.int64)

    def part(whole: np.ndarray, low: float, high: float, lean: float = 1.0) -> np.ndarray:
        share = low + (high - low) * rng.random(rows) ** lean
        return np.rint(whole * share).astype(np.int64)

    def percent(low: float, high: float, lean: float = 1.0) -> np.ndarray:
        return np.rint(100 * (low + (high - low) * rng.random(rows) ** lean)).astype(np.int64)

    found: Arrays = {"budget": amounts(2000.0)}
    budget = found["budget"]
    found["spent"] = part(budget, 0.7, 1.05, 0.5)
    found["adjusted"] = part(budget, 0.0, 0.3, 2.0)
    found["carryover"] = part(budget, 0.0, 0.45, 2.0)
    found["saved"] = part(budget, 0.0, 0.08)
    found["three_public_budget"] = amounts(20.0) * (rng.random(rows) > 0.02)
    found["three_public"] = part(found["three_public_budget"], 0.4, 1.6)
    found["public_expense_budget"] = amounts(300.0)
    found["public_expense"] = part(found["public_expense_budget"], 0.7, 1.3)
    found["procurement_plan"] = amounts(400.0)
    found["procured"] = part(found["procurement_plan"], 0.5, 1.0, 0.6)
    found["assets_total"] = amounts(1500.0)
    found["assets_in_use"] = part(found["assets_total"], 0.8, 1.0)
    found["unit_cost_standard"] = amounts(12.0, 0.5)
    found["unit_cost"] = part(found["unit_cost_standard"], 0.7, 1.4)
    found["pass_rate"] = percent(85, 100, 0.6)
    found["completion_rate"] = percent(75, 100, 0.5)
    found["emission_cut"] = percent(-4, 14)
    found["village_access"] = percent(30, 100)
    found["coverage"] = percent(70, 100)
    found["public_satisfaction"] = percent(55, 100, 0.7)
    found["staff_satisfaction"] = percent(60, 100)
    found["online_share"] = percent(40, 100)
    found["acceptance"] = rng.choice(3, rows, p=(0.1, 0.3, 0.6)).astype(np.int8)
    low, high = np.array((0, 6000, 8000)), np.array((5999, 7999, 10000))
    found["acceptance_share"] = rng.integers(
        low[found["acceptance"]], high[found["acceptance"]], endpoint=True
    )
    found["disclosure_days"] = rng.integers(5, 45, rows)
    found["delay_days"] = rng.integers(0, 60, rows) * (rng.random(rows) < 0.4)
    found["projects_planned"] = rng.integers(0, 60, rows)
    found["projects_completed"] = part(found["projects_planned"], 0.6, 1.1)
    found["beneficiaries_planned"] = rng.integers(50, 200_000, rows)
    found["beneficiaries"] = part(found["beneficiaries_planned"], 0.6, 1.2)
    found["complaints"] = rng.poisson(3, rows).astype(np.int64)
    for name in CONDITIONS:
        found[name] = rng.random(rows) < 0.85
    found["misappropriated"] = rng.random(rows) < 0.02
    found["award"], found["pilot"] = rng.random(rows) < 0.3, rng.random(rows) < 0.2
    for name in ("economic_effect", "social_effect", "region"):
        found[name] = rng.integers(0, len(LEVELS[name]), rows).astype(np.int8)
    return found


def _arrays(kind: str, rng: np.random.Generator, rows: int) -> tuple[Arrays, Arrays]:
    """Values, and where they are missing."""
    found = realistic(rng, rows)
    if kind == "adversarial":
        found |= awkward(rng, rows)
    gaps = {}
    if kind == "missing":
        gaps = {name: rng.random(rows) < GAPS for name in MEASURES}
    return found, gaps


def _decimals(hundredths: np.ndarray, gaps: np.ndarray | None) -> pa.Array:
    """decimal128 with two decimals; Arrow keeps them as 128-bit integers, low half first."""
    halves = np.empty((len(hundredths), 2), np.int64)
    halves[:, 0] = hundredths
    halves[:, 1] = hundredths >> 63
    kind = pa.decimal128(18, 2)
    whole = pa.Array.from_buffers(kind, len(hundredths), [None, pa.py_buffer(halves)])
    return whole if gaps is None else pa.compute.if_else(pa.array(~gaps), whole, None)


def _table(kind: str, rows: int, seed: int, start: int = 0) -> pa.Table:
    """The departments ``start`` to ``start + rows`` of a seed."""
    found, gaps = _arrays(kind, np.random.default_rng((seed, start)), rows)
    ids = pl.select(pl.format("D{}", pl.int_range(start, start + rows))).to_series()
    columns: dict[str, Any] = {"id": ids.to_arrow().cast(pa.string())}
    for name in MEASURES:
        gap = gaps.get(name)
        if name in AMOUNTS or name in PERCENTS:
            columns[column(name)] = _decimals(found[name], gap)
        elif name in LEVELS:
            texts = pa.array(LEVELS[name]).take(pa.array(found[name], mask=gap))
            columns[name] = texts
        else:
            columns[column(name)] = pa.array(found[name], mask=gap)
    return pa.table(columns)


def tables(kind: str, rows: int, seed: int = 1, start: int = 0) -> Iterator[pa.Table]:
    """The departments from ``start`` in chunks; the same ones whatever is made of them."""
    for first in range(start, start + rows, CHUNK):
        yield _table(kind, min(CHUNK, start + rows - first), seed, first)


def frame(kind: str, rows: int, seed: int = 1) -> pl.DataFrame:
    """One row a department in memory."""
    return pl.from_arrow(pa.concat_tables(tables(kind, rows, seed))).rechunk()


def write(path: Path, kind: str, rows: int, seed: int = 1, start: int = 0) -> Path:
    """The same departments as Parquet, in memory of one chunk only."""
    made = tables(kind, rows, seed, start)
    first = next(made)
    beside = path.with_suffix(".partly")
    with pq.ParquetWriter(beside, first.schema, compression="zstd") as writer:
        writer.write_table(first)
        for table in made:
            writer.write_table(table)
    beside.replace(path)
    return path


def rows_of(departments: pl.DataFrame, number: type[Decimal] | type[float] = Decimal) -> list[dict]:
    """Dicts by measure; amounts and percents as ``number``, gaps as ``None``."""
    plain = departments.drop("id").rename({column(name): name for name in MEASURES})
    if number is float:
        plain = plain.with_columns(pl.col(*AMOUNTS, *PERCENTS).cast(pl.Float64))
    return plain.to_dicts()
