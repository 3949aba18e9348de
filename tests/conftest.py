"""Hypothesis profiles, and the two files that most tests start from."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import perfscore

ROOT = Path(__file__).resolve().parent.parent
HUADU = ROOT / "examples" / "huadu-2024.yaml"

settings.register_profile(
    "quick", max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture(scope="session")
def guangzhou() -> perfscore.Rubric:
    """The installed Guangzhou rubric."""
    return perfscore.load_rubric("cn.guangzhou.department", edition="2024")


@pytest.fixture(scope="session")
def huadu() -> perfscore.Filing:
    """The Huadu filing."""
    return perfscore.read_filing(HUADU)
