"""The benchmark's data, its oracle and perfscore agree."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

pytest.importorskip("numpy")
pytest.importorskip("polars")
pytest.importorskip("pyarrow")

import perfscore

ROOT = Path(__file__).parents[1]
ROWS = 50


@pytest.fixture(autouse=True)
def _from_the_checkout(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))


@pytest.mark.parametrize("kind", ["realistic", "adversarial", "missing"])
def test_the_oracle_and_single_scores_agree(kind):
    """Low and high of every leaf and of the total, gaps included."""
    from benchmarks import data, exact, single_path

    rubric = single_path.rubric()
    for row in data.rows_of(data.frame(kind, ROWS)):
        lows, highs, low, high = exact.ends_of(row)
        found = single_path.ends_of(perfscore.score(single_path.filing_of(row, rubric), rubric))
        for path, least, most in zip(
            (*exact.PATHS, "total"), (*lows, low), (*highs, high), strict=True
        ):
            expected = (Fraction(least, 100), Fraction(most, 100))
            assert found[path][:2] == expected, (path, row)


@pytest.mark.parametrize("kind", ["realistic", "adversarial"])
def test_both_oracles_agree(kind):
    """Fractions row by row and scaled integers over columns."""
    from benchmarks import data, exact, exact_columns

    departments = data.frame(kind, ROWS)
    for row, fast in zip(
        data.rows_of(departments), exact_columns.scores_of(departments), strict=True
    ):
        leaves = exact.leaves_of(row)
        assert [*leaves, exact.total_of(leaves, row["misappropriated"])] == fast.tolist()


def test_the_rubric_has_no_problems():
    """Nothing to warn of."""
    from benchmarks.measures import MEASURES, UNITS
    from benchmarks.single_path import rubric

    assert {name: each.unit for name, each in rubric().measures.items() if each.unit} == UNITS
    assert set(rubric().measures) == set(MEASURES)


@pytest.mark.parametrize("module", sorted((ROOT / "benchmarks" / "peers").glob("[a-z]*.py")))
def test_peers_agree_up_to_float_error(module):
    """A few hundred realistic rows, each score at most a hundredth off, and most of them right."""
    from benchmarks import checks, peers

    peer = peers.load(module.stem)
    if isinstance(peer, str):
        pytest.skip(peer)
    checks.require_agreement(peer, rows=100)
