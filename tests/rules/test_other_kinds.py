"""Pass or fail, checklist, interpolation, level and targets."""

import pytest
from making import filing, indicator, load, one_rule, rubric_text, score_of

import perfscore

CONDITIONS = """
one: {title: one, kind: condition}
two: {title: two, kind: condition}
"""


@pytest.mark.parametrize(
    ("value", "expected"), [("是", "4.00"), ("否", "0.00"), ("met", "4.00"), ("不符合", "0.00")]
)
def test_pass_or_fail_on_a_condition(value: str, expected: str) -> None:
    measures = "one: {title: one, kind: condition}"
    assert expected == score_of(
        one_rule(measures, "{kind: pass or fail, when: one}", 4), {"one": value}
    )


@pytest.mark.parametrize(
    ("value", "expected"), [("0%", "2.00"), ("0.01%", "0.00"), ("-3%", "2.00"), ("≤0", "2.00")]
)
def test_pass_or_fail_on_a_comparison(value: str, expected: str) -> None:
    measures = 'overrun: {title: overrun, unit: "%"}'
    rubric = one_rule(measures, "{kind: pass or fail, when: overrun <= 0}", 2)
    assert expected == score_of(rubric, {"overrun": value})


def test_a_checklist_adds_its_items_and_leaves_missing_ones_open() -> None:
    rule = "{kind: checklist, items: [{when: one, score: 1}, {when: two, score: 2}]}"
    rubric = one_rule(CONDITIONS, rule, 3)
    assert score_of(rubric, {"one": "是", "two": "是"}) == "3.00"
    assert score_of(rubric, {"one": "否", "two": "是"}) == "2.00"
    assert score_of(rubric, {"one": "是"}) == "1.00~3.00"


@pytest.mark.parametrize(
    ("rate", "expected"),
    [("50%", "0.00"), ("60%", "0.00"), ("75%", "2.50"), ("90%", "5.00"), ("99%", "5.00")],
)
def test_interpolation_between_knots(rate: str, expected: str) -> None:
    measures = 'rate: {title: rate, unit: "%"}'
    rule = "{kind: interpolation, of: rate, line: [{at: 60%, score: 0}, {at: 90%, score: 5}]}"
    assert expected == score_of(one_rule(measures, rule, 5), {"rate": rate})


LEVELS = """
level:
  title: level
  kind: level
  levels: [{id: poor, title: 差}, {id: partly, title: 部分}, {id: achieved, title: 达成}]
judged: {title: share judged, unit: "%", at least: 0%, at most: 100%}
"""
LEVEL_RULE = """
kind: level
of: level
judged: judged
levels:
  - {from: 0%, below: 60%}
  - {from: 60%, below: 80%}
  - {from: 80%, to: 100%}
"""


@pytest.mark.parametrize(
    ("level", "judged", "expected"),
    [
        ("达成", "95%", "9.50"),
        ("achieved", "80%", "8.00"),
        ("partly", "60%", "6.00"),
        ("poor", "0%", "0.00"),
        ("partly", None, "6.00~8.00"),
        # A share without a level is held inside each level it may belong to.
        (None, "70%", "6.00~8.00"),
    ],
)
def test_a_level_bounds_the_judgement(level, judged, expected: str) -> None:
    """Qualitative bands 100-80, 80-60 and 60-0 of the national form."""
    rubric = one_rule(LEVELS, LEVEL_RULE)
    given = {"level": level, "judged": judged}
    assert score_of(rubric, {k: v for k, v in given.items() if v is not None}) == expected


@pytest.mark.parametrize(
    ("level", "judged"), [("partly", "80%"), ("partly", "59.9%"), ("poor", "60%")]
)
def test_a_judgement_outside_its_level_has_no_score(level: str, judged: str) -> None:
    """It is neither clipped nor set to zero: the row says that it cannot be scored."""
    card = perfscore.score(filing({"level": level, "judged": judged}), one_rule(LEVELS, LEVEL_RULE))
    assert (card["it"].status, card["it"].reason) == ("error", "judgement-outside-level")
    assert (card.total.low, card.total.high) == (0, 10)
    assert [f.code for f in card.findings] == ["judgement-outside-level"]


def targets_rubric(partial: str) -> perfscore.Rubric:
    rule = f"{{kind: targets, partial: {partial}}}"
    return load(rubric_text("unused: {title: u}", indicator("own", 20, rule), points=20))


def targets(*lines: str) -> str:
    rows = "\n".join(f"  - {{under: own, title: t, {line}}}" for line in lines)
    return f"targets:\n{rows}\n"


