"""Shapes of rules that no package and no other test happens to show, one small rubric each."""

from fractions import Fraction
from pathlib import Path

import pytest
from making import apart, filing, indicator, load, one_rule, rubric_text, score_of

import perfscore
from perfscore.published import recompute

BASIS = "{status: assumed, reason: made up for a test}"
RATE = 'rate: {title: r, unit: "%", at least: 0%}'
SHARE = "{kind: attainment, actual: rate, target: 100%, better: higher}"


def conditions(*names: str) -> str:
    return "\n".join(f"{name}: {{title: t, kind: condition}}" for name in names)


def met(id: str, points: str | int, more: str = "") -> str:
    return indicator(id, points, f"{{kind: pass or fail, when: {id}}}", more)


def group(id: str, points: int, *rows: str, more: str = "") -> str:
    head = f"- id: {id}\n  title: {id}\n  points: {points}\n{more}  criteria:\n"
    return head + "\n".join("    " + line for row in rows for line in row.splitlines())


def test_the_same_step_off_on_either_side() -> None:
    """1 point off for each 3 % that the work done is away from the plan, up or down."""
    measures = """planned: {title: p, unit: 件, more than: 0件}
done: {title: d, unit: 件}
rate: {title: r, unit: "%", from: done / planned}"""
    rule = """kind: deduction
of: magnitude(rate - 100%)
above: 0%
per: 3%
deduct: 1
counting: whole"""
    rubric = one_rule(measures, rule, points=15)
    for done, expected in (("100", "15.00"), ("98", "15.00"), ("97", "14.00"), ("103", "14.00")):
        assert score_of(rubric, {"planned": "100件", "done": f"{done}件"}) == expected
    for done in ("94", "106"):
        assert score_of(rubric, {"planned": "100件", "done": f"{done}件"}) == "13.00"
    assert score_of(rubric, {"planned": "100件", "done": "20件"}) == "0.00"


def test_points_for_each_up_to_a_number() -> None:
    """Five points for each of at most five reasons."""
    measures = "reasons: {title: r, unit: 条, whole: true}"
    rule = "{kind: attainment, actual: reasons, target: 5条, better: higher}"
    rubric = one_rule(measures, rule, points=25)
    for count, expected in ((0, "0.00"), (1, "5.00"), (4, "20.00"), (5, "25.00"), (9, "25.00")):
        assert score_of(rubric, {"reasons": f"{count}条"}) == expected
    assert score_of(rubric, {"reasons": "少于3条"}) == "0.00~10.00"


def test_a_blank_target_earns_nothing_where_the_rubric_says_so() -> None:
    measures = "actual: {title: a, unit: 件}\nplanned: {title: p, unit: 件}"
    rule = "{kind: attainment, actual: actual, target: planned, better: higher}"
    given = {"actual": "5件", "planned": ""}
    assert score_of(one_rule(measures, rule), given) == "0.00~10.00"
    rubric = one_rule(measures, rule, more="missing: zero")
    assert score_of(rubric, given) == "0.00"
    assert score_of(rubric, {"actual": "5件", "planned": "10件"}) == "5.00"


def test_a_row_without_targets_earns_nothing_where_the_rubric_says_so() -> None:
    own = indicator("own", 10, "{kind: targets, partial: ratio}", "missing: zero")
    rubric = load(rubric_text("unused: {title: u}", own))
    card = perfscore.score(filing(), rubric)
    assert card.total.value == 0
    assert [finding.code for finding in card.findings] == ["targets-missing"]


def test_six_optional_rows_share_a_pool_beside_a_fixed_row() -> None:
    """Six kinds of benefit share 40 points among those that apply; satisfaction keeps its 10."""
    six = ("economic", "social", "ecological", "sustained", "fair", "efficient")
    rows = [met(name, "20/3", "not applicable: rescale siblings") for name in six]
    rubric = load(
        rubric_text(
            conditions(*six, "satisfaction"),
            group("pool", 40, *rows),
            met("satisfaction", 10),
            points=50,
            rounding="{digits: 2, mode: half up, at: total}",
        )
    )
    none = dict.fromkeys(six, "不适用")
    half = {**none, "economic": "是", "social": "否"}
    assert score_of(rubric, {**half, "satisfaction": "否"}) == "20.00"
    assert score_of(rubric, {**half, "satisfaction": "是"}) == "30.00"
    assert score_of(rubric, {**none, "fair": "是", "satisfaction": "是"}) == "50.00"


