"""A file as plain data that remembers where each part of it stands."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from perfscore.errors import PerfscoreError, Place, Problem

__all__ = ["Document", "DocumentPath", "decoded", "digest", "read_bytes"]

DocumentPath = tuple[str | int, ...]
LARGEST = 16 * 1024 * 1024


@dataclass(frozen=True)
class Document:
    """Plain data (text, int, Decimal, bool, None, lists, dicts) with the places of its parts.

    ``texts`` are the paths of texts that stand in one line, in which an offset can be pointed at.
    """

    name: str
    data: Any
    values: Mapping[DocumentPath, Place]
    keys: Mapping[DocumentPath, Place]
    texts: frozenset[DocumentPath] = frozenset()

    def place(self, path: DocumentPath) -> Place:
        """Where a value stands, or the nearest thing around it that has a place."""
        return self._nearest(self.values, path)

    def part(self, key: str) -> Document:
        """What stands under a key, as a document of its own."""
        values = {path[1:]: at for path, at in self.values.items() if path[:1] == (key,)}
        keys = {path[1:]: at for path, at in self.keys.items() if path[:1] == (key,)}
        data = self.data.get(key) if isinstance(self.data, dict) else None
        return Document(self.name, data, values, keys)

    def key_place(self, path: DocumentPath) -> Place:
        """Where the key of a value stands."""
        return self.keys.get(path) or self.place(path)

    @cached_property
    def _inside(self) -> dict[DocumentPath, dict[str, Place]]:
        found: dict[DocumentPath, dict[str, Place]] = {}
        for path, place in self.values.items():
            if path:
                found.setdefault(path[:-1], {})[str(path[-1])] = place
        return found

    def field_places(self, path: DocumentPath) -> dict[str, Place]:
        """Where the values of a mapping stand, by key."""
        return self._inside.get(path, {})

    def _nearest(self, places: Mapping[DocumentPath, Place], path: DocumentPath) -> Place:
        for end in range(len(path), -1, -1):
            if path[:end] in places:
                return places[path[:end]]
        return Place(self.name)

    @property
    def digest(self) -> str:
        """SHA-256 of the content; comments, key order and line ends do not count."""
        return digest(self.data)


def digest(data: Any) -> str:
    """SHA-256 of plain data in canonical JSON: sorted keys, no spaces, numbers as text."""
    text = json.dumps(
        data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_as_text
    )
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _as_text(value: Any) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)


def read_bytes(path: Path, error: type[PerfscoreError]) -> bytes:
    """A file's bytes; every way in which it cannot be read is one clear error."""
    place = Place(str(path))
    try:
        if path.is_dir():
            raise error(Problem("file-is-folder", place))
        content = path.read_bytes()
    except FileNotFoundError as cause:
        raise error(Problem("file-missing", place)) from cause
    except PermissionError as cause:
        raise error(Problem("file-forbidden", place)) from cause
    except OSError as cause:
        reason = (("reason", cause.strerror or type(cause).__name__),)
        raise error(Problem("file-unreadable", place, reason)) from cause
    if not content.strip():
        raise error(Problem("file-empty", place))
    if len(content) > LARGEST:
        most = (("most", f"{LARGEST // 1024 // 1024} MiB"),)
        raise error(Problem("file-too-large", place, most))
    return content


def decoded(content: bytes, name: str, error: type[PerfscoreError]) -> str:
    """UTF-8 text of a file; another encoding is named, never guessed at."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as cause:
        encoding = _encoding_of(content)
        place = Place(name, line=content[: cause.start].count(b"\n") + 1)
        raise error(Problem("file-encoding", place, (("found", encoding),))) from cause


def _encoding_of(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return "?"
    return "GB18030 (GBK)"
