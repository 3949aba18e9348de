"""Shapes of rules as data, one small rubric each: what no package here happens to have."""

from fractions import Fraction
from itertools import permutations

import pytest
from making import apart, filing, indicator, load, one_rule, rubric_text, score_of

import perfscore
from perfscore.errors import UsageError

BASIS = "{status: assumed, reason: made up for a test}"
PLAIN = "{title: t, kind: condition}"


def met(id: str, points: str | int, more: str = "") -> str:
    return indicator(id, points, f"{{kind: pass or fail, when: {id}}}", more)


def conditions(*names: str) -> str:
    return "\n".join(f"{name}: {PLAIN}" for name in names)


def graded(measures: str, rule: str, more: str = "") -> perfscore.Rubric:
    """A rubric with a scale and one row ``it``."""
    lines = [
        "rubric: test.rubric",
        'edition: "1"',
        "title: graded",
        "scale: {title: s, levels: [D, C, B, A]}",
        "combine: only",
        more,
        "methods:",
        f"  only: {{by: weakest link, title: only, basis: {BASIS}}}",
        "measures:",
        *(f"  {line}" for line in measures.splitlines()),
        "criteria:",
        "  - id: it",
        "    title: it",
        f"    basis: {BASIS}",
        "    rule:",
        *(f"      {line}" for line in rule.splitlines()),
    ]
    return load("\n".join(line for line in lines if line) + "\n")


def level(rubric: perfscore.Rubric, given: dict[str, str]) -> str:
    card = perfscore.score(filing(given), rubric)
    return card.root.said(card.root.score, "en")


def test_stages_each_need_all_below_them() -> None:
    rule = """kind: requirements
staged: true
levels:
  - {level: A, when: led}
  - {level: B, when: managed}
  - {level: C, when: disclosed}
  - {otherwise: D}"""
    rubric = graded(conditions("led", "managed", "disclosed"), rule)
    assert level(rubric, {"led": "是", "managed": "是", "disclosed": "是"}) == "A"
    assert level(rubric, {"led": "是", "managed": "否", "disclosed": "是"}) == "C"
    assert level(rubric, {"led": "是", "managed": "是", "disclosed": "否"}) == "D"
    assert level(rubric, {"disclosed": "是"}) == "C~A"


def test_requirements_are_met_in_full_or_not() -> None:
    rule = """kind: requirements
levels:
  - {level: A, when: share >= 90% and months <= 3月}
  - {level: B, when: share >= 75% and months <= 6月}
  - {otherwise: D}"""
    measures = 'share: {title: s, unit: "%", at least: 0%}\nmonths: {title: m, unit: 月}'
    rubric = graded(measures, rule)
    assert level(rubric, {"share": "95%", "months": "3月"}) == "A"
    assert level(rubric, {"share": "95%", "months": "4月"}) == "B"
    assert level(rubric, {"share": "74%", "months": "1月"}) == "D"
    assert level(rubric, {"share": "95%"}) == "D~A"


def test_a_count_with_a_member_that_must_hold() -> None:
    measures = conditions(*"abcd") + "\nothers: {title: o, count: [b, c, d], whole: true}"
    rule = """kind: requirements
levels:
  - {level: A, when: a and others >= 3}
  - {level: B, when: a and others >= 1}
  - {otherwise: D}"""
    rubric = graded(measures, rule)
    assert level(rubric, {"a": "是", "b": "是", "c": "是", "d": "是"}) == "A"
    assert level(rubric, {"a": "是", "b": "是", "c": "否", "d": "是"}) == "B"
    assert level(rubric, {"a": "否", "b": "是", "c": "是", "d": "是"}) == "D"
    assert level(rubric, {"a": "是", "b": "是", "c": "否"}) == "B"


def test_two_of_three_years_in_an_asymmetric_range() -> None:
    years = "\n".join(f'y{n}: {{title: y{n}, unit: "%", at least: 0%}}' for n in (1, 2, 3))
    within = "[97% <= y1 <= 106%, 97% <= y2 <= 106%, 97% <= y3 <= 106%]"
    rubric = graded(
        f"{years}\nyears: {{title: years, count: {within}}}",
        "kind: requirements\nlevels: [{level: A, when: years >= 2}, {otherwise: D}]",
    )
    assert level(rubric, {"y1": "97%", "y2": "106%", "y3": "50%"}) == "A"
    assert level(rubric, {"y1": "96.99%", "y2": "106.01%", "y3": "100%"}) == "D"
    assert level(rubric, {"y1": "100%", "y2": "100%"}) == "A"