def test_points_that_fall_again_beyond_the_target() -> None:
    """No source has such a formula; where a rubric has one, a line can say it."""
    line = (
        "[{at: 0%, score: 0}, {at: 100%, score: 10}, {at: 130%, score: 10}, {at: 230%, score: 5}]"
    )
    rubric = one_rule(RATE, f"{{kind: interpolation, of: rate, line: {line}}}")
    for rate, expected in (("50%", "5.00"), ("130%", "10.00"), ("180%", "7.50"), ("900%", "5.00")):
        assert score_of(rubric, {"rate": rate}) == expected


def test_the_worst_of_three_years() -> None:
    measures = "\n".join(f'y{n}: {{title: y{n}, unit: "%", at least: 0%}}' for n in (1, 2, 3))
    rubric = one_rule(measures, "{kind: pass or fail, when: 'least(y1, y2, y3) >= 50%'}")
    assert score_of(rubric, {"y1": "90%", "y2": "50%", "y3": "60%"}) == "10.00"
    assert score_of(rubric, {"y1": "90%", "y2": "49%", "y3": "60%"}) == "0.00"
    assert score_of(rubric, {"y2": "49%"}) == "0.00"


def test_a_mean_of_means() -> None:
    """Half of one group and three quarters of the other: 62.5 %, whatever their sizes."""
    one = group("one", 10, met("p", 1), met("q", 1), more="  combine: way\n")
    two = group("two", 10, *(met(name, 1) for name in "rstu"), more="  combine: way\n")
    way = f"{{by: mean, weights: equal, title: way, basis: {BASIS}}}"
    more = f"combine: way\nmethods:\n  way: {way}\n"
    rubric = load(rubric_text(conditions(*"pqrstu"), one, two, more=more))
    given = dict.fromkeys("pqrstu", "是") | {"q": "否", "u": "否"}
    assert score_of(rubric, given) == "6.25"


def cohort(*rates: str) -> list[perfscore.Filing]:
    return [filing({"rate": rate}) for rate in rates]


PLACE = "place: {title: p, whole: true, at least: 1, peers: {of: rate, take: rank, ties: TIES}}"


def test_points_by_place() -> None:
    rule = "{kind: bands, of: place, bands: [{at most: 1, score: 10}, {at most: 2, score: 8}, {otherwise: 5}]}"
    measures = f"{RATE}\n{PLACE.replace('TIES', 'better')}"
    rubric = load(rubric_text(measures, indicator("it", 10, rule)))
    cards = perfscore.score_cohort(apart(cohort("70%", "90%", "80%", "60%")), rubric)
    assert [card.total.value for card in cards] == [5, 10, 8, 5]


def test_a_percentile_of_the_others() -> None:
    """Half of four do not exceed 20 %, so that is what a department has to reach."""
    peers = '{title: m, unit: "%", peers: {of: rate, take: quantile, share: 1/2}}'
    rule = "{kind: pass or fail, when: rate >= middle}"
    rubric = load(rubric_text(f"{RATE}\nmiddle: {peers}", indicator("it", 10, rule)))
    cards = perfscore.score_cohort(apart(cohort("30%", "20%", "10%", "40%")), rubric)
    assert [card.total.value for card in cards] == [10, 10, 0, 10]


@pytest.mark.parametrize(
    ("rates", "expected"),
    [
        (("90%", "80%", "70%", "60%"), ["good", "fair", "fair", "fair"]),
        # Two share the first place, which is one more than a quarter of four.
        (("90%", "90%", "70%", "60%"), ["fair", "fair", "fair", "fair"]),
        (("40%", "30%", "20%", "10%"), ["fair", "fair", "fair", "fair"]),
    ],
)
def test_a_quota_for_the_best_grade(rates: tuple[str, ...], expected: list[str]) -> None:
    """No more than a quarter of a cohort is good, and only from 5 points on."""
    members = "members: {title: m, whole: true, at least: 1, peers: {of: rate, take: count}}"
    more = f"""grades:
  - {{id: good, from: 5, title: good}}
  - {{id: fair, from: 0, title: fair}}
grade rules:
  - {{when: place > members / 4, at most: fair, title: quota, basis: {BASIS}}}
"""
    measures = f"{RATE}\n{PLACE.replace('TIES', 'worse')}\n{members}"
    rubric = load(rubric_text(measures, indicator("it", 10, SHARE), more=more))
    cards = perfscore.score_cohort(apart(cohort(*rates)), rubric)
    assert [[grade.id for grade in card.grade] for card in cards] == [[name] for name in expected]


