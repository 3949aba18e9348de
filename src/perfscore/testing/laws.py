"""What every rubric has to keep, as tests over filings made for it.

>>> TestConformance = conformance_tests(rubric, exempt={"order_never_matters": "why not"})

Each law is a test of its own; an exemption needs a reason, which the skipped test prints.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from perfscore import units
from perfscore.bounds import Bounds, point
from perfscore.calculation.steps import work_out
from perfscore.documents import read_json
from perfscore.errors import FilingError
from perfscore.model.evidence import Evidence, Trust
from perfscore.model.filing import Filing
from perfscore.model.reading import State
from perfscore.reconciliation import matched, reconcile
from perfscore.reports.json_report import json_report
from perfscore.rubric.tree import Rubric
from perfscore.scoring import Row, RowStatus, Scorecard, score
from perfscore.scoring.compiled import Compiled, NotCompiled, compiled
from perfscore.scoring.contributions import End, contributions
from perfscore.scoring.plan import plan
from perfscore.scoring.single import traced
from perfscore.scoring.trace import Trace
from perfscore.scoring.verification import differences
from perfscore.testing.filings import filings, parts_of, stated
from perfscore.testing.oracle import evaluate
from perfscore.testing.strategies import inside

__all__ = ["LAWS", "completed", "conformance_tests"]

ZERO = Fraction(0)
SHRUNK = 20
WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)


@dataclass(frozen=True)
class Made:
    """A rubric with the filings made for it."""

    rubric: Rubric

    @cached_property
    def complete(self) -> st.SearchStrategy[Filing]:
        """Everything stated."""
        return filings(self.rubric, complete=True)

    @cached_property
    def partial(self) -> st.SearchStrategy[Filing]:
        """With gaps and bounds."""
        return filings(self.rubric)

    @cached_property
    def with_absences(self) -> st.SearchStrategy[Filing]:
        """With gaps, bounds, and measures that do not apply."""
        return filings(self.rubric, absences=True)

    @cached_property
    def compiled(self) -> Compiled | None:
        """The rubric as compiled code; ``None`` where it has something only interpreted."""
        try:
            return compiled(self.rubric)
        except NotCompiled:
            return None


def completed(filing: Filing, rubric: Rubric, data: st.DataObject) -> Filing:
    """The filing with a settled statement for every measure that a row reads.

    Measures that follow from others are completed through those, unless one of them is stated
    itself: its parts might then contradict it. A veto that silence settles is left in silence.
    """
    stated_names = {evidence.measure for evidence in filing.evidence}
    found = matched(filing, rubric)
    asked = {name for line in plan(rubric, found).walk() for name in line.asked}
    asked -= _silent(rubric, stated_names)
    through = {name for name in asked if found.measures[name].formula is not None}
    if through & stated_names:
        return _settled(filing, rubric, asked, data)
    fuller = _settled(filing, rubric, parts_of(rubric, through) | (asked - through), data)
    # What divides by zero can only be stated itself.
    return _settled(fuller, rubric, through, data)


def _silent(rubric: Rubric, stated_names: set[str]) -> set[str]:
    """What is asked by vetoes that are not met where nothing of them is stated."""
    vetoes = [veto for node in (rubric, *rubric.nodes.values()) for veto in node.vetoes]
    asked = [{name for name, _ in v.when.names} for v in vetoes if v.unstated == "not met"]
    return {name for names in asked if not names & stated_names for name in names}


def _settled(filing: Filing, rubric: Rubric, names: set[str], data: st.DataObject) -> Filing:
    found = matched(filing, rubric)
    readings = reconcile(filing, found, Trust.REPORTED).readings
    more = []
    for name in sorted(names):
        measure, bounds = found.measures[name], readings[name].bounds
        if bounds.is_settled:
            continue
        # Drawn in the measure's own unit: a third of an hour is no decimal of hours.
        factor = units.unit(measure.unit).factor
        low, high = (None if end is None else end / factor for end in (bounds.low, bounds.high))
        scaled = Bounds(low, high, bounds.low_open, bounds.high_open)
        number = data.draw(inside(scaled)) * factor
        if measure.kind != "number":
            number = Fraction(round(number))
        elif measure.whole and bounds.contains(round(number / factor) * factor):
            number = round(number / factor) * factor
        more.append(Evidence(measure=name, value=stated(measure, point(number))))
    return filing.model_copy(update={"evidence": (*filing.evidence, *more)})


def complete_evidence_settles_every_row(made: Made, data: st.DataObject) -> None:
    """With everything known, each row has one score, and the naive evaluator gives the same.

    What a zero denominator leaves unknown stays open.
    """
    card = score(data.draw(made.complete), made.rubric)
    for row in (*card.rows, card.root):
        if row.worked is None or not all(known.is_settled for known in row.inputs.values()):
            continue
        assert row.score is not None
        values = {name: known.value for name, known in row.inputs.items()}
        assert row.score.is_settled, row.path
        assert row.score == point(evaluate(row.worked.node, values)), row.path


def scores_stay_inside_their_points(made: Made, data: st.DataObject) -> None:
    """No row has less than nothing or more than it can have."""
    card = score(data.draw(made.with_absences), made.rubric)
    tops = {line.path: max(line.points, line.group.most) for line in card.evaluation.root.walk()}
    for row in (*card.rows, card.root):
        assert row.score is None or Bounds(ZERO, tops[row.path]).covers(row.score), row.path


def no_completion_escapes(made: Made, data: st.DataObject) -> None:
    """However gaps are filled and bounds settled, the scores were possible before."""
    filing = data.draw(made.partial)
    before = score(filing, made.rubric)
    after = score(completed(filing, made.rubric, data), made.rubric)
    _require_inside(before, after)


def learning_more_never_widens(made: Made, data: st.DataObject) -> None:
    """One more statement that does not contradict leaves every score inside what it was."""
    filing = data.draw(made.partial)
    fuller = completed(filing, made.rubric, data)
    added = fuller.evidence[len(filing.evidence) :]
    some = data.draw(st.lists(st.sampled_from(added), unique_by=id)) if added else []
    partly = filing.model_copy(update={"evidence": (*filing.evidence, *some)})
    before, after = score(filing, made.rubric), score(partly, made.rubric)
    _require_inside(before, after)


def _require_inside(before: Scorecard, after: Scorecard) -> None:
    """Every score lies inside what it was, but where what was added contradicts what was known."""
    contradicted = [row.path for row in before.rows if not _is_learned(row, after[row.path])]
    for row in (*before.rows, before.root):
        later = after[row.path or "total"]
        inside = f"{row.path}." if row.path else ""
        if any(path == row.path or path.startswith(inside) for path in contradicted):
            continue
        # A row that was not rated can become anything, and one that is taken out stays out.
        if row.score is not None and later.score is not None:
            assert row.score.covers(later.score), row.path
        assert row.score is None or later.status is not RowStatus.NOT_RATED, row.path


def _is_learned(before: Row, after: Row) -> bool:
    """Whether all that a row reads lies inside what was known of it."""
    known = {reading.measure: reading.bounds for reading in before.readings}
    return all(known[reading.measure].covers(reading.bounds) for reading in after.readings)


def order_never_matters(made: Made, data: st.DataObject) -> None:
    """Statements in any order give the same bytes."""
    filing = data.draw(made.with_absences)
    shuffled = data.draw(st.permutations(filing.evidence))
    other = filing.model_copy(update={"evidence": tuple(shuffled)})
    assert json_report(score(filing, made.rubric)) == json_report(score(other, made.rubric))


def every_step_replays(made: Made, data: st.DataObject) -> None:
    """A step worked out again from the recorded inputs gives its recorded value."""
    card = score(data.draw(made.with_absences), made.rubric)
    for row in (*card.rows, card.root):
        for step in row.worked.steps if row.worked else ():
            assert step.value == work_out(step.node, row.inputs).value, row.path


def every_card_is_verified(made: Made, data: st.DataObject) -> None:
    """A scorecard that was written scores the same when it is read back."""
    card = score(data.draw(made.with_absences), made.rubric)
    document = read_json(json_report(card).encode(), "card.json", FilingError)
    assert differences(document, made.rubric) == ()


def every_row_is_explained(made: Made, data: st.DataObject) -> None:
    """Each row can be told in both languages, and no finding stakes more than there is."""
    card = score(data.draw(made.with_absences), made.rubric)
    for row in (*card.rows, card.root):
        for lang in ("zh", "en"):
            assert row.explain(lang).strip()
    most = max(max(line.points, line.group.most) for line in card.evaluation.root.walk())
    assert all(0 <= finding.points_at_stake <= most for finding in card.findings)


def parts_add_up_to_the_total(made: Made, data: st.DataObject) -> None:
    """What the rows bring to a total in points is all of it, at both ends."""
    card = score(data.draw(made.with_absences), made.rubric)
    if card.scale is not None or not card.has_total:
        return
    ends: tuple[tuple[End, Fraction | None], ...] = (
        ("low", card.total.low),
        ("high", card.total.high),
    )
    for end, total in ends:
        parts = contributions(card.evaluation, end).values()
        brought = (part.factor * (part.earned + part.rounding + part.override) for part in parts)
        assert sum(brought, ZERO) == total


def compiled_scores_are_the_same(made: Made, data: st.DataObject) -> None:
    """Compiled code takes all that is settled, and has the interpreter's scores for it."""
    if made.compiled is None:
        return
    is_complete = data.draw(st.booleans())
    filing = data.draw(made.complete if is_complete else made.partial | made.with_absences)
    card = score(filing, made.rubric)
    trace = traced(filing, made.rubric, Trust.REPORTED, None)
    recorded = made.compiled.scores(filing)
    if recorded is None:
        assert not (is_complete and _is_plain(trace))
        return
    trace.require_same(recorded)
    quick, slow = (
        Scorecard.made_of(made.rubric, filing, Trust.REPORTED, None, of) for of in (recorded, trace)
    )
    assert quick == slow == card
    assert quick.graded == slow.graded
    assert json_report(quick) == json_report(slow)


