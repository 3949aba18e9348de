"""What a whole form gets wrong: weights, pace, grade, better attained and scored lower."""

from fractions import Fraction

import pytest
from making import BASIS, indicator, load, read, rubric_text

import perfscore

HEAD = 'rubric: test.rubric\nedition: "1"\ndepartment: {name: d}\nperiod: "2024"\n'
MEASURES = 'rate: {title: rate, unit: "%", at least: 0%}'
RUBRIC = load(
    rubric_text(
        MEASURES,
        indicator(
            "execution", 10, "{kind: attainment, actual: rate, target: 100%, better: higher}"
        ),
        indicator(
            "own",
            90,
            "{kind: targets, partial: ratio, weights: points}",
            f"adjustable: {BASIS}",
        ),
        points=100,
        more=(
            f"pace: {{execution: execution, limit: 5%, basis: {BASIS}}}\n"
            "grades:\n  - {from: 90, title: {zh: 优, en: excellent}}\n"
            "  - {from: 80, title: {zh: 良, en: good}}\n  - {from: 0, title: {zh: 差, en: poor}}\n"
        ),
    )
)


def found(code: str, more: str) -> list[perfscore.Finding]:
    return [f for f in perfscore.score(read(HEAD + more), RUBRIC).findings if f.code == code]


def targets(*rows: tuple[int, str, str]) -> str:
    """Rows of weight, planned and actual, with the execution rate at 100 %."""
    return filed("100%", *rows)


def filed(rate: str, *rows: tuple[int, str, str]) -> str:
    own = "".join(
        f"  - {{id: t{i}, under: own, title: t{i}, planned: {planned}, weight: {weight}}}\n"
        for i, (weight, planned, _) in enumerate(rows)
    )
    said = "".join(
        f"  - {{measure: t{i}, value: {actual}}}\n" for i, (_, _, actual) in enumerate(rows)
    )
    return f"targets:\n{own}evidence:\n  - {{measure: rate, value: {rate}}}\n{said}"


def told(finding: perfscore.Finding) -> dict:
    return dict(finding.details)


def test_weights_that_do_not_add_up_to_what_the_form_is_out_of() -> None:
    (finding,) = found("weights-do-not-add-up", targets((100, "≥1件", "1件")))
    assert (told(finding)["sum"], told(finding)["expected"]) == ("110", "100")
    assert finding.severity == "error"


def test_a_block_that_is_not_what_the_filing_says_it_is() -> None:
    more = "points: {own: 80}\n" + targets((90, "≥1件", "1件"))
    findings = found("weights-do-not-add-up", more)
    assert [(f.path, told(f)["sum"], told(f)["expected"]) for f in findings] == [
        ("own", "90", "80")
    ]


def test_right_weights_are_no_finding() -> None:
    assert found("weights-do-not-add-up", targets((90, "≥1件", "1件"))) == []
    assert found("weights-adjusted", targets((90, "≥1件", "1件"))) == []


@pytest.mark.parametrize(("rate", "is_found"), [("95%", False), ("94.9%", True), ("60%", True)])
def test_a_score_rate_far_above_the_execution_rate(rate: str, is_found: bool) -> None:
    """The alarm of software in use: (s/90 - b/10) / (s/90) above 5 %."""
    assert bool(found("score-outruns-execution", filed(rate, (90, "≥1件", "1件")))) == is_found


def test_the_department_s_own_scores_can_outrun_execution_too() -> None:
    own = "self_assessed: {execution: 6, own: 90, total: 96}\n"
    text = targets((90, "≥1件", "1件")).replace("rate, value: 100%", "rate, value: ''") + own
    (finding,) = found("score-outruns-execution", text)
    assert told(finding)["spent"] == "60.00"


@pytest.mark.parametrize(
    ("grade", "own", "is_found"),
    [
        ("优秀", "100", False),
        ("优", "100", False),
        ("excellent", "100", False),
        ("良", "100", True),
        # The stated total is 85, the recomputed one 100: either grade can be meant.
        ("良", "85", True),
        ("差", "100", True),
    ],
)
def test_a_grade_that_the_total_does_not_give(grade: str, own: str, is_found: bool) -> None:
    more = targets((90, "≥1件", "1件")) + f"self_assessed: {{total: {own}}}\ngrade: {grade}\n"
    assert bool(found("grade-differs", more)) == is_found


def test_better_attained_and_scored_lower() -> None:
    more = targets((45, "≥100件", "90件"), (45, "≥100件", "60件"))
    (finding,) = found("better-scored-lower", more + "self_assessed: {own.t0: 20, own.t1: 40}\n")
    assert (finding.path, told(finding)["earned"], told(finding)["other_earned"]) == (
        "own.t0",
        "90.00",
        "60.00",
    )
    assert found("better-scored-lower", more + "self_assessed: {own.t0: 40, own.t1: 20}\n") == []


@pytest.mark.parametrize(
    ("own", "is_found"),
    [
        ("{score: 45, converted: 20.25}", True),
        ("{score: 45, converted: 45}", False),
        ("20.25", True),
        ("45", False),
        ("20", False),
    ],
)
def test_a_weight_that_is_applied_twice(own: str, is_found: bool) -> None:
    """45 of 45, times 45 %, is 20.25: the weight was in the score already."""
    more = targets((45, "≥1件", "1件"), (45, "≥1件", "1件"))
    findings = found("weight-applied-twice", more + f"self_assessed:\n  own.t0: {own}\n")
    assert [f.path for f in findings] == (["own.t0"] if is_found else [])


def test_none_of_these_changes_a_score() -> None:
    more = targets((100, "≥1件", "1件")) + "self_assessed: {total: 100}\ngrade: 差\n"
    card = perfscore.score(read(HEAD + more), RUBRIC)
    assert card.total == perfscore.Bounds(Fraction(110), Fraction(110))
    assert {f.points_at_stake for f in card.findings} == {0}
