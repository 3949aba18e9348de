"""A second score over some of the rows: groups that overlap, and parts of several groups."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from perfscore.model.fields import Frozen, Identifier, Title
from perfscore.rubric.basis import Basis

__all__ = ["View"]


class View(Frozen):
    """The ``sum`` of some rows' scores, or their ``mean`` share of their points."""

    id: Identifier
    title: Title
    of: tuple[str, ...] = Field(min_length=1)
    combine: Literal["sum", "mean"] = "sum"
    basis: Basis
