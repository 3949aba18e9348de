"""Counts over a table: what a summary is made of, small whatever the number of rows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa

from perfscore.columns import whole
from perfscore.columns.grading import Grades
from perfscore.columns.scored import STATUSES
from perfscore.columns.whole import Whole
from perfscore.columns.written import Ends
from perfscore.numeric import exact, fraction_text
from perfscore.rubric.policies import Grade
from perfscore.scoring.plan import Line

__all__ = ["Tally", "tally_of"]


@dataclass
class Tally:
    """What came of some rows.

    ``totals`` counts settled totals by their text, ``statuses`` and ``grades`` those of all scored
    rows (a grade that is open under an empty name). ``lost`` and ``open`` are points by indicator,
    summed over all rows; ``said`` counts what was said of cells, by code.
    """

    scored: int = 0
    refused: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    totals: Counter[str] = field(default_factory=Counter)
    grades: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    open: Counter[str] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)

    @property
    def rows(self) -> int:
        """All rows that came in."""
        return self.scored + self.refused

    def add(self, other: Tally) -> None:
        """Count another's rows in."""
        self.scored += other.scored
        self.refused += other.refused
        for name in _COUNTERS:
            own = getattr(self, name)
            for key, count in getattr(other, name).items():
                own[key] += count

    def as_json(self) -> str:
        """The counts as text; the same for the same counts."""
        return json.dumps(self.as_record(), ensure_ascii=False, sort_keys=True, indent=1)

    def as_record(self) -> dict[str, Any]:
        """The counts as plain data."""
        points = {name: _texts(getattr(self, name)) for name in _POINTS}
        counts = {
            name: dict(sorted(getattr(self, name).items()))
            for name in _COUNTERS
            if name not in _POINTS
        }
        return {"scored": self.scored, "refused": self.refused, **counts, **points}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Tally:
        """The counts from plain data."""
        found = cls(record["scored"], record["refused"])
        for name in _COUNTERS:
            for key, value in record[name].items():
                getattr(found, name)[key] = exact(value) if name in _POINTS else value
        return found


_POINTS = ("lost", "open")
_COUNTERS = ("statuses", "totals", "grades", "said", *_POINTS)


def _texts(points: Mapping[str, Fraction]) -> dict[str, str]:
    return {path: fraction_text(Fraction(number)) for path, number in sorted(points.items())}


def tally_of(
    total: Ends,
    grades: Grades | None,
    names: Mapping[Grade, str],
    leaves: Iterator[tuple[Line, int, Ends]],
) -> Tally:
    """The counts of the scores of one batch; ``leaves`` are the indicators whose scores are
    decimals, with their digits, and ``names`` what grades are counted under."""
    found = Tally(total.low.len())
    for status, count in _counted(total.status, found.scored):
        found.statuses[STATUSES[status].value] += count
    settled = total.low if total.high is total.low else total.low.filter(total.low == total.high)
    counted = settled.drop_nulls().alias("value").value_counts(name="count")
    told = total.to_array(counted["value"]).cast(pa.string()).to_pylist()
    found.totals.update(dict(zip(told, counted["count"].to_list(), strict=True)))
    if grades is not None:
        for code, count in _counted(grades.code, found.scored):
            left = grades.combinations[code]
            found.grades[names[left[0]] if len(left) == 1 else ""] += count
    for line, digits, ends in leaves:
        scored = ends.low.len() - ends.low.null_count()
        low = int(ends.low.sum() or 0)
        high = low if ends.high is ends.low else int(ends.high.sum() or 0)
        unit = Fraction(1, 10**digits)
        found.lost[line.path] += scored * line.points - high * unit  # type: ignore[assignment]
        found.open[line.path] += (high - low) * unit  # type: ignore[assignment]
    return found


def _counted(number: Whole, rows: int) -> Iterator[tuple[int, int]]:
    """How often each of a few numbers from 0 occurs."""
    if isinstance(number.of, int):
        yield number.of, rows
        return
    for value, count in enumerate(np.bincount(whole.written_out(number, rows))):
        if count:
            yield value, int(count)
