"""SpiffWorkflow: one DMN decision table for each indicator, in Python expressions.

Tables are built in memory instead of being read from XML, and run by the DMN engine without a
process around them, which is the least that the library needs.
"""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace
from typing import Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
from SpiffWorkflow.dmn.specs.model import (
    DecisionTable,
    HitPolicy,
    Input,
    InputEntry,
    Output,
    OutputEntry,
    Rule,
)

from benchmarks.exact import PATHS
from benchmarks.way import by_rows

__all__ = ["WAYS"]


def _attained(points: float, actual: Any, target: Any) -> float:
    return points * min(1, actual / target)


def _kept(points: float, actual: Any, target: Any) -> float:
    return points * min(1, max(0, 2 - actual / target))


def _between(x: float, left: float, low: float, right: float, high: float) -> float:
    return low + (high - low) * (x - left) / (right - left)


def _ceiling(x: float) -> int:
    return -int(-x // 1)


FUNCTIONS = {
    "attained": _attained,
    "kept": _kept,
    "between": _between,
    "ceiling": _ceiling,
    "min": min,
    "max": max,
}
SCRIPTS = PythonScriptEngine(TaskDataEnvironment(FUNCTIONS))

# A row of a table: what each input has to be ("-" for anything), and the output.
Rows = list[tuple[str, ...]]


def _table(name: str, inputs: tuple[str, ...], *rows: tuple[str, ...]) -> DecisionTable:
    table = DecisionTable(name, name, HitPolicy.UNIQUE.value)
    table.inputs = [Input(f"{name}{n}", x, x, x, "") for n, x in enumerate(inputs)]
    table.outputs = [Output(f"{name}_score", "score", "score", "double")]
    for number, (*tests, gives) in enumerate(rows, 1):
        rule = Rule(f"{name}_{number}")
        rule.row_number = number
        for test, column in zip(tests, table.inputs, strict=True):
            entry = InputEntry(f"{rule.id}_{column.id}", column)
            entry.lhs = [None if test == "-" else test]
            rule.inputEntries.append(entry)
        entry = OutputEntry(f"{rule.id}_gives", table.outputs[0])
        entry.text = gives
        rule.outputEntries.append(entry)
        table.rules.append(rule)
    return table


def _line(name: str, x: str, *knots: tuple[float, float]) -> DecisionTable:
    rows = [(f"<= {knots[0][0]}", str(knots[0][1]))]
    for (x0, y0), (x1, y1) in pairwise(knots):
        rows.append((f"<= {x1}", f"between({x}, {x0}, {y0}, {x1}, {y1})"))
    return _table(name, (x,), *rows, ("-", str(knots[-1][1])))


def _bands(name: str, x: str, sign: str, *bands: tuple[float, float]) -> DecisionTable:
    rows = [(f"{sign} {edge}", str(score)) for edge, score in bands]
    return _table(name, (x,), *rows, ("-", "0"))


def _met(name: str, **points: float) -> DecisionTable:
    added = " + ".join(f"{score} * {condition}" for condition, score in points.items())
    return _table(name, (), (added,))


def _formula(name: str, formula: str) -> DecisionTable:
    return _table(name, (), (formula,))


def _unless_zero(name: str, target: str, zero: str, otherwise: str) -> DecisionTable:
    return _table(name, (target,), ("0", zero), ("-", otherwise))


def _by_level(name: str, of: str, **scores: str) -> DecisionTable:
    return _table(name, (of,), *((f"'{level}'", score) for level, score in scores.items()))


TABLES = (
    _formula("execution", "attained(8, spent, budget)"),
    _bands("adjustment", "adjusted / budget", "<=", (0.05, 3), (0.1, 2), (0.2, 1)),
    _formula("carryover", "4 - min(4, max(0, carryover / budget - 0.1) // 0.05)"),
    _unless_zero(
        "three_public",
        "three_public_budget",
        "3 * (three_public == 0)",
        "kept(3, three_public, three_public_budget)",
    ),
    _unless_zero(
        "public_expense",
        "public_expense",
        "3",
        "attained(3, public_expense_budget, public_expense)",
    ),
    _met("documents", budget_complete=1.5, budget_detailed=1.5),
    _met("rules", rules_issued=2, rules_lawful=1, rules_followed=1),
    _met(
        "use_of_funds",
        scope_compliant=1,
        procedure_compliant=1,
        purpose_compliant=1,
        accounting_compliant=1,
    ),
    _line("procurement", "procured / procurement_plan", (0.6, 0), (0.8, 2.5), (0.95, 4)),
    _met("contracts", contracts_in_time=2),
    _bands("disclosure", "disclosure_days", "<=", (20, 3), (30, 1.5)),
    _formula("asset_use", "attained(4, assets_in_use, assets_total)"),
    _unless_zero(
        "projects", "projects_planned", "5", "attained(5, projects_completed, projects_planned)"
    ),
    _bands("quality", "pass_rate", ">=", (98, 5), (95, 4), (90, 2)),
    _formula("timeliness", "4 - min(4, 0.5 * ceiling(delay_days / 10))"),
    _formula("unit_cost", "kept(4, unit_cost, unit_cost_standard)"),
    _formula("key_work", "4 - min(4, (100 - completion_rate) / 7)"),
    _by_level(
        "acceptance",
        "acceptance",
        poor="4 * max(0, min(0.6, acceptance_share / 100))",
        fair="4 * max(0.6, min(0.8, acceptance_share / 100))",
        good="4 * max(0.8, min(1, acceptance_share / 100))",
    ),
    _by_level("economic", "economic_effect", little="0", some="4 / 3", large="8 / 3", full="4"),
    _by_level("social", "social_effect", not_attained="0", partly_attained="1.5", attained="3"),
    _line("environment", "emission_cut", (0, 0), (3, 2), (10, 3)),
    _met("upkeep", maintained=2),
    _unless_zero(
        "beneficiaries",
        "beneficiaries_planned",
        "3",
        "attained(3, beneficiaries, beneficiaries_planned)",
    ),
    _table(
        "coverage",
        ("region", "village_access", "coverage"),
        ("'rural'", "<= 40", "-", "0"),
        ("'rural'", "<= 80", "-", "between(village_access, 40, 0, 80, 3)"),
        ("'rural'", "-", "-", "3"),
        ("'urban'", "-", ">= 95", "3"),
        ("'urban'", "-", ">= 85", "1.5"),
        ("-", "-", "-", "0"),
    ),
    _line("public", "public_satisfaction", (60, 0), (90, 4)),
    _bands("staff", "staff_satisfaction", ">=", (90, 2), (75, 1)),
    _formula("complaints", "2 - min(2, 0.25 * max(0, complaints - 3))"),
    _formula("recognition", "1.5 if award or pilot else 0"),
    _formula("online", "attained(1.5, online_share, 90)"),
    _line("saving", "saved / budget", (0, 0), (0.05, 1.5)),
)
ENGINES = tuple(DMNEngine(table) for table in TABLES)
assert len(ENGINES) == len(PATHS)
WORKFLOW = SimpleNamespace(script_engine=SCRIPTS)


def score(row: dict[str, Any]) -> list[float]:
    """Leaves and the total; rounding and adding up is Python."""
    task = SimpleNamespace(data=row, workflow=WORKFLOW)
    leaves = [int(engine.result(task)["score"] * 100 + 0.5) / 100 for engine in ENGINES]
    total = sum(leaves[:-3]) + min(3, sum(leaves[-3:]))
    return [*leaves, min(59, total) if row["misappropriated"] else total]


WAYS = (by_rows("SpiffWorkflow DMN", "SpiffWorkflow", float, score, list),)
