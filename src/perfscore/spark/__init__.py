"""Score tables on a Spark cluster: frames, and Parquet files as a task each.

Needs the extra ``spark``. Every machine needs perfscore and the rubric's package in the same
version, or the rubric's file under the same path.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from perfscore.spark.files import ScoredFile, ScoredFiles, score_files
    from perfscore.spark.frames import score

# Imported when first used: a worker imports this package before it says how many threads Polars
# may have, and Polars asks once.
_HOMES = {"ScoredFile": "files", "ScoredFiles": "files", "score": "frames", "score_files": "files"}

__all__ = ["ScoredFile", "ScoredFiles", "score", "score_files"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'perfscore.spark' has no attribute {name!r}")
    found = getattr(import_module(f"perfscore.spark.{_HOMES[name]}"), name)
    globals()[name] = found
    return found