def _is_plain(trace: Trace) -> bool:
    """Whether every row is scored, and nothing that is asked is open."""
    rows = (trace.root, *trace.rows)
    scored = {RowStatus.SCORED, RowStatus.VETOED, RowStatus.UNSCORED}
    asked = (reading for row in rows for reading in row.readings)
    return all(row.status in scored and not row.reason for row in rows) and all(
        reading.state is State.KNOWN for reading in asked
    )


LAWS: dict[str, Callable[[Made, st.DataObject], None]] = {
    law.__name__: law
    for law in (
        compiled_scores_are_the_same,
        complete_evidence_settles_every_row,
        every_card_is_verified,
        every_row_is_explained,
        every_step_replays,
        learning_more_never_widens,
        no_completion_escapes,
        order_never_matters,
        parts_add_up_to_the_total,
        scores_stay_inside_their_points,
    )
}


def conformance_tests(
    rubric: Rubric, *, exempt: Mapping[str, str] | None = None, examples: int = 20
) -> type:
    """A test class with one test per law; ``exempt`` maps laws to the reason they do not hold.

    Raises ``ValueError`` for an exemption without a reason, or from a law that does not exist.
    """
    reasons = dict(exempt or {})
    for name, reason in reasons.items():
        if name not in LAWS or not reason.strip():
            raise ValueError(f"no such law, or no reason: {name!r}")
    made = Made(rubric)
    methods = {
        f"test_{name}": _test(made, law, reasons.get(name, ""), examples)
        for name, law in LAWS.items()
    }
    return type("TestConformance", (), methods)


def _test(
    made: Made, law: Callable[[Made, st.DataObject], None], reason: str, examples: int
) -> Any:
    # Filings of a large rubric take too long to shrink: what fails is shown as it was found.
    phases = tuple(Phase) if len(made.rubric.measures) <= SHRUNK else WITHOUT_SHRINKING

    @settings(
        max_examples=examples,
        deadline=None,
        phases=phases,
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.differing_executors,
        ],
    )
    @given(data=st.data())
    def test(self: object, data: st.DataObject) -> None:
        del self
        law(made, data)

    test.__doc__ = law.__doc__
    return pytest.mark.skipif(bool(reason), reason=f"exempt: {reason}")(test)
