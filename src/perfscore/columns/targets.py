"""Targets that departments set themselves: a second table, one target a row.

Rows name their department as the first table does. ``under`` is the row of the rubric that the
target belongs to, ``planned`` its planned value and ``actual`` what was reached; ``compare``,
``kind``, ``unit``, ``weight``, ``title`` and ``judged`` are there where they are needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from perfscore.columns.ids import ids_of
from perfscore.columns.mapping import Column
from perfscore.columns.sources import Source
from perfscore.documents import Document
from perfscore.documents.validation import validated
from perfscore.errors import FilingError, Place, Problem, Refusal, UsageError, alike
from perfscore.model.evidence import Evidence
from perfscore.model.target import Target
from perfscore.rules.targets import judged_name
from perfscore.values import Absent, Value

__all__ = ["TargetTable", "read_targets", "targets_of"]

_NEEDED = ("under", "planned")
_MORE = ("actual", "compare", "kind", "unit", "weight", "title", "judged")
_ID = "id"


@dataclass(frozen=True, eq=False)
class TargetTable:
    """All targets, as texts, with the id of their department in ``id``."""

    frame: pl.DataFrame

    @property
    def ids(self) -> pl.Series:
        """The departments that have targets, each once."""
        return self.frame[_ID].unique()

    def of(self, ids: pl.Series) -> dict[str, list[dict[str, str | None]]]:
        """The targets of some departments."""
        chosen = self.frame.filter(pl.col(_ID).is_in(ids.implode()))
        found: dict[str, list[dict[str, str | None]]] = {}
        for row in chosen.iter_rows(named=True):
            found.setdefault(row[_ID], []).append(row)
        return found


def read_targets(source: Source, id_columns: Sequence[str]) -> TargetTable:
    """A table of targets whose departments stand in these columns.

    Raises :class:`UsageError` for columns that are missing or hold floats.
    """
    wanted = [*id_columns, *_NEEDED]
    wanted += [name for name in _MORE if name in source.schema]
    problems = []
    for name in wanted:
        if name not in source.schema:
            details: Any = (("found", name), ("known", alike(name, source.schema)))
            problems.append(Problem("column-missing", Place(source.name), details))
        elif source.schema[name].is_float():
            details = (("expected", "text / number"), ("found", str(source.schema[name])))
            place = Place(source.name, locator=name)
            problems.append(Problem("column-kind", place, (*details, ("measure", "targets"))))
    if problems:
        raise UsageError(*problems)
    blocks = [
        block.select(ids_of(block, id_columns), pl.col(wanted[len(id_columns) :]).cast(pl.String))
        for block in source.blocks(wanted)
    ]
    schema = dict.fromkeys((_ID, *wanted[len(id_columns) :]), pl.String)
    return TargetTable(pl.concat([pl.DataFrame(schema=schema), *blocks]))


def targets_of(
    rows: Sequence[Mapping[str, str | None]],
) -> tuple[tuple[Target, ...], tuple[Evidence, ...]]:
    """The targets of one department, and what it states of them.

    Raises :class:`FilingError` for one that cannot be read.
    """
    targets: list[Target] = []
    evidence: list[Evidence] = []
    for number, row in enumerate(rows, 1):
        target = _target(number, row)
        targets.append(target)
        evidence += _evidence(target, row)
    return tuple(targets), tuple(evidence)


def _target(number: int, row: Mapping[str, str | None]) -> Target:
    said = {name: row[name] for name in ("compare", "kind", "weight") if row.get(name)}
    title = row.get("title") or f"{row['under']} {number}"
    given = {
        **said,
        "id": f"target_{number}",
        "under": row["under"] or "",
        "title": {"zh": title, "en": title},
        "planned": _value(row, "planned"),
    }
    return validated(Document("", given, {}, {}), Target, FilingError)


def _evidence(target: Target, row: Mapping[str, str | None]) -> Iterator[Evidence]:
    judged = judged_name(target) if target.kind == "level" else None
    for name, column in ((target.id, "actual"), (judged, "judged")):
        if name is None or not row.get(column):
            continue
        given = {"measure": name, "value": _value(row, column)}
        evidence = validated(Document("", given, {}, {}), Evidence, FilingError)
        if evidence.value is not Absent.MISSING:
            yield evidence


def _value(row: Mapping[str, str | None], name: str) -> Value:
    """A cell's value; numbers without a unit are in the row's, judged shares in none."""
    unit = "" if name == "judged" else row.get("unit") or ""
    try:
        return Column(column=name, unit=unit).value(row.get(name) or "")
    except Refusal as refusal:
        raise FilingError(refusal.at(Place(locator=f"targets {name}"), counts=False)) from refusal
