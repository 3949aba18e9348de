"""Verify a scorecard: score the filing it carries again and compare every value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from perfscore.documents import require_kind
from perfscore.documents.document import Document
from perfscore.documents.validation import validated
from perfscore.errors import FilingError, Place, Problem
from perfscore.model.evidence import FileState, Trust
from perfscore.model.filing import Filing
from perfscore.model.review import Review
from perfscore.rubric.tree import Rubric
from perfscore.scoring.record import FORMAT, as_record
from perfscore.scoring.scorecard import Scorecard
from perfscore.scoring.single import score

__all__ = ["Difference", "carried_filing", "differences", "named_rubric", "verified"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A value of a scorecard that scoring again does not give; ``None`` stands for absent."""

    path: str
    found: Any
    expected: Any


def named_rubric(card: Document) -> tuple[str, str]:
    """Id and edition of the rubric that a scorecard names.

    Raises :class:`FilingError` for data that is no scorecard, or one of a newer format.
    """
    require_kind(card, "scorecard", FilingError)
    data = card.data
    if not isinstance(data, dict) or "format" not in data or "filing" not in data:
        raise FilingError(Problem("card-expected", card.place(())))
    if data["format"] != FORMAT:
        details = (("expected", str(FORMAT)), ("found", str(data["format"])))
        raise FilingError(Problem("card-format", card.place(("format",)), details))
    rubric = data.get("rubric")
    names = [rubric.get(key) if isinstance(rubric, dict) else None for key in ("id", "edition")]
    if not all(isinstance(name, str) for name in names):
        raise FilingError(Problem("card-expected", card.place(("rubric",))))
    return str(names[0]), str(names[1])


def carried_filing(card: Document) -> Filing:
    """The filing that a scorecard carries, with the places it was read from."""
    filing = validated(card.part("filing"), Filing, FilingError)
    files = card.data.get("files")
    for name, state in files.items() if isinstance(files, dict) else ():
        if name in filing.sources and state in set(FileState):
            filing.sources[name].checked_as(FileState(state))
    lines = card.data.get("lines")
    if isinstance(lines, dict) and isinstance(lines.get("file"), str):
        main = lines["file"]
        filing.name_as(main, _place(main, lines.get("rubric")))
        filing.place_keys({key: _place(main, lines.get(key)) for key in filing.placed_keys})
        for path, placed in filing.placed():
            placed.place_at(_place(main, lines.get(".".join(map(str, path)))))
    return filing


def _place(main: str, line: Any) -> Place:
    """A line of the main file, or one with the name of another file."""
    if isinstance(line, dict) and isinstance(line.get("file"), str):
        return _place(line["file"], line.get("line"))
    return Place(main, line) if isinstance(line, int) else Place()


def _carried_review(card: Document) -> Review | None:
    if not isinstance(card.data.get("review"), dict):
        return None
    carried = card.part("review")
    review = validated(carried.part("content"), Review, FilingError)
    file, lines = carried.data.get("file"), carried.data.get("lines")
    if isinstance(file, str) and isinstance(lines, list):
        for override, line in zip(review.overrides, lines, strict=False):
            override.place_at(_place(file, line))
    return review


def differences(card: Document, rubric: Rubric) -> tuple[Difference, ...]:
    """Every value of a scorecard that differs when it is scored again; empty when it is true."""
    return verified(card, rubric)[1]


def verified(card: Document, rubric: Rubric) -> tuple[Scorecard | None, tuple[Difference, ...]]:
    """A scorecard scored again, ``None`` where that fails, and every value that differs."""
    trust = card.data.get("trust")
    if not isinstance(trust, str) or trust not in set(Trust):
        return None, (Difference("trust", trust, ", ".join(Trust)),)
    try:
        filing, review = carried_filing(card), _carried_review(card)
        again = score(filing, rubric, trust=Trust(trust), review=review)
    except FilingError as error:
        # Nothing that score wrote fails to be scored again: something that is carried was edited.
        return None, (Difference("filing", error.problems[0].message(), None),)
    return again, tuple(_differing("", card.data, as_record(again)))


def _differing(path: str, found: Any, expected: Any) -> Iterator[Difference]:
    if isinstance(found, dict) and isinstance(expected, dict):
        for key in dict.fromkeys([*expected, *found]):
            yield from _differing(f"{path}.{key}".strip("."), found.get(key), expected.get(key))
            if (key in found) != (key in expected) and found.get(key) == expected.get(key):
                yield Difference(f"{path}.{key}".strip("."), found.get(key), expected.get(key))
    elif isinstance(found, list) and isinstance(expected, list):
        if len(found) != len(expected):
            yield Difference(f"{path}[]", len(found), len(expected))
        for index in range(max(len(found), len(expected))):
            one = found[index] if index < len(found) else None
            other = expected[index] if index < len(expected) else None
            yield from _differing(f"{path}[{index}]", one, other)
    elif found != expected or type(found) is not type(expected):
        yield Difference(path, found, expected)
