"""Small rubrics that together have every feature, for laws that every rubric must keep."""

from __future__ import annotations

from making import indicator, rubric_text

__all__ = ["FEATURES", "METHODS"]

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
METHODS = {
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
METHODS |= {
    name: (SCALE + method(how).removeprefix("combine: way\n") + LEVELS).replace("BASIS", BASIS)
    for name, how in BY_LEVELS.items()
}

# What no method has: policies, vetoes of all kinds, rounding, grades, codes, measures worked out.

NUMBERS = """spent: {title: spent, unit: 元, at least: 0}
budget: {title: budget, unit: 元, more than: 0}
hours: {title: hours, unit: 小时}
served: {title: served, unit: 人次, at most: 1000人次, whole: true}
done: {title: done, kind: condition}
filed: {title: filed, kind: condition}
late: {title: late, kind: condition}
how: {title: how, kind: level, levels: [low, middle, high]}
handed_in: {title: handed in, kind: date}
"""
SPENT = "{kind: attainment, actual: spent, target: budget, better: higher}"
HOURS = """{kind: bands, of: hours, bands: [{at most: 2小时, score: 4}, {at most: 8小时, score: 1.5}, {otherwise: 0}]}"""
SERVED = (
    "{kind: deduction, of: served, below: 100人次, per: 30人次, deduct: 1, counting: proportional}"
)
DONE = "{kind: checklist, items: [{when: done, score: 2}, {when: filed and handed_in <= 2024-03-31, score: 2}]}"
HOW = "{kind: answers, of: how, shares: {low: 0, middle: 1/3, high: 1}}"
RULES = {"spent": SPENT, "hours": HOURS, "served": SERVED, "done": DONE, "how": HOW}


def five(more: dict[str, str] | None = None) -> list[str]:
    """A row of 4 points for each of five rules."""
    return [indicator(name, 4, rule, (more or {}).get(name, "")) for name, rule in RULES.items()]


def nested(head: str = "", more: dict[str, str] | None = None) -> tuple[str, str]:
    """Three of them in a group, and two beside it."""
    rows = five(more)
    return group("12", head, rows[:3]), "\n".join(rows[3:])


def veto(when: str, outcome: str, more: str = "") -> str:
    return f"{{when: {when}, {outcome}, title: v, {more}basis: {BASIS}}}"


WIDE = """a: {title: a}
b: {title: b}
c: {title: c}
much: {title: much, from: a * b * c * a * b * c}
"""
WIDE_ROWS = [
    indicator(
        "product",
        5,
        "{kind: attainment, actual: a * b * c * a * b * c * a, target: b * c, better: higher}",
    ),
    indicator(
        "much", 5, "{kind: pass or fail, when: much > 7 * a or a * b * c * a * b * c * a > b}"
    ),
    indicator("plain", 5, "{kind: attainment, actual: a, target: b, better: lower}"),
]


def worked_out(more: str) -> str:
    """Measures that are worked out from others: ratios, one from another, counts and levels."""
    return rubric_text(
        """a: {title: a, unit: 元}
b: {title: b, unit: 元, at least: 0}
c: {title: c, unit: 元}
rate: {title: rate, unit: "%", at least: 0%, at most: 150%, from: a / b, zero denominator: 50%}
plain: {title: plain, unit: "%", from: c / b}
gap: {title: gap, unit: "%", from: rate - plain}
agreed: {title: agreed, kind: condition}
refused: {title: refused, kind: condition}
count: {title: count, count: [agreed, not refused, rate > 50%, c >= 3元], whole: true}
judged:
  title: judged
  kind: level
  levels: [D, C, B, A]
  grading: {kind: requirements, levels: [{level: A, when: rate >= 90% and agreed}, {level: B, when: c > 3元}, {otherwise: D}]}
""",
        indicator("rate", 5, "{kind: attainment, actual: rate, target: 100%, better: higher}"),
        indicator(
            "gap",
            5,
            "{kind: interpolation, of: gap, line: [{at: -50%, score: 0}, {at: 50%, score: 5}]}",
        ),
        indicator(
            "count",
            5,
            "{kind: bands, of: count, bands: [{at least: 3, score: 5}, {at least: 2, score: 2}, {otherwise: 0}]}",
        ),
        indicator("judged", 5, "{kind: answers, of: judged, shares: {D: 0, C: 1/3, B: 0.6, A: 1}}"),
        points=20,
        more="not applicable: rescale siblings\n" + more,
    )


MODES = ("half up", "half down", "half even", "down", "up", "truncate")
POLICIES = ("open", "full", "zero", "rescale siblings", "rescale whole")
FEATURES = {
    **{
        f"not applicable: {policy}, missing: {missing}": rubric_text(
            NUMBERS,
            *nested(),
            points=20,
            more=f"not applicable: {policy}\nmissing: {missing}\n",
        )
        for policy, missing in zip(
            (*POLICIES, "rescale siblings", "rescale whole"),
            ("open", "zero", "open", "zero", "open", "open", "zero"),
            strict=True,
        )
    },
    "left out of a mean, not rated": rubric_text(
        NUMBERS,
        *five(),
        more=method("by: mean, needs: 0.6") + "not applicable: leave out\nmissing: not rated\n",
    ),
    **{
        f"rounded {mode}": rubric_text(
            NUMBERS,
            *nested(f"  out of: 12\n  rounding: {{digits: 1, mode: {mode}}}\n"),
            points=20,
            rounding=f"{{digits: {digits}, mode: {mode}, at: {at}}}",
            more="not applicable: rescale siblings\n",
        )
        for mode, digits, at in zip(
            MODES,
            (1, 0, 1, 0, 2, 2),
            (
                "indicator",
                "total",
                "indicator and total",
                "indicator",
                "total",
                "indicator and total",
            ),
            strict=True,
        )
    },
    "never rounded": rubric_text(
        NUMBERS,
        *(
            indicator(name, "20/3", rule)
            for name, rule in RULES.items()
            if name in ("spent", "how")
        ),
        indicator("served", "20/3", SERVED, "applies: done\nnot applicable: rescale siblings"),
        points=20,
        rounding="{digits: 2, mode: half up, at: never}",
    ),
    "vetoes": rubric_text(
        NUMBERS,
        *nested(
            "  vetoes: [" + veto("late and hours > 8小时", "at most: 3.25") + "]\n",
            {
                "spent": "vetoes: ["
                + veto("late", "at most: 2")
                + ", "
                + veto("not filed", "score: 1", "unstated: not met, ")
                + ", "
                + veto("spent > 3 * budget", "score: 0")
                + "]",
                "how": "not applicable: full\nmissing: zero\nvetoes: ["
                + veto("hours >= 2小时", "score: 1")
                + ", "
                + veto("late", "at most: 3")
                + ", "
                + veto("late or served < 10人次", "score: 0.5", "unstated: not met, ")
                + "]",
                "done": "not applicable: full\nvetoes: [" + veto("done", "at most: 0.3") + "]",
            },
        ),
        points=20,
        rounding="{digits: 2, mode: half up, at: total}",
        more="vetoes: ["
        + veto("not done and late", "score: 0", "unstated: not met, ")
        + ", "
        + veto("handed_in > 2024-03-31", "at most: 10")
        + "]\n",
    ),
    "rows that apply to some": rubric_text(
        NUMBERS,
        *nested(
            more={
                "spent": "applies: hours <= 8小时 and done\nnot applicable: rescale siblings",
                "hours": "applies: handed_in > 2024-03-31 or late\nnot applicable: zero",
                "served": "applies: late\nnot applicable: full\nmissing: zero",
                "done": "applies: spent >= budget / 2\nnot applicable: rescale whole",
            },
        ),
        points=20,
    ),
    "grades": rubric_text(
        NUMBERS,
        *five(),
        points=20,
        more=f"""grades:
  - {{id: best, from: 16.5, title: best}}
  - {{id: good, from: 12, title: good}}
  - {{id: fair, from: 0, title: fair}}
  - {{id: withheld, title: withheld}}
grade rules:
  - {{when: not filed and done, grade: withheld, title: w, basis: {BASIS}}}
  - {{when: late, at most: fair, unstated: not met, title: l, basis: {BASIS}}}
  - {{when: hours > 8小时 or handed_in > 2024-03-31, at most: good, title: h, basis: {BASIS}}}
""",
    ),
    "grades of totals that may be missing": rubric_text(
        NUMBERS,
        *five({"how": "missing: not rated"}),
        points=20,
        more="""grades:
  - {id: good, from: 10, title: good}
  - {id: poor, from: 0, title: poor}
"""
        + f"grade rules: [{{when: late, grade: poor, title: l, basis: {BASIS}}}]\n",
    ),
    "codes": rubric_text(
        NUMBERS,
        *five(),
        points=20,
        more=f"""not applicable: rescale siblings
codes:
  n.d.: {{as: missing, title: no data, basis: {BASIS}}}
  "#N/A": {{as: not applicable, title: an error of a sheet, basis: {BASIS}}}
  best: {{as: high, title: a level, basis: {BASIS}}}
""",
    ),
    "worked out": worked_out(""),
    "worked out, or said to be missing": worked_out(
        f"codes: {{n.d.: {{as: missing, title: no data, basis: {BASIS}}}, "
        f"'#N/A': {{as: not applicable, title: an error, basis: {BASIS}}}}}\n"
    ),
    "numbers too wide for columns": rubric_text(
        WIDE,
        *WIDE_ROWS,
        points=15,
        more=f"vetoes: [{veto('a * a * a * a * b * b * b > c', 'at most: 7.5')}]\n"
        + "grades: [{id: good, from: 5, title: good}, {id: poor, from: 0, title: poor}]\n"
        + f"grade rules: [{{when: a * a * a * a * b * b * c < c, grade: poor, title: l, basis: {BASIS}}}]\n",
    ),
    "numbers too wide, never rounded": rubric_text(
        WIDE,
        group("15", "  out of: 15\n", WIDE_ROWS),
        points=15,
        rounding="{digits: 2, mode: half up, at: never}",
        more="grades: [{id: good, from: 5, title: good}, {id: poor, from: 0, title: poor}]\n"
        "not applicable: rescale siblings\n",
    ),
    "more grades than fit into one number": rubric_text(
        NUMBERS,
        *five(),
        points=20,
        more="grades:\n"
        + "".join(f"  - {{id: g{n}, from: {n / 2}, title: g}}\n" for n in range(40)),
    ),
    "levels and what was judged": rubric_text(
        """quality: {title: q, kind: level, levels: [bad, fair, good]}
judged: {title: j, unit: "%"}
late: {title: late, kind: condition}
planned: {title: p}
actual: {title: a}
""",
        indicator(
            "quality",
            5,
            """kind: level
of: quality
judged: judged
levels: [{from: 0%, below: 60%}, {from: 60%, below: 80%}, {from: 80%, to: 100%}]""",
            f"not applicable: full\nvetoes: [{veto('late', 'at most: 3')}]",
        ),
        indicator(
            "linear",
            5,
            "{kind: attainment, actual: actual, target: planned, better: lower, method: linear}",
        ),
        indicator(
            "ratio",
            5,
            "{kind: attainment, actual: actual, target: planned, better: lower}",
            "missing: zero",
        ),
        indicator("own", 5, "{kind: targets, partial: ratio}", "missing: zero"),
        points=20,
    ),
    "no total": rubric_text(NUMBERS, *five(), points=20, more="combine: nothing\n"),
}
