"""The national department framework: published numbers, edges, statuses, what is assumed."""

from fractions import Fraction
from pathlib import Path

import pytest

import perfscore
from perfscore.rubric.basis import Status

PACKAGE = Path(__file__).parents[1]
RUBRIC = perfscore.load_rubric(PACKAGE / "src/perfscore_mof_department/2013.yaml")
# All but Yueyang's budget adjustment, management rules and use of funds.
ASSUMED = 91

ROWS = {
    "input.target.reasonable": ("绩效目标合理性", "2"),
    "input.target.clarity": ("绩效指标明确性", "3"),
    "input.allocation.staff_control": ("在职人员控制率", "3"),
    "input.allocation.three_public_change": ("“三公经费”变动率", "3"),
    "input.allocation.key_spending": ("重点支出安排率", "4"),
    "process.execution.completion": ("预算完成率", "5"),
    "process.execution.adjustment": ("预算调整率", "3"),
    "process.execution.pace": ("支付进度率", "2"),
    "process.execution.carryover": ("结转结余率", "1"),
    "process.execution.carryover_change": ("结转结余变动率", "1"),
    "process.execution.public_expense": ("公用经费控制率", "2"),
    "process.execution.three_public_control": ("“三公经费”控制率", "6"),
    "process.execution.procurement": ("政府采购执行率", "2"),
    "process.mgmt.rules": ("管理制度健全性", "3"),
    "process.mgmt.fund_compliance": ("资金使用合规性", "3"),
    "process.mgmt.disclosure": ("预决算信息公开性", "2"),
    "process.mgmt.base_info": ("基础信息完善性", "3"),
    "process.assets.rules": ("管理制度健全性", "3"),
    "process.assets.safety": ("资产管理安全性", "2"),
    "process.assets.utilization": ("固定资产利用率", "2"),
    "output.duty.completion": ("实际完成率", "5"),
    "output.duty.timely": ("完成及时率", "5"),
    "output.duty.quality": ("质量达标率", "5"),
    "output.duty.key_tasks": ("重点工作办结率", "5"),
    "effect.duty.economic": ("经济效益", "5"),
    "effect.duty.social": ("社会效益", "5"),
    "effect.duty.ecological": ("生态效益", "5"),
    "effect.duty.satisfaction": ("社会公众或服务对象满意度", "10"),
}
# Points that a local table prints for its row.
REPORTED_POINTS = {
    "input.target.reasonable",
    "input.target.clarity",
    "input.allocation.staff_control",
    "input.allocation.three_public_change",
    "input.allocation.key_spending",
    "process.execution.completion",
    "process.execution.adjustment",
    "process.execution.three_public_control",
    "process.mgmt.rules",
    "process.mgmt.fund_compliance",
}


def scored(
    given: dict[str, str], targets: tuple[dict[str, object], ...] = ()
) -> perfscore.Scorecard:
    filing = perfscore.Filing.model_validate(
        {
            "rubric": RUBRIC.id,
            "edition": RUBRIC.edition,
            "department": {"name": "a unit"},
            "period": "2018",
            "targets": list(targets),
            "evidence": [{"measure": name, "value": value} for name, value in given.items()],
        }
    )
    return perfscore.score(filing, RUBRIC)


def points(card: perfscore.Scorecard, path: str) -> Fraction:
    score = card[path].score
    assert score is not None
    assert score.is_settled, path
    return score.value


def test_the_rows_are_those_of_the_framework_in_its_order() -> None:
    found = {p: (n.title.zh, str(n.points)) for p, n in RUBRIC.indicators.items()}
    assert list(found.items()) == list(ROWS.items())


def test_points_add_up_to_100() -> None:
    assert sum(row.points for row in RUBRIC.indicators.values()) == RUBRIC.points == 100
    groups = {child.id: child.points for child in RUBRIC.criteria}
    assert groups == {"input": 15, "process": 40, "output": 20, "effect": 25}


def test_nothing_is_official_and_every_number_has_a_basis() -> None:
    for path, node in RUBRIC.nodes.items():
        if isinstance(node, perfscore.Indicator):
            bases = list(node.basis.parts().values())
            is_reported = node.basis.points.status is Status.REPORTED
            assert is_reported == (path in REPORTED_POINTS), path
        else:
            assert node.basis is not None, path
            bases = [node.basis]
        for basis in bases:
            assert basis.status is not Status.OFFICIAL, path
            assert basis.source or (basis.reason.zh and basis.reason.en), path


def test_no_grade_follows_from_local_examples() -> None:
    assert RUBRIC.grades == ()


def test_how_many_points_rest_on_assumed_rules() -> None:
    assert scored({}).points_assumed == ASSUMED
    readme = (PACKAGE / "README.md").read_text(encoding="utf-8")
    assert f"**{ASSUMED} of the 100 points**" in readme
    assert f"{sum(RUBRIC.indicators[path].points for path in REPORTED_POINTS)} points" in readme


