"""Columns of text in which a Chinese character takes two cells."""

from __future__ import annotations

import unicodedata

__all__ = ["clean", "left", "right", "width"]


def width(text: str) -> int:
    """How many cells a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def left(text: str, cells: int) -> str:
    """The text filled up with spaces behind."""
    return text + " " * max(0, cells - width(text))


def right(text: str, cells: int) -> str:
    """The text filled up with spaces before."""
    return " " * max(0, cells - width(text)) + text


def clean(text: str) -> str:
    """Text of a filing without characters that steer a terminal or turn its writing round."""
    return "".join(
        f"<U+{ord(c):04X}>" if unicodedata.category(c) in ("Cc", "Cf") and c != "\n" else c
        for c in text
    )