def test_a_veto_on_a_group_and_a_cap_on_a_level() -> None:
    rule = "kind: assessed\nof: judged"
    measures = "judged: {title: j, kind: level, levels: [D, C, B, A]}\nfraud: " + PLAIN
    for outcome, expected in (("level: D", "D"), ("at most: C", "C")):
        veto = f"vetoes: [{{when: fraud, {outcome}, title: fraud, basis: {BASIS}}}]"
        rubric = graded(measures, rule, veto)
        assert level(rubric, {"judged": "A", "fraud": "是"}) == expected
        assert level(rubric, {"judged": "D", "fraud": "是"}) == "D"
        assert level(rubric, {"judged": "A", "fraud": "否"}) == "A"
        assert level(rubric, {"judged": "A"}) == f"{expected}~A"
        silent = graded(measures, rule, veto.replace("basis:", "unstated: not met, basis:"))
        assert level(silent, {"judged": "A"}) == "A"


def test_a_vetoed_row_says_so_and_its_stake_is_what_it_takes() -> None:
    veto = f"vetoes: [{{when: fraud, score: 0, title: fraud, basis: {BASIS}}}]"
    rubric = load(rubric_text(conditions("a", "fraud"), met("a", 10, veto)))
    card = perfscore.score(filing({"a": "是", "fraud": "是"}), rubric)
    assert (card["a"].status, card.total.value) == ("vetoed", 0)
    both = filing({"a": "是"}).plus(
        perfscore.Evidence(measure="fraud", value="是"),
        perfscore.Evidence(measure="fraud", value="否"),
    )
    (finding,) = (
        f for f in perfscore.score(both, rubric).findings if f.code == "conflicting-statements"
    )
    assert finding.points_at_stake == 10


def test_a_veto_that_only_caps_the_points() -> None:
    veto = f"vetoes: [{{when: late, at most: 6, title: late, basis: {BASIS}}}]"
    rubric = load(rubric_text(conditions("a", "late"), met("a", 10, veto)))
    assert score_of(rubric, {"a": "是", "late": "是"}) == "6.00"
    assert score_of(rubric, {"a": "否", "late": "是"}) == "0.00"
    explained = perfscore.score(filing({"a": "是", "late": "是"}), rubric)["a"].explain("en")
    assert "veto holds: late, 6" in explained
    assert "veto: assumed - made up for a test" in explained


def test_a_prerequisite_without_which_a_group_is_worth_nothing() -> None:
    group = f"""- id: group
  title: g
  points: 10
  vetoes: [{{when: not plan, score: 0, title: no plan, basis: {BASIS}}}]
  criteria:
""" + "\n".join("  " + line for line in met("a", 10).splitlines())
    rubric = load(rubric_text(conditions("a", "plan"), group))
    assert score_of(rubric, {"a": "是", "plan": "否"}) == "0.00"
    assert score_of(rubric, {"a": "是", "plan": "是"}) == "10.00"


def test_a_hard_hurdle_with_an_alternative() -> None:
    rule = "{kind: pass or fail, when: rights or liberties and income <= 40分}"
    measures = conditions("rights", "liberties") + "\nincome: {title: i, unit: 分, at least: 0}"
    rubric = one_rule(measures, rule)
    assert score_of(rubric, {"rights": "是", "liberties": "否", "income": "90分"}) == "10.00"
    assert score_of(rubric, {"rights": "否", "liberties": "是", "income": "40分"}) == "10.00"
    assert score_of(rubric, {"rights": "否", "liberties": "是", "income": "41分"}) == "0.00"


def with_methods(method: str, *rows: str, measures: str, points: int = 10, more: str = "") -> str:
    methods = f"combine: way\nmethods:\n  way: {{{method}, title: way, basis: {BASIS}}}\n{more}"
    return rubric_text(measures, *rows, points=points, more=methods)


def test_either_indicator_counts() -> None:
    rows = (met("a", 10), met("b", 10))
    more = "not applicable: leave out\n"
    rubric = load(with_methods("by: best", *rows, measures=conditions("a", "b"), more=more))
    assert score_of(rubric, {"a": "是", "b": "否"}) == "10.00"
    assert score_of(rubric, {"a": "否", "b": "不适用"}) == "0.00"
    assert score_of(rubric, {"a": "否"}) == "0.00~10.00"


