"""Where groups, policies, vetoes and tests of applying meet: what a naive scorer would give."""

from fractions import Fraction

import pytest
from making import filing, indicator, load, one_rule, rubric_text, score_of

import perfscore
from perfscore.errors import RubricError

BASIS = "{status: assumed, reason: made up for a test}"


def conditions(*names: str) -> str:
    return "\n".join(f"{name}: {{title: {name}, kind: condition}}" for name in names)


def met(id: str, points: str | int, more: str = "") -> str:
    return indicator(id, points, f"{{kind: pass or fail, when: {id}}}", more)


def group(points: int, head: str, *rows: str) -> str:
    inside = "\n".join("    " + line for row in rows for line in row.splitlines())
    return f"- id: group\n  title: g\n  points: {points}\n  {head}\n  criteria:\n{inside}"


def test_a_bonus_inside_a_group_out_of_other_points() -> None:
    rows = (met("a", 60), met("b", 40), met("c", 10, "layer: bonus"))
    rubric = load(rubric_text(conditions(*"abc"), group(20, "out of: 100", *rows), points=20))
    given = {"a": "是", "b": "是", "c": "否"}
    assert score_of(rubric, given) == "20.00"
    assert score_of(rubric, given | {"b": "否", "c": "是"}) == "14.00"


def test_a_capped_sum_out_of_other_points() -> None:
    rows = (met("a", 20), met("b", 15))
    head = "out of: 30\n  combine: capped sum"
    rubric = load(rubric_text(conditions("a", "b"), group(20, head, *rows), points=20))
    assert score_of(rubric, {"a": "否", "b": "是"}) == "10.00"
    assert score_of(rubric, {"a": "是", "b": "是"}) == "20.00"


def test_rescaling_the_whole_never_goes_beyond_it() -> None:
    rows = (met("a", 4), met("b", 2), met("c", 4, "layer: bonus"))
    text = rubric_text(
        conditions(*"abcz"),
        group(6, "note: x", *rows).replace("  note: x\n", ""),
        met("z", 14),
        points=20,
        more="not applicable: rescale whole\n",
    )
    given = {"a": "不适用", "b": "是", "c": "是", "z": "是"}
    assert score_of(load(text), given) == "20.00"


@pytest.mark.parametrize(
    "head", ["combine: way", "out of: 30\n  combine: way", "combine: capped sum"]
)
def test_what_only_a_sum_can_do_is_refused_elsewhere(head: str) -> None:
    method = f"methods: {{way: {{by: best, title: w, basis: {BASIS}}}}}\n"
    rows = [met("a", 10, "not applicable: rescale whole"), met("b", 10)]
    text = rubric_text(conditions("a", "b"), group(10, head, *rows), more=method)
    with pytest.raises(RubricError) as caught:
        load(text)
    assert "sums-only" in [problem.code for problem in caught.value.problems]


@pytest.mark.parametrize("policy", ["zero", "not rated"])
def test_what_is_missing_counts_only_where_it_decides(policy: str) -> None:
    measures = conditions("a", "b")
    rubric = one_rule(measures, "{kind: pass or fail, when: a or b}", more=f"missing: {policy}")
    assert score_of(rubric, {"a": "是"}) == "10.00"
    card = perfscore.score(filing({"a": "否"}), rubric)
    assert card["it"].status == ("scored" if policy == "zero" else "not_rated")


def applying(policy: str, more: str = "") -> perfscore.Rubric:
    rows = (met("a", 5), met("b", 5, f"applies: c\nnot applicable: {policy}"))
    return load(rubric_text(conditions(*"abcv"), *rows, more=more))


@pytest.mark.parametrize("policy", ["full", "zero", "rescale siblings", "rescale whole"])
@pytest.mark.parametrize(
    "veto", ["", f"vetoes: [{{when: v, score: 2, title: v, basis: {BASIS}}}]\n"]
)
def test_whether_a_row_applies_is_tried_both_ways(policy: str, veto: str) -> None:
    rubric = applying(policy, veto)
    for a in ("是", "否"):
        for b in ("是", "否"):
            given = {"a": a, "b": b, "v": "否"}
            before = perfscore.score(filing(given), rubric).total
            ends = [
                perfscore.score(filing(given | {"c": c}), rubric).total.value for c in ("是", "否")
            ]
            assert (before.low, before.high) == (min(ends), max(ends))


