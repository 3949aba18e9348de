"""The laws of whole scorecards, for every way of combining, for vetoes, layers and rules in rules."""

import pytest
from making import load
from small_rubrics import METHODS

from perfscore.testing.laws import LAWS, conformance_tests

TESTS = {name: conformance_tests(load(text), examples=10) for name, text in METHODS.items()}


@pytest.mark.parametrize("law", sorted(LAWS))
@pytest.mark.parametrize("name", METHODS)
def test_law(name: str, law: str) -> None:
    getattr(TESTS[name], f"test_{law}")(None)
