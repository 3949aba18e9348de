"""The rubric over whole columns in scaled integers, as fast as an oracle has to be.

Amounts and percents are int64 in hundredths, scores int16 in hundredths of a point, one row a
department. Products stay far below 2**63 for the amounts that ``data`` makes, which is checked.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import polars as pl

from benchmarks.exact import MOST_OF_INNOVATION, MOST_WHEN_MISAPPROPRIATED, PATHS
from benchmarks.measures import AMOUNTS, LEVELS, MEASURES, PERCENTS, column

__all__ = ["arrays_of", "leaves_of", "scores_of", "totals_of"]

# No factor below is larger, so that products and sums of two of them fit.
LARGEST_FACTOR = 10**6
Arrays = dict[str, np.ndarray]


def arrays_of(departments: pl.DataFrame) -> Arrays:
    """Complete columns as integers, booleans and ranks of levels."""
    found: Arrays = {}
    for name in MEASURES:
        series = departments[column(name)]
        if name in AMOUNTS or name in PERCENTS:
            found[name] = series.to_physical().cast(pl.Int64).to_numpy()
        elif name in LEVELS:
            ranks = {level: rank for rank, level in enumerate(LEVELS[name])}
            found[name] = series.replace_strict(ranks, return_dtype=pl.Int8).to_numpy()
        else:
            found[name] = series.to_numpy()
        if found[name].dtype == np.int64 and len(found[name]):
            assert int(np.abs(found[name]).max()) < 2**62 // LARGEST_FACTOR
    return found


def _rounded(above: np.ndarray, below: np.ndarray | int) -> np.ndarray:
    """Half up; ``above`` is not negative and ``below`` positive."""
    return (2 * above + below) // (2 * below)


def _attained(points: int, actual: np.ndarray, target: np.ndarray) -> np.ndarray:
    none = target == 0
    reached = none | (actual >= target)
    return np.where(reached, points, _rounded(points * actual, np.where(none, 1, target)))


def _kept_by_line(points: int, actual: np.ndarray, target: np.ndarray) -> np.ndarray:
    left = np.clip(2 * target - actual, 0, target)
    without = np.where(actual == 0, points, 0)
    return np.where(target == 0, without, _rounded(points * left, np.where(target == 0, 1, target)))


def _line(x: np.ndarray, one: np.ndarray | int, *knots: tuple[int, int]) -> np.ndarray:
    """Knots are in hundredths of a per cent and of a point; ``one`` is what x has for 100 %."""
    found = np.full(len(x), knots[-1][1])
    # From the right, so that the leftmost line that reaches x counts.
    for (x0, y0), (x1, y1) in reversed(list(pairwise(knots))):
        over = np.maximum(0, 10_000 * x - x0 * one)
        at = _rounded(y0 * (x1 - x0) * one + (y1 - y0) * over, (x1 - x0) * one)
        found = np.where(10_000 * x <= x1 * one, at, found)
    return found


def _bands(*bands: tuple[np.ndarray, int]) -> np.ndarray:
    return np.select([holds for holds, _ in bands], [score for _, score in bands], 0)


def _met(*points: tuple[np.ndarray, int]) -> np.ndarray:
    return sum(np.where(holds, score, 0) for holds, score in points)


def leaves_of(a: Arrays) -> np.ndarray:
    """Scores of shape (rows, 30) in the order of ``exact.PATHS``."""
    budget, share = a["budget"], 10_000
    over = 20 * a["carryover"] - 2 * budget
    late = -(-a["delay_days"] // 10)
    low = np.array((0, 6000, 8000))[a["acceptance"]]
    high = np.array((6000, 8000, 10_000))[a["acceptance"]]
    given = np.clip(a["acceptance_share"], low, high)
    urban = _bands((a["coverage"] >= 9500, 300), (a["coverage"] >= 8500, 150))
    rural = _line(a["village_access"], share, (4000, 0), (8000, 300))
    leaves = [
        _attained(800, a["spent"], budget),
        _bands(
            (20 * a["adjusted"] <= budget, 300),
            (10 * a["adjusted"] <= budget, 200),
            (5 * a["adjusted"] <= budget, 100),
        ),
        400 - np.minimum(400, 100 * (np.maximum(0, over) // budget)),
        _kept_by_line(300, a["three_public"], a["three_public_budget"]),
        _attained(300, a["public_expense_budget"], a["public_expense"]),
        _met((a["budget_complete"], 150), (a["budget_detailed"], 150)),
        _met((a["rules_issued"], 200), (a["rules_lawful"], 100), (a["rules_followed"], 100)),
        _met(
            (a["scope_compliant"], 100),
            (a["procedure_compliant"], 100),
            (a["purpose_compliant"], 100),
            (a["accounting_compliant"], 100),
        ),
        _line(a["procured"], a["procurement_plan"], (6000, 0), (8000, 250), (9500, 400)),
        _met((a["contracts_in_time"], 200)),
        _bands((a["disclosure_days"] <= 20, 300), (a["disclosure_days"] <= 30, 150)),
        _attained(400, a["assets_in_use"], a["assets_total"]),
        _attained(500, a["projects_completed"], a["projects_planned"]),
        _bands(
            (a["pass_rate"] >= 9800, 500),
            (a["pass_rate"] >= 9500, 400),
            (a["pass_rate"] >= 9000, 200),
        ),
        400 - np.minimum(400, 50 * late),
        _kept_by_line(400, a["unit_cost"], a["unit_cost_standard"]),
        _rounded(np.maximum(0, 2800 - (share - a["completion_rate"])), 7),
        _rounded(400 * given, share),
        _rounded(400 * a["economic_effect"].astype(np.int64), 3),
        150 * a["social_effect"].astype(np.int64),
        _line(a["emission_cut"], share, (0, 0), (300, 200), (1000, 300)),
        _met((a["maintained"], 200)),
        _attained(300, a["beneficiaries"], a["beneficiaries_planned"]),
        np.where(a["region"] == 0, rural, urban),
        _line(a["public_satisfaction"], share, (6000, 0), (9000, 400)),
        _bands((a["staff_satisfaction"] >= 9000, 200), (a["staff_satisfaction"] >= 7500, 100)),
        200 - np.minimum(200, 25 * np.maximum(0, a["complaints"] - 3)),
        np.where(a["award"] | a["pilot"], 150, 0),
        _rounded(150 * np.minimum(9000, a["online_share"]), 9000),
        _line(a["saved"], budget, (0, 0), (500, 150)),
    ]
    assert len(leaves) == len(PATHS)
    return np.stack([leaf.astype(np.int16) for leaf in leaves], axis=1)


def totals_of(leaves: np.ndarray, misappropriated: np.ndarray) -> np.ndarray:
    """Totals of shape (rows,) in hundredths."""
    capped = np.minimum(MOST_OF_INNOVATION, leaves[:, -3:].sum(axis=1, dtype=np.int64))
    totals = leaves[:, :-3].sum(axis=1, dtype=np.int64) + capped
    return np.where(misappropriated, np.minimum(MOST_WHEN_MISAPPROPRIATED, totals), totals)


def scores_of(departments: pl.DataFrame) -> np.ndarray:
    """Leaves and, in the last column, totals, of shape (rows, 31), in hundredths."""
    arrays = arrays_of(departments)
    leaves = leaves_of(arrays)
    return np.column_stack((leaves, totals_of(leaves, arrays["misappropriated"])))