@pytest.mark.parametrize(("digits", "grade"), [(0, "extensive"), (2, "substantial")])
def test_a_total_is_rounded_before_it_is_banded(digits: int, grade: str) -> None:
    """80.69 counts as 81, from which the next band starts; kept at two digits it does not."""
    more = """grades:
  - {id: extensive, from: 81, title: extensive}
  - {id: substantial, from: 61, title: substantial}
  - {id: little, from: 0, title: little}
"""
    rounding = f"{{digits: {digits}, mode: half up, at: total}}"
    rubric = load(
        rubric_text(RATE, indicator("it", 100, SHARE), points=100, rounding=rounding, more=more)
    )
    card = perfscore.score(filing({"rate": "80.69%"}), rubric)
    assert [each.id for each in card.grade] == [grade]


@pytest.mark.parametrize(("amount", "expected"), [("50万元", 10), ("9万元", 0)])
def test_delays_of_units_weighed_by_their_value(amount: str, expected: int) -> None:
    """2 and 8 months are 3 together where the first unit is worth five times the second."""
    more = """records:
  units:
    title: units
    fields:
      months: {title: months, unit: 月}
      amount: {title: amount, unit: 万元, at least: 0}
"""
    taken = "{of: units, take: mean, value: months, weight: amount}"
    measures = f"delay: {{title: delay, unit: 月, records: {taken}}}"
    rule = "{kind: pass or fail, when: delay <= 3月}"
    rubric = load(rubric_text(measures, indicator("it", 10, rule), more=more))
    rows = f"""records:
  units:
    rows:
      - {{months: 2月, amount: {amount}}}
      - {{months: 8月, amount: 10万元}}
"""
    assert perfscore.score(filing(None, rows), rubric).total.value == expected


def test_published_scores_beside_computed_ones(tmp_path: Path) -> None:
    """A table of published scores: one that the rule gives, and one that it does not."""
    rubric = load(rubric_text(RATE, indicator("it", 10, SHARE)))
    mapping, table = tmp_path / "published.yaml", tmp_path / "table.csv"
    mapping.write_text(
        """rubric: test.rubric
title: published
name: [name]
editions: {otherwise: {edition: "1", period: "2024"}}
results:
  - id: scores
    title: scores
    evidence: {rate: {column: rate, unit: "%"}}
    compare: {total: score}
""",
        encoding="utf-8",
    )
    table.write_text("name,rate,score\none,80,8.00\ntwo,80,10.00\n", encoding="utf-8")
    found = recompute(mapping, table, rubrics=[rubric])
    assert found.counts["scores"] == {"same": 1, "different": 1}
    (other,) = found.rest
    assert (other.name, other.published, other.computed) == ("two", "10.00", "8.00")


def test_a_published_score_is_accepted_with_a_reason() -> None:
    """The filed score and the computed one stay; the review's stands beside them."""
    rubric = load(rubric_text(RATE, indicator("it", 10, SHARE)))
    given = filing({"rate": "80%"}, "self_assessed: {it: 10}\n")
    review = perfscore.Review.model_validate(
        {
            "rubric": "test.rubric",
            "edition": "1",
            "department": {"name": "a department"},
            "period": "2024",
            "overrides": [
                {
                    "path": "it",
                    "old": "8",
                    "new": "10",
                    "person": "Li",
                    "date": "2025-03-20",
                    "ground": "a misprint of the form",
                }
            ],
        }
    )
    card = perfscore.score(given, rubric, review=review)
    row = card["it"]
    assert row.self_assessed is not None and row.score is not None and row.reviewed is not None
    assert (row.self_assessed.score, row.score.value) == (10, Fraction(8))
    assert row.reviewed.value == 10
