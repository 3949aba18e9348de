"""The characters a value may be written with, and what full-width ones stand for."""

from __future__ import annotations

import unicodedata

from perfscore.errors import Refusal

__all__ = ["narrowed"]

_STANDS_FOR = {
    "\u3000": " ",
    "≦": "≤",
    "≧": "≥",
    "⩽": "≤",
    "⩾": "≥",
    "〜": "~",
    "∼": "~",
    "–": "-",
    "—": "-",
    "−": "-",
    "﹣": "-",
    "㎡": "平方米",
}

# Format, control, surrogate and private-use characters cannot be seen, so a reader could not
# check what was scored.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}


def narrowed(text: str) -> tuple[str, list[int]]:
    """The text in half-width forms, and for each of its characters the offset it came from.

    Raises :class:`Refusal` for characters that cannot be seen and for digits of other scripts.
    """
    out: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        code = f"U+{ord(character):04X}"
        if unicodedata.category(character) in _UNSEEN and character not in "\t\n":
            raise Refusal("value-unseen-character", start=offset, character=code)
        if character in _STANDS_FOR:
            plain = _STANDS_FOR[character]
        elif "\uff01" <= character <= "\uff5e":
            plain = chr(ord(character) - 0xFEE0)
        elif unicodedata.category(character).startswith("N") and character not in "0123456789":
            if character != "〇":
                raise Refusal(
                    "value-foreign-digit", start=offset, character=f"{character} ({code})"
                )
            plain = character
        else:
            plain = character
        out += plain
        offsets += [offset] * len(plain)
    return "".join(out), offsets