def test_the_best_two_of_three_years() -> None:
    years = [
        indicator(f"y{n}", 5, f"{{kind: attainment, actual: y{n}, target: 100%, better: higher}}")
        for n in (1, 2, 3)
    ]
    measures = "\n".join(f'y{n}: {{title: y{n}, unit: "%", at least: 0%}}' for n in (1, 2, 3))
    rubric = load(with_methods("by: best, count: 2", *years, measures=measures))
    for given in permutations(["100%", "80%", "20%"]):
        values = dict(zip(("y1", "y2", "y3"), given, strict=True))
        assert score_of(rubric, values) == "9.00"


@pytest.mark.parametrize(
    ("weights", "expected"), [("points", "7.50"), ("equal", "5.00")], ids=["points", "equal"]
)
def test_a_mean_of_shares(weights: str, expected: str) -> None:
    rows = (met("a", 3), met("b", 1))
    method = f"by: mean, weights: {weights}"
    rubric = load(with_methods(method, *rows, measures=conditions("a", "b")))
    assert score_of(rubric, {"a": "是", "b": "否"}) == expected


def test_a_mean_over_what_applies() -> None:
    rows = (met("a", 3), met("b", 1))
    more = "not applicable: leave out\n"
    rubric = load(with_methods("by: mean", *rows, measures=conditions("a", "b"), more=more))
    assert score_of(rubric, {"a": "是", "b": "不适用"}) == "10.00"


def test_a_mean_that_needs_most_of_its_parts() -> None:
    """Gaps are left out, and a country with more than a fifth of them is not rated."""
    rows = [met(name, 1) for name in "abcde"]
    more = "missing: not rated\n"
    rubric = load(
        with_methods("by: mean, needs: 0.8", *rows, measures=conditions(*"abcde"), more=more)
    )
    given = dict.fromkeys("abcd", "是") | {"b": "否"}
    assert score_of(rubric, given) == "7.50"
    del given["b"]
    card = perfscore.score(filing(given), rubric)
    assert (card.has_total, card.root.status) == (False, "not_rated")


def test_weights_that_are_fractions() -> None:
    rows = [met(name, "10/3") for name in "abc"]
    rounding = "{digits: 2, mode: half up, at: total}"
    rubric = load(rubric_text(conditions(*"abc"), *rows, rounding=rounding))
    assert score_of(rubric, {"a": "是", "b": "是", "c": "否"}) == "6.67"
    assert score_of(rubric, {"a": "是", "b": "是", "c": "是"}) == "10.00"


def test_two_layers_of_weights() -> None:
    """Three blocks on scales of their own of 100, which count 50, 25 and 25."""
    groups = [
        f"- id: {name}\n  title: {name}\n  points: {weight}\n  out of: 100\n  criteria:\n"
        + "\n".join(
            "    " + line
            for line in (met(f"{name}1", 75) + "\n" + met(f"{name}2", 25)).splitlines()
        )
        for name, weight in (("a", 50), ("b", 25), ("c", 25))
    ]
    measures = conditions(*(f"{group}{n}" for group in "abc" for n in (1, 2)))
    rubric = load(rubric_text(measures, *groups, points=100))
    given = dict.fromkeys(rubric.measures, "是") | {"b2": "否"}
    card = perfscore.score(filing(given), rubric)
    assert card.total.value == 100 - Fraction(25 * 25, 100)
    assert perfscore.score(filing(given | {"b1": "否"}), rubric).total.value == 75


def test_a_group_out_of_other_points_that_does_not_apply() -> None:
    groups = [
        f"- id: {name}\n  title: {name}\n  points: 50\n  out of: {out_of}\n  criteria:\n"
        + "\n".join("    " + line for line in met(f"{name}1", out_of).splitlines())
        for name, out_of in (("a", 100), ("b", 20))
    ]
    more = "not applicable: rescale siblings\n"
    rubric = load(rubric_text(conditions("a1", "b1"), *groups, points=100, more=more))
    assert score_of(rubric, {"a1": "不适用", "b1": "是"}) == "100.00"
    assert score_of(rubric, {"a1": "是", "b1": "不适用"}) == "100.00"
    assert score_of(rubric, {"a1": "否", "b1": "不适用"}) == "0.00"


