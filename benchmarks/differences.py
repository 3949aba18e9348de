"""perfscore's columns held against its single path: every low, high and status of sampled rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl

import perfscore
from benchmarks.data import rows_of
from benchmarks.ours import different, many
from benchmarks.single_path import filing_of

__all__ = ["SAMPLE", "compared", "sampled"]

SAMPLE = 2_000


def sampled(rows: int, most: int = SAMPLE) -> Sequence[int]:
    """Places of at most ``most`` rows, evenly spread, the first and the last among them."""
    if rows <= most:
        return range(rows)
    return [at * (rows - 1) // (most - 1) for at in range(most)]


def compared(
    departments: pl.DataFrame,
    rubric: perfscore.Rubric,
    most: int = SAMPLE,
    rows_from: Callable[[pl.DataFrame], list[dict[str, Any]]] = rows_of,
    period: str = "2024",
) -> tuple[int, int, list[str]]:
    """How many rows were compared, how many cells differ, and the first few of them."""
    score_many = many()
    assert score_many is not None
    scored = score_many(departments, rubric).frame
    places = sampled(len(departments), most)
    found: list[str] = []
    count = 0
    for at, row in zip(places, rows_from(departments[list(places)]), strict=True):
        card = perfscore.score(filing_of(row, rubric, period), rubric)
        cells = different(scored, at, card)
        count += len(cells)
        found += [f"row {at}: {cell}" for cell in cells[: 5 - len(found)]]
    return len(places), count, found
