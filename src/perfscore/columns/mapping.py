"""How a table is read: which column states which measure, and in which unit."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PrivateAttr, model_validator

from perfscore.documents import read_bytes, read_yaml
from perfscore.documents.validation import validated
from perfscore.errors import UsageError
from perfscore.model.fields import Frozen
from perfscore.values import Amount, Value, Words, read_value

__all__ = ["Column", "TableMapping", "read_table_mapping"]


_FLOAT = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d{1,3}", re.ASCII)


class Column(Frozen):
    """A column and how its cells are written.

    ``unit`` is the unit of numbers that have none; ``values`` says what single cells mean, and
    ``otherwise`` what all others do. Written as plain text where there is only the name.
    """

    column: str
    unit: str = ""
    values: dict[str, str] = Field(default_factory=dict)
    otherwise: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, given: Any) -> Any:
        return {"column": given} if isinstance(given, str) else given

    def value(self, cell: str) -> Value:
        """What a cell states; raises :class:`Refusal` for a text that cannot be read."""
        bare = cell.strip()
        said = self.values.get(bare, bare if self.otherwise is None else self.otherwise)
        if _FLOAT.fullmatch(said):
            # Programs write very small and very large numbers like this.
            said = f"{Decimal(said):f}"
        value = read_value(said)
        if isinstance(value, Amount) and not value.unit:
            return replace(value, unit=self.unit)
        # Words are as they were written: a sign of the rubric may be spelt like a unit.
        return Words(said) if isinstance(value, Words) else value


def _several(given: Any) -> Any:
    return (given,) if isinstance(given, str) else given


class TableMapping(Frozen):
    """How a table of departments is read, one row each.

    ``id`` is the column that tells them apart, or several that do so together; ``name`` the one
    that says what they are called, and ``period`` the year that all rows are for. ``columns`` maps
    measures to columns.
    """

    id: Annotated[tuple[str, ...], BeforeValidator(_several)] = ("id",)
    name: str = ""
    period: str = ""
    columns: dict[str, Column] = Field(min_length=1)

    _name: str = PrivateAttr(default="")

    @property
    def name_of_file(self) -> str:
        """The file that it was read from; empty when a program made it."""
        return self._name

    def named(self, name: str) -> TableMapping:
        """The same mapping with the file it was read from."""
        self._name = name
        return self


def read_table_mapping(path: str | Path) -> TableMapping:
    """A mapping from a YAML file; raises :class:`UsageError` with every problem found."""
    where = Path(path)
    document = read_yaml(read_bytes(where, UsageError), str(where), UsageError)
    return validated(document, TableMapping, UsageError).named(str(where))