def layered(more: str = "") -> perfscore.Rubric:
    rows = (
        met("a", 10),
        met("extra", 5, "layer: bonus"),
        met("misuse", 8, "layer: penalty"),
    )
    return load(rubric_text(conditions("a", "extra", "misuse"), *rows, more=more))


@pytest.mark.parametrize(
    ("a", "extra", "misuse", "expected", "beyond"),
    [
        ("是", "否", "否", "10.00", "10.00"),
        ("否", "是", "否", "5.00", "5.00"),
        ("是", "是", "否", "10.00", "12.00"),
        ("是", "否", "是", "2.00", "2.00"),
        ("否", "是", "是", "0.00", "0.00"),
    ],
)
def test_bonus_and_penalty_with_limits(a, extra, misuse, expected, beyond) -> None:
    given = {"a": a, "extra": extra, "misuse": misuse}
    assert score_of(layered(), given) == expected
    assert score_of(layered("at most: 12\n"), given) == beyond


def test_a_penalty_is_put_down_to_its_own_row() -> None:
    rubric = layered()
    given = {"a": "是", "extra": "否"}
    one, two = (perfscore.score(filing(given | {"misuse": m}), rubric) for m in ("否", "是"))
    changes = {change.path: change.total.low for change in perfscore.compare(one, two).changes}
    assert changes == {"misuse": -8}


def test_a_bonus_or_a_capped_row_that_does_not_apply_is_just_none() -> None:
    rescaling = "not applicable: rescale siblings\n"
    rubric = layered(rescaling)
    assert score_of(rubric, {"a": "是", "extra": "不适用", "misuse": "否"}) == "10.00"
    assert score_of(rubric, {"a": "否", "extra": "是", "misuse": "不适用"}) == "5.00"
    rows = (met("a", 2), met("b", 2))
    capped = rubric_text(
        conditions("a", "b"), *rows, points=3, more=rescaling + "combine: capped sum\n"
    )
    assert score_of(load(capped), {"a": "是", "b": "不适用"}) == "2.00"
    mean = load(
        with_methods("by: mean", *rows, measures=conditions("a", "b"), points=2, more=rescaling)
    )
    assert score_of(mean, {"a": "是", "b": "不适用"}) == "2.00"


def test_a_bonus_that_adds_up_to_more_than_it_may_earn() -> None:
    group = """- id: bonus
  title: b
  points: 3
  layer: bonus
  combine: capped sum
  criteria:
""" + "\n".join("    " + line for line in (met("b", 2) + "\n" + met("c", 2)).splitlines())
    rubric = load(rubric_text(conditions(*"abc"), met("a", 10), group))
    assert score_of(rubric, {"a": "否", "b": "是", "c": "是"}) == "3.00"
    assert score_of(rubric, {"a": "否", "b": "是", "c": "否"}) == "2.00"


def test_a_score_beyond_the_target_up_to_a_cap() -> None:
    rule = "{kind: interpolation, of: rate, line: [{at: 0%, score: 0}, {at: 130%, score: 13}]}"
    rubric = one_rule('rate: {title: r, unit: "%", at least: 0%}', rule, points=13)
    assert score_of(rubric, {"rate": "100%"}) == "10.00"
    assert score_of(rubric, {"rate": "200%"}) == "13.00"


GRADES = """grades:
  - {id: good, from: 9, title: good}
  - {id: fair, from: 6, title: fair}
  - {id: poor, from: 0, title: poor}
"""


def test_a_serious_problem_caps_the_grade_and_not_the_points() -> None:
    rules = f"grade rules: [{{when: serious, at most: fair, title: serious, basis: {BASIS}}}]\n"
    measures = conditions("a", "serious")
    rubric = load(rubric_text(measures, met("a", 10), more=GRADES + rules))
    card = perfscore.score(filing({"a": "是", "serious": "是"}), rubric)
    assert (card.total.value, [g.id for g in card.grade]) == (10, ["fair"])
    open_card = perfscore.score(filing({"a": "是"}), rubric)
    assert [g.id for g in open_card.grade] == ["fair", "good"]
    low = perfscore.score(filing({"a": "否", "serious": "是"}), rubric)
    assert [g.id for g in low.grade] == ["poor"]


