"""How a table of published figures is read: which columns are evidence, which are results."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import Field, PrivateAttr, field_validator, model_validator

from perfscore.columns.mapping import Column
from perfscore.documents import read_bytes, read_yaml
from perfscore.documents.validation import validated
from perfscore.errors import Refusal, UsageError
from perfscore.model.fields import Frozen, Identifier, Title

__all__ = ["Column", "Mapping", "Result", "read_mapping"]


class Edition(Frozen):
    """The edition and the period of rows with one value of a column."""

    edition: str
    period: str


class Editions(Frozen):
    """Which edition each row is for, by the text of a ``column``, or the same one for all."""

    column: str = ""
    values: dict[str, Edition] = Field(default_factory=dict)
    otherwise: Edition | None = None
    period: str = ""

    @model_validator(mode="after")
    def _complete(self) -> Any:
        if not self.values and self.otherwise is None:
            raise Refusal("key-missing", name="otherwise")
        if self.values and not self.column:
            raise Refusal("key-missing", name="column")
        return self


class Result(Frozen):
    """One published result: what it is computed from, and where it stands.

    ``evidence`` maps measures to columns. ``compare`` maps rows (a path, ``total`` or ``grade``) to
    the columns with what was published; cells that say one of ``not published`` are none.
    """

    id: Identifier
    title: Title
    evidence: dict[str, Column] = Field(min_length=1)
    compare: dict[str, str] = Field(min_length=1)
    not_published: tuple[str, ...] = Field(default=("",), alias="not published")


class Mapping(Frozen):
    """How a table is read for a rubric; ``name`` lists the columns that name a row."""

    rubric: str
    title: Title
    name: tuple[str, ...] = Field(min_length=1)
    editions: Editions
    results: tuple[Result, ...] = Field(min_length=1)

    @field_validator("results")
    @classmethod
    def _apart(cls, results: tuple[Result, ...]) -> tuple[Result, ...]:
        ids = [result.id for result in results]
        if twice := next((name for name in ids if ids.count(name) > 1), None):
            raise Refusal("id-repeated", found=twice)
        return results

    _name: str = PrivateAttr(default="")

    @property
    def name_of_file(self) -> str:
        """The file that it was read from; empty when a program made it."""
        return self._name

    def named(self, name: str) -> Mapping:
        """The same mapping with the file it was read from."""
        self._name = name
        return self

    def columns(self) -> dict[str, None]:
        """Every column that is read, in order."""
        named = [*self.name, self.editions.column, self.editions.period]
        for result in self.results:
            named += [each.column for each in result.evidence.values()]
            named += result.compare.values()
        return dict.fromkeys(column for column in named if column)


def read_mapping(path: str | Path) -> Mapping:
    """A mapping from a YAML file; raises :class:`UsageError` with every problem found."""
    where = Path(path)
    document = read_yaml(read_bytes(where, UsageError), str(where), UsageError)
    return validated(document, Mapping, UsageError).named(str(where))
