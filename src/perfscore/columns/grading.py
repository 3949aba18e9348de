"""The grades that totals may have, in columns.

Which grades a total leaves possible is a first and a last one; with what the grade rules say there
are few combinations, and each that occurs is graded once, as for a single filing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from perfscore.columns import rational, whole
from perfscore.columns.assembling import pieced_whole
from perfscore.columns.block import Block
from perfscore.columns.flags import all_of, any_of, but_not
from perfscore.columns.groups import LineColumn
from perfscore.columns.leaves import decided, shapes_as_readings
from perfscore.columns.rational import exactly
from perfscore.columns.readings import ReadingColumn
from perfscore.columns.whole import ONE, ZERO, TooWide, Whole
from perfscore.columns.work_out import NeedsRows
from perfscore.rubric.policies import Grade
from perfscore.rubric.tree import Rubric
from perfscore.rubric.veto import GradeRule
from perfscore.scoring.grades import grades_left
from perfscore.scoring.leaves import is_unstated

__all__ = ["Grades", "graded"]

# Three answers for each grade and rule have to fit into one number.
MOST_PARTS = 38
# So many combinations are tried without looking which of them occur.
MOST_TRIED = 64


@dataclass(frozen=True, slots=True, eq=False)
class Grades:
    """The grades of all filings: places among ``combinations`` of grades still possible."""

    combinations: tuple[tuple[Grade, ...], ...]
    code: Whole


def graded(
    rubric: Rubric, total: LineColumn, readings: Mapping[str, ReadingColumn], rows: int
) -> tuple[Grades, bool]:
    """The grades that every total leaves possible, and what grade rules make of them; and whether
    that takes more than columns can do, so that all rows have to be graded one by one."""
    try:
        by_total = _by_total(rubric, total)
        parts = [*by_total, *(_held(rule, readings, rows) for rule in rubric.grade_rules)]
    except (NeedsRows, TooWide):
        return Grades(((),), ZERO), True
    if len(parts) > MOST_PARTS:
        return Grades(((),), ZERO), True
    code, stride, answers = ZERO, 1, [part.high + 1 for part in parts]
    for part, count in zip(parts, answers, strict=True):
        code, stride = code + part * whole.constant(stride), stride * count
    seen = whole.values_of(code, MOST_TRIED)
    every = [_combination(rubric, value, answers) for value in seen]
    combinations = tuple(dict.fromkeys(every))
    place_of = {grades: place for place, grades in enumerate(combinations)}
    of_code = {value: place_of[grades] for value, grades in zip(seen, every, strict=True)}
    return Grades(combinations, whole.recoded(code, of_code)), False


def _ordered(rubric: Rubric) -> list[tuple[Grade, Fraction, Fraction | None]]:
    """The grades that a total may have, lowest first, each with where it starts and ends."""
    found = sorted((g.start, index) for index, g in enumerate(rubric.grades) if g.start is not None)
    starts = [start for start, _ in found]
    ends = [*starts[1:], None][: len(starts)]
    grades = [rubric.grades[index] for _, index in found]
    return list(zip(grades, starts, ends, strict=True))


def _by_total(rubric: Rubric, total: LineColumn) -> list[Whole]:
    """For each grade whether a total may have it."""
    low, high = total.score.low, total.score.high
    scored = {index: int(shape.score is not None) for index, shape in enumerate(total.shapes)}
    has_total = whole.recoded(total.code, scored)
    found = []
    for _, start, end in _ordered(rubric):
        edge = exactly(start)
        reaches = rational.compared(high.number, ">", edge)
        if high.is_open is not True:
            touches = rational.compared(high.number, "=", edge)
            reaches = any_of(reaches, but_not(touches, high.is_open))
        below = True if end is None else rational.compared(low.number, "<", exactly(end))
        found.append(whole.select(all_of(reaches, below), has_total, ZERO))
    return found


def _held(rule: GradeRule, readings: Mapping[str, ReadingColumn], rows: int) -> Whole:
    """0 where a rule does not hold, 1 where it does, 2 where that is open."""
    names = list(dict.fromkeys(name for name, _ in rule.when.names))
    parts = []
    for block, shapes in Block(rows, None, readings).only(names).by_shape():
        if is_unstated(rule, shapes_as_readings(shapes)):
            parts.append((block, ZERO))
            continue
        spans = {name: block.readings[name].span(shapes[name]) for name in names}
        yes, no = decided(rule.when, spans)
        code = whole.select(yes, ONE, whole.select(no, ZERO, whole.constant(2)))
        parts.append((block, code))
    return pieced_whole(parts)


def _combination(rubric: Rubric, code: int, answers: Sequence[int]) -> tuple[Grade, ...]:
    given = []
    for count in answers:
        code, answer = divmod(code, count)
        given.append(answer)
    ordered = _ordered(rubric)
    by_total = [
        grade for (grade, _, _), is_possible in zip(ordered, given, strict=False) if is_possible
    ]
    held = [(False, True, None)[answer] for answer in given[len(ordered) :]]
    tried = zip(rubric.grade_rules, held, strict=True)
    return grades_left(rubric.grades, tuple(by_total), tuple(tried))
