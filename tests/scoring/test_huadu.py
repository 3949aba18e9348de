"""The Huadu filing of 2024, as the issue states what must come out."""

import pytest

import perfscore

OPEN = {
    "management.budgeting": 3,
    "management.performance_management.results_use": 3,
    "management.performance_management.execution": 7,
    "management.assets.utilization": 2,
}
SUPPLIED = {
    "management.budgeting": {"ex_ante_evaluation_rate": ("100%", "0%")},
    "management.performance_management.results_use": {
        "results_used": ("是", "否"),
        "problems_corrected": ("是", "否"),
    },
    "management.performance_management.execution": {
        "targets_filed": ("是", "否"),
        "monitoring_done": ("是", "否"),
        "self_evaluation_done": ("是", "否"),
    },
    "management.assets.utilization": {"asset_utilization": ("95%", "10%")},
}


@pytest.fixture(scope="module")
def card(huadu, guangzhou) -> perfscore.Scorecard:
    return perfscore.score(huadu, guangzhou)


def supplied(huadu: perfscore.Filing, worst: str = "") -> perfscore.Filing:
    """The filing with the four missing readings at full value, one of them at its worst."""
    more = [
        perfscore.Evidence(measure=measure, value=values[path == worst])
        for path, measures in SUPPLIED.items()
        for measure, values in measures.items()
    ]
    return huadu.model_copy(update={"evidence": (*huadu.evidence, *more)})


def test_totals(card) -> None:
    record = perfscore.as_record(card)
    assert (record["total"]["low"], record["total"]["high"]) == ("85.00", "100.00")
    assert record["self_assessed"] == "100.00"
    assert [grade["zh"] for grade in record["grades"]] == ["良", "优"]


def test_open_rows_are_exactly_four_and_the_rest_is_full(card) -> None:
    leaves = [row for row in card.rows if row.kind != "criterion"]
    still_open = {row.path: row.score.high for row in leaves if row.status == "open"}
    assert still_open == OPEN
    assert all(row.score.low == 0 for row in leaves if row.path in OPEN)
    settled = [row for row in leaves if row.path not in OPEN]
    assert all(row.score.is_settled and row.score.value == row.points for row in settled)


def test_people_served_conflict_with_nothing_at_stake(card) -> None:
    (reading,) = card["performance.output_targets.people_served"].readings
    assert (
        reading.state,
        reading.bounds.low,
        reading.bounds.high,
    ) == ("conflicting", 500_000, 1_000_000)
    about = {f.code: f for f in card.findings if f.path.endswith("people_served")}
    assert {"conflicting-statements", "unit-mismatch"} == set(about)
    assert all(finding.points_at_stake == 0 for finding in about.values())
    assert [place.value for place in about["unit-mismatch"].places] == ["960137人"]


def test_findings_are_priced_and_the_dearest_come_first(card) -> None:
    prices = [finding.points_at_stake for finding in card.findings]
    assert sorted(prices, reverse=True) == prices
    missing = {f.path: f.points_at_stake for f in card.findings if f.code == "evidence-missing"}
    assert missing == OPEN


def test_four_restated_bounds_are_flagged(card) -> None:
    flagged = sorted(f.path for f in card.findings if f.code == "target-restated")
    assert flagged == [
        "management.execution.carryover_rate",
        "management.running_cost.public_expense_control",
        "management.running_cost.three_public_control",
        "performance.output_targets.valid_complaints",
    ]


def test_supplying_all_four_settles_the_total_at_100(huadu, guangzhou) -> None:
    total = perfscore.score(supplied(huadu), guangzhou).total
    assert (total.is_settled, total.value) == (True, 100)


@pytest.mark.parametrize(("path", "points"), OPEN.items())
def test_any_one_at_its_worst_lowers_it_by_exactly_its_points(
    huadu, guangzhou, path: str, points: int
) -> None:
    assert 100 - points == perfscore.score(supplied(huadu, path), guangzhou).total.value


def test_at_trust_documented_nothing_is_supported(huadu, guangzhou) -> None:
    total = perfscore.score(huadu, guangzhou, trust=perfscore.Trust.DOCUMENTED).total
    assert (total.low, total.high) == (0, 100)


def test_every_row_says_what_it_rests_on(card) -> None:
    """Rows, steps, basis and evidence places are complete."""
    record = perfscore.as_record(card)
    for row in record["rows"]:
        assert row["steps"], row["path"]
        if row["kind"] == "indicator":
            assert {"points", "full marks", "below full"} == set(row["basis"])
            for basis in row["basis"].values():
                assert basis["source"] or basis["reason"]
        for reading in row["readings"]:
            assert bool(reading["evidence"]) == (reading["state"] != "missing")
            for evidence in reading["evidence"]:
                assert evidence["source"] == "self-evaluation"
                assert evidence["place"].startswith("（")
                assert evidence["line"] > 1


def test_points_on_assumed_rules_are_counted(card) -> None:
    """Procurement 10, assets 10, and three open rows of 3, 3 and 7."""
    assert card.points_assumed == 33


def test_target_shares_add_up_to_their_indicator(card) -> None:
    for path in ("performance.output_targets", "performance.benefit_targets"):
        parts = [row.points for row in card.rows if row.path.startswith(path + ".")]
        assert (parts, card[path].points) == ([10, 10], 20)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_row_can_be_explained(card, lang: str) -> None:
    for row in (*card.rows, card.root):
        text = row.explain(lang)
        assert row.title.in_(lang) in text
        assert "{" not in text


def test_the_report_prints_on_a_gbk_console(card) -> None:
    for lang in ("zh", "en"):
        perfscore.text_report(card, lang).encode("gbk")
        for row in card.rows:
            row.explain(lang).encode("gbk")
