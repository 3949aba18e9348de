"""Bad scales, methods, tables, vetoes and grades: one clear error each, at its place."""

import pytest
from making import load

from perfscore.errors import RubricError

BASIS = "{status: assumed, reason: made up for a test}"
GOOD = """rubric: test.levels
edition: "1"
title: levels
scale: {title: s, levels: [D, C, B, A]}
combine: way
methods:
  way:
    by: decision
    title: way
    basis: BASIS
    members: {one: [D, C, B, A], two: [D, C, B, A]}
    rows:
      - {one: A, two: A, gives: A}
      - {one: D, gives: D}
      - {otherwise: B}
codes:
  n.d.: {as: missing, title: nothing stated, basis: BASIS}
measures:
  first: {title: first, kind: level, levels: [D, C, B, A]}
  rate: {title: rate, unit: "%", at least: 0%}
  fraud: {title: fraud, kind: condition}
criteria:
  - id: one
    title: one
    basis: BASIS
    rule: {kind: assessed, of: first}
  - id: two
    title: two
    basis: BASIS
    vetoes: [{when: fraud, level: D, title: v, basis: BASIS}]
    rule:
      kind: bands
      of: rate
      bands: [{less than: 10%, level: A}, {otherwise: D}]
""".replace("BASIS", BASIS)
CONVERSION = """    by: conversion
    title: way
    basis: BASIS
    rows: {D D: D, D C: C, C C: C}
""".replace("BASIS", BASIS)
DECISION = GOOD[GOOD.index("    by: decision") : GOOD.index("codes:")]


def refused(old: str, new: str, count: int = 1) -> list[str]:
    assert old in GOOD
    with pytest.raises(RubricError) as caught:
        load(GOOD.replace(old, new, count))
    assert all(problem.place.line for problem in caught.value.problems)
    return [problem.code for problem in caught.value.problems]


