"""An edition that extends another one names only what differs.

``extends`` is a rubric file in the same folder. Top-level keys replace those of the base, except
``measures`` and ``sources``, whose entries are added or replaced one by one. ``changes`` maps the
path of a row to the fields that differ there; inside a mapping the same holds again, a list is
replaced whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any

from perfscore.documents import Document
from perfscore.documents.document import DocumentPath
from perfscore.errors import Place, Problem, RubricError, alike

__all__ = ["CHANGES", "EXTENDS", "extended"]

EXTENDS = "extends"
CHANGES = "changes"
_BY_ENTRY = ("measures", "sources")


def extended(base: Document, own: Document) -> Document:
    """The base with the changes of another document; every part keeps the place it came from.

    Raises :class:`RubricError` for a change of a row that the base does not have.
    """
    merging = _Merging(base)
    for key, value in own.data.items():
        if key in _BY_ENTRY and isinstance(value, dict):
            for name, entry in value.items():
                merging.put((key, name), entry, own, (key, name))
        elif key not in (EXTENDS, CHANGES):
            merging.put((key,), value, own, (key,))
    changes = own.data.get(CHANGES, {})
    if not isinstance(changes, dict):
        raise RubricError(Problem("mapping-expected", own.place((CHANGES,)), _named(CHANGES)))
    paths = dict(_rows(base.data, ()))
    for row, fields in changes.items():
        here = (CHANGES, row)
        if row not in paths:
            details = (("found", str(row)), ("known", alike(str(row), paths)))
            raise RubricError(Problem("path-unknown", own.key_place(here), details))
        if not isinstance(fields, dict):
            raise RubricError(Problem("mapping-expected", own.place(here), _named(row)))
        merging.merge(paths[row], fields, own, here)
    return replace(
        own,
        data=merging.data,
        values=merging.values,
        keys=merging.keys,
        texts=frozenset(merging.texts),
    )


def _named(name: str) -> tuple[tuple[str, str], ...]:
    return (("found", "…"), ("name", name))


def _rows(data: Any, path: DocumentPath, above: str = "") -> Iterator[tuple[str, DocumentPath]]:
    """Where each row of a rubric document stands, by its path of ids."""
    children = data.get("criteria") if isinstance(data, dict) else None
    for index, child in enumerate(children if isinstance(children, list) else ()):
        if isinstance(child, dict):
            row, here = f"{above}{child.get('id')}", (*path, "criteria", index)
            yield row, here
            yield from _rows(child, here, row + ".")


class _Merging:
    """A document while parts of another are put into it."""

    def __init__(self, base: Document) -> None:
        self.data: Any = deepcopy(base.data)
        self.values: dict[DocumentPath, Place] = dict(base.values)
        self.keys: dict[DocumentPath, Place] = dict(base.keys)
        self.texts: set[DocumentPath] = set(base.texts)

    def merge(
        self, path: DocumentPath, fields: Mapping[str, Any], own: Document, here: DocumentPath
    ) -> None:
        for name, value in fields.items():
            inside, there = (*path, name), (*here, name)
            if isinstance(value, dict) and isinstance(self._at(path).get(name), dict):
                self.merge(inside, value, own, there)
            else:
                self.put(inside, value, own, there)

    def put(self, path: DocumentPath, value: Any, own: Document, here: DocumentPath) -> None:
        """A value of the other document in place of what stands at a path."""
        self._at(path[:-1])[path[-1]] = deepcopy(value)
        for places, others in ((self.values, own.values), (self.keys, own.keys)):
            for old in [each for each in places if each[: len(path)] == path]:
                del places[old]
            for each, place in others.items():
                if each[: len(here)] == here:
                    places[(*path, *each[len(here) :])] = place
        self.texts = {each for each in self.texts if each[: len(path)] != path} | {
            (*path, *each[len(here) :]) for each in own.texts if each[: len(here)] == here
        }

    def _at(self, path: DocumentPath) -> Any:
        found = self.data
        for part in path:
            found = found.setdefault(part, {}) if isinstance(found, dict) else found[part]
        return found
