"""Plain Python over ``Decimal`` that keeps, for each indicator, what a reader asks for.

A dict for each row with its rule in words, the formula, the operands, the steps between, the
conditions tried, the formula with the numbers put in, and the score: what perfscore's trace holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

from benchmarks.way import by_rows

__all__ = ["WAYS", "score"]

CENT = Decimal("0.01")
ONE = Decimal(1)
ZERO = Decimal(0)
HUNDRED = Decimal(100)
Trace = dict[str, Any]


def _entry(
    path: str,
    rule: str,
    formula: str,
    operands: dict[str, Any],
    value: Decimal,
    text: str,
    steps: dict[str, Any] | None = None,
    considered: list[dict[str, Any]] | None = None,
) -> Trace:
    score = value.quantize(CENT, ROUND_HALF_UP)
    return {
        "path": path,
        "rule": rule,
        "formula": formula,
        "operands": operands,
        "steps": steps or {},
        "considered": considered or [],
        "value": value,
        "score": score,
        "text": f"{text} = {score}",
    }


def _attained(path: str, points: Any, row: dict, actual: str, target: str) -> Trace:
    a, t = row[actual], row[target]
    share = ONE if t == 0 else min(ONE, Decimal(a) / t)
    return _entry(
        path,
        f"full marks when {actual} reaches {target}, below it in proportion",
        f"{points} × min(1, {actual} ÷ {target})",
        {actual: a, target: t},
        points * share,
        f"{points} × min(1, {a} ÷ {t})",
        {"attained share": share},
    )


def _kept(path: str, points: int, row: dict, actual: str, target: str) -> Trace:
    a, t = row[actual], row[target]
    share = (ONE if a == 0 else ZERO) if t == 0 else min(ONE, max(ZERO, 2 - a / t))
    return _entry(
        path,
        f"full marks while {actual} stays within {target}, none at twice that, on a line between",
        f"{points} × min(1, max(0, 2 - {actual} ÷ {target}))",
        {actual: a, target: t},
        points * share,
        f"{points} × min(1, max(0, 2 - {a} ÷ {t}))",
        {"attained share": share},
    )


def _line(
    path: str,
    formula: str,
    operands: dict[str, Any],
    x: Decimal,
    knots: Sequence[tuple[Decimal, Decimal]],
) -> Trace:
    left, low = knots[0]
    value, text = low, f"{x} is at most {left}: {low}"
    if x > left:
        for right, high in knots[1:]:
            if x <= right:
                value = low + (high - low) * (x - left) / (right - left)
                text = f"{low} + ({high} - {low}) × ({x} - {left}) ÷ ({right} - {left})"
                break
            left, low = right, high
        else:
            value, text = low, f"{x} is more than {left}: {low}"
    rule = "on straight lines through " + "; ".join(f"{at}: {points}" for at, points in knots)
    return _entry(path, rule, formula, operands, value, text, {formula: x})


def _bands(
    path: str,
    formula: str,
    operands: dict[str, Any],
    x: Any,
    sign: str,
    bands: Sequence[tuple[Decimal, Decimal]],
) -> Trace:
    considered = []
    value, text = ZERO, f"{formula} = {x}, none of the bands"
    for edge, points in bands:
        holds = x <= edge if sign == "<=" else x >= edge
        considered.append({"condition": f"{formula} {sign} {edge}", "value": x, "holds": holds})
        if holds:
            value, text = points, f"{formula} = {x} {sign} {edge}: {points}"
            break
    rule = "by band: " + "; ".join(f"{sign} {edge}: {points}" for edge, points in bands)
    return _entry(path, rule, formula, operands, value, text, {formula: x}, considered)


def _deducted(
    path: str,
    points: int,
    rule: str,
    formula: str,
    operands: dict[str, Any],
    excess: Decimal,
    steps: Decimal,
    deduct: Decimal,
) -> Trace:
    lost = deduct * steps
    off = min(Decimal(points), lost)
    named = {"excess": excess, "steps": steps, "points lost": lost, "points deducted": off}
    return _entry(
        path,
        rule,
        formula,
        operands,
        points - off,
        f"{points} - min({points}, {deduct} × {steps})",
        named,
    )


def _checklist(path: str, row: dict, items: Sequence[tuple[str, Decimal]]) -> Trace:
    considered = [
        {"condition": name, "holds": row[name], "points": points if row[name] else ZERO}
        for name, points in items
    ]
    value = sum((each["points"] for each in considered), ZERO)
    return _entry(
        path,
        "for each condition that is met: " + "; ".join(f"{name}: {p}" for name, p in items),
        " + ".join(name for name, _ in items),
        {name: row[name] for name, _ in items},
        value,
        " + ".join(f"{each['points']} ({each['condition']})" for each in considered),
        None,
        considered,
    )


def _by_level(path: str, row: dict, name: str, points: Decimal, shares: dict) -> Trace:
    level = row[name]
    share = shares[level]
    return _entry(
        path,
        "the share of the level: " + "; ".join(f"{each}: {s}" for each, s in shares.items()),
        f"{points} × share of {name}",
        {name: level},
        points * share,
        f"{points} × {share} ({level})",
        {"share": share},
    )


PROCUREMENT = tuple(
    (Decimal(x), Decimal(y)) for x, y in (("0.6", "0"), ("0.8", "2.5"), ("0.95", "4"))
)
CUTS = tuple((Decimal(x), Decimal(y)) for x, y in ((0, 0), (3, 2), (10, 3)))
ACCESS = ((Decimal(40), ZERO), (Decimal(80), Decimal(3)))
SATISFACTION = ((Decimal(60), ZERO), (Decimal(90), Decimal(4)))
SAVING = ((ZERO, ZERO), (Decimal("0.05"), Decimal("1.5")))
ADJUSTMENT = tuple((Decimal(x), Decimal(y)) for x, y in (("0.05", 3), ("0.1", 2), ("0.2", 1)))
DISCLOSURE = ((Decimal(20), Decimal(3)), (Decimal(30), Decimal("1.5")))
QUALITY = ((Decimal(98), Decimal(5)), (Decimal(95), Decimal(4)), (Decimal(90), Decimal(2)))
COVERAGE = ((Decimal(95), Decimal(3)), (Decimal(85), Decimal("1.5")))
STAFF = ((Decimal(90), Decimal(2)), (Decimal(75), Decimal(1)))
RANGES = {
    "poor": (ZERO, Decimal("0.6")),
    "fair": (Decimal("0.6"), Decimal("0.8")),
    "good": (Decimal("0.8"), ONE),
}
ECONOMIC = {"little": ZERO, "some": ONE / 3, "large": Decimal(2) / 3, "full": ONE}
SOCIAL = {"not_attained": ZERO, "partly_attained": Decimal("0.5"), "attained": ONE}
HALF = Decimal("1.5")
GROUPS = (
    ("budgeting", 0, 6),
    ("management", 6, 12),
    ("output", 12, 18),
    ("effect", 18, 24),
    ("satisfaction", 24, 27),
)


def _carryover(row: dict) -> Trace:
    ratio = row["carryover"] / row["budget"]
    excess = max(ZERO, ratio - Decimal("0.1"))
    return _deducted(
        "budgeting.carryover",
        4,
        "1 point off for each whole 5 percentage points by which it lies above 10 %",
        "4 - min(4, 1 × whole steps of (carryover ÷ budget - 10 %) ÷ 5 %)",
        {"carryover": row["carryover"], "budget": row["budget"]},
        excess,
        (excess / Decimal("0.05")).to_integral_value(ROUND_FLOOR),
        ONE,
    )


def _timeliness(row: dict) -> Trace:
    days = Decimal(row["delay_days"])
    return _deducted(
        "output.timeliness",
        4,
        "0.5 points off for each 10 days late, a part counts as whole",
        "4 - min(4, 0.5 × steps of delay_days ÷ 10)",
        {"delay_days": days},
        days,
        (days / 10).to_integral_value(ROUND_CEILING),
        Decimal("0.5"),
    )


def _key_work(row: dict) -> Trace:
    excess = HUNDRED - row["completion_rate"]
    return _deducted(
        "output.key_work",
        4,
        "1 point off for 7 percentage points below 100 %, in proportion",
        "4 - min(4, 1 × (100 % - completion_rate) ÷ 7)",
        {"completion_rate": row["completion_rate"]},
        excess,
        excess / 7,
        ONE,
    )


def _complaints(row: dict) -> Trace:
    excess = Decimal(max(0, row["complaints"] - 3))
    return _deducted(
        "satisfaction.complaints",
        2,
        "0.25 points off for each complaint beyond 3",
        "2 - min(2, 0.25 × (complaints - 3))",
        {"complaints": row["complaints"]},
        excess,
        excess,
        Decimal("0.25"),
    )


def _acceptance(row: dict) -> Trace:
    level, given = row["acceptance"], row["acceptance_share"] / HUNDRED
    low, high = RANGES[level]
    share = max(low, min(high, given))
    return _entry(
        "output.acceptance",
        "the share given, inside the range that the level opens",
        "4 × max(lowest share, min(highest share, acceptance_share))",
        {"acceptance": level, "acceptance_share": row["acceptance_share"]},
        4 * share,
        f"4 × max({low}, min({high}, {given}))",
        {"lowest share": low, "highest share": high, "share": share},
    )


def _recognition(row: dict) -> Trace:
    holds = row["award"] or row["pilot"]
    return _entry(
        "innovation.recognition",
        "1.5 points where award or pilot",
        "1.5 where award or pilot",
        {"award": row["award"], "pilot": row["pilot"]},
        HALF if holds else ZERO,
        f"award or pilot: {holds}",
        None,
        [{"condition": "award or pilot", "holds": holds}],
    )


def score(row: dict[str, Any]) -> Trace:
    """The total with the entries of every row of the rubric."""
    budget = row["budget"]
    of_budget = {"budget": budget}
    if row["region"] == "rural":
        named = {"region": "rural", "village_access": row["village_access"]}
        x = row["village_access"]
        coverage = _line("effect.coverage", "village_access", named, x, ACCESS)
    else:
        named = {"region": "urban", "coverage": row["coverage"]}
        coverage = _bands("effect.coverage", "coverage", named, row["coverage"], ">=", COVERAGE)
    entries = [
        _attained("budgeting.execution", 8, row, "spent", "budget"),
        _bands(
            "budgeting.adjustment",
            "adjusted ÷ budget",
            {"adjusted": row["adjusted"], **of_budget},
            row["adjusted"] / budget,
            "<=",
            ADJUSTMENT,
        ),
        _carryover(row),
        _kept("budgeting.three_public", 3, row, "three_public", "three_public_budget"),
        _attained("budgeting.public_expense", 3, row, "public_expense_budget", "public_expense"),
        _checklist(
            "budgeting.documents", row, [("budget_complete", HALF), ("budget_detailed", HALF)]
        ),
        _checklist(
            "management.rules",
            row,
            [("rules_issued", Decimal(2)), ("rules_lawful", ONE), ("rules_followed", ONE)],
        ),
        _checklist(
            "management.use_of_funds",
            row,
            [
                ("scope_compliant", ONE),
                ("procedure_compliant", ONE),
                ("purpose_compliant", ONE),
                ("accounting_compliant", ONE),
            ],
        ),
        _line(
            "management.procurement",
            "procured ÷ procurement_plan",
            {"procured": row["procured"], "procurement_plan": row["procurement_plan"]},
            row["procured"] / row["procurement_plan"],
            PROCUREMENT,
        ),
        _checklist("management.contracts", row, [("contracts_in_time", Decimal(2))]),
        _bands(
            "management.disclosure",
            "disclosure_days",
            {"disclosure_days": row["disclosure_days"]},
            row["disclosure_days"],
            "<=",
            DISCLOSURE,
        ),
        _attained("management.asset_use", 4, row, "assets_in_use", "assets_total"),
        _attained("output.projects", 5, row, "projects_completed", "projects_planned"),
        _bands(
            "output.quality",
            "pass_rate",
            {"pass_rate": row["pass_rate"]},
            row["pass_rate"],
            ">=",
            QUALITY,
        ),
        _timeliness(row),
        _kept("output.unit_cost", 4, row, "unit_cost", "unit_cost_standard"),
        _key_work(row),
        _acceptance(row),
        _by_level("effect.economic", row, "economic_effect", Decimal(4), ECONOMIC),
        _by_level("effect.social", row, "social_effect", Decimal(3), SOCIAL),
        _line(
            "effect.environment",
            "emission_cut",
            {"emission_cut": row["emission_cut"]},
            row["emission_cut"],
            CUTS,
        ),
        _checklist("effect.upkeep", row, [("maintained", Decimal(2))]),
        _attained("effect.beneficiaries", 3, row, "beneficiaries", "beneficiaries_planned"),
        coverage,
        _line(
            "satisfaction.public",
            "public_satisfaction",
            {"public_satisfaction": row["public_satisfaction"]},
            row["public_satisfaction"],
            SATISFACTION,
        ),
        _bands(
            "satisfaction.staff",
            "staff_satisfaction",
            {"staff_satisfaction": row["staff_satisfaction"]},
            row["staff_satisfaction"],
            ">=",
            STAFF,
        ),
        _complaints(row),
        _recognition(row),
        _attained("innovation.online", HALF, {**row, "90 %": Decimal(90)}, "online_share", "90 %"),
        _line(
            "innovation.saving",
            "saved ÷ budget",
            {"saved": row["saved"], **of_budget},
            row["saved"] / budget,
            SAVING,
        ),
    ]
    return _total(row, entries)


def _total(row: dict[str, Any], entries: list[Trace]) -> Trace:
    groups = [_group(name, entries[first:last]) for name, first, last in GROUPS]
    groups.append(_group("innovation", entries[27:], Decimal(3)))
    scores = [group["score"] for group in groups]
    added = sum(scores, ZERO)
    vetoed = row["misappropriated"]
    total = min(added, Decimal(59)) if vetoed else added
    return {
        "score": total,
        "formula": " + ".join(group["path"] for group in groups),
        "text": f"{' + '.join(str(score) for score in scores)} = {added}",
        "considered": [{"condition": "misappropriated: at most 59", "holds": vetoed}],
        "groups": groups,
        "entries": entries,
    }


def _group(path: str, entries: list[Trace], most: Decimal | None = None) -> Trace:
    scores = [entry["score"] for entry in entries]
    added = sum(scores, ZERO)
    return {
        "path": path,
        "formula": " + ".join(entry["path"] for entry in entries),
        "operands": {entry["path"]: entry["score"] for entry in entries},
        "score": added if most is None else min(most, added),
        "text": f"{' + '.join(str(score) for score in scores)} = {added}",
    }


def _scores(found: Trace) -> list[Decimal]:
    return [*(entry["score"] for entry in found["entries"]), found["score"]]


WAYS = (by_rows("Python Decimal, trace", "", Decimal, score, _scores),)
