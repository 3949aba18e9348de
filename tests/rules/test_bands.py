"""Bands: the printed tables of Yueyang and Jiangxi, every edge on the side they print."""

import pytest
from making import one_rule, score_of

RATE = 'rate: {title: rate, unit: "%"}'
FROM_ZERO = 'rate: {title: rate, unit: "%", at least: 0%}'

ADJUSTMENT = """
kind: bands
of: rate
bands:
  - {exactly: 0%, score: 3}
  - {at most: 10%, score: 2}
  - {at most: 20%, score: 1}
  - {at most: 30%, score: 0.5}
  - {otherwise: 0}
"""
KEY_SPENDING = """
kind: bands
of: rate
bands:
  - {at least: 90%, score: 5}
  - {at least: 80%, score: 4}
  - {at least: 70%, score: 3}
  - {at least: 60%, score: 2}
  - {less than: 60%, score: 0}
"""
COST_CONTROL = """
kind: bands
of: magnitude(rate)
bands:
  - {at most: 10%, score: 5}
  - {more than: 10%, at most: 15%, score: 3}
  - {more than: 15%, at most: 20%, score: 1}
  - {more than: 20%, score: 0}
"""
CORRIDOR = """
kind: bands
of: rate
bands:
  - {at least: 90%, at most: 110%, score: 5}
  - {otherwise: 0}
"""


@pytest.mark.parametrize(
    ("table", "measures", "points", "cases"),
    [
        (ADJUSTMENT, FROM_ZERO, 3, "0%=3 0.01%=2 10%=2 10.01%=1 20%=1 30%=0.5 30.01%=0 400%=0"),
        (KEY_SPENDING, RATE, 5, "100%=5 90%=5 89.99%=4 80%=4 70%=3 60%=2 59.99%=0 0%=0"),
        (COST_CONTROL, RATE, 5, "0%=5 -10%=5 10%=5 -10.01%=3 15%=3 -20%=1 20.01%=0 -99%=0"),
        (CORRIDOR, RATE, 5, "100%=5 90%=5 110%=5 89.99%=0 110.01%=0 -5%=0"),
    ],
)
def test_every_edge(table: str, measures: str, points: int, cases: str) -> None:
    rubric = one_rule(measures, table, points)
    for case in cases.split():
        rate, expected = case.split("=")
        assert f"{float(expected):.2f}" == score_of(rubric, {"rate": rate}), rate


def test_a_bound_that_ends_where_a_band_ends_settles_it() -> None:
    """≤10% is no measurement, but it is enough; <10% against ≥90% is, too."""
    rubric = one_rule(FROM_ZERO, ADJUSTMENT, 3)
    assert score_of(rubric, {"rate": "≤10%"}) == "2.00~3.00"
    assert score_of(rubric, {"rate": "≤30%"}) == "0.50~3.00"
    assert score_of(rubric, {"rate": ">30%"}) == "0.00"
    assert score_of(rubric, {"rate": "≥30%"}) == "0.00~0.50"
    key = one_rule(RATE, KEY_SPENDING, 5)
    assert score_of(key, {"rate": "70%~79.99%"}) == "3.00"
