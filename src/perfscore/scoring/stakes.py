"""What each doubt is worth: the swing of the total between the ways it can be settled."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from perfscore import units, wording
from perfscore.bounds import Bounds, point
from perfscore.expression.nodes import Constant
from perfscore.expression.walking import every_part
from perfscore.model.evidence import Evidence
from perfscore.model.finding import CitedPlace, Finding, Severity
from perfscore.model.reading import Reading
from perfscore.reconciliation import Doubt, Reconciled
from perfscore.reconciliation.doubt import Way
from perfscore.rubric.tree import NO_SCORE, SEPARATOR, Rubric
from perfscore.scoring.cited import cited
from perfscore.scoring.leaves import Outcome, RowStatus, holds, score_leaf
from perfscore.scoring.plan import Line
from perfscore.scoring.totals import NOTHING, add_up
from perfscore.values import Amount
from perfscore.wording import Text

__all__ = ["Evaluation", "findings", "swing"]

ZERO = Fraction(0)
Results = tuple[Bounds | None, ...]


@dataclass(frozen=True)
class Evaluation:
    """A plan with its readings worked out; can be asked what would be if.

    ``before_override`` holds what the lines with an evaluator's score came to by themselves.
    """

    rubric: Rubric
    root: Line
    reconciled: Reconciled
    leaves: Mapping[str, Outcome]
    outcomes: Mapping[str, Outcome]
    before_override: Mapping[str, Outcome]

    @classmethod
    def of(
        cls,
        rubric: Rubric,
        root: Line,
        reconciled: Reconciled,
        overridden: Mapping[str, Fraction] = NOTHING,
    ) -> Evaluation:
        """Score every row; ``overridden`` are scores that an evaluator gave some."""
        leaves = {
            line.path: score_leaf(line.leaf, line.points, reconciled.readings)
            for line in root.walk()
            if line.leaf is not None
        }
        before: dict[str, Outcome] = {}
        readings = reconciled.readings
        outcomes = add_up(rubric, root, leaves, readings, overridden, before)
        return cls(rubric, root, reconciled, leaves, outcomes, before)

    @property
    def total(self) -> Bounds | None:
        """The total as things stand; ``None`` where there is none."""
        return self.outcomes[""].score

    @cached_property
    def result_paths(self) -> tuple[str, ...]:
        """The paths of what it is all about: the total, or else the uppermost rows with a score."""

        def below(line: Line) -> Iterator[str]:
            if line.group.combine != NO_SCORE:
                yield line.path
                return
            for child in line.children:
                yield from below(child)

        return tuple(below(self.root))

    @property
    def results(self) -> Results:
        """The total as things stand, or the scores of the uppermost rows that have one."""
        return tuple(self.outcomes[path].score for path in self.result_paths)

    def results_if(
        self, changed: Mapping[str, Outcome], readings: Mapping[str, Reading] | None = None
    ) -> Results:
        """The results if some rows came out differently."""
        known = self.reconciled.readings if readings is None else readings
        kept = {} if self.before_override else self._kept(changed, known)
        outcomes = add_up(self.rubric, self.root, {**self.leaves, **changed}, known, kept=kept)
        return tuple(outcomes[path].score for path in self.result_paths)

    def _kept(
        self, changed: Mapping[str, Outcome], readings: Mapping[str, Reading]
    ) -> dict[str, Outcome]:
        """The outcomes of lines that nothing below changes."""
        kept = dict(self.outcomes)
        own = self.reconciled.readings
        paths = list(changed)
        if readings is not own:
            paths += [
                line.path
                for line in self._groups_that_ask
                if any(readings[name] != own[name] for name in line.asked)
            ]
        for path in paths:
            above = path
            while kept.pop(above, None) is not None:
                above = above.rpartition(SEPARATOR)[0]
        return kept

    @cached_property
    def _groups_that_ask(self) -> tuple[Line, ...]:
        return tuple(line for line in self.root.walk() if line.leaf is None and line.asked)

    def results_supposing(self, doubt: Doubt, way: Way) -> Results:
        """The results if a doubt were settled one way; ``None`` leaves everything as it stands."""
        if way is None:
            return self.results
        ways = {doubt.measure: way, **doubt.beside}
        readings = self.reconciled.supposing(ways, doubt.is_final)
        changed = {
            line.path: score_leaf(line.leaf, line.points, readings)
            for line in self.lines_using(tuple(ways))
            if line.leaf is not None
            and any(readings[n] != self.reconciled.readings[n] for n in line.leaf.asked)
        }
        return self.results_if(changed, readings)

    @cached_property
    def _lines_by_input(self) -> dict[str, list[Line]]:
        found: dict[str, list[Line]] = {}
        for line in self.root.walk():
            for name in line.asked:
                found.setdefault(name, []).append(line)
        return found

    def lines_using(self, measures: Collection[str]) -> list[Line]:
        """The rows that some measures bear on, themselves or through others, in no order."""
        after = self.reconciled.deriving.after(measures)
        lines = (line for name in after for line in self._lines_by_input.get(name, ()))
        return list({line.path: line for line in lines}.values())

    @cached_property
    def _position(self) -> dict[str, int]:
        return {line.path: index for index, line in enumerate(self.root.walk())}

    def first_path_using(self, measure: str) -> str:
        """The first row, in tree order, that a measure bears on."""
        paths = [line.path for line in self.lines_using([measure])]
        return min(paths, key=self._position.__getitem__, default="")


def findings(evaluation: Evaluation) -> tuple[Finding, ...]:
    """What the doubts and the rows that stay open are worth, in no order."""
    found = [_of_doubt(evaluation, doubt) for doubt in evaluation.reconciled.doubts]
    return (*found, *_of_rows(evaluation), *_of_vetoes(evaluation))


def _of_doubt(evaluation: Evaluation, doubt: Doubt) -> Finding:
    path = evaluation.first_path_using(doubt.measure) if doubt.measure else ""
    places = tuple(cited(evidence) for evidence in doubt.evidence)
    stake = swing([evaluation.results_supposing(doubt, way) for way in doubt.alternatives])
    if doubt.leaves_out and path and not doubt.alternatives:
        # Nothing says what it was meant to say: all that its rows leave open hangs on it.
        stake = _open_swing(evaluation, evaluation.lines_using([doubt.measure, *doubt.also]))
    code = doubt.code
    if code == "bound-not-measurement" and _restates(evaluation, doubt):
        code = "target-restated"
    return Finding(code, doubt.severity, path, doubt.details, places, stake)


def _restates(evaluation: Evaluation, doubt: Doubt) -> bool:
    """Whether a bound ends where a rule that reads the measure has a number of its own."""
    unit = evaluation.reconciled.measures[doubt.measure].dimension
    bounds = evaluation.reconciled.readings[doubt.measure].bounds
    edges = {
        part.value
        for line in evaluation.root.walk()
        if line.leaf is not None and doubt.measure in line.leaf.inputs
        for part in every_part(line.leaf.expression)
        if isinstance(part, Constant)
        and (units.unit(part.unit).dimension == unit or part == Constant(ZERO))
    }
    stated = [e.value for e in doubt.evidence if isinstance(e, Evidence)]
    ends = {
        units.to_base(end, value.unit)
        for value in stated
        if isinstance(value, Amount)
        for end in (value.bounds.low, value.bounds.high)
        if end is not None
    }
    return bool(ends) and ends <= edges and not bounds.is_settled


def swing(ways: list[Results]) -> Fraction:
    """The larger of the swings of the two ends, so that other open rows do not count.

    Of several results, that of the one that swings most.
    """
    swings = [ZERO]
    for result in zip(*ways, strict=True):
        for ends in ([s.low for s in result if s], [s.high for s in result if s]):
            known = [end for end in ends if end is not None]
            if known:
                swings.append(max(known) - min(known))
    return max(swings)


def _of_rows(evaluation: Evaluation) -> Iterator[Finding]:
    """A finding for each row that the evidence leaves open or without a score."""
    for line in evaluation.root.walk():
        outcome = evaluation.outcomes[line.path]
        if not outcome.reason:
            continue
        severity = Severity.ERROR if outcome.status is RowStatus.ERROR else Severity.WARNING
        missing = _missing(evaluation, line)
        yield Finding(
            outcome.reason,
            severity,
            line.path,
            (("missing", missing),),
            _own_places(evaluation, line),
            _open_swing(evaluation, [line]),
        )


def _of_vetoes(evaluation: Evaluation) -> Iterator[Finding]:
    """Vetoes that hold, and those of which it is open; the latter at what their row leaves open."""
    readings = evaluation.reconciled.readings
    for line in evaluation.root.walk():
        for veto in line.vetoes:
            is_met = holds(veto, readings)
            if is_met is False:
                continue
            code = "veto-applies" if is_met else "veto-open"
            severity = Severity.INFORMATION if is_met else Severity.WARNING
            details = (("outcome", veto.outcome_text), ("row", line.title), ("veto", veto.title))
            stake = ZERO if is_met else _open_swing(evaluation, [line])
            places = tuple(cited(e) for name, _ in veto.when.names for e in readings[name].evidence)
            yield Finding(code, severity, line.path, details, places, stake)


def _missing(evaluation: Evaluation, line: Line) -> Text:
    if line.leaf is None:
        return Text("", "")
    readings = evaluation.reconciled.readings
    return wording.listed(
        evaluation.reconciled.measures[name].title
        for name in line.leaf.inputs
        if readings[name].is_absent
    )


def _own_places(evaluation: Evaluation, line: Line) -> tuple[CitedPlace, ...]:
    if line.leaf is None:
        return ()
    readings: Mapping[str, Reading] = evaluation.reconciled.readings
    return tuple(cited(e) for name in line.leaf.inputs for e in readings[name].evidence)


def _open_swing(evaluation: Evaluation, lines: Sequence[Line]) -> Fraction:
    """The swing of the total between the lowest and the highest scores that rows leave possible."""
    low, high = dict[str, Outcome](), dict[str, Outcome]()
    is_open = True
    for line in lines:
        outcome = evaluation.outcomes[line.path]
        score = outcome.score
        if score is None or score.low is None or score.high is None:
            continue
        if line.leaf is None and line.path in evaluation.result_paths:
            return score.high - score.low
        # A missing reading that the rubric scores zero might have earned everything.
        is_zero = outcome.status is RowStatus.SCORED and bool(outcome.reason)
        is_open = is_open and not is_zero
        top = line.points if is_zero else score.high
        low[line.path] = replace(outcome, score=point(score.low), variants=())
        high[line.path] = replace(outcome, score=point(top), variants=())
        if evaluation.rubric.scale is not None and len(lines) == 1:
            # A table need not rise with its parts, so that every level is tried.
            ranks = range(int(score.low), int(top) + 1)
            every = [{line.path: replace(low[line.path], score=point(rank))} for rank in ranks]
            return swing([evaluation.results_if(each) for each in every])
    found = swing([evaluation.results_if(low), evaluation.results_if(high)])
    # An end that is not reached must not count for more than the results are open.
    widths = ((s.high or ZERO) - (s.low or ZERO) for s in evaluation.results if s is not None)
    return min(found, max(widths, default=ZERO)) if is_open else found
