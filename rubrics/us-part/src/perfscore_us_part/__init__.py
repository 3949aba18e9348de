"""PART, the programme ratings of the US Office of Management and Budget, as data."""

from collections.abc import Iterable
from pathlib import Path

import perfscore


@perfscore.hookimpl
def perfscore_rubrics() -> Iterable[Path]:
    """Every edition that stands beside this file."""
    return sorted(Path(__file__).parent.glob("*.yaml"))
