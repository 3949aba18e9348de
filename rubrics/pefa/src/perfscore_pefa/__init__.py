"""PEFA 2016, public expenditure and financial accountability, as data."""

from collections.abc import Iterable
from pathlib import Path

import perfscore


@perfscore.hookimpl
def perfscore_rubrics() -> Iterable[Path]:
    """Every edition that stands beside this file."""
    return sorted(Path(__file__).parent.glob("*.yaml"))
