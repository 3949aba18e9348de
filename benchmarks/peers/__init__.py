"""The rubric written by hand for other libraries, one module each."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from benchmarks.way import Way

__all__ = ["MODULES", "load"]

MODULES = tuple(sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py")))


def load(module: str) -> tuple[Way, ...] | str:
    """The ways of a module, or why there are none: its library is not installed, or fails."""
    try:
        return tuple(import_module(f"benchmarks.peers.{module}").WAYS)
    except ModuleNotFoundError as missing:
        return f"{module}: not installed ({missing.name})"
    except Exception as failed:  # a peer that breaks is reported, not hidden
        return f"{module}: fails to load ({type(failed).__name__}: {failed})"