def total(partial: str, given: dict[str, str], *lines: str) -> perfscore.Scorecard:
    return perfscore.score(filing(given, targets(*lines)), targets_rubric(partial))


def test_targets_share_the_points_equally_and_are_rounded_once() -> None:
    """Three targets of 20 points: 6.67 three times would make 20.01."""
    lines = [f'id: t{n}, planned: "≥10件"' for n in range(3)]
    card = total("ratio", {f"t{n}": "10件" for n in range(3)}, *lines)
    assert card.total.value == 20
    missed = total("ratio", {"t0": "10件", "t1": "10件", "t2": "5件"}, *lines)
    assert f"{float(missed.total.value):.2f}" == "16.67"


def test_targets_follow_their_weights() -> None:
    lines = ['id: t0, planned: "≥10件", weight: 3', 'id: t1, planned: "≥10件", weight: 1']
    assert total("ratio", {"t0": "0件", "t1": "10件"}, *lines).total.value == 5


@pytest.mark.parametrize(
    ("planned", "actual", "ratio", "linear", "nothing"),
    [
        ("≥50件", "40件", 16, 16, 0),
        ("≤24小时", "30小时", 16, 15, 0),
        ("少于5个", "5个", 0, 0, 0),
        ("少于5个", "4个", 20, 20, 20),
        (">5个", "5个", 0, 0, 0),
        ("≤0起", "0起", 20, 20, 20),
        ("≤0起", "1起", 0, 0, 0),
    ],
)
def test_missed_targets(planned: str, actual: str, ratio: int, linear: int, nothing: int) -> None:
    for partial, expected in (("ratio", ratio), ("linear", linear), ("nothing", nothing)):
        card = total(partial, {"t": actual}, f'id: t, planned: "{planned}"')
        assert expected == card.total.value, partial


def test_a_strict_target_is_settled_by_its_own_bound() -> None:
    """Fewer than 5 against fewer than 5 is met, and flagged: it is no measurement."""
    card = total("ratio", {"t": "少于5个"}, 'id: t, planned: "少于5个"')
    assert card.total.value == 20
    assert [f.code for f in card.findings] == ["target-restated"]


def test_without_targets_the_points_are_open() -> None:
    card = perfscore.score(filing(), targets_rubric("ratio"))
    assert (card.total.low, card.total.high) == (0, 20)
    assert [(f.code, f.points_at_stake) for f in card.findings] == [("targets-missing", 20)]


def test_an_exact_target_is_met_or_missed() -> None:
    line = "id: t, planned: 3家, compare: equal"
    assert total("ratio", {"t": "3家"}, line).total.value == 20
    assert total("ratio", {"t": "4家"}, line).total.value == 0


@pytest.mark.parametrize(
    ("actual", "expected"), [("2025-06-30", 20), ("2025-07-01", 0), ("2025-01-02", 20)]
)
def test_a_date_as_a_target_is_kept_or_missed(actual: str, expected: int) -> None:
    line = "id: t, planned: 2025-06-30, compare: at most"
    assert total("ratio", {"t": actual}, line).total.value == expected


def test_a_target_without_a_sign_is_not_compared_with_a_rate() -> None:
    """98 against 98 % is neither met nor missed by a hundred times: it is not comparable."""
    card = total("ratio", {"t": "98%"}, "id: t, planned: 98, compare: at least")
    assert (card.total.low, card.total.high) == (0, 20)
    assert {f.code for f in card.findings} == {"unit-mismatch", "evidence-missing"}


def test_whole_measures_take_whole_numbers_only() -> None:
    measures = "num: {title: num, unit: 次, whole: true}"
    rule = "{kind: deduction, of: num, above: 1 次, per: 2 次, deduct: 3, counting: ceiling}"
    rubric = one_rule(measures, rule)
    assert score_of(rubric, {"num": "少于4次"}) == "7.00~10.00"
    assert score_of(rubric, {"num": "≤3次"}) == "7.00~10.00"
    assert score_of(rubric, {"num": "3次~3.5次"}) == "7.00"
    card = perfscore.score(filing({"num": "4.5次"}), rubric)
    assert "value-out-of-range" in {f.code for f in card.findings}


def test_dates_in_conditions() -> None:
    rubric = one_rule("d: {title: d, kind: date}", "{kind: pass or fail, when: d <= 2025-03-31}")
    assert score_of(rubric, {"d": "2025年3月31日"}) == "10.00"
    assert score_of(rubric, {"d": "2025-04-02"}) == "0.00"
    text = perfscore.score(filing({"d": "2025-04-02"}), rubric)["it"].explain("en")
    assert "rejected: d ≤ 2025-03-31 (2025-04-02 ≤ 2025-03-31), 2 days apart" in text
