"""Score one row from the readings of its measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from perfscore.bounds import Bounds, compared, hull, point
from perfscore.calculation.steps import Undefined, Worked, work_out
from perfscore.expression.building import number
from perfscore.expression.parsing import Test
from perfscore.model.reading import Reading, State
from perfscore.rubric.policies import Missing, NotApplicable
from perfscore.rubric.veto import GradeRule, Veto, under
from perfscore.rules.conditions import holding
from perfscore.scoring.plan import Leaf

__all__ = [
    "Outcome",
    "Policy",
    "RowStatus",
    "holds",
    "in_play",
    "is_unstated",
    "not_applicable",
    "score_leaf",
    "together",
    "vetoed",
]

ZERO = Fraction(0)
OPEN_APPLIES = "applicability-open"


class RowStatus(StrEnum):
    """What became of a row; ``unscored`` is one that the rubric gives no score of its own."""

    SCORED = "scored"
    OPEN = "open"
    NOT_APPLICABLE = "not_applicable"
    VETOED = "vetoed"
    ERROR = "error"
    NOT_RATED = "not_rated"
    UNSCORED = "unscored"


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy that was applied, with the points before and after when it rescaled."""

    about: str
    choice: str
    points: Fraction | None = None
    applicable: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A row's score and how it came about.

    ``score`` is ``None`` for a row that does not apply and was taken out; ``from_siblings`` and
    ``from_whole`` are the points taken out of the group and of the whole rubric. ``reason`` is
    the code of the finding that keeps the row from a score.
    """

    score: Bounds | None
    status: RowStatus
    worked: Worked | None = None
    policies: tuple[Policy, ...] = ()
    reason: str = ""
    from_siblings: Fraction = ZERO
    from_whole: Fraction = ZERO
    variants: tuple[Outcome, ...] = ()


def together(ways: Sequence[Outcome]) -> Outcome:
    """One outcome for several that are possible.

    Those that take the same out are one; others stay ``variants``, since what holds them adds them
    differently.
    """
    unrated = next((way for way in ways if way.status is RowStatus.NOT_RATED), None)
    if unrated is not None:
        # Whatever else it may be, it has no rating yet.
        return unrated
    alike: dict[tuple[object, ...], list[Outcome]] = {}
    for way in ways:
        key = (way.score is None, way.from_siblings, way.from_whole)
        alike.setdefault(key, []).append(way)
    variants = tuple(_hulled(each) for each in alike.values())
    if len(variants) == 1:
        return variants[0]
    scores = [each.score for each in variants if each.score is not None]
    score = hull(scores) if scores else None
    reason = next((each.reason for each in ways if each.reason), "")
    return Outcome(score, RowStatus.OPEN, reason=reason, variants=variants)


def _hulled(ways: Sequence[Outcome]) -> Outcome:
    first = ways[0]
    if first.score is None or all(way.score == first.score for way in ways):
        return first
    score = hull([way.score for way in ways if way.score is not None])
    status = RowStatus.SCORED if score.is_settled else RowStatus.OPEN
    return replace(first, score=score, status=status, worked=None, policies=(), variants=())


def score_leaf(leaf: Leaf, points: Fraction, readings: Mapping[str, Reading]) -> Outcome:
    """The outcome of one row.

    A row whose measures are all not applicable follows the rubric's policy; one with a missing
    measure is bounded, or nothing, or not rated, where the rubric says so.
    """
    applies = None if leaf.applies is None else decided(leaf.applies, readings)
    if leaf.applies is not None and applies is None:
        does = score_leaf(replace(leaf, applies=None), points, readings)
        ways = (does, not_applicable(leaf.not_applicable, points))
        found = together(ways)
        is_same = found.score is not None and found.score.is_settled and not found.variants
        return found if is_same else replace(found, status=RowStatus.OPEN, reason=OPEN_APPLIES)
    if applies is False:
        return _under_veto(leaf, readings, not_applicable(leaf.not_applicable, points))
    states = {readings[name].state for name in leaf.inputs}
    if states == {State.NOT_APPLICABLE} and leaf.not_applicable is not NotApplicable.OPEN:
        return _under_veto(leaf, readings, not_applicable(leaf.not_applicable, points))
    policies: tuple[Policy, ...] = ()
    reason = ""
    if states == {State.NOT_APPLICABLE}:
        reason = "not-applicable-undecided"
    elif State.NOT_APPLICABLE in states:
        reason = "partly-not-applicable"
    if State.MISSING in states:
        reason = reason or "evidence-missing"
        policies = (Policy("missing", leaf.missing),)
        if leaf.missing is not Missing.OPEN:
            # What is missing may decide nothing.
            without = _worked(leaf, points, readings, (), reason)
            if without.status in (RowStatus.SCORED, RowStatus.VETOED):
                return without
        if leaf.missing is Missing.ZERO:
            zero = Outcome(point(0), RowStatus.SCORED, None, policies, reason)
            return _under_veto(leaf, readings, zero)
        if leaf.missing is Missing.NOT_RATED:
            unrated = Outcome(None, RowStatus.NOT_RATED, None, policies, reason)
            return _under_veto(leaf, readings, unrated)
    return _worked(leaf, points, readings, policies, reason)


def _under_veto(leaf: Leaf, readings: Mapping[str, Reading], outcome: Outcome) -> Outcome:
    """A score that a policy gave, under the vetoes that surely hold."""
    active, _ = in_play(leaf.vetoes, readings)
    for veto in active:
        if not decided(veto.when, readings):
            continue
        forced = veto.forced.value
        if not veto.is_cap or (outcome.score is not None and outcome.score.value > forced):
            return replace(outcome, score=point(forced), status=RowStatus.VETOED)
    return outcome


def decided(test: Test, readings: Mapping[str, Reading]) -> bool | None:
    """Whether a test holds; ``None`` while that is open."""
    known = {name: readings[name].bounds for name, _ in test.names}
    try:
        held = work_out(holding(test, number(1), number(0)), known).value
    except Undefined:
        return None
    return bool(held.value) if held.is_settled else None


def in_play(
    vetoes: Sequence[Veto], readings: Mapping[str, Reading]
) -> tuple[tuple[Veto, ...], tuple[Policy, ...]]:
    """The vetoes that count, and a policy where some do not since nothing was stated of them."""
    active = tuple(veto for veto in vetoes if not is_unstated(veto, readings))
    return active, (Policy("veto", "unstated"),) * (len(active) < len(vetoes))


def is_unstated(rule: Veto | GradeRule, readings: Mapping[str, Reading]) -> bool:
    """Whether nothing was stated of what a rule asks, and that means that it is not met."""
    states = {readings[name].state for name, _ in rule.when.names}
    return rule.unstated == "not met" and states == {State.MISSING}


def holds(rule: Veto | GradeRule, readings: Mapping[str, Reading]) -> bool | None:
    """Whether a rule holds; ``None`` while that is open."""
    return False if is_unstated(rule, readings) else decided(rule.when, readings)


def vetoed(vetoes: Sequence[Veto], readings: Mapping[str, Reading]) -> RowStatus:
    """The status of a settled row: vetoed when one of its vetoes holds."""
    is_vetoed = any(decided(veto.when, readings) for veto in vetoes)
    return RowStatus.VETOED if is_vetoed else RowStatus.SCORED


def not_applicable(choice: NotApplicable, points: Fraction) -> Outcome:
    """The outcome of a row that does not apply."""
    policies = (Policy("not applicable", choice),)
    status = RowStatus.NOT_APPLICABLE
    if choice is NotApplicable.FULL:
        return Outcome(point(points), status, None, policies)
    if choice is NotApplicable.ZERO:
        return Outcome(point(0), status, None, policies)
    if choice is NotApplicable.LEAVE_OUT:
        return Outcome(None, status, None, policies)
    if choice is NotApplicable.RESCALE_WHOLE:
        return Outcome(None, status, None, policies, from_whole=points)
    return Outcome(None, status, None, policies, from_siblings=points)


def _worked(
    leaf: Leaf,
    points: Fraction,
    readings: Mapping[str, Reading],
    policies: tuple[Policy, ...],
    reason: str,
) -> Outcome:
    known = {name: readings[name].bounds for name in leaf.asked}
    active, unstated = in_play(leaf.vetoes, readings)
    policies += unstated
    anything = Bounds(ZERO, points)
    try:
        for need in leaf.requirements:
            left, right = work_out(need.left, known).value, work_out(need.right, known).value
            if compared(left, need.comparison, right) is False:
                return Outcome(anything, RowStatus.ERROR, None, policies, need.code)
        worked = work_out(under(active, leaf.expression), known)
    except Undefined as undefined:
        status = RowStatus.ERROR if undefined.certain else RowStatus.OPEN
        code = "rule-undefined" if undefined.certain else reason or "rule-undefined"
        return Outcome(anything, status, None, policies, code)
    if worked.value.is_settled:
        return Outcome(worked.value, vetoed(active, readings), worked, policies)
    return Outcome(worked.value, RowStatus.OPEN, worked, policies, reason or "score-open")
