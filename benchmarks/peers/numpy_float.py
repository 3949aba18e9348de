"""numpy over float64 arrays; levels are small integers."""

from __future__ import annotations

import numpy as np
import polars as pl

from benchmarks.exact import PATHS
from benchmarks.measures import CONDITIONS, LEVELS, MEASURES, column
from benchmarks.way import by_columns

__all__ = ["WAYS", "arrays", "leaves_of", "score"]

Arrays = dict[str, np.ndarray]


def arrays(departments: pl.DataFrame) -> Arrays:
    """Numbers as float64, conditions as bool, levels as int8 ranks."""
    found: Arrays = {}
    for name in MEASURES:
        series = departments[column(name)]
        if name in LEVELS:
            ranks = {level: rank for rank, level in enumerate(LEVELS[name])}
            found[name] = series.replace_strict(ranks, return_dtype=pl.Int8).to_numpy()
        elif name in CONDITIONS:
            found[name] = series.to_numpy()
        else:
            found[name] = series.cast(pl.Float64).to_numpy()
    return found


def _attained(points: float, actual: np.ndarray, target: np.ndarray) -> np.ndarray:
    share = np.minimum(1.0, actual / target)
    return points * np.where(target == 0, 1.0, share)


def _kept(points: float, actual: np.ndarray, target: np.ndarray) -> np.ndarray:
    share = np.clip(2 - actual / target, 0.0, 1.0)
    return points * np.where(target == 0, actual == 0, share)


def _line(x: np.ndarray, *knots: tuple[float, float]) -> np.ndarray:
    return np.interp(x, [at for at, _ in knots], [score for _, score in knots])


def leaves_of(a: Arrays) -> list[np.ndarray]:
    """Unrounded scores by the order of the rubric, each of shape (rows,)."""
    budget = a["budget"]
    adjusted = a["adjusted"] / budget
    over = np.floor(np.maximum(0, a["carryover"] / budget - 0.1) / 0.05)
    days, passed = a["disclosure_days"], a["pass_rate"]
    served, staff = a["coverage"], a["staff_satisfaction"]
    low, high = np.array((0.0, 0.6, 0.8)), np.array((0.6, 0.8, 1.0))
    level = a["acceptance"]
    inside = np.clip(a["acceptance_share"] / 100, low[level], high[level])
    rural = _line(a["village_access"], (40, 0), (80, 3))
    urban = np.where(served >= 95, 3.0, np.where(served >= 85, 1.5, 0.0))
    return [
        _attained(8, a["spent"], budget),
        np.where(
            adjusted <= 0.05,
            3.0,
            np.where(adjusted <= 0.1, 2.0, np.where(adjusted <= 0.2, 1.0, 0.0)),
        ),
        4 - np.minimum(4, over),
        _kept(3, a["three_public"], a["three_public_budget"]),
        _attained(3, a["public_expense_budget"], a["public_expense"]),
        1.5 * a["budget_complete"] + 1.5 * a["budget_detailed"],
        2.0 * a["rules_issued"] + 1.0 * a["rules_lawful"] + 1.0 * a["rules_followed"],
        1.0 * a["scope_compliant"]
        + 1.0 * a["procedure_compliant"]
        + 1.0 * a["purpose_compliant"]
        + 1.0 * a["accounting_compliant"],
        _line(a["procured"] / a["procurement_plan"], (0.6, 0), (0.8, 2.5), (0.95, 4)),
        2.0 * a["contracts_in_time"],
        np.where(days <= 20, 3.0, np.where(days <= 30, 1.5, 0.0)),
        _attained(4, a["assets_in_use"], a["assets_total"]),
        _attained(5, a["projects_completed"], a["projects_planned"]),
        np.where(passed >= 98, 5.0, np.where(passed >= 95, 4.0, np.where(passed >= 90, 2.0, 0.0))),
        4 - np.minimum(4, 0.5 * np.ceil(a["delay_days"] / 10)),
        _kept(4, a["unit_cost"], a["unit_cost_standard"]),
        4 - np.minimum(4, (100 - a["completion_rate"]) / 7),
        4 * inside,
        np.array((0.0, 4 / 3, 8 / 3, 4.0))[a["economic_effect"]],
        np.array((0.0, 1.5, 3.0))[a["social_effect"]],
        _line(a["emission_cut"], (0, 0), (3, 2), (10, 3)),
        2.0 * a["maintained"],
        _attained(3, a["beneficiaries"], a["beneficiaries_planned"]),
        np.where(a["region"] == 0, rural, urban),
        _line(a["public_satisfaction"], (60, 0), (90, 4)),
        np.where(staff >= 90, 2.0, np.where(staff >= 75, 1.0, 0.0)),
        2 - np.minimum(2, 0.25 * np.maximum(0, a["complaints"] - 3)),
        np.where(a["award"] | a["pilot"], 1.5, 0.0),
        _attained(1.5, a["online_share"], np.float64(90)),
        _line(a["saved"] / budget, (0, 0), (0.05, 1.5)),
    ]


def score(a: Arrays) -> tuple[list[np.ndarray], np.ndarray]:
    """Rounded leaves and the total."""
    with np.errstate(divide="ignore", invalid="ignore"):
        leaves = [np.floor(leaf * 100 + 0.5) / 100 for leaf in leaves_of(a)]
    added = sum(leaves[:-3]) + np.minimum(3.0, sum(leaves[-3:]))
    return leaves, np.where(a["misappropriated"], np.minimum(59.0, added), added)


def _scores(found: tuple[list[np.ndarray], np.ndarray]) -> np.ndarray:
    assert len(found[0]) == len(PATHS)
    return np.rint(np.column_stack([*found[0], found[1]]) * 100).astype(np.int64)


WAYS = (by_columns("numpy float64", "numpy", arrays, score, _scores),)
