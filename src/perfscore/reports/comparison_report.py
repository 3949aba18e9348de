"""A comparison of two scorecards, for a terminal and as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from perfscore import wording
from perfscore.bounds import Bounds
from perfscore.numeric import decimal_text, places_of
from perfscore.reports.layout import clean, left, right, width
from perfscore.rubric.policies import Grade
from perfscore.scoring import Scorecard
from perfscore.scoring.comparison import Change, Comparison, Ends
from perfscore.scoring.score_text import end_text, score_text
from perfscore.wording import Lang

__all__ = ["comparison_record", "comparison_text"]

# A difference of scores may have more digits than scores: an unrounded share is a part of it.
DIGITS_SHOWN = 4


def comparison_text(comparison: Comparison, lang: Lang = "zh") -> str:
    """Totals, the difference by cause, then every row that adds to it."""
    blocks = (_head(comparison, lang), _causes(comparison, lang), _rows(comparison, lang))
    return clean("\n\n".join("\n".join(block) for block in map(list, blocks) if block)) + "\n"


def _say(key: str, lang: Lang, **arguments: str) -> str:
    return wording.say("report", key, lang, **arguments)


def _head(comparison: Comparison, lang: Lang) -> Iterator[str]:
    yield comparison.after.department.name.in_(lang)
    lines = [
        (_say(f"compared-{name}", lang), _total(card, lang), _about(card, lang))
        for name, card in (("before", comparison.before), ("after", comparison.after))
    ]
    if not comparison.is_of_levels:
        lines.append((_say("difference", lang), _ends_text(comparison.difference), ""))
    cells = [max(width(line[at]) for line in lines) for at in (0, 1)]
    for label, number, about in lines:
        yield f"{left(label, cells[0])}  {right(number, cells[1])}  {about}".rstrip()
    if not comparison.tells_data_apart:
        yield _say("data-not-told-apart", lang)


def _total(card: Scorecard, lang: Lang) -> str:
    return card.root.said(card.final.total, lang)


def _about(card: Scorecard, lang: Lang) -> str:
    edition = _say("edition", lang, edition=card.rubric.edition)
    about = f"{card.period}  {card.rubric.id}, {edition}"
    if card.review is not None:
        about += f"  ({_say('reviewed', lang)})"
    grades = wording.listed(grade.title for grade in _grades(card)).in_(lang)
    return f"{about}  {grades}".rstrip()


def _grades(card: Scorecard) -> tuple[Grade, ...]:
    return card.grade if card.review is None else card.reviewed_grade


def _causes(comparison: Comparison, lang: Lang) -> Iterator[str]:
    found = {cause: ends for cause, ends in comparison.causes.items() if ends}
    if not found:
        return
    yield _say("causes", lang)
    labels = {cause: _say(f"cause-{cause}", lang) for cause in found}
    cells = max(width(label) for label in labels.values())
    for cause, ends in found.items():
        yield f"  {left(labels[cause], cells)}  {_ends_text(ends)}"


def _rows(comparison: Comparison, lang: Lang) -> Iterator[str]:
    if not comparison.changes:
        return
    if comparison.is_of_levels:
        yield _say("changed-levels", lang)
        for change in comparison.changes:
            ends = ((comparison.before, change.before), (comparison.after, change.after))
            levels = " -> ".join(_level(card, change, score, lang) for card, score in ends)
            yield f"  {change.title.in_(lang)}  {levels}  [{change.path or 'total'}]"
        return
    yield _say("changed-rows", lang)
    ordered = sorted(comparison.changes, key=lambda change: -_size(change.total))
    for change in ordered:
        yield from _row(comparison, change, lang)


def _level(card: Scorecard, change: Change, score: Bounds | None, lang: Lang) -> str:
    path = change.path or "total"
    return card[path].said(score, lang) if path in card else "-"


def _row(comparison: Comparison, change: Change, lang: Lang) -> Iterator[str]:
    before = score_text(change.before, comparison.before.digits)
    after = score_text(change.after, comparison.after.digits)
    total = _ends_text(change.total)
    yield f"  {change.title.in_(lang)}  {before} -> {after}  ({total})  [{change.path or 'total'}]"
    for cause, ends in change.causes.items():
        if ends:
            yield f"    {_say(f'cause-{cause}', lang)}  {_ends_text(ends)}"


def _size(ends: Ends) -> Fraction:
    return max(abs(ends.low), abs(ends.high))


def _ends_text(ends: Ends) -> str:
    """One signed number, or the differences of the low and the high end."""
    low, high = _signed(ends.low), _signed(ends.high)
    return low if ends.low == ends.high else f"{low} / {high}"


def _signed(number: Fraction) -> str:
    places = places_of(number)
    is_exact = places is not None and places <= DIGITS_SHOWN
    text = decimal_text(number, max(2, places or 0) if is_exact else DIGITS_SHOWN)
    return ("" if is_exact else "≈") + ("+" if number > 0 else "") + text


def comparison_record(comparison: Comparison) -> dict[str, Any]:
    """The comparison as plain data; numbers are exact, as decimals or fractions."""
    return {
        "format": 1,
        "before": _card(comparison.before),
        "after": _card(comparison.after),
        **({} if comparison.is_of_levels else _difference(comparison)),
        "rows": [
            {
                "path": change.path or "total",
                "title": {"zh": change.title.zh, "en": change.title.en},
                "before": _score(change.before, comparison.before),
                "after": _score(change.after, comparison.after),
                "causes": {cause.value: _ends(e) for cause, e in change.causes.items() if e},
            }
            for change in comparison.changes
        ],
    }


def _card(card: Scorecard) -> dict[str, Any]:
    return {
        "rubric": {"id": card.rubric.id, "edition": card.rubric.edition},
        "period": card.period,
        "trust": card.trust.value,
        "reviewed": card.review is not None,
        "total": _score(card.final.total, card),
        "grades": [{"zh": g.title.zh, "en": g.title.en} for g in _grades(card)],
    }


def _difference(comparison: Comparison) -> dict[str, Any]:
    return {
        "difference": _ends(comparison.difference),
        "tells_data_apart": comparison.tells_data_apart,
        "causes": {cause.value: _ends(ends) for cause, ends in comparison.causes.items()},
    }


def _score(score: Bounds | None, card: Scorecard) -> dict[str, str | None] | None:
    if score is None:
        return None

    def text(end: Fraction) -> str:
        return _exact(end) if card.scale is None else end_text(end, card.digits, card.scale)

    ends = (("low", score.low), ("high", score.high))
    return {name: None if end is None else text(end) for name, end in ends}


def _ends(ends: Ends) -> dict[str, str]:
    return {"low": _exact(ends.low), "high": _exact(ends.high)}


def _exact(number: Fraction) -> str:
    return str(number) if places_of(number) is None else decimal_text(number)
