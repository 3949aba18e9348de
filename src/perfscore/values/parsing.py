"""Read a value as people write it, or refuse it naming the characters.

Nothing is guessed. Whether an edge counts follows the Civil Code of China, article 1259: 以上,
以下 and 以内 include the number, 不满, 超过 and 以外 do not.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from perfscore import numeric, units
from perfscore.bounds import Bounds, Comparison, point
from perfscore.errors import Refusal, alike
from perfscore.values.characters import narrowed
from perfscore.values.value import DATE, Absent, Amount, Value, Words

__all__ = ["read_value"]

LONGEST = 200

_MISSING = {"", "/", "-", "--", "未填", "未填写", "缺失", "missing"}
_NOT_APPLICABLE = {"不适用", "n/a", "N/A", "not applicable"}

_BEFORE = {
    Comparison.AT_LEAST: "≥ >= 不少于 不低于 不小于 不得少于 不得低于 至少 大于等于 不早于",
    Comparison.AT_MOST: (
        "≤ <= 不超过 不高于 不大于 不多于 不得超过 不得高于 至多 最多 小于等于 不晚于"
    ),
    Comparison.MORE: "> 超过 超 大于 高于 多于 逾",
    Comparison.LESS: "< 低于 小于 少于 不足 不满 不到",
    Comparison.EQUAL: "= 等于",
}
_AFTER = {
    Comparison.AT_LEAST: "以上 及以上 (含)以上 以上(含)",
    Comparison.AT_MOST: "以下 及以下 以内 之内 内 (含)以下 以下(含)",
    Comparison.MORE: "以外",
}
_ABOUT_BEFORE = ("大约", "约", "近", "≈")
_ABOUT_AFTER = ("左右",)
_OVER = ("余", "多")


def _longest_first(table: dict[Comparison, str]) -> list[tuple[str, Comparison]]:
    pairs = [(word, comparison) for comparison, words in table.items() for word in words.split()]
    return sorted(pairs, key=lambda pair: -len(pair[0]))


_PREFIXES = _longest_first(_BEFORE)
_SUFFIXES = _longest_first(_AFTER)

_NUMBER = re.compile(
    r"[+-]?(?:[1-9]\d{0,2}(?:,\d{3})+|0|[1-9]\d*)(?:\.\d+)?(?!\d|[,.]\d)", re.ASCII
)
_ENGLISH_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
# An error of a spreadsheet in any language: #DIV/0!, #NÚM!, #N/A.
_SPREADSHEET_ERROR = re.compile(r"#[^\W\d_]+(?:/0)?[!?]|#N/[A-Z]")
_YEAR = re.compile(r"(?:19|20)\d\d\s*年", re.ASCII)
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?!\d)", re.ASCII)
_LOOSE_DATE = re.compile(r"\d{4}(?:-\d{1,2}-\d{1,2}|[/.]\d{1,2}[/.]\d{1,2})(?!\d)", re.ASCII)
_CHINESE_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]", re.ASCII)
_RANGE_MARK = re.compile(r"[~至到-]")
_HAS_NUMBER = re.compile(r"[0-9%‰<>=≤≥]")


def read_value(text: str) -> Value:
    """The value that a text states.

    Numbers come back as :class:`Amount` in the unit written, texts without a number as
    :class:`Words`, ``不适用`` and blanks as :class:`Absent`. Raises :class:`Refusal` with the
    offset of the first character that cannot be read.
    """
    if len(text) > LONGEST:
        raise Refusal("value-too-long", length=str(len(text)), most=str(LONGEST))
    plain, offsets = narrowed(text)
    stripped = plain.strip()
    if stripped in _MISSING:
        return Absent.MISSING
    if stripped in _NOT_APPLICABLE:
        return Absent.NOT_APPLICABLE
    if stripped == "无":
        raise Refusal("value-none-ambiguous")
    if not _HAS_NUMBER.search(stripped) and stripped not in units.names():
        return Words(stripped)
    if _ENGLISH_NAME.fullmatch(stripped) or _SPREADSHEET_ERROR.fullmatch(stripped):
        return Words(stripped)
    if _YEAR.fullmatch(stripped):
        raise Refusal("value-date-form", found=text)
    reader = _Reader(plain, offsets, text)
    low = reader.value()
    return low if reader.is_done else _both(low, reader)


def _both(low: Amount, reader: _Reader) -> Amount:
    """>5个, ≤10个: the two sides of a range whose ends do not both count."""
    reader.at += 1
    high = reader.value()
    if not reader.is_done:
        raise reader.refusal("value-unread")
    if low.unit != high.unit:
        raise reader.refusal("value-range-units")
    inside = low.bounds.meet(high.bounds)
    one_sided = (low.bounds.high, high.bounds.low) == (None, None)
    if inside is None or not one_sided or low.approximate or high.approximate:
        raise reader.refusal("value-range-reversed")
    return Amount(inside, low.unit, places=max(low.places, high.places))


@dataclass(slots=True)
class _Reader:
    """Walks over one text from left to right."""

    text: str
    offsets: list[int]
    original: str
    at: int = 0

    @property
    def is_done(self) -> bool:
        """Whether the whole text has been read."""
        return self.at >= len(self.text)

    def value(self) -> Amount:
        approximate = self._take_any(_ABOUT_BEFORE)
        prefix = self._take_comparison(_PREFIXES)
        if prefix is not None and self._peek_comparison(_PREFIXES):
            raise self.refusal("value-two-comparisons")
        first = self._quantity()
        second = self._range_end(first)
        approximate = self._take_any(_ABOUT_AFTER) or approximate
        suffix = self._take_comparison(_SUFFIXES)
        self._skip_spaces()
        if not self.is_done and self.text[self.at] != ",":
            raise self._unread(second or first)
        comparisons = [c for c in (prefix, suffix, first.comparison) if c is not None]
        if len(comparisons) > 1 or (comparisons and (second is not None or approximate)):
            self.at = 0
            raise self.refusal("value-two-comparisons")
        if second is not None:
            return self._range(first, second, approximate)
        comparison = comparisons[0] if comparisons else Comparison.EQUAL
        limited = _limited(first.number, comparison)
        return Amount(limited, first.unit, approximate, first.places)

    def _unread(self, quantity: _Quantity) -> Refusal:
        rest = self.text[self.at :].strip()
        if quantity.unit or not rest[0].isalpha():
            return self.refusal("value-unread")
        known = alike(rest, units.names())
        return Refusal("unit-unknown", start=self._offset(), found=rest, known=known)

    def _range(self, first: _Quantity, second: _Quantity, approximate: bool) -> Amount:
        if second.comparison is not None:
            raise self.refusal("value-two-comparisons")
        if first.unit != second.unit:
            self.at = 0
            raise self.refusal("value-range-units")
        if first.number > second.number:
            self.at = 0
            raise self.refusal("value-range-reversed")
        places = max(first.places, second.places)
        return Amount(Bounds(first.number, second.number), first.unit, approximate, places)

    def _range_end(self, first: _Quantity) -> _Quantity | None:
        self._skip_spaces()
        if not _RANGE_MARK.match(self.text, self.at):
            return None
        self.at += 1
        second = self._quantity()
        # 5~10个 shares its unit; 5~10万元 does not say whether 5 is 5元 or 5万元.
        shares = second.unit not in ("", DATE) and second.unit[0] not in _MULTIPLES
        if not first.unit and shares:
            first.unit = second.unit
        return second

    def _quantity(self) -> _Quantity:
        self._skip_spaces()
        if (day := self._date()) is not None:
            return _Quantity(Fraction(day.toordinal()), DATE)
        if _LOOSE_DATE.match(self.text, self.at):
            raise self.refusal("value-date-form")
        found = _NUMBER.match(self.text, self.at)
        if not found:
            raise self.refusal("value-number-expected")
        try:
            number = numeric.exact(found.group().replace(",", ""))
        except Refusal as refusal:
            raise self.refusal("number-too-long", most="18") from refusal
        self.at = found.end()
        self._skip_spaces()
        unit = ""
        over = self._take_any(_OVER)
        for name in units.names():
            if self.text.startswith(name, self.at) and not self._is_suffix_here(name):
                self.at += len(name)
                unit = units.unit(name).name
                break
        over = over or self._take_any(_OVER)
        places = len(found.group().partition(".")[2])
        return _Quantity(number, unit, Comparison.MORE if over else None, places)

    def _is_suffix_here(self, name: str) -> bool:
        # 10人民币 is not 10人: what follows a unit must be a word that may follow one.
        rest = self.text[self.at + len(name) :].strip()
        return bool(rest) and not any(rest.startswith(word) for word in _FOLLOWS)

    def _date(self) -> dt.date | None:
        for pattern in (_ISO_DATE, _CHINESE_DATE):
            if found := pattern.match(self.text, self.at):
                try:
                    day = dt.date(*(int(part) for part in found.groups()))
                except ValueError as error:
                    raise self.refusal("value-no-such-day") from error
                self.at = found.end()
                return day
        return None

    def _take_comparison(self, table: list[tuple[str, Comparison]]) -> Comparison | None:
        found = self._peek_comparison(table)
        if found is None:
            return None
        self.at += len(found[0])
        return found[1]

    def _peek_comparison(
        self, table: list[tuple[str, Comparison]]
    ) -> tuple[str, Comparison] | None:
        self._skip_spaces()
        return next((pair for pair in table if self.text.startswith(pair[0], self.at)), None)

    def _take_any(self, words: tuple[str, ...]) -> bool:
        self._skip_spaces()
        for word in words:
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return True
        return False

    def _skip_spaces(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def refusal(self, code: str, **details: str) -> Refusal:
        rest = self.text[self.at :] or "…"
        return Refusal(code, start=self._offset(), found=self.original, rest=rest, **details)

    def _offset(self) -> int:
        return self.offsets[self.at] if self.at < len(self.offsets) else len(self.original)


@dataclass(slots=True)
class _Quantity:
    number: Fraction
    unit: str
    comparison: Comparison | None = None
    places: int = 0


def _follows() -> Iterator[str]:
    yield from (word for word, _ in _SUFFIXES)
    yield from (*_ABOUT_AFTER, *_OVER, "~", "至", "到", "-", ",")


_FOLLOWS = tuple(_follows())
_MULTIPLES = "十百千万亿"


def _limited(number: Fraction, comparison: Comparison) -> Bounds:
    match comparison:
        case Comparison.EQUAL:
            return point(number)
        case Comparison.AT_LEAST:
            return Bounds(number, None)
        case Comparison.MORE:
            return Bounds(number, None, low_open=True)
        case Comparison.AT_MOST:
            return Bounds(None, number)
        case Comparison.LESS:
            return Bounds(None, number, high_open=True)
