"""The summary of a batch: how totals are spread, grades, where points were lost or are open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from perfscore import wording
from perfscore.columns.kernel import Kernel
from perfscore.columns.tally import Tally
from perfscore.numeric import decimal_text, exact
from perfscore.wording import Lang

__all__ = ["batch_record", "batch_report"]

# How many indicators are listed, those with most points first.
LISTED = 10
_SHARES = {"lowest": 0, "tenth": 10, "median": 50, "ninetieth": 90, "highest": 100}


def batch_record(tally: Tally, kernel: Kernel) -> dict[str, Any]:
    """The summary as plain data; points as text."""
    identity = kernel.rubric.identity
    return {
        "rubric": {"id": identity.id, "edition": identity.edition, "digest": identity.digest},
        "period": kernel.period,
        "rows": tally.rows,
        "totals_at": _spread(tally, kernel),
        "measures_without_column": list(kernel.table.not_stated),
        "columns_not_read": list(kernel.table.not_read),
        **tally.as_record(),
    }


def batch_report(tally: Tally, kernel: Kernel, lang: Lang) -> str:
    """The summary as text."""
    return "\n".join(_lines(tally, kernel, lang)) + "\n"


def _lines(tally: Tally, kernel: Kernel, lang: Lang) -> Iterator[str]:
    def say(key: str, **told: str) -> str:
        return wording.say("report", key, lang, **told)

    rubric = kernel.rubric
    yield f"{rubric.title.in_(lang)} ({rubric.id} {rubric.edition})"
    counts = {"rows": tally.rows, "scored": tally.scored, "refused": tally.refused}
    yield say("batch-rows", **{name: f"{count:,}" for name, count in counts.items()})
    for code, count in sorted(tally.said.items()):
        yield "  " + say("batch-said", code=code, count=f"{count:,}")
    if kernel.table.not_stated:
        yield say("batch-without-column", measures=", ".join(kernel.table.not_stated))
    if unread := kernel.table.not_read:
        some = ", ".join(unread[:LISTED]) + (" …" if len(unread) > LISTED else "")
        yield say("batch-not-read", columns=some)
    yield say("batch-statuses", statuses=_listed(_statuses(tally, lang)))
    if spread := _spread(tally, kernel):
        settled = f"{sum(tally.totals.values()):,}"
        yield say("batch-totals", settled=settled, **spread)
    elif tally.totals:
        yield say("batch-levels", levels=_listed(dict(sorted(tally.totals.items()))))
    if rubric.grades and tally.scored:
        names = {grade.id or grade.title.en: grade.title.in_(lang) for grade in rubric.grades}
        open_grade = say("batch-grade-open")
        grades = {names.get(name, open_grade): n for name, n in _by_count(tally.grades)}
        yield say("batch-grades", grades=_listed(grades))
    titles = {line.path: line.title.in_(lang) for line in kernel.root.walk()}
    for key, points in (("batch-lost", tally.lost), ("batch-open", tally.open)):
        worst = [(path, number) for path, number in _ordered(points) if number][:LISTED]
        if worst:
            yield say(key)
        for path, number in worst:
            each = decimal_text(number / max(tally.scored, 1), 2)
            whole = decimal_text(number, rubric.rounding.digits)
            yield f"  {path} {titles[path]}: " + say("batch-points", points=whole, each=each)


def _ordered(points: Counter[str]) -> list[tuple[str, Fraction]]:
    pairs = [(path, Fraction(number)) for path, number in points.items()]
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))


def _statuses(tally: Tally, lang: Lang) -> dict[str, int]:
    return {
        wording.say("report", f"status-{name.replace('_', '-')}", lang): count
        for name, count in _by_count(tally.statuses)
    }


def _by_count(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())


def _spread(tally: Tally, kernel: Kernel) -> dict[str, str]:
    """Totals at some shares of the settled ones: the least that so many per cent do not exceed."""
    if kernel.rubric.scale is not None or not tally.totals:
        return {}
    try:
        ordered = sorted((exact(text), text, count) for text, count in tally.totals.items())
    except ValueError:
        # Totals that are no decimals stand as fractions, in no order that texts have.
        return {}
    rows = sum(tally.totals.values())
    found = {}
    for name, share in _SHARES.items():
        wanted = max(1, -(-rows * share // 100))
        passed = 0
        for _, text, count in ordered:
            passed += count
            if passed >= wanted:
                found[name] = text
                break
    return found