def test_a_row_with_full_marks_either_way_is_settled() -> None:
    card = perfscore.score(filing({"a": "是", "b": "是"}), applying("full"))
    assert card.total.value == 10
    assert not [f for f in card.findings if f.code == "applicability-open"]


@pytest.mark.parametrize(
    ("more", "given"),
    [
        ("not applicable: full", {"a": "不适用", "v": "是"}),
        ("missing: zero", {"v": "是"}),
        ("missing: not rated", {"v": "是"}),
    ],
)
def test_a_veto_that_holds_stands_above_a_policy(more: str, given: dict[str, str]) -> None:
    veto = f"vetoes: [{{when: v, score: 3, title: v, basis: {BASIS}}}]\n{more}"
    rubric = one_rule(conditions("a", "v"), "{kind: pass or fail, when: a}", more=veto)
    card = perfscore.score(filing(given), rubric)
    assert (card["it"].status, card.total.value) == ("vetoed", 3)


def test_a_veto_that_divides_by_what_is_missing_leaves_all_open_that_a_bonus_may_reach() -> None:
    more = f"at most: 12\nvetoes: [{{when: u / w > 5, score: 0, title: v, basis: {BASIS}}}]\n"
    rows = (met("a", 10), met("b", 2, "layer: bonus"))
    measures = (
        conditions("a", "b") + "\nu: {title: u, unit: 元}\nw: {title: w, unit: 元, at least: 0}"
    )
    rubric = load(rubric_text(measures, *rows, more=more))
    given = {"a": "是", "b": "是", "u": "1元"}
    assert score_of(rubric, given) == "0.00~12.00"
    assert score_of(rubric, given | {"w": "5元"}) == "12.00"


def test_a_median_of_ratios_need_be_no_decimal() -> None:
    from making import apart

    measures = """a: {title: a, unit: 元, at least: 0}
b: {title: b, unit: 元, more than: 0}
ratio: {title: r, unit: "%", from: a / b}
middle: {title: m, unit: "%", peers: {of: ratio, take: median}}"""
    rubric = one_rule(measures, "{kind: pass or fail, when: ratio >= middle}")
    filings = apart([filing({"a": f"{n}元", "b": "3元"}) for n in (1, 1, 2)])
    totals = [card.total for card in perfscore.score_cohort(filings, rubric)]
    assert totals[2].value == 10
    assert totals[0].contains(Fraction(10))


def test_what_an_open_veto_takes_is_no_rounding() -> None:
    veto = f"vetoes: [{{when: v, score: 2, title: v, basis: {BASIS}}}]"
    rubric = one_rule(conditions("a", "v"), "{kind: pass or fail, when: a}", more=veto)
    one, two = (perfscore.score(filing(g), rubric) for g in ({"a": "是", "v": "否"}, {"a": "是"}))
    causes = perfscore.compare(one, two).causes
    assert {cause.value: ends.low for cause, ends in causes.items() if ends} == {"data": -8}


def test_said_to_be_missing_stays_so_while_numbers_come_in() -> None:
    grading = "{kind: requirements, levels: [{level: A, when: r >= 50% and a}, {otherwise: D}]}"
    text = f"""rubric: test.rubric
edition: "1"
title: t
scale: {{title: s, levels: [D, A]}}
combine: only
methods: {{only: {{by: weakest link, title: only, basis: {BASIS}}}}}
codes: {{n.d.: {{as: missing, title: t, basis: {BASIS}}}}}
measures:
  u: {{title: u, kind: level, levels: [D, A], grading: {grading}}}
  r: {{title: r, unit: "%", at least: 0%}}
  a: {{title: a, kind: condition}}
criteria:
  - {{id: it, title: it, basis: {BASIS}, rule: {{kind: assessed, of: u}}}}
"""
    rubric = load(text)
    for given in ({}, {"r": "3%"}, {"r": "3%", "a": "是"}):
        card = perfscore.score(filing({"u": "n.d."} | given), rubric)
        assert card.root.said(card.root.score, "en") == "D~A"


def test_own_totals_are_added_only_where_points_are() -> None:
    rows = (met("a", 10), met("b", 8, "layer: penalty"))
    rubric = load(rubric_text(conditions("a", "b"), *rows))
    card = perfscore.score(filing({}, "self_assessed: {a: 10, b: 4, total: 6}\n"), rubric)
    assert "self-assessed-sum" not in {finding.code for finding in card.findings}
    silent = perfscore.score(filing({}, "self_assessed: {a: 10, b: 4}\n"), rubric)
    assert silent.self_assessed is None
