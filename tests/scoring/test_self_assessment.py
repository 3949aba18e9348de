"""Self-assessed scores are never evidence, and what is wrong with them is said."""

import pytest
from making import filing, indicator, load, rubric_text

import perfscore

MEASURES = 'a: {title: a, unit: "%", at least: 0%}\nb: {title: b, unit: "%", at least: 0%}'
RULE = "{{kind: attainment, actual: {0}, target: 100%, better: higher}}"
GROUP = "- id: g\n  title: g\n  points: 20\n  criteria:\n" + "\n".join(
    "    " + line
    for name in ("a", "b")
    for line in indicator(name, 10, RULE.format(name)).splitlines()
)
RUBRIC = load(rubric_text(MEASURES, GROUP, points=20))


def found(own: dict[str, str], given: dict[str, str] | None = None) -> dict[tuple[str, str], str]:
    rows = "".join(f"  {path}: {score}\n" for path, score in own.items())
    evidence = given or {"a": "80.449%", "b": "100%"}
    card = perfscore.score(filing(evidence, f"self_assessed:\n{rows}"), RUBRIC)
    return {
        (f.path, f.code): dict(f.details).get("difference", "")
        for f in card.findings
        if f.code.startswith("self-assessed")
    }


def test_a_self_assessed_score_that_the_rule_gives_is_no_finding() -> None:
    assert found({"g.a": "8.04", "g.b": "10", "g": "18.04", "total": "18.04"}) == {}


def test_a_score_too_high_says_by_how_much() -> None:
    """80.449 % of 10 points is 8.04; the form awarded 10."""
    assert found({"g.a": "10"}) == {("g.a", "self-assessed-differs"): "+1.96"}
    assert found({"g.a": "7.5"}) == {("g.a", "self-assessed-differs"): "-0.54"}


@pytest.mark.parametrize(("own", "gap"), [("8", "-0.04"), ("8.0", "-0.04")])
def test_another_rounding_explains_it(own: str, gap: str) -> None:
    assert found({"g.a": own}) == {("g.a", "self-assessed-rounded"): gap}


def test_more_than_the_points_and_less_than_nothing() -> None:
    assert ("g.b", "self-assessed-out-of-points") in found({"g.b": "11"})
    assert ("", "self-assessed-out-of-points") in found({"total": "101"})
    assert ("g.b", "self-assessed-out-of-points") in found({"g.b": "-1"})


def test_parts_that_do_not_add_up() -> None:
    wrong = found({"g.a": "8.04", "g.b": "10", "g": "20"})
    assert set(wrong) == {("g", "self-assessed-sum"), ("g", "self-assessed-differs")}
    assert ("", "self-assessed-sum") in found({"g": "18.04", "total": "20"})


def test_an_open_row_is_compared_with_what_is_still_possible() -> None:
    assert found({"g.a": "10"}, {"a": "≥70%", "b": "100%"}) == {}
    assert found({"g.a": "6"}, {"a": "≥70%", "b": "100%"}) == {
        ("g.a", "self-assessed-differs"): "-1"
    }


def test_it_never_moves_a_score() -> None:
    evidence = {"a": "50%", "b": "50%"}
    plain = perfscore.score(filing(evidence), RUBRIC)
    own = perfscore.score(filing(evidence, "self_assessed:\n  total: 20\n"), RUBRIC)
    assert plain.total == own.total
    assert own.self_assessed == 20


def test_three_figures_stand_side_by_side() -> None:
    """Self-assessed, recomputed from what is reported, supported at the chosen trust."""
    more = (
        "sources:\n  audit: {title: audit, kind: document}\n"
        "evidence:\n  - {measure: a, value: 80%, source: audit}\n  - {measure: b, value: 100%}\n"
        "self_assessed:\n  g.a: 10\n  g.b: 10\n"
    )
    card = perfscore.score(filing(None, more), RUBRIC, trust=perfscore.Trust.DOCUMENTED)
    assert (card.self_assessed, card.root.reported.value) == (20, 18)
    assert (card.total.low, card.total.high) == (8, 18)
    assert card["g.b"].reported.value == 10
    text = perfscore.text_report(card, "en")
    assert "recomputed               18.00" in text
    assert "supported at that trust  8.00~18.00" in text
    went = text.split("Where the points went\n")[1].split("\n\n")[0].splitlines()
    assert [line.split() for line in went] == [
        ["2.00", "lost", "a"],
        ["10.00", "open", "b"],
    ]
