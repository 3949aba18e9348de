"""Filings that contradict themselves: several statements of one measure, in several units."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st
from making import indicator, load, rubric_text

import perfscore
from perfscore.bounds import point
from perfscore.model.evidence import Evidence
from perfscore.values import Amount

UNITS = {"spent": ("元", "万元"), "hours": ("小时",), "served": ("人次",)}
BASE = {"spent": "元", "hours": "小时", "served": "人次"}
MEASURES = """
spent: {title: spent, unit: 元, at least: 0}
budget: {title: budget, unit: 元, more than: 0}
rate: {title: rate, unit: "%", at least: 0%, from: spent / budget}
hours: {title: hours, unit: 小时PRECEDENCE}
served: {title: served, unit: 人次, at most: 1000人次}
done: {title: done, kind: condition}
filed: {title: filed, kind: condition}
"""
ROWS = (
    ("a", 10, "{kind: attainment, actual: rate, target: 100%, better: higher}"),
    (
        "b",
        6,
        "{kind: bands, of: hours, bands: [{at most: 2小时, score: 6}, {at most: 8小时, score: 3}, {otherwise: 0}]}",
    ),
    (
        "c",
        8,
        "{kind: deduction, of: served, below: 100人次, per: 10人次, deduct: 1, counting: whole}",
    ),
    ("d", 5, "{kind: checklist, items: [{when: done, score: 2}, {when: filed, score: 3}]}"),
)


def rubric(policy: str, precedence: str = "") -> perfscore.Rubric:
    return load(
        rubric_text(
            MEASURES.replace("PRECEDENCE", precedence),
            *(indicator(*row) for row in ROWS),
            points=29,
            more=f"not applicable: {policy}\n",
        )
    )


RUBRICS = {policy: rubric(policy) for policy in ("open", "full", "rescale whole")}
RANKED = rubric("open", ", precedence: [system]")
SOURCES = {
    "own": perfscore.Source(title="own"),
    "ledger": perfscore.Source(title="ledger", kind=perfscore.SourceKind.SYSTEM),
}


@st.composite
def statement(draw: st.DrawFn, measure: str) -> Evidence:
    number = Fraction(draw(st.integers(0, 120)), draw(st.sampled_from([1, 10])))
    unit = draw(st.sampled_from([*UNITS[measure], "人"]))
    source = draw(st.sampled_from(["own", "ledger"]))
    return Evidence(measure=measure, value=Amount(point(number), unit), source=source)


@st.composite
def filings(draw: st.DrawFn, by: perfscore.Rubric) -> perfscore.Filing:
    evidence = [Evidence(measure="budget", value="100元", source="ledger")]
    for measure in UNITS:
        evidence += draw(st.lists(statement(measure), max_size=3))
    for measure in ("done", "filed"):
        said = draw(st.sampled_from(["", "是", "否", "不适用"]))
        if said:
            evidence.append(Evidence(measure=measure, value=said, source="ledger"))
    return perfscore.Filing(
        rubric=by.id,
        edition=by.edition,
        department={"name": "d"},
        period="2024",
        sources=SOURCES,
        evidence=tuple(evidence),
    )


def under(policies: list[str]):
    """A policy for rows that do not apply, and a filing."""
    return st.sampled_from(policies).flatmap(
        lambda policy: st.tuples(st.just(policy), filings(RUBRICS[policy]))
    )
