"""OpenFisca-core: each indicator is a variable with a formula, scored over all departments at once.

Its floats have 32 bits. A simulation is made for each run, as its inputs are set once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.exact import PATHS
from benchmarks.measures import CONDITIONS, COUNTS, LEVELS, MEASURES
from benchmarks.peers.numpy_float import arrays
from benchmarks.way import by_columns

__all__ = ["WAYS"]

YEAR = "2024"
DEPARTMENT = build_entity("department", "departments", "A department", is_person=True)
KEYS = tuple(path.replace(".", "_") for path in PATHS)
Formula = Callable[..., np.ndarray]


def _attained(points: float, actual: str, target: str) -> Formula:
    def formula(department: Any, period: Any) -> np.ndarray:
        a, t = department(actual, period), department(target, period)
        share = np.minimum(1, a / np.where(t == 0, 1, t))
        return points * np.where(t == 0, 1, share)

    return formula


def _kept_by_ratio(points: float, actual: str, target: str) -> Formula:
    return _attained(points, target, actual)


def _kept(points: float, actual: str, target: str) -> Formula:
    def formula(department: Any, period: Any) -> np.ndarray:
        a, t = department(actual, period), department(target, period)
        share = np.clip(2 - a / np.where(t == 0, 1, t), 0, 1)
        return points * np.where(t == 0, a == 0, share)

    return formula


def _line(of: str, whole: str | None, *knots: tuple[float, float]) -> Formula:
    def formula(department: Any, period: Any) -> np.ndarray:
        x = department(of, period)
        x = x if whole is None else x / department(whole, period)
        return np.interp(x, [at for at, _ in knots], [score for _, score in knots])

    return formula


def _at_most(of: str, whole: str | None, *bands: tuple[float, float]) -> Formula:
    def formula(department: Any, period: Any) -> np.ndarray:
        x = department(of, period)
        x = x if whole is None else x / department(whole, period)
        return np.select([x <= edge for edge, _ in bands], [score for _, score in bands], 0)

    return formula


def _at_least(of: str, *bands: tuple[float, float]) -> Formula:
    def formula(department: Any, period: Any) -> np.ndarray:
        x = department(of, period)
        return np.select([x >= edge for edge, _ in bands], [score for _, score in bands], 0)

    return formula


def _met(**points: float) -> Formula:
    def formula(department: Any, period: Any) -> np.ndarray:
        return sum(department(name, period) * each for name, each in points.items())

    return formula


def _by_level(of: str, *scores: float) -> Formula:
    def formula(department: Any, period: Any) -> np.ndarray:
        return np.array(scores)[department(of, period).view(np.ndarray)]

    return formula


def _carryover(department: Any, period: Any) -> np.ndarray:
    over = department("carryover", period) / department("budget", period) - 0.1
    return 4 - np.minimum(4, np.floor(np.maximum(0, over) / 0.05))


def _timeliness(department: Any, period: Any) -> np.ndarray:
    return 4 - np.minimum(4, 0.5 * np.ceil(department("delay_days", period) / 10))


def _key_work(department: Any, period: Any) -> np.ndarray:
    return 4 - np.minimum(4, (100 - department("completion_rate", period)) / 7)


def _acceptance(department: Any, period: Any) -> np.ndarray:
    rank = department("acceptance", period).view(np.ndarray)
    low, high = np.array((0, 0.6, 0.8)), np.array((0.6, 0.8, 1))
    return 4 * np.clip(department("acceptance_share", period) / 100, low[rank], high[rank])


def _coverage(department: Any, period: Any) -> np.ndarray:
    rural = _line("village_access", None, (40, 0), (80, 3))(department, period)
    urban = _at_least("coverage", (95, 3), (85, 1.5))(department, period)
    return np.where(department("region", period).view(np.ndarray) == 0, rural, urban)


def _complaints(department: Any, period: Any) -> np.ndarray:
    over = np.maximum(0, department("complaints", period) - 3)
    return 2 - np.minimum(2, 0.25 * over)


def _recognition(department: Any, period: Any) -> np.ndarray:
    return np.where(department("award", period) + department("pilot", period), 1.5, 0)


def _online(department: Any, period: Any) -> np.ndarray:
    return 1.5 * np.minimum(1, department("online_share", period) / 90)


FORMULAS: tuple[Formula, ...] = (
    _attained(8, "spent", "budget"),
    _at_most("adjusted", "budget", (0.05, 3), (0.1, 2), (0.2, 1)),
    _carryover,
    _kept(3, "three_public", "three_public_budget"),
    _kept_by_ratio(3, "public_expense", "public_expense_budget"),
    _met(budget_complete=1.5, budget_detailed=1.5),
    _met(rules_issued=2, rules_lawful=1, rules_followed=1),
    _met(scope_compliant=1, procedure_compliant=1, purpose_compliant=1, accounting_compliant=1),
    _line("procured", "procurement_plan", (0.6, 0), (0.8, 2.5), (0.95, 4)),
    _met(contracts_in_time=2),
    _at_most("disclosure_days", None, (20, 3), (30, 1.5)),
    _attained(4, "assets_in_use", "assets_total"),
    _attained(5, "projects_completed", "projects_planned"),
    _at_least("pass_rate", (98, 5), (95, 4), (90, 2)),
    _timeliness,
    _kept(4, "unit_cost", "unit_cost_standard"),
    _key_work,
    _acceptance,
    _by_level("economic_effect", 0, 4 / 3, 8 / 3, 4),
    _by_level("social_effect", 0, 1.5, 3),
    _line("emission_cut", None, (0, 0), (3, 2), (10, 3)),
    _met(maintained=2),
    _attained(3, "beneficiaries", "beneficiaries_planned"),
    _coverage,
    _line("public_satisfaction", None, (60, 0), (90, 4)),
    _at_least("staff_satisfaction", (90, 2), (75, 1)),
    _complaints,
    _recognition,
    _online,
    _line("saved", "budget", (0, 0), (0.05, 1.5)),
)


def _rounded(formula: Formula) -> Formula:
    def rounded(department: Any, period: Any) -> np.ndarray:
        return np.floor(formula(department, period) * 100 + 0.5) / 100

    return rounded


def _total(department: Any, period: Any) -> np.ndarray:
    base = sum(department(key, period) for key in KEYS[:-3])
    added = base + np.minimum(3, sum(department(key, period) for key in KEYS[-3:]))
    return np.where(department("misappropriated", period), np.minimum(59, added), added)


def _system() -> TaxBenefitSystem:
    system = TaxBenefitSystem([DEPARTMENT])
    for name in MEASURES:
        system.add_variable(_variable(name, **_kind(name)))
    for key, formula in zip(KEYS, FORMULAS, strict=True):
        system.add_variable(_variable(key, value_type=float, formula=_rounded(formula)))
    system.add_variable(_variable("total", value_type=float, formula=_total))
    return system


def _variable(name: str, **more: Any) -> type[Variable]:
    same = {"entity": DEPARTMENT, "definition_period": DateUnit.YEAR, "label": name}
    return type(name, (Variable,), same | more)


def _kind(name: str) -> dict[str, Any]:
    if name in LEVELS:
        levels = Enum(name, {level: level for level in LEVELS[name]})
        default = next(iter(levels))
        return {"value_type": Enum, "possible_values": levels, "default_value": default}
    if name in CONDITIONS:
        return {"value_type": bool}
    return {"value_type": int if name in COUNTS else float}


SYSTEM = _system()


def _prepare(departments: pl.DataFrame) -> tuple[int, dict[str, np.ndarray]]:
    found = arrays(departments)
    for name in COUNTS:
        found[name] = found[name].astype(np.int32)
    return len(departments), found


def _simulation(given: tuple[int, dict[str, np.ndarray]]) -> Simulation:
    count, values = given
    simulation = SimulationBuilder().build_default_simulation(SYSTEM, count)
    for name, value in values.items():
        simulation.set_input(name, YEAR, value)
    return simulation


def _score(given: tuple[int, dict[str, np.ndarray]]) -> Simulation:
    simulation = _simulation(given)
    simulation.calculate("total", YEAR)
    return simulation


def _score_traced(given: tuple[int, dict[str, np.ndarray]]) -> Simulation:
    simulation = _simulation(given)
    simulation.trace = True
    simulation.calculate("total", YEAR)
    return simulation


def _scores(simulation: Simulation) -> np.ndarray:
    found = [simulation.calculate(key, YEAR) for key in (*KEYS, "total")]
    return np.rint(np.column_stack(found).astype(np.float64) * 100).astype(np.int64)


WAYS = (
    by_columns("OpenFisca-core", "OpenFisca-Core", _prepare, _score, _scores),
    by_columns("OpenFisca-core, trace", "OpenFisca-Core", _prepare, _score_traced, _scores),
)