def test_the_good_one_loads() -> None:
    load(GOOD)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("level: A}, {otherwise: D}", "level: E}, {otherwise: D}", "level-unknown"),
        ("gives: A}", "gives: E}", "level-unknown"),
        ("{when: fraud, level: D,", "{when: fraud, level: E,", "level-unknown"),
        ("levels: [D, C, B, A]}\n  rate", "levels: [D, C, B, A, E]}\n  rate", "level-unknown"),
        ("as: missing", "as: E", "level-unknown"),
        ("as: missing", "as: 3%", "code-is-a-number"),
        ("      - {otherwise: B}\n", "", "decision-gap"),
        (
            "- {one: D, gives: D}",
            "- {one: D, gives: D}\n      - {one: D, two: A, gives: D}",
            "decision-unreachable",
        ),
        ("- {one: D, gives: D}", "- {three: D, gives: D}", "decision-member"),
        ("- {one: D, gives: D}", "- {one: D}", "key-missing"),
        (
            "members: {one: [D, C, B, A], two",
            "members: {three: [D, C, B, A], two",
            "decision-members",
        ),
        ("combine: way\n", "combine: no_way\n", "method-unknown"),
        ("combine: way\n", "combine: sum\n", "levels-not-added"),
        ("combine: way\n", "", "levels-not-added"),
        ("by: decision", "by: dice", "method-unknown"),
        ("kind: assessed, of: first", "kind: pass or fail, when: fraud", "rule-gives-points"),
        ("kind: assessed, of: first", "kind: assessed, of: rate", "level-measure-expected"),
        ("    title: one\n", "    title: one\n    points: 3\n", "points-on-scale"),
        ("combine: way\n", "combine: way\npoints: 100\n", "points-on-scale"),
        ("when: fraud, level: D,", "when: fraud, score: 0,", "veto-one-outcome"),
        ("when: fraud, level: D,", "when: fraud, level: D, at most: C,", "veto-one-outcome"),
        ("when: fraud,", "when: frod,", "measure-unknown"),
        ("when: fraud,", "when: rate,", "units-disagree"),
        ("when: fraud,", "when: not rate <= 3%,", "formula-not-of-comparison"),
        ("less than: 10%, level: A}", "less than: 10%, level: A, score: 3}", "band-score-or-level"),
        ("less than: 10%, level: A}", "less than: 10%, score: 3}", "rule-gives-points"),
        ("levels: [D, C, B, A]}\ncombine", "levels: [D, C, C, A]}\ncombine", "id-repeated"),
    ],
)
def test_a_fault_and_its_code(old: str, new: str, code: str) -> None:
    assert code in refused(old, new)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{when: fraud, level: D,", "{when: fraud, level: F,", "level-unknown"),
        ("levels: [D, C, B, A]}\n  rate", "levels: [D, C, B, A, S]}\n  rate", "level-unknown"),
        (
            "scale: {title: s, levels: [D, C, B, A]}",
            "scale: {title: s, levels: [A]}",
            "list-too-short",
        ),
        ("n.d.: {as: missing", "A: {as: missing", "code-shadows"),
        ("n.d.: {as: missing", '"是": {as: missing', "code-shadows"),
    ],
)
def test_the_same_under_a_marked_weakest_link(old: str, new: str, code: str) -> None:
    marked = "    by: weakest link\n    marked: true\n    title: w\n    basis: BASIS\n"
    text = GOOD.replace(DECISION, marked.replace("BASIS", BASIS)).replace(old, new, 1)
    with pytest.raises(RubricError) as caught:
        load(text)
    assert code in [problem.code for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("cuts", "code"),
    [
        ("[{at least: 3, level: A}, {at least: 2, level: C}]", "bands-gap-below"),
        ("[{at least: 2, level: C}, {at least: 3, level: A}, {otherwise: D}]", "bands-overlap"),
    ],
)
def test_cuts_are_checked_as_bands(cuts: str, code: str) -> None:
    mean = f"    by: mean of values\n    title: w\n    basis: {BASIS}\n    cuts: {cuts}\n"
    levels = ", ".join(
        f"{{id: {name}, title: {name}, value: {n}}}" for n, name in enumerate("DCBA", 1)
    )
    text = GOOD.replace(DECISION, mean).replace("s, levels: [D, C, B, A]", f"s, levels: [{levels}]")
    with pytest.raises(RubricError) as caught:
        load(text)
    assert code in [problem.code for problem in caught.value.problems]
    falling = text.replace("value: 2", "value: 5")
    with pytest.raises(RubricError) as caught:
        load(falling)
    assert "values-not-ascending" in [problem.code for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("{D D: D, D C: C}", "conversion-gap"),
        ("{D D: D, D C: C, C D: C, C C: C}", "conversion-twice"),
        ("{D D: D, D C: E, C C: C}", "level-unknown"),
        ("{D D D: D, D D C: D, D C C: C, C C C: C}", "conversion-without-table"),
    ],
)
def test_a_conversion_table(rows: str, code: str) -> None:
    assert code in refused(DECISION, CONVERSION.replace("{D D: D, D C: C, C C: C}", rows))


def test_a_conversion_table_for_what_may_be_left_out() -> None:
    """Three members of which any may not apply need a table for two as well."""
    third = GOOD[GOOD.index("  - id: one") : GOOD.index("  - id: two")].replace("one", "three")
    rows = "{D D D: D, D D C: D, D C C: C, C C C: C}"
    text = GOOD.replace(DECISION, CONVERSION.replace("{D D: D, D C: C, C C: C}", rows)) + third
    text = text.replace("levels: [D, C, B, A]}\n  rate", "levels: [D, C]}\n  rate")
    text = text.replace("level: A}, {otherwise: D}", "level: C}, {otherwise: D}")
    load(text)
    with pytest.raises(RubricError) as caught:
        load(text.replace("combine: way\n", "combine: way\nnot applicable: leave out\n"))
    assert caught.value.code == "conversion-without-table"


