"""The rubric over Fractions, one row at a time: what every other way is held against.

Written by hand from the table, without perfscore. Amounts are in 万元, percents in %, scores in
hundredths of a point.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise, product
from math import ceil, floor
from typing import Any

from benchmarks.measures import CONDITIONS, LEVELS, PERCENTS

__all__ = ["LEAVES", "PATHS", "ends_of", "leaves_of", "total_of"]

Row = Mapping[str, Any]

# What stands for the limits of amounts: after rounding, scores come to the same.
TINY, HUGE = Fraction(1, 10**30), 10**30
MORE_THAN_ZERO = {
    "budget",
    "public_expense_budget",
    "procurement_plan",
    "assets_total",
    "unit_cost_standard",
}
ONE = Fraction(1)


def _attained(points: int | Fraction, actual: Any, target: Any) -> Fraction:
    if target == 0:
        return Fraction(points)
    return points * min(ONE, Fraction(actual) / Fraction(target))


def _kept_by_ratio(points: int, actual: Any, target: Any) -> Fraction:
    return Fraction(points) if actual == 0 else _attained(points, target, actual)


def _kept_by_line(points: int, actual: Any, target: Any) -> Fraction:
    if target == 0:
        return Fraction(points if actual == 0 else 0)
    return points * min(ONE, max(Fraction(0), 2 - Fraction(actual) / Fraction(target)))


def _line(x: Fraction, knots: Sequence[tuple[Any, Any]]) -> Fraction:
    exact = [(Fraction(at), Fraction(score)) for at, score in knots]
    if x <= exact[0][0]:
        return exact[0][1]
    for (x0, y0), (x1, y1) in pairwise(exact):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return exact[-1][1]


def _at_most(x: Any, bands: Sequence[tuple[Any, Any]], otherwise: int = 0) -> Fraction:
    return Fraction(next((score for edge, score in bands if x <= Fraction(edge)), otherwise))


def _at_least(x: Any, bands: Sequence[tuple[Any, Any]], otherwise: int = 0) -> Fraction:
    return Fraction(next((score for edge, score in bands if x >= Fraction(edge)), otherwise))


def _ratio(a: Any, b: Any) -> Fraction:
    return Fraction(a) / Fraction(b)


def _deducted(points: int, lost: Fraction) -> Fraction:
    return points - min(Fraction(points), lost)


def _met(row: Row, **points: Any) -> Fraction:
    return sum((Fraction(each) for name, each in points.items() if row[name]), Fraction(0))


def _acceptance(row: Row) -> Fraction:
    rank = LEVELS["acceptance"].index(row["acceptance"])
    low, high = ((0, 60), (60, 80), (80, 100))[rank]
    return 4 * max(Fraction(low), min(Fraction(high), Fraction(row["acceptance_share"]))) / 100


def _coverage(row: Row) -> Fraction:
    if row["region"] == "rural":
        return _line(Fraction(row["village_access"]), [(40, 0), (80, 3)])
    return _at_least(row["coverage"], [(95, 3), (85, "1.5")])


# For each path the measures that it asks and the points that it gives before rounding.
LEAVES: dict[str, tuple[tuple[str, ...], Callable[[Row], Fraction]]] = {
    "budgeting.execution": (
        ("spent", "budget"),
        lambda r: _attained(8, r["spent"], r["budget"]),
    ),
    "budgeting.adjustment": (
        ("adjusted", "budget"),
        lambda r: _at_most(
            _ratio(r["adjusted"], r["budget"]), [("0.05", 3), ("0.1", 2), ("0.2", 1)]
        ),
    ),
    "budgeting.carryover": (
        ("carryover", "budget"),
        lambda r: _deducted(
            4,
            Fraction(
                floor(
                    max(Fraction(0), _ratio(r["carryover"], r["budget"]) - Fraction(1, 10))
                    / Fraction(1, 20)
                )
            ),
        ),
    ),
    "budgeting.three_public": (
        ("three_public", "three_public_budget"),
        lambda r: _kept_by_line(3, r["three_public"], r["three_public_budget"]),
    ),
    "budgeting.public_expense": (
        ("public_expense", "public_expense_budget"),
        lambda r: _kept_by_ratio(3, r["public_expense"], r["public_expense_budget"]),
    ),
    "budgeting.documents": (
        ("budget_complete", "budget_detailed"),
        lambda r: _met(r, budget_complete="1.5", budget_detailed="1.5"),
    ),
    "management.rules": (
        ("rules_issued", "rules_lawful", "rules_followed"),
        lambda r: _met(r, rules_issued=2, rules_lawful=1, rules_followed=1),
    ),
    "management.use_of_funds": (
        ("scope_compliant", "procedure_compliant", "purpose_compliant", "accounting_compliant"),
        lambda r: _met(
            r,
            scope_compliant=1,
            procedure_compliant=1,
            purpose_compliant=1,
            accounting_compliant=1,
        ),
    ),
    "management.procurement": (
        ("procured", "procurement_plan"),
        lambda r: _line(
            _ratio(r["procured"], r["procurement_plan"]), [("0.6", 0), ("0.8", "2.5"), ("0.95", 4)]
        ),
    ),
    "management.contracts": (("contracts_in_time",), lambda r: _met(r, contracts_in_time=2)),
    "management.disclosure": (
        ("disclosure_days",),
        lambda r: _at_most(r["disclosure_days"], [(20, 3), (30, "1.5")]),
    ),
    "management.asset_use": (
        ("assets_in_use", "assets_total"),
        lambda r: _attained(4, r["assets_in_use"], r["assets_total"]),
    ),
    "output.projects": (
        ("projects_completed", "projects_planned"),
        lambda r: _attained(5, r["projects_completed"], r["projects_planned"]),
    ),
    "output.quality": (
        ("pass_rate",),
        lambda r: _at_least(r["pass_rate"], [(98, 5), (95, 4), (90, 2)]),
    ),
    "output.timeliness": (
        ("delay_days",),
        lambda r: _deducted(4, Fraction(ceil(Fraction(r["delay_days"], 10)), 2)),
    ),
    "output.unit_cost": (
        ("unit_cost", "unit_cost_standard"),
        lambda r: _kept_by_line(4, r["unit_cost"], r["unit_cost_standard"]),
    ),
    "output.key_work": (
        ("completion_rate",),
        lambda r: _deducted(4, (100 - Fraction(r["completion_rate"])) / 7),
    ),
    "output.acceptance": (("acceptance", "acceptance_share"), _acceptance),
    "effect.economic": (
        ("economic_effect",),
        lambda r: 4 * Fraction(LEVELS["economic_effect"].index(r["economic_effect"]), 3),
    ),
    "effect.social": (
        ("social_effect",),
        lambda r: 3 * Fraction(LEVELS["social_effect"].index(r["social_effect"]), 2),
    ),
    "effect.environment": (
        ("emission_cut",),
        lambda r: _line(Fraction(r["emission_cut"]), [(0, 0), (3, 2), (10, 3)]),
    ),
    "effect.upkeep": (("maintained",), lambda r: _met(r, maintained=2)),
    "effect.beneficiaries": (
        ("beneficiaries", "beneficiaries_planned"),
        lambda r: _attained(3, r["beneficiaries"], r["beneficiaries_planned"]),
    ),
    "effect.coverage": (("region", "village_access", "coverage"), _coverage),
    "satisfaction.public": (
        ("public_satisfaction",),
        lambda r: _line(Fraction(r["public_satisfaction"]), [(60, 0), (90, 4)]),
    ),
    "satisfaction.staff": (
        ("staff_satisfaction",),
        lambda r: _at_least(r["staff_satisfaction"], [(90, 2), (75, 1)]),
    ),
    "satisfaction.complaints": (
        ("complaints",),
        lambda r: _deducted(2, Fraction(max(0, r["complaints"] - 3), 4)),
    ),
    "innovation.recognition": (
        ("award", "pilot"),
        lambda r: Fraction(3, 2) if r["award"] or r["pilot"] else Fraction(0),
    ),
    "innovation.online": (
        ("online_share",),
        lambda r: _attained(Fraction(3, 2), r["online_share"], 90),
    ),
    "innovation.saving": (
        ("saved", "budget"),
        lambda r: _line(_ratio(r["saved"], r["budget"]), [(0, 0), ("0.05", "1.5")]),
    ),
}
PATHS = tuple(LEAVES)

MOST_OF_INNOVATION = 300
MOST_WHEN_MISAPPROPRIATED = 5900


def _rounded(score: Fraction) -> int:
    return floor(score * 100 + Fraction(1, 2))


def leaves_of(row: Row) -> list[int]:
    """The scores of a complete row in the order of ``PATHS``, in hundredths."""
    return [_rounded(rule(row)) for _, rule in LEAVES.values()]


def total_of(leaves: Sequence[int], misappropriated: bool) -> int:
    """The total of the leaves' hundredths: innovation is capped, and so is all under the veto."""
    total = sum(leaves[:-3]) + min(MOST_OF_INNOVATION, sum(leaves[-3:]))
    return min(MOST_WHEN_MISAPPROPRIATED, total) if misappropriated else total


def ends_of(row: Row) -> tuple[list[int], list[int], int, int]:
    """Lowest and highest leaves, and lowest and highest total, that gaps (``None``) leave possible.

    All leaves rise or fall with each measure, so trying the ends of what a measure can be finds
    them; very large and very small numbers stand for the limits that are never reached.
    """
    lows, highs = [], []
    for asked, rule in LEAVES.values():
        found = [_rounded(rule(filled)) for filled in _filled(row, asked)]
        lows.append(min(found))
        highs.append(max(found))
    veto = row["misappropriated"]
    return lows, highs, total_of(lows, veto is not False), total_of(highs, veto is True)


def _filled(row: Row, asked: Sequence[str]) -> Iterator[Row]:
    choices = [_possible(row, name) for name in asked]
    for values in product(*choices):
        yield dict(zip(asked, values, strict=True))


def _possible(row: Row, name: str) -> Sequence[Any]:
    if row[name] is not None:
        return (row[name],)
    if name in CONDITIONS:
        return (False, True)
    if name in LEVELS:
        return LEVELS[name]
    if name in PERCENTS:
        return (-100 if name == "emission_cut" else 0, 100)
    return (TINY if name in MORE_THAN_ZERO else 0, HUGE)
