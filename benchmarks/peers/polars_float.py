"""Polars expressions over Float64."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import polars as pl
from polars import col

from benchmarks.exact import PATHS
from benchmarks.measures import AMOUNTS, CONDITIONS, COUNTS, LEVELS, PERCENTS, column
from benchmarks.way import by_columns

__all__ = ["WAYS", "plan", "sink"]

Expr = pl.Expr


def _attained(points: float, actual: Expr, target: Expr) -> Expr:
    share = (actual / target).clip(upper_bound=1.0)
    return points * pl.when(target == 0).then(1.0).otherwise(share)


def _kept(points: float, actual: Expr, target: Expr) -> Expr:
    none = pl.when(actual == 0).then(1.0).otherwise(0.0)
    share = (2 - actual / target).clip(0.0, 1.0)
    return points * pl.when(target == 0).then(none).otherwise(share)


def _line(x: Expr, *knots: tuple[float, float]) -> Expr:
    """Each stretch adds what it rises by, which needs no branches."""
    found = pl.lit(knots[0][1])
    for (x0, y0), (x1, y1) in pairwise(knots):
        found = found + ((x - x0) / (x1 - x0)).clip(0.0, 1.0) * (y1 - y0)
    return found


def _bands(*bands: tuple[Expr, float]) -> Expr:
    chain = pl.when(bands[0][0]).then(bands[0][1])
    for holds, score in bands[1:]:
        chain = chain.when(holds).then(score)
    return chain.otherwise(0.0)


def _met(**points: float) -> Expr:
    return pl.sum_horizontal(col(name).cast(pl.Float64) * each for name, each in points.items())


def _by_level(name: str, scores: dict[str, float]) -> Expr:
    return _bands(*((col(name) == level, score) for level, score in scores.items()))


def plan(numbers_are_floats: bool) -> tuple[list[Expr], list[Expr]]:
    """Expressions of the leaves, and that of the total over them."""

    def n(name: str) -> Expr:
        found = col(column(name))
        return found if numbers_are_floats else found.cast(pl.Float64)

    budget = n("budget")
    adjusted, late = n("adjusted") / budget, (n("delay_days") / 10).ceil()
    over = ((n("carryover") / budget - 0.1).clip(lower_bound=0.0) / 0.05).floor()
    passed, staff, served = n("pass_rate"), n("staff_satisfaction"), n("coverage")
    days, judged = n("disclosure_days"), n("acceptance_share") / 100
    is_poor, is_fair = col("acceptance") == "poor", col("acceptance") == "fair"
    inside = (
        pl.when(is_poor)
        .then(judged.clip(0.0, 0.6))
        .when(is_fair)
        .then(judged.clip(0.6, 0.8))
        .otherwise(judged.clip(0.8, 1.0))
    )
    access = _line(n("village_access"), (40, 0), (80, 3))
    rural = col("region") == "rural"
    coverage = (
        pl.when(rural).then(access).otherwise(_bands((served >= 95, 3.0), (served >= 85, 1.5)))
    )
    leaves = [
        _attained(8, n("spent"), budget),
        _bands((adjusted <= 0.05, 3.0), (adjusted <= 0.1, 2.0), (adjusted <= 0.2, 1.0)),
        4 - over.clip(upper_bound=4.0),
        _kept(3, n("three_public"), n("three_public_budget")),
        _attained(3, n("public_expense_budget"), n("public_expense")),
        _met(budget_complete=1.5, budget_detailed=1.5),
        _met(rules_issued=2.0, rules_lawful=1.0, rules_followed=1.0),
        _met(
            scope_compliant=1.0,
            procedure_compliant=1.0,
            purpose_compliant=1.0,
            accounting_compliant=1.0,
        ),
        _line(n("procured") / n("procurement_plan"), (0.6, 0), (0.8, 2.5), (0.95, 4)),
        _met(contracts_in_time=2.0),
        _bands((days <= 20, 3.0), (days <= 30, 1.5)),
        _attained(4, n("assets_in_use"), n("assets_total")),
        _attained(5, n("projects_completed"), n("projects_planned")),
        _bands((passed >= 98, 5.0), (passed >= 95, 4.0), (passed >= 90, 2.0)),
        4 - (late * 0.5).clip(upper_bound=4.0),
        _kept(4, n("unit_cost"), n("unit_cost_standard")),
        4 - ((100 - n("completion_rate")) / 7).clip(upper_bound=4.0),
        4 * inside,
        _by_level("economic_effect", {"some": 4 / 3, "large": 8 / 3, "full": 4.0}),
        _by_level("social_effect", {"partly_attained": 1.5, "attained": 3.0}),
        _line(n("emission_cut"), (0, 0), (3, 2), (10, 3)),
        _met(maintained=2.0),
        _attained(3, n("beneficiaries"), n("beneficiaries_planned")),
        coverage,
        _line(n("public_satisfaction"), (60, 0), (90, 4)),
        _bands((staff >= 90, 2.0), (staff >= 75, 1.0)),
        2 - (0.25 * (n("complaints") - 3).clip(lower_bound=0.0)).clip(upper_bound=2.0),
        pl.when(col("award") | col("pilot")).then(1.5).otherwise(0.0),
        _attained(1.5, n("online_share"), pl.lit(90.0)),
        _line(n("saved") / budget, (0, 0), (0.05, 1.5)),
    ]
    rounded = [
        ((leaf * 100 + 0.5).floor() / 100).alias(path)
        for path, leaf in zip(PATHS, leaves, strict=True)
    ]
    extra = pl.sum_horizontal(*PATHS[-3:]).clip(upper_bound=3.0)
    added = pl.sum_horizontal(*PATHS[:-3]) + extra
    capped = pl.when(col("misappropriated")).then(added.clip(upper_bound=59.0)).otherwise(added)
    return rounded, [capped.alias("total")]


FROM_DECIMALS = plan(numbers_are_floats=False)
FROM_FLOATS = plan(numbers_are_floats=True)


def _score(departments: pl.LazyFrame, made: tuple[list[Expr], list[Expr]]) -> pl.DataFrame:
    leaves, total = made
    kept = departments.select("id", "misappropriated", *leaves)
    return kept.with_columns(*total).drop("misappropriated").collect()


def _as_floats(departments: pl.DataFrame) -> pl.LazyFrame:
    numbers = [column(name) for name in (*AMOUNTS, *PERCENTS, *COUNTS)]
    others = [*CONDITIONS, *LEVELS]
    return departments.select("id", pl.col(numbers).cast(pl.Float64), *others).lazy()


def _scores(found: pl.DataFrame) -> np.ndarray:
    return np.rint(found.select(*PATHS, "total").to_numpy() * 100).astype(np.int64)


WAYS = (
    by_columns(
        "Polars float64",
        "polars",
        lambda departments: departments.lazy(),
        lambda departments: _score(departments, FROM_DECIMALS),
        _scores,
    ),
    by_columns(
        "Polars float64, numbers already floats",
        "polars",
        _as_floats,
        lambda departments: _score(departments, FROM_FLOATS),
        _scores,
    ),
)


def sink(source: str, target: str) -> None:
    """From Parquet to Parquet in the streaming engine."""
    leaves, total = FROM_DECIMALS
    kept = pl.scan_parquet(source).select("id", "misappropriated", *leaves)
    kept.with_columns(*total).drop("misappropriated").sink_parquet(target, compression="zstd")
