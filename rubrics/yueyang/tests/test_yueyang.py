"""The tables of Yueyang and Hunan: published numbers, edges, and both readings of a step."""

from fractions import Fraction

import pytest

import perfscore

HUNAN = {
    "posts": "143人",
    "staff": "136人",
    "three_public": "63.46万元",
    "three_public_before": "32万元",
    "carried_in": "19.8万元",
    "opening": "1922.76万元",
    "additions": "767.86万元",
    "balance": "19.8万元",
}


def scored(rubric: str, edition: str, given: dict[str, str]) -> perfscore.Scorecard:
    filing = perfscore.Filing.model_validate(
        {
            "rubric": rubric,
            "edition": edition,
            "department": {"name": "a unit"},
            "period": "2018",
            "evidence": [{"measure": name, "value": value} for name, value in given.items()],
        }
    )
    return perfscore.score(filing, perfscore.load_rubric(rubric, edition))


def points(card: perfscore.Scorecard, path: str) -> Fraction:
    score = card[path].score
    assert score is not None
    return score.value


@pytest.mark.parametrize(
    ("rubric", "completion"),
    [("cn.hunan.department", "8"), ("cn.hunan.department.proportional", "7.71")],
)
def test_the_filled_form_of_2018(rubric: str, completion: str) -> None:
    """Staff 95.10 %, three public +98.31 %, completion 99.27 %, additions 39.94 %."""
    card = scored(rubric, "2018", HUNAN)
    assert points(card, "staff_control") == 8
    assert points(card, "three_public_change") == 0
    assert points(card, "completion") == Fraction(completion)
    assert points(card, "control") == 0


def test_yueyang_by_the_same_numbers() -> None:
    given = {
        name: HUNAN[name] for name in ("staff", "posts", "three_public", "three_public_before")
    }
    card = scored("cn.yueyang.department", "2018", given)
    assert points(card, "input.staff") == 5
    assert points(card, "input.three_public_change") == 0
    assert not card.total.is_settled


@pytest.mark.parametrize(
    ("balance", "before", "expected"),
    [("0万元", "0万元", 3), ("0万元", "3万元", 3), ("3万元", "3万元", 2), ("3.01万元", "3万元", 0)],
)
def test_a_balance_against_the_year_before(balance: str, before: str, expected: int) -> None:
    given = {"balance": balance, "balance_before": before}
    assert points(scored("cn.yueyang.department", "2018", given), "process.balance") == expected


def test_no_building_project_is_full_marks() -> None:
    card = scored("cn.hunan.department", "2022", {"building_rate": "不适用"})
    assert points(card, "building_area") == 5


def test_no_grade_follows_from_the_part_that_can_be_read() -> None:
    rubric = perfscore.load_rubric("cn.yueyang.department", "2018")
    assert (rubric.points, rubric.grades) == (36, ())
