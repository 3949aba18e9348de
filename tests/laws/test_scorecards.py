"""Laws of whole scorecards, over filings made for the Guangzhou rubric."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

import perfscore
from perfscore import units
from perfscore.bounds import Bounds
from perfscore.expression.building import rounded
from perfscore.model.evidence import Evidence
from perfscore.numeric import Snap
from perfscore.reconciliation import matched, reconcile
from perfscore.scoring.plan import plan
from perfscore.testing.filings import filings, stated
from perfscore.testing.oracle import evaluate
from perfscore.testing.strategies import inside
from perfscore.values import Amount

RUBRIC = perfscore.load_rubric("cn.guangzhou.department", edition="2024")
few = settings(max_examples=40)


@few
@given(filings(RUBRIC, complete=True))
def test_complete_evidence_gives_the_oracle_s_total(filing: perfscore.Filing) -> None:
    """Every row by the naive evaluator, rounded parts added: the same total, settled."""
    card = perfscore.score(filing, RUBRIC)
    found = matched(filing, RUBRIC)
    readings = reconcile(filing, found, perfscore.Trust.REPORTED).readings
    total = Fraction(0)
    for child in plan(RUBRIC, found).walk():
        if child.leaf is None or child.kind == "target":
            continue
        values = {name: readings[name].bounds.value for name in child.leaf.inputs}
        total += evaluate(child.leaf.expression, values)
    for parent in plan(RUBRIC, found).walk():
        if parent.kind == "indicator" and parent.children:
            parts = Fraction(0)
            for target in parent.children:
                values = {n: readings[n].bounds.value for n in target.leaf.inputs}
                parts += evaluate(target.leaf.expression, values)
            total += evaluate(rounded(perfscore_constant(parts), 2, Snap.HALF_UP), {})
    assert (True, total) == (card.total.is_settled, card.total.low)


def perfscore_constant(number: Fraction):
    from perfscore.expression.nodes import Constant

    return Constant(number, "分")


@few
@given(filings(RUBRIC))
def test_scores_stay_between_nothing_and_full_marks(filing: perfscore.Filing) -> None:
    card = perfscore.score(filing, RUBRIC)
    for row in (*card.rows, card.root):
        assert Bounds(Fraction(0), row.points).covers(row.score), row.path


@few
@given(filings(RUBRIC), st.data())
def test_no_completion_of_missing_readings_escapes_the_bounds(filing, data) -> None:
    """Fill every gap and settle every bound somehow: the total was possible before."""
    before = perfscore.score(filing, RUBRIC)
    after = perfscore.score(completed(filing, data), RUBRIC)
    assert before.total.covers(after.total)
    for row in before.rows:
        assert row.score.covers(after[row.path].score), row.path


def _ends(bounds: Bounds) -> tuple[Fraction | None, Fraction | None]:
    return bounds.low, bounds.high


def completed(filing: perfscore.Filing, data) -> perfscore.Filing:
    """The filing with a settled statement for every measure that a rule reads."""
    found = matched(filing, RUBRIC)
    readings = reconcile(filing, found, perfscore.Trust.REPORTED).readings
    used = {n for line in plan(RUBRIC, found).walk() if line.leaf for n in line.leaf.inputs}
    more = []
    for name in sorted(used):
        measure, reading = found.measures[name], readings[name]
        if not reading.bounds.is_settled:
            # Drawn in the measure's own unit: a third of an hour is no decimal of hours.
            factor = units.unit(measure.unit).factor
            low, high = (None if e is None else e / factor for e in _ends(reading.bounds))
            open_ends = (reading.bounds.low_open, reading.bounds.high_open)
            number = data.draw(inside(Bounds(low, high, *open_ends))) * factor
            if measure.kind != "number":
                number = Fraction(round(number))
            more.append(Evidence(measure=name, value=stated(measure, Bounds(number, number))))
    return filing.model_copy(update={"evidence": (*filing.evidence, *more)})


@few
@given(filings(RUBRIC), st.data())
def test_one_more_statement_never_widens_the_total(filing, data) -> None:
    fuller = completed(filing, data)
    added = fuller.evidence[len(filing.evidence) :]
    some = data.draw(st.lists(st.sampled_from(added), unique_by=id)) if added else []
    partly = filing.model_copy(update={"evidence": (*filing.evidence, *some)})
    assert perfscore.score(filing, RUBRIC).total.covers(perfscore.score(partly, RUBRIC).total)


@few
@given(filings(RUBRIC), st.randoms(use_true_random=False))
def test_order_never_matters(filing: perfscore.Filing, random) -> None:
    """Statements in any order give the same bytes."""
    shuffled = list(filing.evidence)
    random.shuffle(shuffled)
    other = filing.model_copy(update={"evidence": tuple(shuffled)})
    one, two = (perfscore.json_report(perfscore.score(f, RUBRIC)) for f in (filing, other))
    assert one == two


@few
@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_units_do_not_matter(spent: int, budget: int) -> None:
    """The same money in 元, 万元 and 亿元."""
    totals = set()
    for unit, factor in (("元", 1), ("万元", 10**4), ("亿元", 10**8)):
        amounts = {"carryover": Fraction(spent, factor), "budget": Fraction(budget, factor)}
        evidence = tuple(
            Evidence(measure=name, value=Amount(Bounds(number, number), unit))
            for name, number in amounts.items()
        )
        filing = perfscore.Filing(
            rubric=RUBRIC.id,
            edition=RUBRIC.edition,
            department={"name": "d"},
            period="2024",
            evidence=evidence,
        )
        card = perfscore.score(filing, RUBRIC)
        totals.add(card["management.execution.carryover_rate"].score)
    assert len(totals) == 1


def test_72900_yuan_and_7_29_ten_thousand_yuan_score_the_same() -> None:
    totals = set()
    for spent in ("72900元", "7.29万元", "0.000729亿元"):
        evidence = (
            Evidence(measure="three_public", value=spent),
            Evidence(measure="three_public_budget", value="7.29万元"),
        )
        filing = perfscore.Filing(
            rubric=RUBRIC.id,
            edition=RUBRIC.edition,
            department={"name": "d"},
            period="2024",
            evidence=evidence,
        )
        totals.add(perfscore.score(filing, RUBRIC)["management.running_cost"].score)
    assert [(total.low, total.high) for total in totals] == [(2, 4)]


@few
@given(filings(RUBRIC))
def test_every_step_replays(filing: perfscore.Filing) -> None:
    """A step worked out again from the recorded inputs gives its recorded value."""
    from perfscore.calculation.steps import work_out

    card = perfscore.score(filing, RUBRIC)
    for row in (*card.rows, card.root):
        for step in row.worked.steps if row.worked else ():
            assert step.value == work_out(step.node, row.inputs).value
