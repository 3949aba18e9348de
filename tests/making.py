"""Make small rubrics and filings for tests, from YAML as an author would write it."""

from __future__ import annotations

from textwrap import dedent, indent

import perfscore
from perfscore.documents import read_yaml
from perfscore.errors import FilingError, RubricError
from perfscore.readers import filing_from_document
from perfscore.rubric import rubric_from_document
from perfscore.scoring.score_text import score_text

HEAD = """\
rubric: test.rubric
edition: "1"
title: a rubric for tests
points: {points}
rounding: {rounding}
"""
ROUNDING = "{digits: 2, mode: half up, at: indicator}"
BASIS = "{status: assumed, reason: made up for a test}"


def indicator(id: str, points: str | int, rule: str, more: str = "") -> str:
    """An indicator whose basis is assumed."""
    basis = f"{{points: {BASIS}, full marks: {BASIS}, below full: {BASIS}}}"
    lines = [
        f"- id: {id}",
        f"  title: {id}",
        f"  points: {points}",
        f"  basis: {basis}",
        "  rule:",
        indent(dedent(rule).strip(), "    "),
    ]
    if more:
        lines.append(indent(dedent(more).strip(), "  "))
    return "\n".join(lines)


def rubric_text(
    measures: str, *criteria: str, points: str | int = 10, rounding: str = ROUNDING, more: str = ""
) -> str:
    """A rubric file."""
    body = "\n".join(indent(each, "  ") for each in criteria)
    return (
        HEAD.format(points=points, rounding=rounding)
        + dedent(more)
        + "measures:\n"
        + indent(dedent(measures).strip(), "  ")
        + "\ncriteria:\n"
        + body
        + "\n"
    )


def load(text: str) -> perfscore.Rubric:
    """A rubric from text."""
    return rubric_from_document(read_yaml(text.encode(), "test.yaml", RubricError))


def one_rule(measures: str, rule: str, points: str | int = 10, more: str = "") -> perfscore.Rubric:
    """A rubric with one indicator ``it``."""
    return load(rubric_text(measures, indicator("it", points, rule, more), points=points))


def filing(evidence: dict[str, str] | None = None, more: str = "") -> perfscore.Filing:
    """A filing for the test rubric that states one value per measure."""
    lines = [
        "rubric: test.rubric",
        'edition: "1"',
        "department: {name: a department}",
        'period: "2024"',
    ]
    if evidence:
        lines.append("evidence:")
        lines += [f'  - {{measure: {k}, value: "{v}"}}' for k, v in evidence.items()]
    return read("\n".join(lines) + "\n" + dedent(more))


def apart(filings: list[perfscore.Filing]) -> list[perfscore.Filing]:
    """The filings as those of departments with different names."""
    return [
        each.model_copy(update={"department": perfscore.Department(name=f"department {place}")})
        for place, each in enumerate(filings, 1)
    ]


def read(text: str, name: str = "filing.yaml") -> perfscore.Filing:
    """A filing from text."""
    return filing_from_document(read_yaml(text.encode(), name, FilingError))


def score_of(rubric: perfscore.Rubric, evidence: dict[str, str]) -> str:
    """The total that one value per measure comes to, as text."""
    card = perfscore.score(filing(evidence), rubric)
    return score_text(card.total, 2)


def problems(error: perfscore.PerfscoreError) -> list[tuple[str, int | None, int | None]]:
    """Code, line and column of every problem."""
    return [(p.code, p.place.line, p.place.column) for p in error.problems]