def test_published_numbers() -> None:
    """136 staff on 143 posts; three public expenses budgeted at 63.46 after 32."""
    card = scored(
        {
            "staff": "136人",
            "posts": "143人",
            "three_public_budget": "63.46万元",
            "three_public_budget_before": "32万元",
            "three_public_spent": "44.29万元",
        }
    )
    assert points(card, "input.allocation.staff_control") == 3
    assert points(card, "input.allocation.three_public_change") == 0
    assert points(card, "process.execution.three_public_control") == 6
    assert not card.total.is_settled


@pytest.mark.parametrize(
    ("path", "measure", "value", "expected"),
    [
        ("input.allocation.staff_control", "staff_rate", "100%", "3"),
        ("input.allocation.staff_control", "staff_rate", "100.5%", "2.75"),
        ("input.allocation.staff_control", "staff_rate", "106%", "0"),
        ("input.allocation.three_public_change", "three_public_change", "0%", "3"),
        ("input.allocation.three_public_change", "three_public_change", "1%", "2.5"),
        ("input.allocation.key_spending", "key_share", "90%", "4"),
        ("input.allocation.key_spending", "key_share", "89.99%", "3.2"),
        ("input.allocation.key_spending", "key_share", "80%", "3.2"),
        ("input.allocation.key_spending", "key_share", "70%", "2.4"),
        ("input.allocation.key_spending", "key_share", "60%", "1.6"),
        ("input.allocation.key_spending", "key_share", "59.99%", "0"),
        ("process.execution.completion", "completion_rate", "99.27%", "5"),
        ("process.execution.completion", "completion_rate", "95%", "3"),
        ("process.execution.completion", "completion_rate", "90%", "1"),
        ("process.execution.completion", "completion_rate", "85%", "0"),
        ("process.execution.adjustment", "adjustment_rate", "0%", "3"),
        ("process.execution.adjustment", "adjustment_rate", "0.01%", "2"),
        ("process.execution.adjustment", "adjustment_rate", "10%", "2"),
        ("process.execution.adjustment", "adjustment_rate", "20%", "1"),
        ("process.execution.adjustment", "adjustment_rate", "30%", "0.5"),
        ("process.execution.adjustment", "adjustment_rate", "30.01%", "0"),
        ("process.execution.carryover", "carryover_rate", "10%", "1"),
        ("process.execution.carryover", "carryover_rate", "12.5%", "0.8"),
        ("process.execution.carryover_change", "carryover_change", "0%", "1"),
        ("process.execution.carryover_change", "carryover_change", "0.01%", "0"),
        # Spent over budget, unlike the overrun that Guangzhou calls by the same name.
        ("process.execution.public_expense", "public_expense_rate", "100%", "2"),
        ("process.execution.public_expense", "public_expense_rate", "100.01%", "0"),
        ("process.execution.three_public_control", "three_public_rate", "100%", "6"),
        ("process.execution.three_public_control", "three_public_rate", "101%", "5"),
        ("process.execution.three_public_control", "three_public_rate", "106%", "0"),
        ("process.mgmt.fund_compliance", "fund_breaches", "2项", "1"),
        ("process.mgmt.fund_compliance", "fund_breaches", "4项", "0"),
    ],
)
def test_edges(path: str, measure: str, value: str, expected: str) -> None:
    assert points(scored({measure: value}), path) == Fraction(expected)


def test_two_rows_of_one_name_are_scored_apart() -> None:
    paths = [path for path, row in RUBRIC.indicators.items() if row.title.zh == "管理制度健全性"]
    assert paths == ["process.mgmt.rules", "process.assets.rules"]
    card = scored(
        {
            "rules_issued": "是",
            "rules_sound": "是",
            "rules_followed": "是",
            "asset_rules_issued": "是",
            "asset_rules_sound": "否",
            "asset_rules_followed": "否",
        }
    )
    assert [points(card, path) for path in paths] == [3, 1]


def test_a_change_after_a_year_of_nothing_has_no_rate() -> None:
    card = scored({"carryover": "5万元", "carryover_before": "0万元"})
    row = card["process.execution.carryover_change"]
    assert row.score == perfscore.Bounds(Fraction(0), Fraction(1))


def goal(under: str, name: str, planned: str, weight: int = 1) -> dict[str, object]:
    kind = "number" if planned.startswith("≥") else "condition"
    return {
        "id": name,
        "under": f"effect.duty.{under}",
        "title": name,
        "kind": kind,
        "planned": planned,
        "weight": weight,
    }


def test_the_department_s_own_targets_share_the_points() -> None:
    targets = (goal("social", "jobs", "≥100人", 3), goal("social", "hotline", "opened", 2))
    card = scored({"jobs": "50人", "hotline": "是"}, targets)
    assert points(card, "effect.duty.social") == Fraction("3.5")


def test_an_effect_that_does_not_apply_gives_its_points_to_the_others() -> None:
    targets = (
        goal("economic", "income", "≥10万元"),
        goal("social", "jobs", "≥100人"),
        goal("ecological", "green", "none"),
    )
    given = {"income": "10万元", "jobs": "50人", "green": "不适用", "satisfaction": "90%"}
    card = scored(given, targets)
    # 5 + 2.5 + 9 of 20 make 20.63 of 25.
    assert card["effect.duty.ecological"].score is None
    assert points(card, "effect.duty") == Fraction("20.63")
