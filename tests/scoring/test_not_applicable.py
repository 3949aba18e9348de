"""Not applicable is a setting of the rubric; each policy shows both denominators."""

import pytest
from making import BASIS, filing, indent, indicator, load, one_rule, rubric_text

import perfscore

SCORE = "{{kind: attainment, actual: {0}, target: 100%, better: higher}}"
MEASURES = "\n".join(
    f'{name}: {{title: {name}, unit: "%", at least: 0%, at most: 100%}}'
    for name in ("a1", "a2", "b1", "b2")
)


def criterion(id: str, points: int, *children: str) -> str:
    head = f"- id: {id}\n  title: {id}\n  points: {points}\n  criteria:\n"
    return head + "\n".join(indent(child, "    ") for child in children)


def rubric(policy: str) -> perfscore.Rubric:
    a = criterion(
        "a", 40, indicator("a1", 20, SCORE.format("a1")), indicator("a2", 20, SCORE.format("a2"))
    )
    b = criterion(
        "b", 60, indicator("b1", 30, SCORE.format("b1")), indicator("b2", 30, SCORE.format("b2"))
    )
    return load(rubric_text(MEASURES, a, b, points=100, more=f"not applicable: {policy}\n"))


GIVEN = {"a1": "75%", "a2": "不适用", "b1": "80%", "b2": "90%"}


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("zero", "66"),
        ("rescale siblings", "81"),
        ("rescale whole", "82.5"),
        ("full", "86"),
    ],
)
def test_one_case_under_four_policies(policy: str, expected: str) -> None:
    """Earned 15 of 20, one 20 not applicable, 24 and 27 of 30 each."""
    card = perfscore.score(filing(GIVEN), rubric(policy))
    assert float(expected) == float(card.total.value)
    assert card["a.a2"].status == "not_applicable"


def test_open_is_the_default_and_leaves_the_points_in_doubt() -> None:
    card = perfscore.score(filing(GIVEN), rubric("open"))
    assert (card.total.low, card.total.high) == (66, 86)


def test_both_denominators_are_in_the_trace() -> None:
    siblings = perfscore.score(filing(GIVEN), rubric("rescale siblings"))
    (policy,) = siblings["a"].policies
    assert (policy.choice, policy.points, policy.applicable) == ("rescale siblings", 40, 20)
    assert "40 ÷ 20" in siblings["a"].explain("en")
    whole = perfscore.score(filing(GIVEN), rubric("rescale whole"))
    (policy,) = whole.root.policies
    assert (policy.points, policy.applicable) == (100, 80)


def test_a_rescaled_group_is_rounded_as_the_scheme_prints_it() -> None:
    """State-asset scheme: 35 points, 6 of them not applicable, 25 earned of 29: 30.17."""
    rules = [indicator(f"n{n}", p, SCORE.format(f"n{n}")) for n, p in enumerate((25, 4, 3, 3))]
    measures = "\n".join(
        f'n{n}: {{title: n{n}, unit: "%", at least: 0%, at most: 100%}}' for n in range(4)
    )
    text = rubric_text(
        measures, criterion("g", 35, *rules), points=35, more="not applicable: rescale siblings\n"
    )
    given = {"n0": "100%", "n1": "0%", "n2": "不适用", "n3": "不适用"}
    card = perfscore.score(filing(given), load(text))
    assert f"{float(card.total.value)}" == "30.17"


def test_a_group_of_which_nothing_applies_is_taken_out_itself() -> None:
    given = {"a1": "不适用", "a2": "不适用", "b1": "80%", "b2": "90%"}
    card = perfscore.score(filing(given), rubric("rescale siblings"))
    assert (card.total.value, card["a"].status) == (85, "not_applicable")
    assert card["a"].score is None


def test_when_nothing_at_all_applies_there_is_no_total() -> None:
    card = perfscore.score(filing(dict.fromkeys(GIVEN, "不适用")), rubric("rescale siblings"))
    assert card.findings[0].code == "nothing-applicable"
    assert not card.total.is_settled


def test_a_row_of_which_only_a_part_applies_is_open() -> None:
    measures = "one: {title: one, kind: condition}\ntwo: {title: two, kind: condition}"
    rule = "{kind: checklist, items: [{when: one, score: 1}, {when: two, score: 2}]}"
    card = perfscore.score(
        filing({"one": "是", "two": "不适用"}),
        one_rule(measures, rule, 3, more="not applicable: full"),
    )
    assert (card.total.low, card.total.high, card["it"].reason) == (1, 3, "partly-not-applicable")


def test_a_missing_reading_is_zero_only_where_the_rubric_says_so() -> None:
    measures = "one: {title: one, kind: condition}"
    rule = "{kind: pass or fail, when: one}"
    assert (
        perfscore.score(filing(), one_rule(measures, rule, more="missing: zero")).total.value == 0
    )
    assert perfscore.score(filing(), one_rule(measures, rule)).total.high == 10


