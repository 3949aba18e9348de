"""Tables as text, Markdown and JSON."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

__all__ = ["Table", "duration", "ratio", "size", "whole"]


@dataclass
class Table:
    """Rows of texts under a title; notes say what a reader has to know to read them."""

    title: str
    columns: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def text(self) -> str:
        """Aligned columns."""
        lines = [self.columns, *self.rows]
        widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
        said = ["  ".join(map(_padded, line, widths)).rstrip() for line in lines]
        rule = "  ".join("-" * width for width in widths)
        notes = [f"  {note}" for note in self.notes]
        return "\n".join([f"## {self.title}", "", said[0], rule, *said[1:], *notes, ""])

    def markdown(self) -> str:
        """A table of Markdown."""
        lines = [self.columns, ["---"] * len(self.columns), *self.rows]
        said = ["| " + " | ".join(line) + " |" for line in lines]
        notes = [f"\n{note}" for note in self.notes]
        return "\n".join([f"## {self.title}", "", *said, *notes, ""])

    def record(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def duration(seconds: float | None) -> str:
    """Three digits in the unit that suits."""
    if seconds is None:
        return "-"
    for factor, unit in ((1, "s"), (1e3, "ms"), (1e6, "µs")):
        if seconds * factor >= 1 or unit == "µs":
            return (
                f"{seconds * factor:.3g} {unit}" if seconds * factor < 1e3 else f"{seconds:.0f} s"
            )
    return "-"


def ratio(number: float | None) -> str:
    """How often one fits into another."""
    if number is None:
        return "-"
    return f"{number:,.0f} ×" if number >= 100 else f"{number:.3g} ×"


def size(count: int | None) -> str:
    """Bytes in GB or MB of ten to the power."""
    if count is None:
        return "-"
    return f"{count / 1e9:.2f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"


def whole(count: int) -> str:
    """A count with commas."""
    return f"{count:,}"
