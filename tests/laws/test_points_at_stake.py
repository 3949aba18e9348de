"""Points at stake are the swing of the total that brute force finds: settle it each way, score again."""

from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st
from making import indicator, load, rubric_text

import perfscore
from perfscore.bounds import Bounds, point
from perfscore.model.evidence import Evidence
from perfscore.values import Amount

UNITS = {"spent": ("元", "万元"), "hours": ("小时",), "served": ("人次",)}
BASE = {"spent": "元", "hours": "小时", "served": "人次"}
MEASURES = """
spent: {title: spent, unit: 元, at least: 0}
budget: {title: budget, unit: 元, more than: 0}
rate: {title: rate, unit: "%", at least: 0%, from: spent / budget}
hours: {title: hours, unit: 小时PRECEDENCE}
served: {title: served, unit: 人次, at most: 1000人次}
done: {title: done, kind: condition}
filed: {title: filed, kind: condition}
"""
ROWS = (
    ("a", 10, "{kind: attainment, actual: rate, target: 100%, better: higher}"),
    (
        "b",
        6,
        "{kind: bands, of: hours, bands: [{at most: 2小时, score: 6}, {at most: 8小时, score: 3}, {otherwise: 0}]}",
    ),
    (
        "c",
        8,
        "{kind: deduction, of: served, below: 100人次, per: 10人次, deduct: 1, counting: whole}",
    ),
    ("d", 5, "{kind: checklist, items: [{when: done, score: 2}, {when: filed, score: 3}]}"),
)


def rubric(policy: str, precedence: str = "") -> perfscore.Rubric:
    return load(
        rubric_text(
            MEASURES.replace("PRECEDENCE", precedence),
            *(indicator(*row) for row in ROWS),
            points=29,
            more=f"not applicable: {policy}\n",
        )
    )


RUBRICS = {policy: rubric(policy) for policy in ("open", "full", "rescale whole")}
RANKED = rubric("open", ", precedence: [system]")
SOURCES = {
    "own": perfscore.Source(title="own"),
    "ledger": perfscore.Source(title="ledger", kind=perfscore.SourceKind.SYSTEM),
}


@st.composite
def statement(draw: st.DrawFn, measure: str) -> Evidence:
    number = Fraction(draw(st.integers(0, 120)), draw(st.sampled_from([1, 10])))
    unit = draw(st.sampled_from([*UNITS[measure], "人"]))
    source = draw(st.sampled_from(["own", "ledger"]))
    return Evidence(measure=measure, value=Amount(point(number), unit), source=source)


@st.composite
def filings(draw: st.DrawFn, by: perfscore.Rubric) -> perfscore.Filing:
    evidence = [Evidence(measure="budget", value="100元", source="ledger")]
    for measure in UNITS:
        evidence += draw(st.lists(statement(measure), max_size=3))
    for measure in ("done", "filed"):
        said = draw(st.sampled_from(["", "是", "否", "不适用"]))
        if said:
            evidence.append(Evidence(measure=measure, value=said, source="ledger"))
    return perfscore.Filing(
        rubric=by.id,
        edition=by.edition,
        department={"name": "d"},
        period="2024",
        sources=SOURCES,
        evidence=tuple(evidence),
    )


def under(policies: list[str]):
    """A policy for rows that do not apply, and a filing."""
    return st.sampled_from(policies).flatmap(
        lambda policy: st.tuples(st.just(policy), filings(RUBRICS[policy]))
    )


def swing(totals: list[Bounds]) -> Fraction:
    lows, highs = [t.low for t in totals], [t.high for t in totals]
    return max(max(lows) - min(lows), max(highs) - min(highs))


def measure_of(finding: perfscore.Finding) -> str:
    title = dict(finding.details)["measure"]
    assert isinstance(title, perfscore.Text)
    return title.en


def saying(filing: perfscore.Filing, measure: str, *values: Evidence) -> perfscore.Filing:
    """The filing with nothing but these statements of a measure."""
    others = tuple(e for e in filing.evidence if e.measure != measure)
    return filing.model_copy(update={"evidence": (*others, *values)})


def used(filing: perfscore.Filing, measure: str) -> list[Evidence]:
    own = [e for e in filing.evidence if e.measure == measure]
    return [e for e in own if isinstance(e.value, Amount) and e.value.unit != "人"]


@settings(max_examples=120)
@given(under(sorted(RUBRICS)))
def test_contradictions(drawn) -> None:
    policy, filing = drawn
    by = RUBRICS[policy]
    card = perfscore.score(filing, by)
    for finding in card.findings:
        if finding.code in ("conflicting-statements", "unit-drift"):
            measure = measure_of(finding)
            ways = [saying(filing, measure, each) for each in used(filing, measure)]
            assert finding.points_at_stake == swing([perfscore.score(w, by).total for w in ways])


@settings(max_examples=60)
@given(filings(RANKED))
def test_contradictions_that_a_precedence_settles(filing: perfscore.Filing) -> None:
    card = perfscore.score(filing, RANKED)
    for finding in card.findings:
        if finding.code == "settled-by-precedence":
            ways = [saying(filing, "hours", each) for each in used(filing, "hours")]
            totals = [perfscore.score(way, RANKED).total for way in ways]
            assert finding.points_at_stake == swing(totals)


@settings(max_examples=120)
@given(under(sorted(RUBRICS)))
def test_statements_in_a_wrong_unit(drawn) -> None:
    """As things stand, against the statement alone in the measure's own unit."""
    policy, filing = drawn
    by = RUBRICS[policy]
    card = perfscore.score(filing, by)
    for finding in card.findings:
        if finding.code == "unit-mismatch":
            measure = measure_of(finding)
            number = perfscore.read_value(finding.places[0].value)
            assert isinstance(number, Amount)
            meant = Evidence(measure=measure, value=Amount(number.bounds, BASE[measure]))
            other = perfscore.score(saying(filing, measure, meant), by).total
            assert finding.points_at_stake == swing([card.total, other])


@settings(max_examples=120)
@given(under(sorted(RUBRICS)))
def test_evidence_below_the_trust(drawn) -> None:
    """As things stand, against the total if the statements of that measure were documented."""
    policy, filing = drawn
    by = RUBRICS[policy]
    card = perfscore.score(filing, by, trust=perfscore.Trust.DOCUMENTED)
    for finding in card.findings:
        if finding.code == "evidence-below-trust":
            measure = measure_of(finding)
            own = [e for e in filing.evidence if e.measure == measure]
            trusted = [e.model_copy(update={"source": "ledger"}) for e in own]
            other = perfscore.score(
                saying(filing, measure, *trusted), by, trust=perfscore.Trust.DOCUMENTED
            )
            assert finding.points_at_stake == swing([card.total, other.total])


@settings(max_examples=80)
@given(under(["open", "rescale whole"]))
def test_missing_conditions(drawn) -> None:
    """A checklist with blanks, against every way of filling them in."""
    policy, filing = drawn
    by = RUBRICS[policy]
    card = perfscore.score(filing, by)
    for finding in card.findings:
        if finding.code == "evidence-missing" and finding.path == "d":
            stated = {e.measure for e in filing.evidence}
            blank = [name for name in ("done", "filed") if name not in stated]
            totals = []
            for values in product(("是", "否"), repeat=len(blank)):
                said = [Evidence(measure=n, value=v) for n, v in zip(blank, values, strict=True)]
                totals.append(perfscore.score(filing.plus(*said), by).total)
            assert finding.points_at_stake == swing(totals)
