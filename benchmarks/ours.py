"""perfscore's paths over columns and files, or why one cannot be run."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np
import polars as pl

import perfscore
from benchmarks.exact import PATHS
from benchmarks.single_path import Ends, ends_of, rubric
from benchmarks.way import by_columns

__all__ = [
    "COLUMNS",
    "IN_A_FRAME",
    "NO_COLUMNS",
    "WAYS",
    "batch_command",
    "batch_missing",
    "different",
    "low_of",
    "many",
    "spark_missing",
]

COLUMNS = "perfscore, columns"
IN_A_FRAME = "perfscore, columns, made a frame of decimals"
NO_COLUMNS = "perfscore.score_many: not available"


@cache
def many() -> Callable[[pl.DataFrame, perfscore.Rubric], Any] | None:
    """``perfscore.score_many``, if there is one."""
    return getattr(perfscore, "score_many", None)


def batch_command(source: str, target: str, rubric_file: str) -> list[str]:
    """The command that scores a Parquet file into another."""
    return [
        *(sys.executable, "-m", "perfscore", "batch"),
        *(source, "-o", target, "--rubric", rubric_file, "--force"),
    ]


@cache
def batch_missing() -> str:
    """Why ``perfscore batch`` cannot be run; empty when it can."""
    command = [sys.executable, "-m", "perfscore", "batch", "--help"]
    found = subprocess.run(command, capture_output=True, check=False)
    return "perfscore batch: not available" if found.returncode else ""


@cache
def spark_missing() -> str:
    """Why Spark cannot be used; empty when it can."""
    if find_spec("pyspark") is None:
        return "pyspark: not installed"
    if find_spec("perfscore.spark") is None:
        return "perfscore.spark: not available"
    return ""


def low_of(scored: pl.DataFrame) -> np.ndarray:
    """Leaves and total in hundredths, (rows, 31); -1 where a score is not settled."""
    names = [*((f"{path}.low", f"{path}.high") for path in PATHS), ("total_low", "total_high")]
    settled = [
        pl.when(pl.col(low) == pl.col(high)).then(_hundredths(low)).otherwise(-1).alias(low)
        for low, high in names
    ]
    return scored.select(settled).fill_null(-1).to_numpy()


def _hundredths(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Decimal(38, 2)).to_physical().cast(pl.Int64)


def different(
    scored: pl.DataFrame, at: int, card: perfscore.Scorecard, ends: dict[str, Ends] | None = None
) -> list[str]:
    """Columns of row ``at`` that do not say what a scorecard says, of all lows, highs, statuses."""
    row = scored.row(at, named=True)
    found = []
    for path, (low, high, status) in (ends or ends_of(card)).items():
        low_name, high_name, status_name = (f"{path}.{end}" for end in ("low", "high", "status"))
        if path == "total":
            low_name, high_name, status_name = "total_low", "total_high", "status"
        found += [
            name
            for name, expected in ((low_name, low), (high_name, high))
            if not _is_same(row[name], expected, card)
        ]
        if row[status_name] != status:
            found.append(status_name)
    return found


def _is_same(value: Any, expected: Fraction | None, card: perfscore.Scorecard) -> bool:
    """Whether a cell says a score; on a scale it may be the level or its rank."""
    if value is None or expected is None:
        return value is None and expected is None
    if isinstance(value, str):
        assert card.scale is not None
        return value == card.scale.levels[int(expected)].id
    return Fraction(value) == expected


def _score(departments: pl.DataFrame) -> Any:
    score_many = many()
    assert score_many is not None
    return score_many(departments, rubric())


WAYS = (
    (
        by_columns(
            COLUMNS, "perfscore", lambda given: given, _score, lambda table: low_of(table.frame)
        ),
        by_columns(
            IN_A_FRAME, "perfscore", lambda given: given, lambda given: _score(given).frame, low_of
        ),
    )
    if many()
    else ()
)
