"""Look tables up in columns.

What a part of a table can still be is a set of its few values. Rows with the same sets have the
same answer, so that each combination of sets that occurs is looked up once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from perfscore.bounds import Bounds, hull, point
from perfscore.calculation.steps import possible_rows
from perfscore.columns import arrays, span, whole
from perfscore.columns.ends import End
from perfscore.columns.flags import all_of
from perfscore.columns.rational import exactly, spread
from perfscore.columns.span import Failure, Span, span_of
from perfscore.columns.whole import ONE, ZERO, TooWide, Whole
from perfscore.expression.nodes import Lookup

__all__ = ["look_up"]

# More values of a part would not leave room for the other parts.
MOST_VALUES = 60


def look_up(table: Lookup, parts: Sequence[Span]) -> Span:
    """What the table gives for its parts in every row."""
    before = span.first_failure(*(part.failure for part in parts))
    settled = all_of(*(span.is_settled(part) for part in parts))
    coded = [_coded(part, values) for part, values in zip(parts, table.values, strict=True)]
    coded.append(_Coded(whole.select(settled, ONE, ZERO), ((False,), (True,))))
    key, size = ZERO, 1
    for part in coded:
        key, size = key + part.code * whole.constant(size), size * len(part.sets)
    seen = whole.values_of(key)
    answers = []
    for value in seen:
        rest, sets = value, []
        for part in coded:
            rest, place = divmod(rest, len(part.sets))
            sets.append(part.sets[place])
        answers.append(_answer(table, sets[:-1], is_settled=sets[-1][0]))
    places = whole.recoded(key, {value: place for place, value in enumerate(seen)})
    return span.with_failure(_spread(answers, places), before)


@dataclass(frozen=True, slots=True, eq=False)
class _Coded:
    """Which set of its values each row leaves a part, as a place among ``sets``."""

    code: Whole
    sets: Sequence[Sequence[bool]]


def _coded(part: Span, values: Sequence[Fraction]) -> _Coded:
    inside = [span.contains(part, exactly(value)) for value in values]
    code = ZERO
    if part.is_settled:
        # None of the values, or one of them.
        for place, flag in enumerate(inside):
            code = whole.select(flag, whole.constant(place + 1), code)
        each = range(len(values))
        return _Coded(code, [tuple(at == one for at in each) for one in (-1, *each)])
    for bit, flag in enumerate(inside):
        code = code + whole.select(flag, whole.constant(1 << bit), ZERO)
    return _Coded(code, _Subsets(len(values)))


@dataclass(frozen=True, slots=True)
class _Subsets(Sequence[Sequence[bool]]):
    """All sets of some values, by the number whose bits they are; too many to be listed."""

    values: int

    def __len__(self) -> int:
        if self.values > MOST_VALUES:
            raise TooWide
        return 1 << self.values

    def __getitem__(self, code: Any) -> Any:
        return tuple(bool(code >> bit & 1) for bit in range(self.values))


def _answer(
    table: Lookup, sets: Sequence[Sequence[bool]], *, is_settled: bool
) -> tuple[Bounds, bool | None]:
    """The hull of what is possible; where there is no answer, whether that is certain."""
    choices = [
        [value for value, inside in zip(values, of, strict=True) if inside]
        for values, of in zip(table.values, sets, strict=True)
    ]
    found = possible_rows(table, choices)
    possible = [row for row in found if row is not None]
    if not possible or None in found:
        return point(0), is_settled
    return hull([point(table.rows[row].gives.value) for row in possible]), None


def _spread(answers: Sequence[tuple[Bounds, bool | None]], places: Whole) -> Span:
    if isinstance(places.of, int):
        found, failure = answers[places.of]
        return replace(span_of(found), failure=Failure(failure is not None, bool(failure)))
    lows, highs, failures = [], [], []
    for bounds, failure in answers:
        assert bounds.low is not None
        assert bounds.high is not None
        lows.append(bounds.low)
        highs.append(bounds.high)
        failures.append(failure)
    low = End(spread(lows, places.of))
    high = low if lows == highs else End(spread(highs, places.of))
    if all(failure is None for failure in failures):
        return Span(low, high)
    anywhere = arrays.taken(np.array([failure is not None for failure in failures]), places.of)
    certain = arrays.taken(np.array([bool(failure) for failure in failures]), places.of)
    return Span(low, high, Failure(anywhere, certain))
