"""The laws of whole scorecards, for every way of combining, for vetoes, layers and rules in rules."""

import pytest
from making import indicator, load, rubric_text

from perfscore.testing.laws import LAWS, conformance_tests

BASIS = "{status: assumed, reason: made up for a test}"
MEASURES = """a: {title: a, kind: condition}
b: {title: b, unit: "%", at least: 0%, at most: 100%}
c: {title: c, kind: level, levels: [low, middle, high]}
d: {title: d, kind: condition}
e: {title: e, unit: 分, at least: 0分}
of_three: {title: number, count: [a, b >= 50%, d], whole: true}"""
RATIO = "{kind: attainment, actual: b, target: 80%, better: higher}"
ROWS = {
    "a": "{kind: pass or fail, when: a or b > 90% and not d}",
    "b": RATIO,
    "c": "{kind: answers, of: c, shares: {low: 0, middle: 1/3, high: 1}}",
    "e": f"{{kind: less, by: e, rule: {RATIO}}}",
    "f": f"{{kind: by level, of: c, rules: {{low: {RATIO}, middle: {{kind: pass or fail, when: a}}, "
    "high: {kind: deduction, of: b, below: 100%, per: 7%, deduct: 1, counting: whole, excused: d}}}",
    "g": "{kind: bands, of: of_three, bands: [{at least: 3, score: 5}, {at least: 2, score: 2}, {otherwise: 0}]}",
}
VETOES = f"""vetoes:
  - {{when: d and b < 10%, score: 0, title: v, basis: {BASIS}}}
  - {{when: of_three >= 3, score: 5, title: w, basis: {BASIS}}}
"""


def rows(points: str = "5", more: dict[str, str] | None = None) -> list[str]:
    extra = more or {}
    return [indicator(name, points, rule, extra.get(name, "")) for name, rule in ROWS.items()]


def method(text: str) -> str:
    return f"combine: way\nmethods:\n  way: {{{text}, title: way, basis: {BASIS}}}\n"


def group(points: str, head: str, lines: list[str]) -> str:
    inside = "\n".join("    " + line for row in lines for line in row.splitlines())
    return f"- id: group\n  title: g\n  points: {points}\n{head}  criteria:\n{inside}"


TOTAL = "{digits: 3, mode: half even, at: total}"
TEXTS = {
    "sum": rubric_text(MEASURES, *rows(), points=30, more="not applicable: rescale siblings\n"),
    "sum under vetoes": rubric_text(MEASURES, *rows(), points=30, more=VETOES),
    "best": rubric_text(MEASURES, *rows(), points=10, more=method("by: best, count: 2")),
    "mean": rubric_text(
        MEASURES, *rows(), points=10, more=method("by: mean") + "not applicable: leave out\n"
    ),
    "mean, equal": rubric_text(
        MEASURES, *rows(), points=10, rounding=TOTAL, more=method("by: mean, weights: equal")
    ),
    "layers": rubric_text(
        MEASURES,
        *rows(more={"b": "layer: bonus", "c": "layer: penalty", "f": "layer: penalty"}),
        points=15,
        more="at most: 18\n",
    ),
    "capped": rubric_text(MEASURES, group("12", "  combine: capped sum\n", rows()), points=12),
    "out of": rubric_text(
        MEASURES,
        group(
            "20",
            "  out of: 30\n  rounding: {digits: 0, mode: half up}\n",
            rows(more={"a": "applies: d\nnot applicable: rescale siblings"}),
        ),
        points=20,
        rounding=TOTAL,
        more="not applicable: rescale whole\n",
    ),
}

SCALE = """rubric: test.levels
edition: "1"
title: levels
scale: {title: s, levels: [{id: D, title: D, value: 1}, D+, {id: C, title: C, value: 2}, C+, \
{id: B, title: B, value: 3}, B+, {id: A, title: A, value: 4}]}
combine: way
not applicable: open
"""
LEVELS = """measures:
  x: {title: x, kind: level, levels: [D, C, B, A]}
  u:
    title: u
    kind: level
    levels: [D, C, B, A]
    grading:
      kind: requirements
      levels: [{level: A, when: r >= 90% and a}, {level: B, when: r >= 50%}, {otherwise: D}]
  r: {title: r, unit: "%", at least: 0%, at most: 100%}
  a: {title: a, kind: condition}
vetoes: [{when: a and r < 5%, at most: C, title: v, basis: BASIS}]
criteria:
  - {id: x, title: x, basis: BASIS, rule: {kind: assessed, of: x}}
  - {id: u, title: u, basis: BASIS, rule: {kind: assessed, of: u}}
  - id: z
    title: z
    basis: BASIS
    rule: {kind: bands, of: r, bands: [{less than: 30%, level: D}, {less than: 60%, level: C}, {otherwise: A}]}
"""
CUTS = """cuts: [{at least: 3.6, level: A}, {at least: 3.1, level: B+}, {at least: 2.6, level: B}, \
{at least: 2.1, level: C+}, {at least: 1.9, level: C}, {at least: 1.3, level: D+}, {otherwise: D}]"""
DECISION = """members: {x: [D, C, B, A], u: [D, C, B, A], z: [D, C, A]}, \
rows: [{x: A, u: [A, B], gives: A}, {z: D, gives: D}, {otherwise: B}]"""
BY_LEVELS = {
    "weakest link": "by: weakest link",
    "weakest link, marked": "by: weakest link, marked: true",
    "mean of values": f"by: mean of values, {CUTS}",
    "decision": f"by: decision, {DECISION}",
    "best level": "by: best",
}
TEXTS |= {
    name: (SCALE + method(how).removeprefix("combine: way\n") + LEVELS).replace("BASIS", BASIS)
    for name, how in BY_LEVELS.items()
}
TESTS = {name: conformance_tests(load(text), examples=25) for name, text in TEXTS.items()}


@pytest.mark.parametrize("law", sorted(LAWS))
@pytest.mark.parametrize("name", TEXTS)
def test_law(name: str, law: str) -> None:
    getattr(TESTS[name], f"test_{law}")(None)
