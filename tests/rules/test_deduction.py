"""Deductions: Hunan and Yueyang cases, whole steps against proportional ones."""

import pytest
from making import one_rule, score_of

STAFF = """
posts: {title: posts, unit: 人}
staff: {title: staff, unit: 人}
rate: {title: control rate, unit: "%", at least: 0%, from: staff / posts}
"""
COMPLETION = 'rate: {title: completion, unit: "%", at least: 0%}'
EVENTS = "breaches: {title: breaches, unit: 次}"


def rule(above_or_below: str, per: str, deduct: str, counting: str, of: str = "rate") -> str:
    return f"""
    kind: deduction
    of: {of}
    {above_or_below}
    per: {per}
    deduct: {deduct}
    counting: {counting}
    """


def test_staff_within_posts_earn_full_marks() -> None:
    """143 posts, 136 staff: 95.10 % and 8 of 8."""
    rubric = one_rule(STAFF, rule("above: 100%", "1 百分点", "0.5", "whole"), 8)
    assert score_of(rubric, {"posts": "143人", "staff": "136人"}) == "8.00"


def test_a_change_far_over_the_limit_costs_all_points() -> None:
    """63.46 against 32 last year: +98.31 %, at 0.8 per point, leaves nothing of 8."""
    measures = """
    now: {title: now, unit: 万元}
    before: {title: before, unit: 万元}
    rate: {title: change, unit: "%", from: now / before - 100%}
    """
    rubric = one_rule(measures, rule("above: 0%", "1 百分点", "0.8", "whole"), 8)
    assert score_of(rubric, {"now": "63.46万元", "before": "32万元"}) == "0.00"


@pytest.mark.parametrize(
    ("counting", "expected"), [("whole", "8.00"), ("proportional", "7.71"), ("ceiling", "6.00")]
)
def test_each_five_percent_is_a_choice(counting: str, expected: str) -> None:
    """99.27 % kept 8 of 8 on the form, so it counted whole steps of 5 %."""
    rubric = one_rule(COMPLETION, rule("below: 100%", "5 百分点", "2", counting), 8)
    assert expected == score_of(rubric, {"rate": "99.27%"})


@pytest.mark.parametrize(
    ("rate", "whole", "ceiling"), [("95%", "6.00", "6.00"), ("94.99%", "6.00", "4.00")]
)
def test_exactly_on_a_step(rate: str, whole: str, ceiling: str) -> None:
    """0.05 over 0.05 is one step, not 0.999... as binary floats have it."""
    for counting, expected in (("whole", whole), ("ceiling", ceiling)):
        rubric = one_rule(COMPLETION, rule("below: 100%", "5 百分点", "2", counting), 8)
        assert expected == score_of(rubric, {"rate": rate})


def test_points_off_per_event_stop_at_the_floor_and_say_so() -> None:
    """Five breaches at 1 point of 3: the floor takes up 2 points, and both figures show."""
    rubric = one_rule(EVENTS, rule("above: 0 次", "1 次", "1", "whole", "breaches"), 3)
    assert score_of(rubric, {"breaches": "2次"}) == "1.00"
    assert score_of(rubric, {"breaches": "5次"}) == "0.00"
    from making import filing

    import perfscore

    steps = perfscore.score(filing({"breaches": "5次"}), rubric)["it"].worked.steps
    values = {step.node.key: step.value.value for step in steps}
    assert (values["points-lost"], values["points-deducted"]) == (5, 3)


def test_a_floor_above_zero_is_kept() -> None:
    rubric = one_rule(
        EVENTS, rule("above: 0 次", "1 次", "1", "whole", "breaches") + "floor: 1\n", 3
    )
    assert score_of(rubric, {"breaches": "9次"}) == "1.00"


def test_fewer_than_some_events_leaves_the_rest_open() -> None:
    """<3 breaches in whole steps: at most 2 are counted."""
    rubric = one_rule(EVENTS, rule("above: 0 次", "1 次", "1", "whole", "breaches"), 3)
    assert score_of(rubric, {"breaches": "<3次"}) == "1.00~3.00"


def test_percentage_points_may_be_measured_themselves() -> None:
    rubric = one_rule(
        "gap: {title: gap, unit: 百分点}",
        rule("above: 0百分点", "1 百分点", "1", "whole", "gap"),
        3,
    )
    assert score_of(rubric, {"gap": "2.5百分点"}) == "1.00"
    rubric = one_rule(COMPLETION, rule("above: 0", "1 百分点", "1", "whole"), 3)
    assert score_of(rubric, {"rate": "2.5%"}) == "1.00"
