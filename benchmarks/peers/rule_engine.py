"""rule-engine: one rule a row of the rubric, over a dict. Its numbers are decimals of 28 digits."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from rule_engine import Context, DataType, Rule

from benchmarks.exact import PATHS
from benchmarks.measures import CONDITIONS, LEVELS, MEASURES
from benchmarks.way import by_rows

__all__ = ["WAYS"]

CENT = Decimal("0.01")


def _attained(points: str, actual: str, target: str) -> str:
    return f"{target} == 0 ? {points} : $min([{points}, {points} * {actual} / {target}])"


def _attained_sure(points: str, actual: str, target: str) -> str:
    return f"$min([{points}, {points} * {actual} / {target}])"


def _kept(points: str, actual: str, target: str) -> str:
    share = f"$min([1, $max([0, 2 - {actual} / {target}])])"
    return f"{target} == 0 ? ({actual} == 0 ? {points} : 0) : {points} * {share}"


def _line(x: str, *knots: tuple[str, str]) -> str:
    said, (x0, y0) = f"({x}) <= {knots[0][0]} ? {knots[0][1]} : ", knots[0]
    closing = ""
    for x1, y1 in knots[1:]:
        slope = f"{y0} + ({y1} - {y0}) * (({x}) - {x0}) / ({x1} - {x0})"
        said += f"(({x}) <= {x1} ? ({slope}) : "
        closing += ")"
        x0, y0 = x1, y1
    return said + y0 + closing


def _bands(x: str, sign: str, *bands: tuple[str, str]) -> str:
    said = "0"
    for edge, score in reversed(bands):
        said = f"({x}) {sign} {edge} ? {score} : ({said})"
    return said


def _met(**points: str) -> str:
    return " + ".join(f"({name} ? {score} : 0)" for name, score in points.items())


def _by_level(name: str, scores: dict[str, str], otherwise: str) -> str:
    said = otherwise
    for level, score in reversed(scores.items()):
        said = f"{name} == '{level}' ? ({score}) : ({said})"
    return said


def _clipped(x: str, low: str, high: str) -> str:
    return f"4 * $max([{low}, $min([{high}, {x}])])"


SERVED = _bands("coverage", ">=", ("95", "3"), ("85", "1.5"))
ACCESS = _line("village_access", ("40", "0"), ("80", "3"))
GIVEN = "acceptance_share / 100"
EXPRESSIONS = (
    _attained_sure("8", "spent", "budget"),
    _bands("adjusted / budget", "<=", ("0.05", "3"), ("0.1", "2"), ("0.2", "1")),
    "4 - $min([4, $max([0, carryover / budget - 0.1]) // 0.05])",
    _kept("3", "three_public", "three_public_budget"),
    _attained("3", "public_expense_budget", "public_expense"),
    _met(budget_complete="1.5", budget_detailed="1.5"),
    _met(rules_issued="2", rules_lawful="1", rules_followed="1"),
    _met(
        scope_compliant="1",
        procedure_compliant="1",
        purpose_compliant="1",
        accounting_compliant="1",
    ),
    _line("procured / procurement_plan", ("0.6", "0"), ("0.8", "2.5"), ("0.95", "4")),
    _met(contracts_in_time="2"),
    _bands("disclosure_days", "<=", ("20", "3"), ("30", "1.5")),
    _attained_sure("4", "assets_in_use", "assets_total"),
    _attained("5", "projects_completed", "projects_planned"),
    _bands("pass_rate", ">=", ("98", "5"), ("95", "4"), ("90", "2")),
    "4 - $min([4, ((delay_days + 9) // 10) * 0.5])",
    _kept("4", "unit_cost", "unit_cost_standard"),
    "4 - $min([4, (100 - completion_rate) / 7])",
    _by_level(
        "acceptance",
        {"poor": _clipped(GIVEN, "0", "0.6"), "fair": _clipped(GIVEN, "0.6", "0.8")},
        _clipped(GIVEN, "0.8", "1"),
    ),
    _by_level("economic_effect", {"little": "0", "some": "4 / 3", "large": "8 / 3"}, "4"),
    _by_level("social_effect", {"not_attained": "0", "partly_attained": "1.5"}, "3"),
    _line("emission_cut", ("0", "0"), ("3", "2"), ("10", "3")),
    _met(maintained="2"),
    _attained("3", "beneficiaries", "beneficiaries_planned"),
    f"region == 'rural' ? ({ACCESS}) : ({SERVED})",
    _line("public_satisfaction", ("60", "0"), ("90", "4")),
    _bands("staff_satisfaction", ">=", ("90", "2"), ("75", "1")),
    "2 - $min([2, 0.25 * $max([0, complaints - 3])])",
    "award or pilot ? 1.5 : 0",
    _attained_sure("1.5", "online_share", "90"),
    _line("saved / budget", ("0", "0"), ("0.05", "1.5")),
)


def _types() -> dict[str, Any]:
    of = dict.fromkeys(CONDITIONS, DataType.BOOLEAN)
    of |= dict.fromkeys(LEVELS, DataType.STRING)
    return {name: of.get(name, DataType.FLOAT) for name in MEASURES}


CONTEXT = Context(type_resolver=_types())
RULES = tuple(Rule(expression, context=CONTEXT) for expression in EXPRESSIONS)
MISAPPROPRIATED = Rule("misappropriated", context=CONTEXT)
assert len(RULES) == len(PATHS)


def score(row: dict[str, Any]) -> list[Decimal]:
    """Leaves and the total; what rules cannot say, rounding and adding up, is Python."""
    leaves = [rule.evaluate(row).quantize(CENT, ROUND_HALF_UP) for rule in RULES]
    total = sum(leaves[:-3]) + min(Decimal(3), sum(leaves[-3:]))
    return [*leaves, min(total, Decimal(59)) if MISAPPROPRIATED.matches(row) else total]


WAYS = (by_rows("rule-engine", "rule-engine", Decimal, score, list),)
