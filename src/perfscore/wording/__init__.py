"""Every sentence a reader sees, in Chinese and English, looked up by key.

The sentences live in TOML files beside this module, one file per area, both languages side by
side, so that people who do not read Python can review them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, ClassVar, Literal

__all__ = ["Lang", "Text", "has", "keys", "listed", "say", "text"]

Lang = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages."""

    zh: str
    en: str

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    def in_(self, lang: Lang) -> str:
        """The text in one language."""
        return self.zh if lang == "zh" else self.en


@cache
def _area(name: str) -> dict[str, dict[str, str]]:
    source = files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)


def keys(area: str) -> tuple[str, ...]:
    """All keys of an area, sorted."""
    return tuple(sorted(_area(area)))


def has(area: str, key: str, part: str = "") -> bool:
    """Whether the catalogue has this sentence."""
    return (f"{part}_en" if part else "en") in _area(area).get(key, {})


def say(area: str, key: str, lang: Lang, /, *, part: str = "", **arguments: Any) -> str:
    """One sentence with its arguments filled in.

    ``part`` picks a companion of the sentence (``hint``, ``means``). A :class:`Text` among the
    arguments is put in the same language. Raises ``KeyError`` for a key that the catalogue lacks.
    """
    sentence = _area(area)[key][f"{part}_{lang}" if part else lang]
    filled = {k: v.in_(lang) if isinstance(v, Text) else v for k, v in arguments.items()}
    return sentence.format(**filled)


def listed(texts: Iterable[Text]) -> Text:
    """Some texts one after the other, as each language separates them."""
    every = tuple(texts)
    return Text("、".join(each.zh for each in every), ", ".join(each.en for each in every))


def text(area: str, key: str, /, *, part: str = "", **arguments: Any) -> Text:
    """One sentence in both languages."""
    return Text(
        zh=say(area, key, "zh", part=part, **arguments),
        en=say(area, key, "en", part=part, **arguments),
    )