POINTS = """rubric: test.points
edition: "1"
title: points
points: 10
rounding: {digits: 2, mode: half up, at: indicator}
grades: [{id: good, from: 5, title: good}, {id: bad, from: 0, title: bad}]
measures:
  fine: {title: fine, kind: condition}
  answer: {title: answer, kind: level, levels: [no_answer, half, full]}
  taken: {title: taken, unit: 分}
criteria:
  - id: one
    title: one
    points: 4
    basis: {points: BASIS, full marks: BASIS, below full: BASIS}
    rule: {kind: pass or fail, when: fine}
  - id: two
    title: two
    points: 6
    basis: {points: BASIS, full marks: BASIS, below full: BASIS}
    rule: {kind: answers, of: answer, shares: {no_answer: 0, half: 1/2, full: 1}}
""".replace("BASIS", BASIS)
RULE = "{kind: answers, of: answer, shares: {no_answer: 0, half: 1/2, full: 1}}"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (", full: 1}}", "}}", "answers-missing"),
        (", full: 1}}", ", full: 1, more: 1}}", "level-unknown"),
        ("half: 1/2", "half: 3/2", "share-expected"),
        ("half: 1/2", "half: 1/0", "number-unreadable"),
        ("of: answer", "of: fine", "level-measure-expected"),
        ("    points: 4\n", "    points: 4\n    applies: fine\n", "applies-without-policy"),
        ("    points: 4\n", "    points: 4\n    not applicable: leave out\n", "sum-leaves-out"),
        ("    points: 4\n", "", "key-missing"),
        ("points: 10\n", "", "key-missing"),
        ("rounding: {digits: 2, mode: half up, at: indicator}\n", "", "key-missing"),
        (
            "    basis: {points: BASIS, full marks: BASIS",
            "    basis: {points: BASIS",
            "key-missing",
        ),
        (
            "points: 10\n",
            "points: 10\ngrade rules: [{when: fine, grade: best, title: g, basis: BASIS}]\n",
            "grade-unknown",
        ),
        (
            "points: 10\n",
            "points: 10\ngrade rules: [{when: fine, title: g, basis: BASIS}]\n",
            "veto-one-outcome",
        ),
        ("points: 10\n", "points: 10\ncoarse grades: [{title: c, of: [best]}]\n", "grade-unknown"),
        (
            "points: 10\n",
            "points: 10\nviews: [{id: v, title: v, of: [three], basis: BASIS}]\n",
            "path-unknown",
        ),
        (
            "points: 10\n",
            "points: 10\nvetoes: [{when: fine, score: 11, title: v, basis: BASIS}]\n",
            "veto-out-of-points",
        ),
        (
            "points: 10\n",
            "points: 10\ncombine: way\nmethods: {way: {by: weakest link, title: w, basis: BASIS}}\n",
            "method-of-levels",
        ),
        (
            "points: 10\n",
            "points: 10\ncombine: way\nmethods: {way: {by: best, count: 3, title: w, basis: BASIS}}\n",
            "best-of-too-few",
        ),
        (
            "points: 10\n",
            "points: 10\nmethods: {sum: {by: mean, title: w, basis: BASIS}}\n",
            "id-reserved",
        ),
        (
            RULE,
            "{kind: less, by: taken, rule: {kind: pass or fail, when: fine}}",
            "deduction-may-be-negative",
        ),
        (
            RULE,
            "{kind: by level, of: answer, rules: {half: {kind: pass or fail, when: fine}, full: {kind: pass or fail, when: fine}}}",
            "by-level-missing",
        ),
        (
            RULE,
            "{kind: requirements, levels: [{level: A, when: fine}, {otherwise: D}]}",
            "rule-gives-level",
        ),
        (
            "unit: 分}",
            "unit: 分, peers: {of: answer, take: rank, ties: better}}",
            "measure-not-a-number",
        ),
        ("unit: 分}", "unit: 分, peers: {of: taken, take: rank}}", "peers-ties"),
        ("unit: 分}", "unit: 分, peers: {of: taken, take: quantile}}", "peers-share"),
        ("unit: 分}", "unit: 分, peers: {of: took, take: median}}", "measure-unknown"),
        (
            RULE,
            "{kind: less, by: taken, rule: {kind: targets, partial: ratio}}",
            "targets-inside-rule",
        ),
        ("when: fine}\n", "when: answer >= 0}\n", "units-disagree"),
        ("unit: 分}", "unit: 分, count: [fine], from: 3分}", "measure-two-origins"),
        ("unit: 分}", "unit: 分, grading: {kind: assessed, of: answer}}", "grading-of-no-level"),
    ],
)
def test_a_fault_of_a_rubric_in_points(old: str, new: str, code: str) -> None:
    old, new = old.replace("BASIS", BASIS), new.replace("BASIS", BASIS)
    assert old in POINTS
    load(POINTS)
    with pytest.raises(RubricError) as caught:
        load(POINTS.replace(old, new, 1))
    assert code in [problem.code for problem in caught.value.problems]
    assert all(problem.place.line for problem in caught.value.problems)


