"""What goes wrong: problems with a code, a place, the offending text and a hint.

Wrong files and wrong programs raise one of the exceptions here. A doubtful statement in a good
file is a finding (``perfscore.reconciliation``), never an exception.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from perfscore import wording
from perfscore.wording import Lang, Text

__all__ = [
    "FilingError",
    "PerfscoreError",
    "Place",
    "PluginError",
    "Problem",
    "Refusal",
    "RubricError",
    "UsageError",
    "alike",
]

SHOWN_AT_ONCE = 20
NAMES_LISTED = 12
# Characters from here on are as a rule two cells wide.
WIDE_FROM = 0x2E80


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a document, and in it a line and column or a locator.

    ``line`` and ``column`` count from 1. ``locator`` is a section, a sheet and cell, or a path
    inside the document. ``source`` is the line itself, for the caret.
    """

    document: str = ""
    line: int | None = None
    column: int | None = None
    locator: str = ""
    source: str = ""

    def __str__(self) -> str:
        numbers = "".join(f":{n}" for n in (self.line, self.column) if n is not None)
        return " ".join(part for part in (self.document + numbers, self.locator) if part)

    def shifted(self, columns: int) -> Place:
        """The same place some columns further right."""
        return self if self.column is None else replace(self, column=self.column + columns)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, with all that is needed to say it in either language.

    ``code`` names the sentence in ``wording/errors.toml``; ``details`` fills it in.
    """

    code: str
    place: Place = Place()
    details: tuple[tuple[str, str | Text], ...] = ()
    warning: bool = False

    def message(self, lang: Lang = "en") -> str:
        """What is wrong and what was expected, in one sentence."""
        arguments: dict[str, Any] = dict(self.details)
        return wording.say("errors", self.code, lang, **arguments)

    def hint(self, lang: Lang = "en") -> str:
        """What to do about it; empty when the message already says so."""
        if not wording.has("errors", self.code, "hint"):
            return ""
        arguments: dict[str, Any] = dict(self.details)
        return wording.say("errors", self.code, lang, part="hint", **arguments)

    def render(self, lang: Lang = "en") -> str:
        """The problem as it is printed: place, code, message, source line, caret and hint."""
        level = wording.say("errors", "warning-label" if self.warning else "error-label", lang)
        head = f"{self.place}: " if str(self.place) else ""
        lines = [f"{head}{level}[{self.code}]: {self.message(lang)}"]
        if self.place.source and self.place.column is not None:
            source, column = _window(self.place.source, self.place.column)
            lines += [f"    {source}", "    " + _under(source, column) + "^"]
        if hint := self.hint(lang):
            lines.append(f"    {wording.say('errors', 'hint-label', lang)}: {hint}")
        return "\n".join(lines)


def _window(source: str, column: int, width: int = 100) -> tuple[str, int]:
    """The part of a long source line around a column."""
    if len(source) <= width:
        return source, column
    start = max(0, min(column - width // 2, len(source) - width))
    return source[start : start + width], column - start


def _under(source: str, column: int) -> str:
    """Spaces that end under a column; a full-width character is two cells wide."""
    return "".join("\u3000" if ord(c) >= WIDE_FROM else " " for c in source[: column - 1])


class PerfscoreError(Exception):
    """Base of every error of this library; carries all problems found at once."""

    exit_code = 5

    def __init__(self, *problems: Problem) -> None:
        self.problems: tuple[Problem, ...] = problems
        super().__init__(*problems)

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), self.problems)

    @property
    def code(self) -> str:
        """The code of the first problem."""
        return self.problems[0].code

    @property
    def place(self) -> Place:
        """The place of the first problem."""
        return self.problems[0].place

    def render(self, lang: Lang = "en") -> str:
        """All problems as printed, at most twenty, then a count."""
        lines = [problem.render(lang) for problem in self.problems[:SHOWN_AT_ONCE]]
        if (left := len(self.problems) - SHOWN_AT_ONCE) > 0:
            lines.append(wording.say("errors", "more-problems", lang, count=left))
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.render()


class UsageError(PerfscoreError):
    """The call asks for something that is not there: a path, a language, a file name."""

    exit_code = 2


class FilingError(PerfscoreError):
    """A filing cannot be read or does not fit its rubric."""

    exit_code = 3


class RubricError(PerfscoreError):
    """A rubric cannot be read, found or trusted."""

    exit_code = 4


class PluginError(RubricError):
    """A plug-in that was asked for is broken, or two of them clash."""


class Refusal(PerfscoreError, ValueError):
    """A text that cannot be read, raised before anyone knows the file it stands in.

    ``start`` is the offset of the offending characters in that text, ``field`` the key it was
    given under when that is not the place of the error itself. Loaders catch it, or find it
    inside a pydantic error, and raise the problem again with its place.
    """

    exit_code = 3

    def __init__(
        self, code: str, *, start: int = 0, field: str = "", **details: str | Text
    ) -> None:
        self.start = start
        self.field = field
        super().__init__(Problem(code, details=tuple(sorted(details.items()))))

    def at(self, place: Place, counts: bool = True) -> Problem:
        """The same problem at a known place, shifted by its offset where that ``counts``."""
        return replace(self.problems[0], place=place.shifted(self.start if counts else 0))

    def under(self, field: str) -> Refusal:
        """The same refusal of a text that was given under a key."""
        self.field = field
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        details: dict[str, Any] = dict(self.problems[0].details)
        return (_refused_again, (self.code, self.start, self.field, details))


def _refused_again(code: str, start: int, field: str, details: dict[str, Any]) -> Refusal:
    return Refusal(code, start=start, field=field, **details)


def alike(name: str, known: Iterable[str]) -> Text:
    """A did-you-mean clause for an unknown name, or the list of what there is."""
    names: Sequence[str] = sorted(set(known))
    close = get_close_matches(name, names, n=3, cutoff=0.6)
    if close:
        return wording.text("errors", "did-you-mean", names=", ".join(close))
    if not names:
        return wording.text("errors", "nothing-known")
    shown = ", ".join(names[:NAMES_LISTED]) + (", …" if len(names) > NAMES_LISTED else "")
    return wording.text("errors", "known-are", names=shown)
