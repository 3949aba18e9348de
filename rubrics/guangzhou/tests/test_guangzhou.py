"""The Guangzhou rubric as shipped: its points, its statuses, its laws of shape."""

from fractions import Fraction

import pytest

import perfscore
from perfscore.rubric.basis import Status

RUBRIC = perfscore.load_rubric("cn.guangzhou.department", edition="2024")
REPORTED = {
    "performance": 50,
    "performance.output_targets": 20,
    "performance.benefit_targets": 20,
    "performance.spending_rate": 10,
    "management": 50,
    "management.budgeting": 3,
    "management.execution": 4,
    "management.execution.carryover_rate": 2,
    "management.execution.finance_compliance": 2,
    "management.disclosure": 4,
    "management.disclosure.budget_disclosure": 2,
    "management.disclosure.performance_disclosure": 2,
    "management.performance_management": 15,
    "management.performance_management.system": 5,
    "management.performance_management.results_use": 3,
    "management.performance_management.execution": 7,
    "management.procurement": 10,
    "management.assets": 10,
    "management.running_cost": 4,
}


def test_it_comes_from_its_package() -> None:
    assert RUBRIC.identity.package == "perfscore-guangzhou"


@pytest.mark.parametrize(("path", "points"), REPORTED.items())
def test_points_that_the_document_states_are_reported(path: str, points: int) -> None:
    node = RUBRIC.nodes[path]
    assert node.points == points
    basis = node.basis.points if isinstance(node, perfscore.Indicator) else node.basis
    assert basis is not None
    assert basis.status is Status.REPORTED


def test_points_inside_procurement_and_assets_are_assumed_and_their_splits_are_right() -> None:
    for group, split in (("procurement", [2, 1, 2, 3, 1, 1]), ("assets", [2, 1, 1, 2, 2, 2])):
        parts = [n for p, n in RUBRIC.indicators.items() if p.startswith(f"management.{group}.")]
        assert [part.points for part in parts] == split
        assert all(part.basis.points.status is Status.ASSUMED for part in parts)


def test_running_cost_is_split_in_half_by_inference() -> None:
    parts = [n for p, n in RUBRIC.indicators.items() if p.startswith("management.running_cost.")]
    assert [part.points for part in parts] == [2, 2]
    assert all(part.basis.points.status is Status.INFERRED for part in parts)


def test_nothing_below_full_marks_is_claimed_to_be_seen() -> None:
    for path, indicator in RUBRIC.indicators.items():
        assert indicator.basis.below_full.status in (Status.ASSUMED, Status.INFERRED), path


def test_grades_are_half_open() -> None:
    starts = {grade.title.zh: grade.start for grade in RUBRIC.grades}
    assert starts == {"优": 90, "良": 80, "中": 60, "差": 0}
    from perfscore.bounds import point
    from perfscore.rubric.policies import grades_possible

    for total, grade in ((Fraction("89.99"), "良"), (Fraction(90), "优"), (Fraction("79.5"), "中")):
        assert [g.title.zh for g in grades_possible(RUBRIC.grades, point(total))] == [grade]


def test_the_average_execution_rate_is_taken_over_the_months_that_are_filed() -> None:
    """16 of 20 % and 45 of 50 % on schedule: 85 % on average, 8.50 of 10."""
    months = [
        {"progress": "16%", "schedule": "20%"},
        {"progress": "45%", "schedule": "50%"},
    ]
    filing = perfscore.Filing.model_validate(
        {
            "rubric": RUBRIC.id,
            "edition": RUBRIC.edition,
            "department": {"name": "a bureau"},
            "period": "2024",
            "records": {"months": {"rows": months}},
        }
    )
    row = perfscore.score(filing, RUBRIC)["performance.spending_rate"]
    assert row.score == perfscore.Bounds(Fraction("8.5"), Fraction("8.5"))
    assert "actual spending progress" in row.explain("en")
