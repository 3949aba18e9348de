"""Compare two scorecards of one department: the difference of the total, by cause and by row.

Each row's change is taken apart in a fixed order, so that the causes add up to the difference
without remainder: first the rule (the new rule over the old data), then its weight, then the data,
then what applies; what rounding and overrides of a review add is compared by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from perfscore.bounds import Bounds
from perfscore.errors import FilingError, Problem, UsageError
from perfscore.reconciliation import matched, reconcile
from perfscore.scoring.contributions import End, Part, contributions
from perfscore.scoring.plan import plan
from perfscore.scoring.refiling import refiled
from perfscore.scoring.scorecard import Scorecard
from perfscore.scoring.stakes import Evaluation
from perfscore.wording import Text

__all__ = ["Cause", "Change", "Comparison", "Ends", "compare"]

ZERO = Fraction(0)
ENDS: tuple[End, End] = ("low", "high")


class Cause(StrEnum):
    """Why a total is another one."""

    DATA = "data"
    RULE = "rule"
    WEIGHT = "weight"
    APPLICABILITY = "applicability"
    ROUNDING = "rounding"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Ends:
    """A difference in points, of the low and of the high end."""

    low: Fraction = ZERO
    high: Fraction = ZERO

    def __add__(self, other: Ends) -> Ends:
        return Ends(self.low + other.low, self.high + other.high)

    def __bool__(self) -> bool:
        return bool(self.low or self.high)


@dataclass(frozen=True, slots=True)
class Change:
    """What one row adds to the difference; a row that one side lacks has no score there."""

    path: str
    title: Text
    before: Bounds | None
    after: Bounds | None
    causes: Mapping[Cause, Ends]

    @property
    def total(self) -> Ends:
        """All causes together."""
        return sum(self.causes.values(), Ends())


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two scorecards, the difference of their totals, and the rows it comes from.

    ``tells_data_apart`` is false where the first filing cannot be read by the second rubric: what
    changed in rows of both is then all put down to the rule.
    """

    before: Scorecard
    after: Scorecard
    changes: tuple[Change, ...]
    tells_data_apart: bool = True

    @property
    def is_of_levels(self) -> bool:
        """Whether rows have levels and not points."""
        return self.before.scale is not None

    @property
    def difference(self) -> Ends:
        """The second total less the first."""
        one, two = (_ends_of(card.final.total) for card in (self.before, self.after))
        return Ends(two.low - one.low, two.high - one.high)

    @property
    def causes(self) -> dict[Cause, Ends]:
        """The difference by cause; together they are all of it."""
        return {
            cause: sum((c.causes.get(cause, Ends()) for c in self.changes), Ends())
            for cause in Cause
        }


def _of_levels(before: Scorecard, after: Scorecard) -> Comparison:
    """Rows whose level is another one; levels have no difference that could be taken apart."""
    scales = [() if card.scale is None else card.scale.ids for card in (before, after)]
    if scales[0] != scales[1]:
        details = (("after", after.title), ("before", before.title))
        raise UsageError(Problem("compare-scales", details=details))
    one, two = before.final, after.final
    titles = {line.path: line.title for side in (one, two) for line in side.root.walk()}
    changes = [
        Change(path, titles[path], _score(one, path), _score(two, path), {})
        for path in _in_order(one.outcomes, two.outcomes)
        if _score(one, path) != _score(two, path)
    ]
    in_order = sorted(changes, key=lambda change: list(titles).index(change.path))
    return Comparison(before, after, tuple(in_order))


def _ends_of(total: Bounds | None) -> Ends:
    return Ends() if total is None else Ends(total.low or ZERO, total.high or ZERO)


def compare(before: Scorecard, after: Scorecard) -> Comparison:
    """Compare two scorecards of one department; a review counts where there is one.

    Under a rubric with a scale only the rows are told whose level is another one. Raises
    :class:`~perfscore.errors.UsageError` for two departments, rubrics without a common row, two
    scales, and totals in points that are not there.
    """
    _require_comparable(before, after)
    if before.scale is not None or after.scale is not None:
        return _of_levels(before, after)
    for card in (before, after):
        if not card.has_total:
            raise UsageError(Problem("compare-without-total", details=(("rubric", card.title),)))
    one, two = before.final, after.final
    between = _between(before, after)
    causes: dict[str, dict[Cause, Ends]] = {}
    for end in ENDS:
        for path, cause, points in _taken_apart(one, two, between, end):
            row = causes.setdefault(path, dict.fromkeys(Cause, Ends()))
            row[cause] += Ends(points, ZERO) if end == "low" else Ends(ZERO, points)
    titles = {line.path: line.title for side in (one, two) for line in side.root.walk()}
    changes = [
        Change(path, titles[path], _score(one, path), _score(two, path), found)
        for path, found in causes.items()
        if any(found.values())
    ]
    return Comparison(before, after, tuple(changes), between is not None)


