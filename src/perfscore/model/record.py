"""Records: rows of one kind (contracts, months, sub-units) from which a measure is worked out."""

from __future__ import annotations

from typing import Any

from pydantic import model_validator

from perfscore.model.evidence import Placed
from perfscore.model.fields import ValueField

__all__ = ["Record", "Records"]

_OWN_KEYS = ("name", "place")


class Record(Placed):
    """One row: a value for each field of its table; ``name`` and ``place`` say which row it is."""

    given: dict[str, ValueField]
    name: str = ""
    place: str = ""

    @model_validator(mode="before")
    @classmethod
    def _flat(cls, given: Any) -> Any:
        if not isinstance(given, dict) or "given" in given:
            return given
        own = {key: value for key, value in given.items() if key in _OWN_KEYS}
        return {**own, "given": {k: v for k, v in given.items() if k not in _OWN_KEYS}}


class Records(Placed):
    """The rows of one table, and the source that they stand in.

    A table without rows says that there were none; a table that is not filed says nothing.
    """

    rows: tuple[Record, ...]
    source: str = ""
    place: str = ""