def test_a_derived_measure_follows_its_inputs_out() -> None:
    measures = (
        "a: {title: a, unit: 元, at least: 0}\nb: {title: b, unit: 元, at least: 0}\n"
        'rate: {title: rate, unit: "%", at least: 0%, from: a / b}'
    )
    rule = "{kind: attainment, actual: rate, target: 100%, better: higher}"
    rubric = one_rule(measures, rule, more="not applicable: full")
    card = perfscore.score(filing({"a": "不适用", "b": "不适用"}), rubric)
    assert (card.total.value, card["it"].status) == (10, "not_applicable")


def test_a_row_whose_only_measure_does_not_apply_says_that_this_is_undecided() -> None:
    rubric = one_rule("one: {title: one, kind: condition}", "{kind: pass or fail, when: one}")
    card = perfscore.score(filing({"one": "不适用"}), rubric)
    assert [(f.code, f.points_at_stake) for f in card.findings] == [
        ("not-applicable-undecided", 10)
    ]


def test_a_missing_reading_that_is_scored_zero_is_still_a_finding() -> None:
    rubric = one_rule(
        "one: {title: one, kind: condition}",
        "{kind: pass or fail, when: one}",
        more="missing: zero",
    )
    card = perfscore.score(filing(), rubric)
    assert [(f.code, f.points_at_stake) for f in card.findings] == [("evidence-missing", 10)]


def test_missing_targets_are_priced_after_rescaling() -> None:
    """20 of 100 points, of which 10 do not apply: the targets are worth 22.22."""
    rows = [
        indicator("own", 20, "{kind: targets, partial: ratio}"),
        indicator("a1", 70, SCORE.format("a1")),
        indicator("a2", 10, SCORE.format("a2")),
    ]
    measures = "\n".join(MEASURES.splitlines()[:2])
    rubric = load(rubric_text(measures, *rows, points=100, more="not applicable: rescale whole\n"))
    card = perfscore.score(filing({"a1": "100%", "a2": "不适用"}), rubric)
    (finding,) = [f for f in card.findings if f.code == "targets-missing"]
    assert round(finding.points_at_stake, 2) == round(card.total.high - card.total.low, 2)
    assert "22.2" in f"{float(finding.points_at_stake)}"


def test_every_policy_can_be_explained() -> None:
    for policy in ("open", "zero", "full", "rescale siblings", "rescale whole"):
        card = perfscore.score(filing(GIVEN), rubric(policy))
        for lang in ("zh", "en"):
            text = card["a.a2"].explain(lang)
            assert "不适用" in text or "not applicable" in text
            assert "  ÷ " not in text


def test_a_rescaled_group_is_not_rounded_where_only_the_total_is() -> None:
    """Three groups of 10, a third of 3 earned in each and 7 not applicable: 10, not 9.99."""
    share = "{{kind: attainment, actual: {0}, target: 90%, better: higher}}"
    groups = [
        criterion(
            f"g{g}",
            10,
            indicator("x", 3, share.format(f"x{g}")),
            indicator("z", 7, SCORE.format(f"z{g}")),
        )
        for g in range(3)
    ]
    measures = "\n".join(
        f'{name}{g}: {{title: {name}{g}, unit: "%", at least: 0%, at most: 100%}}'
        for name in ("x", "z")
        for g in range(3)
    )
    text = rubric_text(
        measures,
        *groups,
        points=30,
        rounding="{digits: 2, mode: half up, at: total}",
        more="not applicable: rescale siblings\n",
    )
    given = {f"x{g}": "30%" for g in range(3)} | {f"z{g}": "不适用" for g in range(3)}
    assert perfscore.score(filing(given), load(text)).total.value == 10


def test_a_computed_measure_that_is_called_not_applicable_is_a_contradiction() -> None:
    measures = (
        "a: {title: a, unit: 元, at least: 0}\nb: {title: b, unit: 元, at least: 0}\n"
        'rate: {title: rate, unit: "%", at least: 0%, from: a / b}'
    )
    rubric = one_rule(measures, "{kind: attainment, actual: rate, target: 100%, better: higher}")
    card = perfscore.score(filing({"a": "1元", "b": "2元", "rate": "不适用"}), rubric)
    assert (card.total.value, [f.code for f in card.findings]) == (
        5,
        ["not-applicable-contradicted"],
    )


def test_when_only_rows_without_points_are_left_nothing_applies() -> None:
    by = load(
        rubric_text(
            "a: {title: a, kind: condition}\nb: {title: b, kind: condition}",
            indicator("a", 5, "{kind: pass or fail, when: a}", f"adjustable: {BASIS}"),
            indicator("b", 5, "{kind: pass or fail, when: b}"),
            more="not applicable: rescale siblings\n",
        )
    )
    card = perfscore.score(filing({"a": "是", "b": "不适用"}, "points: {a: 0}\n"), by)
    assert card.root.reason == "nothing-applicable"