def _require_comparable(before: Scorecard, after: Scorecard) -> None:
    one, two = before.department, after.department
    is_same = one.id == two.id if one.id and two.id else one.name.zh == two.name.zh
    if not is_same:
        details = (("after", two.name), ("before", one.name))
        raise UsageError(Problem("compare-departments", details=details))
    paths = [set(card.evaluation.rubric.nodes) for card in (before, after)]
    if not paths[0] & paths[1]:
        names = [f"{card.rubric.id} {card.rubric.edition}" for card in (before, after)]
        details_of = (("after", names[1]), ("before", names[0]))
        raise UsageError(Problem("compare-nothing-common", details=details_of))


def _between(before: Scorecard, after: Scorecard) -> Evaluation | None:
    """The first filing, with its reviewed readings, under the second rubric.

    ``None`` where that rubric cannot read it.
    """
    rubric = after.evaluation.rubric
    if before.rubric == after.rubric and before.evaluation.rubric == rubric:
        return before.final
    try:
        filing = refiled(before.filing, rubric)
        found = matched(filing, rubric)
        reconciled = reconcile(filing, found, before.trust)
    except FilingError:
        return None
    overrides = () if before.review is None else before.review.overrides
    readings = before.final.reconciled.readings
    kept = {o.measure: readings[o.measure] for o in overrides if o.measure in found.measures}
    return Evaluation.of(rubric, plan(rubric, found), reconciled.overridden(kept))


def _score(evaluation: Evaluation, path: str) -> Bounds | None:
    outcome = evaluation.outcomes.get(path)
    return None if outcome is None else outcome.score


def _taken_apart(
    one: Evaluation, two: Evaluation, between: Evaluation | None, end: End
) -> Iterator[tuple[str, Cause, Fraction]]:
    before, after = contributions(one, end), contributions(two, end)
    middle = {} if between is None else contributions(between, end)
    # With the same rows counting, only other weights can make other factors.
    rows = [(before[path], after[path]) for path in before if path in after]
    is_same = len(rows) == len(after) and all(
        (old.applies, not old.factor) == (new.applies, not new.factor)
        for old, new in rows
        if old.line.points and new.line.points
    )
    rescaled = Cause.WEIGHT if is_same else Cause.APPLICABILITY
    for path in _in_order(before, after):
        old, new = before.get(path), after.get(path)
        earned = _earned(old, middle.get(path), new, rescaled)
        yield from ((path, cause, points) for cause, points in earned)
        for cause, name in ((Cause.ROUNDING, "rounding"), (Cause.REVIEW, "override")):
            now = ZERO if new is None else new.factor * getattr(new, name)
            then = ZERO if old is None else old.factor * getattr(old, name)
            yield path, cause, now - then


def _in_order(before: Iterable[str], after: Iterable[str]) -> list[str]:
    """All paths, the second's tree first, each once."""
    return list(dict.fromkeys([*after, *before]))


def _earned(
    old: Part | None, middle: Part | None, new: Part | None, rescaled: Cause
) -> Iterator[tuple[Cause, Fraction]]:
    """The change of what a row earns by its rule; ``rescaled`` is why its factor may differ."""
    if old is None:
        assert new is not None
        # A new row: what the old data earn in it is the rubric's doing, the rest the filing's.
        ruled = ZERO if middle is None else middle.earned
        yield Cause.RULE, new.factor * ruled
        yield Cause.DATA, new.factor * (new.earned - ruled)
    elif new is None:
        # A row that is gone: from the rubric, or a target that was not set again.
        yield (Cause.RULE if middle is None else Cause.DATA), -old.factor * old.earned
    elif old.share is None or new.share is None:
        yield Cause.WEIGHT, new.factor * new.earned - old.factor * old.earned
    elif old.applies != new.applies:
        yield Cause.APPLICABILITY, new.factor * new.earned - old.factor * old.earned
    else:
        yield from _shared(old, _middle_share(old, middle, new), new, rescaled)


def _middle_share(old: Part, middle: Part | None, new: Part) -> Fraction:
    """The share that the old data earn by the new rule."""
    comparable = middle is not None and middle.applies == old.applies
    share = middle.share if middle is not None and comparable else None
    if share is None:
        assert new.share is not None
        return new.share
    return share


def _shared(
    old: Part, between: Fraction, new: Part, rescaled: Cause
) -> Iterator[tuple[Cause, Fraction]]:
    assert old.share is not None
    assert new.share is not None
    then, now = old.line.points, new.line.points
    yield Cause.RULE, old.factor * then * (between - old.share)
    yield Cause.WEIGHT, old.factor * (now - then) * between
    yield Cause.DATA, old.factor * now * (new.share - between)
    yield rescaled, (new.factor - old.factor) * new.earned
