"""The national project form and its variants: worked rows, settings, what a filing may change."""

from fractions import Fraction

import pytest

import perfscore
from perfscore.documents import read_yaml
from perfscore.errors import FilingError
from perfscore.readers import filing_from_document
from perfscore.rubric.basis import Status

TARGETS = """
targets:
  - {id: t, under: output, title: t, planned: PLANNED, weight: 10KIND}
evidence:
"""


def scored(
    rubric: str,
    planned: str,
    *actual: str,
    edition: str = "2020",
    under: str = "output",
    kind: str = "",
    more: str = "",
) -> perfscore.Scorecard:
    head = f'rubric: {rubric}\nedition: "{edition}"\ndepartment: {{name: d}}\nperiod: "2020"\n'
    body = TARGETS.replace("PLANNED", planned).replace("KIND", kind).replace("output", under)
    body += "".join(f"  - {{measure: {each}}}\n" for each in actual) or "  []\n"
    text = head + body + more
    filing = filing_from_document(read_yaml(text.encode(), "f.yaml", FilingError))
    return perfscore.score(filing, perfscore.load_rubric(rubric, edition))


@pytest.mark.parametrize(
    ("planned", "actual", "ratio", "linear"),
    [
        ("≥100件", "90件", "9", "9"),
        ("≥100件", "130件", "10", "10"),
        # Reverse: 24 against 30 is 8.00 by A/B and 7.50 on the line; 48 is 5.00 against nothing.
        ("≤24小时", "30小时", "8", "7.5"),
        ("≤24小时", "48小时", "5", "0"),
        ("≤24小时", "0小时", "10", "10"),
        # A target of zero: any more than that misses it.
        ("≤0起", "0起", "10", "10"),
        ("≤0起", "1起", "0", "0"),
        ("0起, compare: equal", "1起", "0", "0"),
        ("3个, compare: equal", "2个", "6.67", "6.67"),
        ("3个, compare: equal", "4个", "10", "10"),
    ],
)
def test_how_one_target_is_scored(planned: str, actual: str, ratio: str, linear: str) -> None:
    for rubric, expected in (("cn.mof.project", ratio), ("cn.mof.project.linear", linear)):
        card = scored(rubric, planned, f"t, value: {actual}")
        assert card["output.t"].score == perfscore.Bounds(Fraction(expected), Fraction(expected))


@pytest.mark.parametrize(
    ("edition", "level", "low", "high"),
    [
        ("2020", "达成预期指标", 8, 10),
        ("2020", "部分达成预期指标", 6, 8),
        ("2017", "部分达成预期指标", 5, 8),
        ("2017", "未达成预期指标", 0, 5),
    ],
)
def test_a_goal_in_words_opens_the_range_of_its_level(
    edition: str, level: str, low: int, high: int
) -> None:
    card = scored(
        "cn.mof.project", "明显", f"t, value: {level}", edition=edition, kind=", kind: level"
    )
    score = card["output.t"].score
    assert score is not None
    assert (score.low, score.high) == (low, high)


def test_a_judgement_settles_the_level() -> None:
    said = ("t, value: 达成预期指标", "t_judged, value: 95%")
    card = scored("cn.mof.project", "明显", *said, kind=", kind: level")
    assert card["output.t"].score == perfscore.Bounds(Fraction("9.5"), Fraction("9.5"))


@pytest.mark.parametrize(
    ("actual", "codes"),
    [
        ("119件", set()),
        ("120件", {"over-achieved"}),
        ("130件", {"over-achieved-unexplained"}),
        ("130件, note: more money came in", {"over-achieved"}),
    ],
)
def test_over_achievement_is_remarked_on_and_never_cut(actual: str, codes: set[str]) -> None:
    card = scored("cn.mof.project", "≥100件", f"t, value: {actual}")
    assert {f.code for f in card.findings if f.code.startswith("over-")} == codes
    assert card["output.t"].score == perfscore.Bounds(Fraction(10), Fraction(10))


def test_a_filing_may_move_points_but_not_those_of_execution() -> None:
    card = scored("cn.mof.project", "≥1件", "t, value: 1件", more="points: {output: 10}\n")
    assert {f.code for f in card.findings} >= {"weights-do-not-add-up"}
    with pytest.raises(FilingError, match="points-not-adjustable"):
        scored("cn.mof.project", "≥1件", more="points: {execution: 20}\n")


def test_a_budget_of_zero_earns_nothing_and_is_a_finding() -> None:
    said = ("budget, value: 0万元", "spent, value: 0万元")
    card = scored("cn.mof.project", "≥1件", *said)
    assert card["execution"].score == perfscore.Bounds(Fraction(0), Fraction(0))
    assert "zero-budget" in {f.code for f in card.findings}


def test_an_unspent_fifth_is_a_finding() -> None:
    for spent, is_found in (("80万元", False), ("79.99万元", True)):
        said = ("budget, value: 100万元", f"spent, value: {spent}")
        card = scored("cn.mof.project", "≥1件", *said)
        assert ("unspent-share" in {f.code for f in card.findings}) == is_found


UNITS = """
records:
  units:
    rows:
      - {name: A, money: 30万元, t: ONE}
      - {name: B, money: 10万元, t: TWO}
"""


@pytest.mark.parametrize(
    ("planned", "one", "two", "score"),
    [
        # Amounts are added: 60 + 30 of 100. Rates are averaged by money: (30 x 90 + 10 x 50) / 40.
        ("≥100件", "60件", "30件", "9"),
        ("≥100%", "90%", "50%", "8"),
    ],
)
def test_hubei_rolls_sub_units_up_before_it_scores(
    planned: str, one: str, two: str, score: str
) -> None:
    more = UNITS.replace("ONE", one).replace("TWO", two)
    card = scored("cn.hubei.project", planned, under="goals", more=more)
    assert card["goals.t"].score == perfscore.Bounds(Fraction(score), Fraction(score))


@pytest.mark.parametrize(
    ("rubric", "edition"),
    [
        ("cn.mof.project", "2020"),
        ("cn.mof.project", "2017"),
        ("cn.mof.project.linear", "2020"),
        ("cn.hubei.project", "2020"),
    ],
)
def test_nothing_is_official_and_what_is_recalled_says_so(rubric: str, edition: str) -> None:
    loaded = perfscore.load_rubric(rubric, edition)
    statuses = {b.status for i in loaded.indicators.values() for b in i.basis.parts().values()}
    assert Status.OFFICIAL not in statuses
    for indicator in loaded.indicators.values():
        if indicator.adjustable is not None:
            assert indicator.adjustable.status is Status.ASSUMED