def test_a_second_set_of_bands() -> None:
    coarse = "coarse grades: [{title: passed, of: [good, fair]}, {title: failed, of: [poor]}]\n"
    rubric = load(rubric_text(conditions("a"), met("a", 10), more=GRADES + coarse))
    card = perfscore.score(filing({"a": "是"}), rubric)
    assert [each.title.en for each in card.graded.coarse] == ["passed"]


def test_scores_that_overlap() -> None:
    views = f"""views:
  - {{id: core, title: core, of: [a, b], basis: {BASIS}}}
  - {{id: rate, title: rate, of: [b, c], combine: mean, basis: {BASIS}}}
"""
    rows = (met("a", 5), met("b", 3), met("c", 2))
    rubric = load(rubric_text(conditions(*"abc"), *rows, more=views))
    card = perfscore.score(filing({"a": "是", "b": "否", "c": "是"}), rubric)
    found = {each.view.id: (each.score.value, each.points) for each in card.views}
    assert found == {"core": (5, 8), "rate": (Fraction(1, 2), 1)}
    assert "core  5.00 / 8" in perfscore.text_report(card, "en")


def test_thresholds_by_group() -> None:
    """Interpolated between thresholds that depend on the region."""
    rule = """kind: by level
of: region
rules:
  west: {kind: interpolation, of: share, line: [{at: 10%, score: 0}, {at: 30%, score: 10}]}
  centre: {kind: interpolation, of: share, line: [{at: 20%, score: 0}, {at: 40%, score: 10}]}
  east: {kind: pass or fail, when: share >= 100%}"""
    measures = (
        'share: {title: s, unit: "%", at least: 0%}\n'
        "region: {title: r, kind: level, levels: [west, centre, east]}"
    )
    rubric = one_rule(measures, rule)
    assert score_of(rubric, {"share": "30%", "region": "west"}) == "10.00"
    assert score_of(rubric, {"share": "30%", "region": "centre"}) == "5.00"
    assert score_of(rubric, {"share": "30%", "region": "east"}) == "0.00"
    assert score_of(rubric, {"share": "30%"}) == "0.00~10.00"


def test_a_row_that_applies_to_some_types_only() -> None:
    rows = (met("a", 6), met("loans", 4, "applies: credit\nnot applicable: rescale siblings"))
    rubric = load(rubric_text(conditions("a", "loans", "credit"), *rows))
    assert score_of(rubric, {"a": "是", "credit": "否"}) == "10.00"
    assert score_of(rubric, {"a": "是", "loans": "否", "credit": "是"}) == "6.00"
    card = perfscore.score(filing({"a": "是", "loans": "否"}), rubric)
    assert card["loans"].reason == "applicability-open"


def test_an_excused_deviation() -> None:
    rule = """kind: deduction
of: delay
above: 0%
per: 4%
deduct: 1
counting: whole
excused: policy_change or force_majeure"""
    measures = 'delay: {title: d, unit: "%", at least: 0%}\n'
    rubric = one_rule(measures + conditions("policy_change", "force_majeure"), rule)
    assert score_of(rubric, {"delay": "9%", "policy_change": "否", "force_majeure": "否"}) == "8.00"
    assert (
        score_of(rubric, {"delay": "9%", "policy_change": "否", "force_majeure": "是"}) == "10.00"
    )


def test_a_deduction_by_hand_after_the_rule() -> None:
    rule = """kind: less
by: taken
rule: {kind: attainment, actual: rate, target: 100%, better: higher}"""
    measures = (
        'rate: {title: r, unit: "%", at least: 0%}\ntaken: {title: o, unit: 分, at least: 0分}'
    )
    rubric = one_rule(measures, rule)
    assert score_of(rubric, {"rate": "80%", "taken": "3分"}) == "5.00"
    assert score_of(rubric, {"rate": "20%", "taken": "3分"}) == "0.00"


COHORT = """rate: {title: r, unit: "%", at least: 0%}
region: {title: g, kind: level, levels: [west, east]}
median: {title: m, unit: "%", peers: {of: rate, take: median, group: region}}
place: {title: p, whole: true, at least: 1, peers: {of: rate, take: rank, ties: better}}"""
RANKED = indicator(
    "rank", 5, "{kind: deduction, of: place, above: 1, per: 1, deduct: 0.25, counting: whole}"
)
AGAINST = indicator("against", 5, "{kind: pass or fail, when: 'rate >= least(median, 60%)'}")


