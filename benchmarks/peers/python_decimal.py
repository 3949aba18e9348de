"""Plain Python over ``Decimal``, as one would write the rubric down; scores only."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

from benchmarks.exact import PATHS
from benchmarks.way import by_rows

__all__ = ["WAYS", "score"]

CENT = Decimal("0.01")
ONE = Decimal(1)
ZERO = Decimal(0)
HUNDRED = Decimal(100)
KNOTS_OF_PROCUREMENT = tuple(
    (Decimal(x), Decimal(y)) for x, y in (("0.6", "0"), ("0.8", "2.5"), ("0.95", "4"))
)
KNOTS_OF_CUTS = tuple((Decimal(x), Decimal(y)) for x, y in ((0, 0), (3, 2), (10, 3)))
KNOTS_OF_ACCESS = ((Decimal(40), ZERO), (Decimal(80), Decimal(3)))
KNOTS_OF_SATISFACTION = ((Decimal(60), ZERO), (Decimal(90), Decimal(4)))
KNOTS_OF_SAVING = ((ZERO, ZERO), (Decimal("0.05"), Decimal("1.5")))
RANGES = {
    "poor": (ZERO, Decimal("0.6")),
    "fair": (Decimal("0.6"), Decimal("0.8")),
    "good": (Decimal("0.8"), ONE),
}
ECONOMIC = {
    "little": ZERO,
    "some": Decimal(4) / 3,
    "large": Decimal(8) / 3,
    "full": Decimal(4),
}
SOCIAL = {"not_attained": ZERO, "partly_attained": Decimal("1.5"), "attained": Decimal(3)}


def _attained(points: Decimal | int, actual: Any, target: Any) -> Decimal:
    if target == 0:
        return Decimal(points)
    return points * min(ONE, Decimal(actual) / target)


def _kept(points: int, actual: Decimal, target: Decimal) -> Decimal:
    if target == 0:
        return Decimal(points if actual == 0 else 0)
    return points * min(ONE, max(ZERO, 2 - actual / target))


def _line(x: Decimal, knots: tuple[tuple[Decimal, Decimal], ...]) -> Decimal:
    left, low = knots[0]
    if x <= left:
        return low
    for right, high in knots[1:]:
        if x <= right:
            return low + (high - low) * (x - left) / (right - left)
        left, low = right, high
    return low


def score(row: dict[str, Any]) -> tuple[list[Decimal], Decimal]:
    """Leaves in the order of the rubric, and the total."""
    budget = row["budget"]
    adjusted = row["adjusted"] / budget
    over = max(ZERO, row["carryover"] / budget - Decimal("0.1"))
    steps = (over / Decimal("0.05")).to_integral_value(ROUND_FLOOR)
    late = (Decimal(row["delay_days"]) / 10).to_integral_value(ROUND_CEILING)
    days, passed, staff = row["disclosure_days"], row["pass_rate"], row["staff_satisfaction"]
    low, high = RANGES[row["acceptance"]]
    if row["region"] == "rural":
        coverage = _line(row["village_access"], KNOTS_OF_ACCESS)
    else:
        served = row["coverage"]
        coverage = Decimal(3) if served >= 95 else Decimal("1.5") if served >= 85 else ZERO
    leaves = [
        _attained(8, row["spent"], budget),
        Decimal(
            3
            if adjusted <= Decimal("0.05")
            else 2
            if adjusted <= Decimal("0.1")
            else 1
            if adjusted <= Decimal("0.2")
            else 0
        ),
        4 - min(Decimal(4), steps),
        _kept(3, row["three_public"], row["three_public_budget"]),
        _attained(3, row["public_expense_budget"], row["public_expense"]),
        Decimal("1.5") * (row["budget_complete"] + row["budget_detailed"]),
        Decimal(2 * row["rules_issued"] + row["rules_lawful"] + row["rules_followed"]),
        Decimal(
            row["scope_compliant"]
            + row["procedure_compliant"]
            + row["purpose_compliant"]
            + row["accounting_compliant"]
        ),
        _line(row["procured"] / row["procurement_plan"], KNOTS_OF_PROCUREMENT),
        Decimal(2 * row["contracts_in_time"]),
        Decimal(3) if days <= 20 else Decimal("1.5") if days <= 30 else ZERO,
        _attained(4, row["assets_in_use"], row["assets_total"]),
        _attained(5, row["projects_completed"], row["projects_planned"]),
        Decimal(5 if passed >= 98 else 4 if passed >= 95 else 2 if passed >= 90 else 0),
        4 - min(Decimal(4), late / 2),
        _kept(4, row["unit_cost"], row["unit_cost_standard"]),
        4 - min(Decimal(4), (HUNDRED - row["completion_rate"]) / 7),
        4 * max(low, min(high, row["acceptance_share"] / HUNDRED)),
        ECONOMIC[row["economic_effect"]],
        SOCIAL[row["social_effect"]],
        _line(row["emission_cut"], KNOTS_OF_CUTS),
        Decimal(2 * row["maintained"]),
        _attained(3, row["beneficiaries"], row["beneficiaries_planned"]),
        coverage,
        _line(row["public_satisfaction"], KNOTS_OF_SATISFACTION),
        Decimal(2 if staff >= 90 else 1 if staff >= 75 else 0),
        2 - min(Decimal(2), Decimal("0.25") * max(0, row["complaints"] - 3)),
        Decimal("1.5") if row["award"] or row["pilot"] else ZERO,
        _attained(Decimal("1.5"), row["online_share"], 90),
        _line(row["saved"] / budget, KNOTS_OF_SAVING),
    ]
    leaves = [leaf.quantize(CENT, ROUND_HALF_UP) for leaf in leaves]
    total = sum(leaves[:-3], ZERO) + min(Decimal(3), sum(leaves[-3:], ZERO))
    if row["misappropriated"]:
        total = min(total, Decimal(59))
    return leaves, total


def _scores(found: tuple[list[Decimal], Decimal]) -> list[Decimal]:
    assert len(found[0]) == len(PATHS)
    return [*found[0], found[1]]


WAYS = (by_rows("Python Decimal", "", Decimal, score, _scores),)
