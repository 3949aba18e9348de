"""39 published self-evaluations, restated as filings, and what must come out of each of them.

``expected.yaml`` says which published scores the rules give, which are only rounded and which are
others, and which of the identities between printed numbers do not hold.
"""

from functools import cache
from pathlib import Path
from typing import Any

import pytest

import perfscore
from perfscore.documents import read_json, read_yaml
from perfscore.errors import FilingError
from perfscore.scoring.score_text import score_text
from perfscore.scoring.verification import differences

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LIST = HERE / "expected.yaml"
EXPECTED: dict[str, dict[str, Any]] = read_yaml(LIST.read_bytes(), LIST.name, FilingError).data

# Findings that are listed one by one; of all others only the codes are.
ROUNDED, DIFFERS, FAILS = "self-assessed-rounded", "self-assessed-differs", "equation-fails"
TWICE = "weight-applied-twice"

each_case = pytest.mark.parametrize("case", EXPECTED)


@cache
def scored(case: str) -> perfscore.Scorecard:
    expected = EXPECTED[case]
    filing = perfscore.read_filing(ROOT / expected["file"])
    if "rubric" in expected:
        return perfscore.score(filing, perfscore.load_rubric(HERE / expected["rubric"]))
    return perfscore.score(filing, perfscore.load_rubric(filing.rubric, edition=filing.edition))


def found(case: str, code: str) -> list[perfscore.Finding]:
    return [finding for finding in scored(case).findings if finding.code == code]


def detail(finding: perfscore.Finding, name: str) -> str:
    value = dict(finding.details)[name]
    return value if isinstance(value, str) else value.en


def test_every_filing_is_listed() -> None:
    listed = {ROOT / expected["file"] for expected in EXPECTED.values()}
    assert listed >= set((HERE / "filings").glob("*.yaml"))
    assert len(listed) == len(EXPECTED)


@each_case
def test_rows_that_the_rule_gives_exactly(case: str) -> None:
    card = scored(case)
    for path in EXPECTED[case].get("exact", ()):
        own, score = card[path].self_assessed, card[path].score
        assert own is not None and score is not None, path
        assert (score.is_settled, score.value) == (True, own.score), path


@each_case
def test_published_scores_that_the_rule_does_not_give(case: str) -> None:
    expected = EXPECTED[case]
    gaps = dict(expected.get("differs", {}))
    if "total_differs" in expected:
        gaps["total"] = expected["total_differs"]
    differing = {f.path or "total": detail(f, "difference") for f in found(case, DIFFERS)}
    assert differing == gaps
    assert [f.path for f in found(case, ROUNDED)] == expected.get("rounded", [])


@each_case
def test_weights_are_applied_twice_where_a_column_converts_the_scores(case: str) -> None:
    own = scored(case).filing.self_assessed
    converted = {path for path, score in own.items() if score.converted is not None}
    assert {finding.path for finding in found(case, TWICE)} == converted


@each_case
def test_identities_between_printed_numbers(case: str) -> None:
    """Each identity is an equation of the filing or an observation; those that fail are known."""
    expected = EXPECTED[case]
    beside = [*expected.get("observations", ()), *expected.get("failing_observations", ())]
    assert len(scored(case).filing.equations) + len(beside) == expected["equations"]
    failing = [(detail(f, "equation"), detail(f, "difference")) for f in found(case, FAILS)]
    assert sorted(failing) == sorted(expected.get("fails", {}).items())


@each_case
def test_other_findings(case: str) -> None:
    codes = {finding.code for finding in scored(case).findings}
    assert sorted(codes - {ROUNDED, DIFFERS, FAILS}) == EXPECTED[case].get("codes", [])


@each_case
def test_total(case: str) -> None:
    assert score_text(scored(case).total, 2) == EXPECTED[case]["total"]


@each_case
def test_the_scorecard_is_verified_and_every_row_explained(case: str) -> None:
    card = scored(case)
    text = perfscore.json_report(card)
    document = read_json(text.encode(), "card.json", FilingError)
    assert differences(document, card.evaluation.rubric) == ()
    for row in (card.root, *card.rows):
        assert row.explain("zh") and row.explain("en")


def test_the_rows_of_the_form_that_weighs_twice() -> None:
    rows = EXPECTED["17-hebei-chengan-minzheng-2020"]["exact"]
    assert len(rows) == 4
    assert {f.path for f in found("17-hebei-chengan-minzheng-2020", TWICE)} == set(rows)


def test_the_one_wrong_cell_of_a_table_is_named() -> None:
    (finding,) = found("27-chongqing-pengshui-jisheng-2024", "one-figure-explains")
    assert detail(finding, "figure") == "special support, municipal"
    stated, needed = detail(finding, "values"), detail(finding, "needed")
    assert perfscore.read_value(stated) == perfscore.read_value("136.00万元")
    assert perfscore.read_value(needed) == perfscore.read_value("135.00万元")


def test_tally(capsys) -> None:
    def tally(key: str) -> int:
        return sum(len(expected.get(key, ())) for expected in EXPECTED.values())

    def total(key: str) -> int:
        return sum(expected[key] for expected in EXPECTED.values())

    rows, equations = total("rows"), total("equations")
    exact, rounded, differ = tally("exact"), tally("rounded"), tally("differs")
    fail = tally("fails") + tally("failing_observations")
    with capsys.disabled():
        print(  # noqa: T201 - the tally is meant to be seen
            f"\ngolden cases: {len(EXPECTED)} filings, {rows} rows ({exact} exact, {rounded} after "
            f"rounding, {differ} differ), {equations} equations ({fail} fail)"
        )
    assert (len(EXPECTED), rows, exact, rounded, differ) == (39, 250, 76, 2, 6)
    assert (equations, fail) == (137, 19)
