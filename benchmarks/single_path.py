"""perfscore's path for one filing: made from a row, scored, and read as bounds by path."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import perfscore
from benchmarks.measures import RUBRIC, UNITS

__all__ = ["Ends", "ends_of", "filing_of", "materialised", "rubric"]

# Low, high and status of a row; ends are None where there is no score.
Ends = tuple[Fraction | None, Fraction | None, str]


@cache
def rubric() -> perfscore.Rubric:
    """The rubric of the benchmark."""
    return perfscore.load_rubric(RUBRIC)


def filing_of(
    row: Mapping[str, Any], under: perfscore.Rubric, period: str = "2024"
) -> perfscore.Filing:
    """A validated filing that states every value of a row, by measure in declared units."""
    evidence = tuple(
        perfscore.Evidence(measure=name, value=_stated(value, UNITS.get(name, "")))
        for name, value in row.items()
        if value is not None
    )
    return perfscore.Filing(
        rubric=under.id,
        edition=under.edition,
        department=perfscore.Department(name=perfscore.Text("某局", "a bureau")),
        period=period,
        evidence=evidence,
    )


def _stated(value: Any, unit: str) -> str | Decimal:
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value}{unit}" if unit else value


def materialised(card: perfscore.Scorecard) -> list[Any]:
    """Every row with the trace of how it was worked out."""
    return [row.worked for row in card]


def ends_of(card: perfscore.Scorecard) -> dict[str, Ends]:
    """Low, high and status by path, ``total`` for the whole."""
    return {row.path or "total": _ends(row) for row in (*card, card.root)}


def _ends(row: perfscore.Row) -> Ends:
    if row.score is None:
        return None, None, row.status.value
    return row.score.low, row.score.high, row.status.value