def cohort(rates: list[str], regions: list[str] | None = None) -> list[perfscore.Filing]:
    regions = regions or ["west"] * len(rates)
    return [
        filing({"rate": rate, "region": region} if rate else {"region": region})
        for rate, region in zip(rates, regions, strict=True)
    ]


def totals(filings: list[perfscore.Filing]) -> list[str]:
    rubric = load(rubric_text(COHORT, RANKED, AGAINST))
    cards = perfscore.score_cohort(apart(filings), rubric)
    for card in cards:
        assert perfscore.json_report(card)
    return [card.root.said(card.root.score, "en") for card in cards]


def test_ranks_and_the_lower_of_a_median_and_a_fixed_value() -> None:
    assert totals(cohort(["90%", "50%", "40%", "50%"])) == ["10.00", "9.75", "4.25", "9.75"]
    assert totals(cohort(["90%", "80%", "70%"])) == ["10.00", "9.75", "9.50"]


def test_a_cohort_in_any_order_scores_the_same() -> None:
    rates = ["90%", "50%", "40%", "10%"]
    expected = dict(zip(rates, totals(cohort(rates)), strict=True))
    for order in permutations(rates):
        assert totals(cohort(list(order))) == [expected[rate] for rate in order]


def test_groups_have_medians_of_their_own() -> None:
    rates, regions = ["30%", "20%", "90%", "50%"], ["west", "west", "east", "east"]
    assert totals(cohort(rates, regions)) == ["9.50", "4.25", "10.00", "4.75"]


def test_a_cohort_of_equal_values_shares_the_first_rank() -> None:
    assert totals(cohort(["50%", "50%", "50%"])) == ["10.00"] * 3


def test_a_member_without_a_value_leaves_ranks_and_median_open() -> None:
    assert totals(cohort(["90%", "50%", ""])) == ["9.75~10.00", "4.50~9.75", "4.50~10.00"]


def test_a_member_of_an_unknown_group_may_be_in_any() -> None:
    """The scores of all others hold whichever group it turns out to be in."""
    rubric = load(rubric_text(COHORT, RANKED, AGAINST))
    known = apart(cohort(["50%", "20%", "40%", "30%", "45%"], ["west"] * 3 + ["east"] * 2))
    (rate,) = (each for each in known[1].evidence if each.measure == "rate")
    unknown = [*known]
    unknown[1] = known[1].model_copy(update={"evidence": (rate,)})
    before = perfscore.score_cohort(unknown, rubric)
    assert not before[2].total.is_settled
    for region in ("west", "east"):
        told = [*unknown]
        told[1] = unknown[1].plus(perfscore.Evidence(measure="region", value=region))
        for one, two in zip(before, perfscore.score_cohort(told, rubric), strict=True):
            assert one.total.covers(two.total)


def test_a_cohort_is_of_one_period_and_has_nobody_twice() -> None:
    rubric = load(rubric_text(COHORT, RANKED, AGAINST))
    one, two = apart(cohort(["90%", "50%"]))
    for filings, code in (
        ([one, two, one], "cohort-twice"),
        ([one, two.model_copy(update={"period": "2023"})], "cohort-periods"),
    ):
        with pytest.raises(UsageError) as caught:
            perfscore.score_cohort(filings, rubric)
        assert caught.value.code == code


def test_a_cohort_of_one_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        totals(cohort(["50%"]))
    assert caught.value.code == "cohort-too-small"


def test_a_card_of_a_cohort_can_be_verified_by_itself(tmp_path) -> None:
    rubric = load(rubric_text(COHORT, RANKED, AGAINST))
    card = perfscore.score_cohort(apart(cohort(["90%", "50%"])), rubric)[1]
    path = tmp_path / "card.json"
    path.write_text(perfscore.json_report(card), encoding="utf-8")
    assert perfscore.verify_card(path, [rubric]) == ()
    assert "rank of 2" in card["rank"].explain("en")


def test_several_rubrics_score_one_filing() -> None:
    rates = {"rate": "30%"}
    measures = 'rate: {title: r, unit: "%", at least: 0%}'
    points = one_rule(measures, "{kind: pass or fail, when: rate >= 20%}")
    levels = graded(
        measures, "kind: bands\nof: rate\nbands: [{at least: 20%, level: B}, {otherwise: D}]"
    )
    assert (score_of(points, rates), level(levels, rates)) == ("10.00", "B")