def test_a_grading_by_levels_that_the_measure_lacks() -> None:
    grading = "{kind: bands, of: rate, bands: [{less than: 10%, level: A}, {otherwise: E}]}"
    old = "first: {title: first, kind: level, levels: [D, C, B, A]}"
    assert "level-unknown" in refused(old, old[:-1] + f", grading: {grading}}}")
    points = "{kind: pass or fail, when: fraud}"
    assert "grading-kind" in refused(old, old[:-1] + f", grading: {points}}}")


def test_a_method_without_an_answer_for_a_level_that_a_part_can_have() -> None:
    assert "level-not-combined" in refused(DECISION, CONVERSION)
    shorter = DECISION.replace("members: {one: [D, C, B, A]", "members: {one: [D, B, A]")
    assert "level-not-combined" in refused(DECISION, shorter)
    values = "by: mean of values\n    title: w\n    basis: BASIS\n    cuts: [{less than: 2, level: D}, {otherwise: A}]\n"
    assert "level-not-combined" in refused(DECISION, "    " + values.replace("BASIS", BASIS))
    marked = "    by: weakest link\n    marked: true\n    title: w\n    basis: BASIS\n"
    assert "mark-is-a-level" in refused(DECISION, marked.replace("BASIS", BASIS))
    best = "    by: best\n    count: 2\n    title: w\n    basis: BASIS\n"
    assert "best-of-levels" in refused(DECISION, best.replace("BASIS", BASIS))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("combine: way\n", "combine: way\nnot applicable: rescale siblings\n", "rescale-on-scale"),
        ("combine: way\n", "combine: way\nat most: 3\n", "points-on-scale"),
        ("    title: one\n", "    title: one\n    layer: bonus\n", "points-on-scale"),
    ],
)
def test_what_only_points_can_do(old: str, new: str, code: str) -> None:
    assert code in refused(old, new)


def test_rules_inside_a_rule_that_give_different_things() -> None:
    rules = "{no_answer: {kind: pass or fail, when: fine}, half: LEVELS, full: LEVELS}".replace(
        "LEVELS", "{kind: requirements, levels: [{level: A, when: fine}, {otherwise: D}]}"
    )
    with pytest.raises(RubricError) as caught:
        load(POINTS.replace(RULE, f"{{kind: by level, of: answer, rules: {rules}}}"))
    assert caught.value.code == "by-level-mixed"


def test_requirements_in_a_wrong_order() -> None:
    old = "rule: {kind: assessed, of: first}"
    levels = "[{level: C, when: fraud}, {level: A, when: rate >= 3%}, {otherwise: D}]"
    assert "levels-not-descending" in refused(
        old, f"rule: {{kind: requirements, levels: {levels}}}"
    )
    none_left = "[{level: A, when: fraud}, {level: D, when: rate >= 3%}]"
    found = refused(old, f"rule: {{kind: requirements, levels: {none_left}}}")
    assert "requirements-otherwise" in found
