"""Attainment: cases from filled forms, and the edges that the forms leave open."""

import pytest
from making import one_rule, score_of

MEASURES = """
actual: {title: actual, unit: 小时}
target: {title: target, unit: 小时}
"""


def rubric(better: str, method: str = "ratio"):
    rule = (
        f"{{kind: attainment, actual: actual, target: target, better: {better}, method: {method}}}"
    )
    return one_rule(MEASURES, rule)


@pytest.mark.parametrize(
    ("better", "method", "actual", "target", "expected"),
    [
        ("higher", "ratio", "98", "98", "10.00"),
        ("higher", "ratio", "120", "98", "10.00"),
        ("higher", "ratio", "49", "98", "5.00"),
        ("higher", "ratio", "0", "98", "0.00"),
        # Jiangxi and Hubei forms: reverse targets by ratio; third-party software: by line.
        ("lower", "ratio", "30", "24", "8.00"),
        ("lower", "linear", "30", "24", "7.50"),
        ("lower", "ratio", "48", "24", "5.00"),
        ("lower", "linear", "48", "24", "0.00"),
        ("lower", "linear", "60", "24", "0.00"),
        ("lower", "ratio", "24", "24", "10.00"),
        ("lower", "linear", "24", "24", "10.00"),
        # Nothing happened against a limit: the best result, and no division by zero.
        ("lower", "ratio", "0", "24", "10.00"),
        ("lower", "linear", "0", "24", "10.00"),
        # A target of zero is met or missed.
        ("lower", "ratio", "0", "0", "10.00"),
        ("lower", "ratio", "1", "0", "0.00"),
        ("lower", "linear", "0", "0", "10.00"),
        ("lower", "linear", "1", "0", "0.00"),
        ("higher", "ratio", "0", "0", "10.00"),
        ("higher", "ratio", "5", "0", "10.00"),
    ],
)
def test_scores(better: str, method: str, actual: str, target: str, expected: str) -> None:
    values = {"actual": f"{actual}小时", "target": f"{target}小时"}
    assert expected == score_of(rubric(better, method), values)


def test_a_tie_is_rounded_half_up_from_the_exact_ratio() -> None:
    """325/3000 of 3 points is 0.325 exactly; 28-digit division would give 0.32."""
    measures = "actual: {title: a, unit: 元}\ntarget: {title: t, unit: 元}"
    rule = "{kind: attainment, actual: actual, target: target, better: higher}"
    values = {"actual": "325元", "target": "3000元"}
    assert score_of(one_rule(measures, rule, 3), values) == "0.33"


def test_a_published_form_recomputed() -> None:
    """3824.26 of 4753.66 was printed as 100 % and scored 10; it is 8.04."""
    measures = "spent: {title: s, unit: 万元}\nbudget: {title: b, unit: 万元}"
    rule = "{kind: attainment, actual: spent, target: budget, better: higher}"
    values = {"spent": "3824.26万元", "budget": "4753.66万元"}
    assert score_of(one_rule(measures, rule), values) == "8.04"


def test_more_than_the_target_may_still_leave_a_range() -> None:
    """A bound short of the target leaves the points between it and full marks open."""
    assert score_of(rubric("higher"), {"actual": "≥80小时", "target": "100小时"}) == "8.00~10.00"
    assert score_of(rubric("higher"), {"actual": "≥100小时", "target": "100小时"}) == "10.00"
