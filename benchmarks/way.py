"""A way of scoring departments that can be timed and checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np
import polars as pl

from benchmarks.data import rows_of

__all__ = ["Way", "by_columns", "by_rows", "hundredths"]


@dataclass(frozen=True)
class Way:
    """``prepare`` brings a frame into the form the library takes and is not timed; ``score`` is.

    Ways of the same ``form`` take the same preparation. ``scores`` reads leaves and total of every
    department out of a result: (rows, 31) in hundredths. With ``one``, departments are scored one
    at a time, which ``score`` then repeats.
    """

    name: str
    package: str
    form: str
    prepare: Callable[[pl.DataFrame], Any]
    score: Callable[[Any], Any]
    scores: Callable[[Any], np.ndarray]
    one: Callable[[Any], Any] | None = None

    @property
    def version(self) -> str:
        """The version of the library; empty for plain Python."""
        try:
            return version(self.package) if self.package else ""
        except PackageNotFoundError:
            return ""


def by_rows(
    name: str,
    package: str,
    number: type[Decimal] | type[float],
    one: Callable[[dict[str, Any]], Any],
    scores_of_one: Callable[[Any], Iterable[Any]],
) -> Way:
    """A way that scores dicts by measure, one at a time; results are dropped as they come."""

    def drop(rows: Sequence[dict[str, Any]]) -> None:
        for row in rows:
            one(row)

    return Way(
        name=name,
        package=package,
        form=f"rows of {number.__name__}",
        prepare=lambda departments: rows_of(departments, number),
        score=drop,
        scores=lambda rows: np.array([hundredths(scores_of_one(one(row))) for row in rows]),
        one=one,
    )


def by_columns(
    name: str,
    package: str,
    prepare: Callable[[pl.DataFrame], Any],
    score: Callable[[Any], Any],
    scores_of: Callable[[Any], np.ndarray],
) -> Way:
    """A way that scores all departments at once."""
    return Way(name, package, name, prepare, score, lambda given: scores_of(score(given)))


def hundredths(scores: Iterable[Any]) -> list[int]:
    """Scores that are multiples of a hundredth, however inexact, as whole numbers of them."""
    return [round(score * 100) for score in scores]
