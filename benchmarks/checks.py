"""Hold a way against the oracle."""

from __future__ import annotations

import numpy as np
import polars as pl

from benchmarks import data, exact_columns
from benchmarks.exact import PATHS
from benchmarks.way import Way

__all__ = ["require_agreement", "rows_wrong"]

# A float may bring a score to the wrong side of a tie, a step or a band; more often it must not.
MOST_WRONG = 0.2
MOST_WRONG_IN_A_LEAF = 0.05


def rows_wrong(way: Way, departments: pl.DataFrame) -> int:
    """Departments with a leaf or a total that is not the exact one."""
    expected = exact_columns.scores_of(departments)
    found = way.scores(way.prepare(departments))
    return int((found != expected).any(axis=1).sum())


def require_agreement(ways: tuple[Way, ...], rows: int = 300) -> list[str]:
    """Raise where a way differs from the oracle by more than float error; else what was found."""
    said = []
    departments = data.frame("realistic", rows)
    expected = exact_columns.scores_of(departments)
    for way in ways:
        found = way.scores(way.prepare(departments))
        wrong = found != expected
        for path, column in zip((*PATHS, "total"), wrong.T, strict=True):
            limit = MOST_WRONG if path == "total" else MOST_WRONG_IN_A_LEAF
            if column.mean() > limit:
                at = int(np.flatnonzero(column)[0])
                place = (*PATHS, "total").index(path)
                raise AssertionError(
                    f"{way.name}: {path} of row {at} is {found[at, place]}, "
                    f"not {expected[at, place]}, and {column.mean():.1%} of its rows differ"
                )
        said.append(f"{way.name}: {int(wrong.any(axis=1).sum())} of {rows} rows differ")
    return said
