"""Rounding happens where the rubric says, and the step shows before and after."""

import pytest
from making import filing, indicator, load, rubric_text

import perfscore

PARTS = {"p0": "11.115", "p1": "22.225", "p2": "33.335"}


def rubric(at: str, mode: str) -> perfscore.Rubric:
    measures = "\n".join(
        f"{name}: {{title: {name}, unit: 分, at least: 0, at most: 40 分}}" for name in PARTS
    )
    rule = (
        "{{kind: interpolation, of: {0}, line: [{{at: 0 分, score: 0}}, {{at: 40 分, score: 40}}]}}"
    )
    rows = [indicator(name, 40, rule.format(name)) for name in PARTS]
    rounding = f"{{digits: 2, mode: {mode}, at: {at}}}"
    return load(rubric_text(measures, *rows, points=120, rounding=rounding))


@pytest.mark.parametrize(
    ("at", "mode", "expected"),
    [
        ("indicator", "half up", "66.69"),
        ("total", "half up", "66.68"),
        ("indicator and total", "half up", "66.69"),
        ("indicator", "half even", "66.68"),
        ("total", "half even", "66.68"),
        ("indicator", "half down", "66.66"),
        ("indicator", "truncate", "66.66"),
        ("total", "truncate", "66.67"),
        ("indicator", "up", "66.69"),
    ],
)
def test_where_and_how(at: str, mode: str, expected: str) -> None:
    """11.115 + 22.225 + 33.335: rounded parts and the rounded sum differ by a cent."""
    given = {name: f"{value}分" for name, value in PARTS.items()}
    card = perfscore.score(filing(given), rubric(at, mode))
    assert expected == perfscore.as_record(card)["total"]["low"]


def test_the_step_shows_before_and_after() -> None:
    given = {name: f"{value}分" for name, value in PARTS.items()}
    row = perfscore.as_record(perfscore.score(filing(given), rubric("indicator", "half up")))[
        "rows"
    ][0]
    before, after = row["steps"][-2:]
    assert (before["key"], before["value"]["low"]) == ("score", "11.115")
    assert (after["key"], after["value"]["low"]) == ("rounded", "11.12")
