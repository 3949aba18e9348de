"""The grades that a total may have, and what grade rules make of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from perfscore.bounds import Bounds
from perfscore.model.reading import Reading
from perfscore.rubric.policies import CoarseGrade, Grade, grades_possible
from perfscore.rubric.tree import Rubric
from perfscore.rubric.veto import GradeRule
from perfscore.scoring.leaves import holds

__all__ = ["Graded", "graded", "graded_under", "grades_left"]


@dataclass(frozen=True, slots=True)
class Graded:
    """``by_total`` are the grades by the total alone, ``grades`` those that the rules leave.

    ``rules`` says of each grade rule whether it applies; ``None`` while that is open.
    """

    by_total: tuple[Grade, ...]
    grades: tuple[Grade, ...]
    rules: tuple[tuple[GradeRule, bool | None], ...]
    coarse: tuple[CoarseGrade, ...]


def graded(rubric: Rubric, total: Bounds | None, readings: Mapping[str, Reading]) -> Graded:
    """The grades possible for a total; the first rule that holds decides."""
    tried = tuple((rule, holds(rule, readings)) for rule in rubric.grade_rules)
    return graded_under(rubric, total, tried)


def graded_under(
    rubric: Rubric, total: Bounds | None, tried: tuple[tuple[GradeRule, bool | None], ...]
) -> Graded:
    """The same where it is known of each rule whether it holds."""
    by_total = () if total is None else grades_possible(rubric.grades, total)
    grades = grades_left(rubric.grades, by_total, tried)
    ids = {grade.id for grade in grades}
    coarse = tuple(each for each in rubric.coarse_grades if ids & set(each.of))
    return Graded(by_total, grades, tried, coarse)


def grades_left(
    grades: tuple[Grade, ...],
    by_total: tuple[Grade, ...],
    tried: tuple[tuple[GradeRule, bool | None], ...],
) -> tuple[Grade, ...]:
    """The grades that rules leave of those by the total, lowest first."""
    possible = by_total
    for rule, is_met in reversed(tried):
        if is_met or (is_met is None and possible):
            under = _under(grades, rule, possible)
            possible = under if is_met else (*possible, *under)
    left = [grade for grade in grades if grade in possible]
    return tuple(sorted(left, key=lambda g: (g.start is not None, g.start or 0)))


def _under(
    grades: tuple[Grade, ...], rule: GradeRule, possible: tuple[Grade, ...]
) -> tuple[Grade, ...]:
    named = next(grade for grade in grades if grade.id in (rule.grade, rule.at_most))
    if rule.grade is not None:
        return (named,)
    return tuple(
        named if None not in (grade.start, named.start) and _above(grade, named) else grade
        for grade in possible
    )


def _above(one: Grade, other: Grade) -> bool:
    return (one.start or 0) > (other.start or 0)
