"""Commands that need what is not installed with perfscore itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["needing"]


@contextmanager
def needing(extra: str) -> Iterator[None]:
    """Says which extra to install when an import fails."""
    from perfscore.errors import Problem, UsageError

    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("perfscore"):
            raise
        raise UsageError(Problem("extra-missing", details=(("extra", extra),))) from error
