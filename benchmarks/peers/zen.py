"""zen-engine: one decision graph of expression nodes, the fastest of its forms that was found.

The graph is called by key out of a static loader, and also as a decision made of its text, as
zen's own examples do.

A first node works out the ratios, a second the rows, a third the total. Its numbers are decimals
inside; what it returns are floats.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import zen

from benchmarks.exact import PATHS
from benchmarks.way import by_rows

__all__ = ["WAYS"]

RATIOS = {
    "adjusted_share": "adjusted / budget",
    "carried_share": "carryover / budget",
    "saved_share": "saved / budget",
    "procured_share": "procured / procurement_plan",
}


def _attained(points: str, actual: str, target: str) -> str:
    return f"{target} == 0 ? {points} : min([{points}, {points} * {actual} / {target}])"


def _attained_sure(points: str, actual: str, target: str) -> str:
    return f"min([{points}, {points} * {actual} / {target}])"


def _kept(points: str, actual: str, target: str) -> str:
    share = f"min([1, max([0, 2 - {actual} / {target}])])"
    return f"{target} == 0 ? ({actual} == 0 ? {points} : 0) : {points} * {share}"


def _line(x: str, *knots: tuple[str, str]) -> str:
    said = f"{x} <= {knots[0][0]} ? {knots[0][1]} : "
    for (x0, y0), (x1, y1) in pairwise(knots):
        slope = f"{y0} + ({y1} - {y0}) * ({x} - {x0}) / ({x1} - {x0})"
        said += f"{x} <= {x1} ? {slope} : "
    return said + knots[-1][1]


def _bands(x: str, sign: str, *bands: tuple[str, str]) -> str:
    return "".join(f"{x} {sign} {edge} ? {score} : " for edge, score in bands) + "0"


def _met(**points: str) -> str:
    return " + ".join(f"({name} ? {score} : 0)" for name, score in points.items())


def _by_level(name: str, scores: dict[str, str], otherwise: str) -> str:
    tests = "".join(f"{name} == '{level}' ? {score} : " for level, score in scores.items())
    return tests + otherwise


def _clipped(x: str, low: str, high: str) -> str:
    return f"4 * max([{low}, min([{high}, {x}])])"


SERVED = _bands("coverage", ">=", ("95", "3"), ("85", "1.5"))
ACCESS = _line("village_access", ("40", "0"), ("80", "3"))
GIVEN = "acceptance_share / 100"
ROWS = (
    _attained_sure("8", "spent", "budget"),
    _bands("adjusted_share", "<=", ("0.05", "3"), ("0.1", "2"), ("0.2", "1")),
    "4 - min([4, floor(max([0, carried_share - 0.1]) / 0.05)])",
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
    _line("procured_share", ("0.6", "0"), ("0.8", "2.5"), ("0.95", "4")),
    _met(contracts_in_time="2"),
    _bands("disclosure_days", "<=", ("20", "3"), ("30", "1.5")),
    _attained_sure("4", "assets_in_use", "assets_total"),
    _attained("5", "projects_completed", "projects_planned"),
    _bands("pass_rate", ">=", ("98", "5"), ("95", "4"), ("90", "2")),
    "4 - min([4, ceil(delay_days / 10) * 0.5])",
    _kept("4", "unit_cost", "unit_cost_standard"),
    "4 - min([4, (100 - completion_rate) / 7])",
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
    "2 - min([2, 0.25 * max([0, complaints - 3])])",
    "award or pilot ? 1.5 : 0",
    _attained_sure("1.5", "online_share", "90"),
    _line("saved_share", ("0", "0"), ("0.05", "1.5")),
)
KEYS = tuple(path.replace(".", "_") for path in PATHS)
TOTAL = {
    "added": f"{' + '.join(KEYS[:-3])} + min([3, {' + '.join(KEYS[-3:])}])",
    "total": "misappropriated ? min([59, $.added]) : $.added",
}


def _node(name: str, expressions: dict[str, str], passes: bool) -> dict[str, Any]:
    each = [
        {"id": f"{name}{place}", "key": key, "value": value}
        for place, (key, value) in enumerate(expressions.items())
    ]
    content = {
        "expressions": each,
        "passThrough": passes,
        "inputField": None,
        "outputPath": None,
        "executionMode": "single",
    }
    return {"id": name, "type": "expressionNode", "name": name, "position": AT, "content": content}


AT = {"x": 0, "y": 0}


def _graph() -> str:
    scores = {key: f"round({row}, 2)" for key, row in zip(KEYS, ROWS, strict=True)}
    nodes = [
        {"id": "input", "type": "inputNode", "name": "input", "position": AT, "content": {}},
        _node("ratios", RATIOS, passes=True),
        _node("rows", scores | {"misappropriated": "misappropriated"}, passes=False),
        _node("totals", TOTAL, passes=True),
        {"id": "output", "type": "outputNode", "name": "output", "position": AT, "content": {}},
    ]
    ids = [node["id"] for node in nodes]
    edges = [
        {"id": f"{left}-{right}", "sourceId": left, "targetId": right, "type": "edge"}
        for left, right in pairwise(ids)
    ]
    return json.dumps({"nodes": nodes, "edges": edges})


GRAPH = _graph()
# A static loader keeps the graph compiled; a decision made of its text compiles it each time.
ENGINE = zen.ZenEngine({"loader": {"type": "static", "content": {"rubric": json.loads(GRAPH)}}})
DECISION = zen.ZenEngine().create_decision(GRAPH)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return ENGINE.evaluate("rubric", row)


def _traced(row: dict[str, Any]) -> dict[str, Any]:
    return ENGINE.evaluate("rubric", row, {"trace": True})


def _decision(row: dict[str, Any]) -> dict[str, Any]:
    return DECISION.evaluate(row)


def _decision_traced(row: dict[str, Any]) -> dict[str, Any]:
    return DECISION.evaluate(row, {"trace": True})


def _scores(found: dict[str, Any]) -> list[float]:
    result = found["result"]
    return [*(result[key] for key in KEYS), result["total"]]


WAYS = tuple(
    by_rows(name, "zen-engine", float, one, _scores)
    for name, one in (
        ("zen-engine", _plain),
        ("zen-engine, trace", _traced),
        ("zen-engine, create_decision", _decision),
        ("zen-engine, create_decision, trace", _decision_traced),
    )
)
