"""A measure of a whole cohort: the median of all departments, or a department's rank among them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from perfscore.errors import Refusal
from perfscore.model.fields import Frozen, ShareField

__all__ = ["Peers"]


class Peers(Frozen):
    """``take`` over the readings of measure ``of`` in a cohort, or in those of one level of
    ``group``.

    A ``quantile`` is the value that at least ``share`` of the cohort do not exceed (the nearest
    rank). A ``rank`` counts from 1 for the highest, or the lowest with ``first: lowest``; ``ties``
    says whether equal members share the better or the worse rank. A cohort smaller than ``fewest``
    is refused.
    """

    of: str
    take: Literal["median", "least", "greatest", "quantile", "rank", "count"]
    group: str = ""
    share: ShareField | None = None
    first: Literal["highest", "lowest"] = "highest"
    ties: Literal["better", "worse"] | None = None
    fewest: int = Field(default=2, ge=2)

    @model_validator(mode="after")
    def _complete(self) -> Any:
        if (self.take == "quantile") is (self.share is None):
            raise Refusal("peers-share", field="share")
        if (self.take == "rank") is (self.ties is None):
            raise Refusal("peers-ties", field="ties")
        return self
