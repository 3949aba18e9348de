"""Values on the edges of bands and steps, or whose score lies halfway between two hundredths.

A ratio that gives such a score is a fraction; numerator and denominator are multiples of its own.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import lcm

import numpy as np

__all__ = ["awkward"]

Arrays = dict[str, np.ndarray]


def _ties(low: Fraction, high: Fraction) -> list[Fraction]:
    """Scores halfway between two hundredths, from ``low`` to ``high``."""
    first, last = int(low * 100), int(high * 100)
    return [Fraction(2 * k + 1, 200) for k in range(first, last)]


def _shares(points: Fraction) -> list[Fraction]:
    """Shares of the points that are ties."""
    return [tie / points for tie in _ties(Fraction(0), points)]


def _on_line(*knots: tuple[str, str]) -> list[Fraction]:
    """Where lines through knots are ties, and the knots themselves."""
    exact = [(Fraction(x), Fraction(y)) for x, y in knots]
    found = [x for x, _ in exact]
    for (x0, y0), (x1, y1) in pairwise(exact):
        found += [x0 + (tie - y0) * (x1 - x0) / (y1 - y0) for tie in _ties(y0, y1)]
    return found


def _fractions(texts: str) -> list[Fraction]:
    return [Fraction(text) for text in texts.split()]


EXECUTION = [*_shares(Fraction(8)), Fraction(1)]
ADJUSTMENT = _fractions("0 0.05 0.1 0.2")
CARRYOVER = _fractions("0 0.1 0.15 0.2 0.25 0.3 0.35")
SAVING = _on_line(("0", "0"), ("0.05", "1.5"))
PROCUREMENT = _on_line(("0.6", "0"), ("0.8", "2.5"), ("0.95", "4"))
OF_THREE = [*_shares(Fraction(3)), Fraction(1)]
OF_FOUR = [*_shares(Fraction(4)), Fraction(1)]
OF_FIVE = [*_shares(Fraction(5)), Fraction(1)]


def _least_whole(ratios: list[Fraction]) -> int:
    return lcm(*(ratio.denominator for ratio in ratios))


def _tied_percents(low: int, per: int, points: int) -> np.ndarray:
    """Percents in hundredths, ``per`` of which are worth ``points`` hundredths, that give ties."""
    x = np.arange(per + 1)
    doubled = 2 * points * x
    return low + x[(doubled % per == 0) & (doubled // per % 2 == 1)]


def awkward(rng: np.random.Generator, rows: int) -> Arrays:
    """Measures in place of realistic ones; amounts and percents in hundredths."""

    def sizes(most: int) -> np.ndarray:
        return rng.integers(1, most, rows)

    def parts(ratios: list[Fraction], wholes: np.ndarray) -> np.ndarray:
        """A ratio of each whole, which is a multiple of all their denominators."""
        above = np.array([ratio.numerator for ratio in ratios])
        below = np.array([ratio.denominator for ratio in ratios])
        pick = rng.integers(0, len(ratios), rows)
        return wholes // below[pick] * above[pick]

    def nudged(values: np.ndarray) -> np.ndarray:
        """Half of them as they are, the others by a hundredth to either side."""
        return np.maximum(0, values + rng.choice((-1, 0, 0, 1), rows))

    def percents(*edges: int, ties: np.ndarray | None = None) -> np.ndarray:
        near = [edge + by for edge in edges for by in (-1, 0, 1) if edge + by <= 10_000]
        values = np.array(near)
        is_edge = rng.random(rows) < (1.0 if ties is None else 0.3)
        found = values[rng.integers(0, len(values), rows)]
        if ties is None:
            return found
        return np.where(is_edge, found, ties[rng.integers(0, len(ties), rows)])

    budget = _least_whole([*EXECUTION, *ADJUSTMENT, *CARRYOVER, *SAVING]) * sizes(3000)
    found = {
        "budget": budget,
        "spent": parts(EXECUTION, budget),
        "adjusted": nudged(parts(ADJUSTMENT, budget)),
        "carryover": nudged(parts(CARRYOVER, budget)),
        "saved": parts(SAVING, budget),
    }
    for whole, part, ratios in (
        ("procurement_plan", "procured", PROCUREMENT),
        ("assets_total", "assets_in_use", OF_FOUR),
        ("public_expense", "public_expense_budget", OF_THREE),
        ("three_public_budget", "three_public", OF_THREE),
        ("unit_cost_standard", "unit_cost", OF_FOUR),
        ("projects_planned", "projects_completed", OF_FIVE),
        ("beneficiaries_planned", "beneficiaries", OF_THREE),
    ):
        most = 30 if whole.startswith("projects") else 3000
        found[whole] = _least_whole(ratios) * sizes(most)
        found[part] = parts(ratios, found[whole])
    # Where lower is better on a line, the share kept is 2 less the ratio.
    for whole, part in (
        ("three_public_budget", "three_public"),
        ("unit_cost_standard", "unit_cost"),
    ):
        found[part] = 2 * found[whole] - found[part]
    none_planned = rng.random(rows) < 0.05
    found["three_public_budget"][none_planned] = 0
    found["three_public"][none_planned & (rng.random(rows) < 0.5)] = 0
    found["projects_planned"][rng.random(rows) < 0.05] = 0
    found["disclosure_days"] = rng.choice((19, 20, 21, 29, 30, 31), rows)
    found["delay_days"] = rng.choice((0, 1, 9, 10, 11, 20, 21, 79, 80, 81, 200), rows)
    found["complaints"] = rng.integers(2, 13, rows)
    found["pass_rate"] = percents(9800, 9500, 9000)
    found["completion_rate"] = percents(10_000, 7200)
    found["emission_cut"] = percents(-100, 0, 300, 1000)
    found["village_access"] = percents(4000, 8000, ties=_tied_percents(4000, 4000, 300))
    found["coverage"] = percents(9500, 8500)
    found["public_satisfaction"] = percents(6000, 9000)
    found["staff_satisfaction"] = percents(9000, 7500)
    found["online_share"] = percents(9000, ties=_tied_percents(0, 9000, 150))
    low, high = np.array((0, 6000, 8000)), np.array((5999, 7999, 10_000))
    found["acceptance"] = rng.integers(0, 3, rows).astype(np.int8)
    at_low = rng.random(rows) < 0.5
    found["acceptance_share"] = np.where(
        at_low, low[found["acceptance"]], high[found["acceptance"]]
    )
    return found
