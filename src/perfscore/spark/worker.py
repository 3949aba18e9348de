"""What Spark calls in its Python workers; all that computes is imported behind it, when it is known
how many threads there are."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["call", "score_batches"]


def _one_thread() -> None:
    """One task has one core; Polars would take all that the machine has, and asks once."""
    os.environ.setdefault("POLARS_MAX_THREADS", "1")


def score_batches(kernel: bytes, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The scores of the batches of a partition."""
    _one_thread()
    from perfscore.spark.batches import scored_batches

    return scored_batches(pickle.loads(kernel), batches)  # noqa: S301 - the driver made it


def call(task: str, common: bytes, *given: Any) -> Any:
    """The result of a function of ``perfscore.spark.tasks``; what it is given for every file comes
    pickled, since its classes bring Polars with them."""
    _one_thread()
    work = getattr(import_module("perfscore.spark.tasks"), task)
    return work(*pickle.loads(common), *given)  # noqa: S301 - the driver made it
