"""An edition that extends another one names only what differs.

``extends`` is a rubric file in the same folder. Top-level keys replace those of the base, except
``codes``, ``measures``, ``methods``, ``records`` and ``sources``, whose entries are added or
replaced one by one.
``changes`` maps the path of a row to the fields that differ there; inside a mapping the same holds
again. A list, and a rule of another kind, is replaced whole.
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
_BY_ENTRY = ("codes", "measures", "methods", "records", "sources")


def extended(base: Document, own: Document) -> Document:
    """The base with the changes of another document; every part keeps the place it came from.

    Raises :class:`RubricError` for a change of a row that the base does not have.
    """
    for document in (base, own):
        _require_mapping(document.data, document.place(()), "/")
    merging = _Merging(base)
    for key, value in own.data.items():
        if key in _BY_ENTRY and isinstance(value, dict):
            _require_mapping(merging.data.get(key, {}), base.place((key,)), key)
            for name, entry in value.items():
                merging.put((key, name), entry, own, (key, name))
        elif key not in (EXTENDS, CHANGES):
            merging.put((key,), value, own, (key,))
    changes = own.data.get(CHANGES, {})
    _require_mapping(changes, own.place((CHANGES,)), CHANGES)
    # A row before those inside it: its change may put others in their place.
    for row, fields in sorted(changes.items(), key=lambda change: str(change[0]).count(".")):
        here = (CHANGES, row)
        paths = dict(_rows(merging.data, ()))
        if row not in paths:
            details = (("found", str(row)), ("known", alike(str(row), paths)))
            raise RubricError(Problem("path-unknown", own.key_place(here), details))
        _require_mapping(fields, own.place(here), str(row))
        merging.merge(paths[row], fields, own, here)
    return replace(
        own,
        data=merging.data,
        values=merging.values,
        keys=merging.keys,
        texts=frozenset(merging.texts),
    )


def _other_kind(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether a rule is replaced by one of another kind, of which nothing old would be left."""
    return "kind" in new and new["kind"] != old.get("kind")


def _require_mapping(data: Any, place: Place, name: str) -> None:
    if not isinstance(data, dict):
        details = (("found", "…"), ("name", name))
        raise RubricError(Problem("mapping-expected", place, details))


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
            old = self._at(path).get(name)
            if isinstance(value, dict) and isinstance(old, dict) and not _other_kind(old, value):
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
