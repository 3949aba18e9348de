"""Points at stake are the swing of the total that brute force finds: settle it each way, score again."""

from fractions import Fraction
from itertools import product

from doubtful import BASE, RANKED, RUBRICS, filings, under
from hypothesis import given, settings

import perfscore
from perfscore.bounds import Bounds
from perfscore.model.evidence import Evidence
from perfscore.values import Amount


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
