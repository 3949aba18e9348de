"""YAML without surprises.

PyYAML is used for its events only: it has no say in what a scalar means. Anchors, tags, duplicate
keys and scalars that YAML readers disagree on (``NO``, ``010``, ``1e3``, ``12:30``) are refused
with their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import yaml

from perfscore.documents.document import Document, DocumentPath, decoded
from perfscore.errors import PerfscoreError, Place, Problem

__all__ = ["events_document", "read_yaml"]

DEEPEST = 32
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_WHOLE = re.compile(r"-?(?:0|[1-9]\d{0,17})", re.ASCII)
_DECIMAL = re.compile(r"-?(?:0|[1-9]\d{0,17})\.\d{1,18}", re.ASCII)
# What some reader of YAML 1.1 or 1.2 takes for a number, a boolean, a null or a time.
_DISPUTED = re.compile(
    r"[-+]?[.\d][\d_,.]*(?:[eE][-+]?\d*)?|0[xob][\da-fA-F_]+|[-+]?\.(?:inf|nan)|[-+]?\d+(?::\d+)+"
    r"|nan|inf|infinity|yes|no|on|off|y|n|~|none|true|false|null",
    re.IGNORECASE | re.ASCII,
)
_PLAIN_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


class _Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def read_yaml(content: bytes, name: str, error: type[PerfscoreError]) -> Document:
    """Read a YAML file; raises ``error`` with file, line, column and the source line."""
    return events_document(decoded(content, name, error), name, error)


def events_document(text: str, name: str, error: type[PerfscoreError]) -> Document:
    """Read YAML text."""
    composer = _Composer(name, text)
    try:
        data = composer.document()
    except _Refused as refused:
        raise error(refused.problem) from None
    except yaml.MarkedYAMLError as cause:
        mark = cause.problem_mark or cause.context_mark
        place = composer.place(mark) if mark else Place(name)
        if "nesting depth" in (cause.problem or ""):
            # The parser reads ahead: it may meet its own limit before ours.
            raise error(Problem("yaml-too-deep", place, (("most", str(DEEPEST)),))) from cause
        details = (("reason", cause.problem or cause.context or "?"),)
        raise error(Problem("yaml-syntax", place, details)) from cause
    except yaml.reader.ReaderError as cause:
        before = text[: int(cause.position)] if isinstance(cause.position, int) else ""
        place = Place(name, line=before.count("\n") + 1)
        details = (("reason", str(cause.reason)),)
        raise error(Problem("yaml-syntax", place, details)) from cause
    return Document(name, data, composer.values, composer.keys, frozenset(composer.texts))


class _Composer:
    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.lines = text.splitlines()
        self.events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
        self.values: dict[DocumentPath, Place] = {}
        self.keys: dict[DocumentPath, Place] = {}
        self.texts: set[DocumentPath] = set()

    def place(self, mark: Any) -> Place:
        source = self.lines[mark.line] if mark.line < len(self.lines) else ""
        return Place(self.name, mark.line + 1, mark.column + 1, source=source)

    def document(self) -> Any:
        next(self.events)
        start = next(self.events)
        if isinstance(start, yaml.StreamEndEvent):
            raise _Refused(Problem("file-empty", Place(self.name)))
        data = self._node(next(self.events), ())
        next(self.events)
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise self._refused("yaml-second-document", after)
        return data

    def _node(self, event: Any, path: DocumentPath) -> Any:
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise self._refused("yaml-anchor", event)
        if event.tag is not None:
            raise self._refused("yaml-tag", event, found=str(event.tag))
        if len(path) > DEEPEST:
            raise self._refused("yaml-too-deep", event, most=str(DEEPEST))
        self.values[path] = self._value_place(event)
        if isinstance(event, yaml.ScalarEvent):
            marks: Any = event
            if marks.start_mark.line == marks.end_mark.line:
                self.texts.add(path)
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return self._mapping(path)

    def _value_place(self, event: Any) -> Place:
        place = self.place(event.start_mark)
        quoted = isinstance(event, yaml.ScalarEvent) and event.style in ("'", '"')
        return place.shifted(1) if quoted else place

    def _sequence(self, path: DocumentPath) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._node(event, (*path, len(items))))
        return items

    def _mapping(self, path: DocumentPath) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self._refused("yaml-key", event)
            if event.anchor is not None or event.tag is not None:
                raise self._refused("yaml-anchor", event)
            key = str(event.value)
            here = (*path, key)
            if key in found:
                first = str(self.keys[here].line)
                raise self._refused("yaml-duplicate-key", event, found=key, first=first)
            self.keys[here] = self._value_place(event)
            found[key] = self._node(next(self.events), here)
        return found

    def _scalar(self, event: Any) -> Any:
        value = str(event.value)
        # The C parser says "" where the Python one says None for a plain scalar.
        if event.style:
            return value
        if value in _PLAIN_WORDS:
            return _PLAIN_WORDS[value]
        if _WHOLE.fullmatch(value):
            return int(value)
        if _DECIMAL.fullmatch(value):
            return Decimal(value)
        if not value or _DISPUTED.fullmatch(value):
            code = "yaml-disputed-scalar" if value else "yaml-empty-value"
            raise self._refused(code, event, found=value)
        return value

    def _refused(self, code: str, event: Any, **details: str) -> _Refused:
        place = self.place(event.start_mark)
        return _Refused(Problem(code, place, tuple(sorted(details.items()))))
