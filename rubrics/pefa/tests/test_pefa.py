"""PEFA 2016: its tree, both methods over every combination, codes, edges of numbers, vetoes."""

from collections.abc import Iterable, Mapping
from itertools import permutations, product
from pathlib import Path

import pytest

import perfscore
from perfscore.documents import read_yaml
from perfscore.errors import RubricError
from perfscore.rubric import rubric_from_document

RUBRIC = perfscore.load_rubric(Path(__file__).parents[1] / "src" / "perfscore_pefa" / "2016.yaml")
PATHS = {path.rpartition(".")[2]: path for path in RUBRIC.nodes}
DIMENSIONS = [path.rpartition(".")[2] for path in RUBRIC.indicators]
ORDER = "DCBA"

M2 = {2: "PI_3", 3: "PI_13", 4: "PI_16"}
TABLE = {
    "DD": "D", "DC": "D+", "DB": "C", "DA": "C+", "CC": "C",
    "CB": "C+", "CA": "B", "BB": "B", "BA": "B+", "AA": "A",

    "DDD": "D", "DDC": "D+", "DDB": "D+", "DDA": "C", "DCC": "D+",
    "DCB": "C", "DCA": "C+", "DBB": "C+", "DBA": "B", "DAA": "B",
    "CCC": "C", "CCB": "C+", "CCA": "B", "CBB": "B", "CBA": "B",
    "CAA": "B+", "BBB": "B", "BBA": "B+", "BAA": "A", "AAA": "A",

    "DDDD": "D", "DDDC": "D", "DDDB": "D+", "DDDA": "D+", "DDCC": "D+",
    "DDCB": "D+", "DDCA": "C", "DDBB": "C", "DDBA": "C+", "DDAA": "C+",
    "DCCC": "D+", "DCCB": "C", "DCCA": "C+", "DCBB": "C+", "DCBA": "C+",
    "DCAA": "B", "DBBB": "C+", "DBBA": "B", "DBAA": "B", "DAAA": "B+",
    "CCCC": "C", "CCCB": "C+", "CCCA": "C+", "CCBB": "C+", "CCBA": "B",
    "CCAA": "B", "CBBB": "B", "CBBA": "B", "CBAA": "B+", "CAAA": "B+",
    "BBBB": "B", "BBBA": "B+", "BBAA": "B+", "BAAA": "A", "AAAA": "A",
}  # fmt: skip
BY_MEAN = """\
rubric: test.mean
edition: "1"
title: the table as cuts on a mean
scale:
  title: score
  levels:
    - {id: D, title: D, value: 1}
    - D+
    - {id: C, title: C, value: 2}
    - C+
    - {id: B, title: B, value: 3}
    - B+
    - {id: A, title: A, value: 4}
not applicable: leave out
combine: mean
methods:
  mean:
    by: mean of values
    title: mean
    basis: {status: assumed, reason: made up for a test}
    cuts:
      - {at least: 3.6, level: A}
      - {at least: 3.1, level: B+}
      - {at least: 2.6, level: B}
      - {at least: 2.1, level: C+}
      - {at least: 1.9, level: C}
      - {at least: 1.3, level: D+}
      - {otherwise: D}
measures:
  p1: {title: p1, kind: level, levels: [D, C, B, A]}
  p2: {title: p2, kind: level, levels: [D, C, B, A]}
  p3: {title: p3, kind: level, levels: [D, C, B, A]}
  p4: {title: p4, kind: level, levels: [D, C, B, A]}
criteria:
"""
PART = """\
  - id: {id}
    title: {id}
    basis: {{status: assumed, reason: made up for a test}}
    rule: {{kind: assessed, of: {id}}}
"""


def filing_of(given: Mapping[str, str], rubric: perfscore.Rubric = RUBRIC) -> perfscore.Filing:
    return perfscore.Filing.model_validate(
        {
            "rubric": rubric.id,
            "edition": rubric.edition,
            "department": {"name": "a government"},
            "period": "2024",
            "evidence": [{"measure": name, "value": value} for name, value in given.items()],
        }
    )


def scored(given: Mapping[str, str], unstated: Iterable[str] = ()) -> perfscore.Scorecard:
    """Every dimension that is neither given nor left unstated is not applicable."""
    rest = {name: "NA" for name in DIMENSIONS if name not in {*given, *unstated}}
    return perfscore.score(filing_of(rest | dict(given)), RUBRIC)


def level(card: perfscore.Scorecard, name: str) -> str:
    row = card[PATHS[name]]
    return "NA" if row.status == "not_applicable" else row.said(row.score, "en")


def letters(indicator: str, given: Iterable[str]) -> dict[str, str]:
    return {f"{indicator}_{place}": letter for place, letter in enumerate(given, 1)}


def weakest_link(given: Iterable[str]) -> str:
    ranks = [ORDER.index(letter) for letter in given]
    return ORDER[min(ranks)] + ("+" if max(ranks) > min(ranks) else "")


def test_the_tree() -> None:
    depths = [path.count(".") for path in RUBRIC.nodes]
    assert [depths.count(depth) for depth in range(3)] == [7, 31, 94]
    assert PATHS["PI_2_3"] == "I.PI_2.PI_2_3"
    assert PATHS["PI_31_4"] == "VII.PI_31.PI_31_4"
    numbers = [int(name.split("_")[1]) for name in PATHS if name.count("_") == 1]
    assert numbers == list(range(1, 32))


def test_the_methods() -> None:
    found = {
        name: RUBRIC.nodes[path].combine for name, path in PATHS.items() if name.count("_") == 1
    }
    single = {"PI_1", "PI_4", "PI_5", "PI_9"}
    weakest = {f"PI_{number}" for number in (2, 18, 20, 22, 23, 26, 28, 29, 30)}
    assert {name for name, method in found.items() if method == "single"} == single
    assert {name for name, method in found.items() if method == "M1"} == weakest
    assert {name for name, method in found.items() if method == "M2"} == {*found} - single - weakest


def test_no_total() -> None:
    card = scored({"PI_1_1": "A"})
    assert not card.has_total
    with pytest.raises(perfscore.UsageError):
        _ = card.total
    assert "This framework gives no total; read the rows." in perfscore.text_report(card, "en")
    assert card["I"].score is None


@pytest.mark.parametrize(("combination", "expected"), TABLE.items())
def test_m2(combination: str, expected: str) -> None:
    indicator = M2[len(combination)]
    assert level(scored(letters(indicator, combination)), indicator) == expected


@pytest.mark.parametrize("combination", ["DA", "DCA", "BAA", "DCBA", "DDDC", "DDAA"])
def test_m2_takes_dimensions_in_any_order(combination: str) -> None:
    indicator = M2[len(combination)]
    for order in set(permutations(combination)):
        assert level(scored(letters(indicator, order)), indicator) == TABLE[combination]


def test_m2_is_cuts_on_a_mean() -> None:
    parts = "".join(PART.format(id=f"p{place}") for place in (1, 2, 3, 4))
    text = (BY_MEAN + parts).encode()
    rubric = rubric_from_document(read_yaml(text, "mean.yaml", RubricError))
    assert len(TABLE) == 65
    for combination, expected in TABLE.items():
        padded = [*combination, *["不适用"] * (4 - len(combination))]
        given = {f"p{place}": letter for place, letter in enumerate(padded, 1)}
        card = perfscore.score(filing_of(given, rubric), rubric)
        assert card.root.said(card.total, "en") == expected


@pytest.mark.parametrize(("indicator", "size"), [("PI_22", 2), ("PI_2", 3), ("PI_18", 4)])
def test_m1(indicator: str, size: int) -> None:
    for combination in product(ORDER, repeat=size):
        assert level(scored(letters(indicator, combination)), indicator) == weakest_link(
            combination
        )


@pytest.mark.parametrize("letter", ORDER)
def test_a_single_dimension_is_its_indicator(letter: str) -> None:
    assert level(scored({"PI_9_1": letter}), "PI_9") == letter


@pytest.mark.parametrize("sign", ["D*", "NR"])
def test_a_sign_that_counts_as_d(sign: str) -> None:
    card = scored({"PI_3_1": sign, "PI_3_2": "A", "PI_4_1": sign, "PI_22_1": sign, "PI_22_2": "B"})
    assert level(card, "PI_3_1") == level(card, "PI_4") == "D"
    assert (level(card, "PI_3"), level(card, "PI_22")) == ("C+", "D+")
    assert [f.code for f in card.findings if f.path == PATHS["PI_4_1"]] == ["code-read"]


@pytest.mark.parametrize("sign", ["NA", "NU"])
def test_a_sign_that_leaves_out(sign: str) -> None:
    given = {
        **letters("PI_16", ("D", sign, "D", "C")),
        **letters("PI_13", ("B", sign, sign)),
        **letters("PI_18", (sign, "B", "B", "B")),
        **letters("PI_3", (sign, sign)),
    }
    card = scored(given)
    # Three D and a C would be D; the table for three says D+.
    assert level(card, "PI_16") == "D+"
    assert level(card, "PI_13") == "B"
    assert level(card, "PI_18") == "B"
    assert level(card, "PI_3") == "NA"


def test_a_dimension_of_which_nothing_is_stated_stays_open() -> None:
    card = scored({"PI_22_1": "C"}, unstated=["PI_22_2"])
    assert level(card, "PI_22_2") == "D~A"
    assert level(card, "PI_22") == "D+~C+"


VARIANCE = (
    "4.99% 4.99% 90% A",
    "4.99% 5% 90% B",
    "90% 9.99% 0% B",
    "10% 9.99% 90% C",
    "90% 14.99% 14.99% C",
    "15% 14.99% 15% D",
)
OUTSIDE_REPORTS = ("0.99% A", "1% B", "4.99% B", "5% C", "9.99% C", "10% D")
# For each dimension the measures that are stated, and cases: a value for each, and the letter.
EDGES = {
    "PI_1_1": (
        "outturn_1 outturn_2 outturn_3",
        "95% 105% 10% A",
        "94.9% 105% 10% B",
        "90% 110% 10% B",
        "89.9% 110% 10% C",
        "85% 115% 10% C",
        "85% 115.1% 10% D",
        # A year without an approved budget is filed as outside.
        "超过115% 100% 99% A",
    ),
    "PI_2_1": (
        "function_variance_1 function_variance_2 function_variance_3",
        *VARIANCE,
        "1% 不低于15% 2% A",
    ),
    "PI_2_2": ("economic_variance_1 economic_variance_2 economic_variance_3", *VARIANCE),
    "PI_2_3": (
        "contingency_1 contingency_2 contingency_3",
        "2.99% 2.99% 2.99% A",
        "0% 0% 9% B",
        "6% 6% 6% B",
        "6% 6% 6.01% C",
        "0% 10% 19.9% C",
        "0% 10% 20% D",
    ),
    "PI_3_1": (
        "revenue_1 revenue_2 revenue_3",
        "97% 106% 10% A",
        "96.9% 106% 10% B",
        "97% 106.1% 10% B",
        "94% 112% 10% B",
        "93.9% 112% 10% C",
        "92% 116% 10% C",
        "91.9% 116% 10% D",
        "92% 116.1% 10% D",
        "100% 101% 超过116% A",
    ),
    "PI_3_2": ("revenue_variance_1 revenue_variance_2 revenue_variance_3", *VARIANCE),
    "PI_6_1": ("unreported_expenditure", *OUTSIDE_REPORTS),
    "PI_6_2": ("unreported_revenue", *OUTSIDE_REPORTS),
    # A share of units and a time, both at once.
    "PI_6_3": (
        "units_reporting units_report_months",
        "90% 3个月 A",
        "89.9% 3个月 B",
        "90% 3.1个月 B",
        "75% 6个月 B",
        "74.9% 6个月 C",
        "100% 6.1个月 C",
        "50% 9个月 C",
        "49.9% 1个月 D",
        "100% 9.1个月 D",
    ),
    "PI_17_1": (
        "calendar_exists calendar_kept calendar_days units_on_time",
        "是 是 42天 100% A",
        "是 是 41天 75% B",
        "是 是 28天 75% B",
        "是 是 27天 75% C",
        "是 是 28天 74.9% C",
        "是 否 60天 25% C",
        "是 否 60天 24.9% D",
        "否 否 60天 100% D",
    ),
    "PI_22_1": (
        "arrears_1 arrears_2 arrears_3",
        "2% 2% 50% A",
        "2% 2.01% 50% B",
        "6% 50% 6% B",
        "6% 50% 6.01% C",
        "50% 10% 10% C",
        "50% 10% 10.01% D",
    ),
    "PI_22_2": (
        "arrears_reports arrears_report_days arrears_by_age",
        "4次 28天 是 A",
        "4次 28天 否 B",
        "4次 29天 是 B",
        "4次 56天 否 B",
        "4次 57天 是 C",
        "1次 200天 否 C",
        "0次 0天 否 D",
    ),
    "PI_24_1": (
        "procurement_recorded",
        *("90% A", "89.9% B", "75% B", "74.9% C", "50% C", "49.9% D"),
    ),
    "PI_24_2": ("competitive_share", *("80% A", "79.9% B", "70% B", "69.9% C", "60% C", "59.9% D")),
    "PI_28_2": (
        "in_year_reports in_year_report_days",
        "12次 14天 A",
        "12次 15天 B",
        "4次 28天 B",
        "4次 29天 C",
        "3次 10天 C",
        "3次 56天 C",
        "12次 57天 D",
        "2次 10天 D",
    ),
    "PI_29_2": ("audit_months", "3月 A", "3.1月 B", "6月 B", "6.1月 C", "9月 C", "9.1月 D"),
}


@pytest.mark.parametrize(
    ("dimension", "measures", "case"),
    [
        (dimension, measures, case)
        for dimension, (measures, *cases) in EDGES.items()
        for case in cases
    ],
)
def test_a_number_at_its_edge(dimension: str, measures: str, case: str) -> None:
    *values, expected = case.split()
    given = dict(zip(measures.split(), values, strict=True))
    assert level(scored(given, unstated=[dimension]), dimension) == expected


DOCUMENTS = RUBRIC.measures["documents"].count
BASIC = RUBRIC.measures["documents_basic"].count


@pytest.mark.parametrize(
    ("basic", "others", "expected"),
    [
        *((4, 8, "A"), (4, 6, "A"), (4, 5, "B"), (3, 8, "B"), (3, 4, "B"), (4, 3, "B")),
        *((4, 2, "C"), (3, 3, "C"), (3, 0, "C"), (2, 8, "D"), (0, 0, "D")),
    ],
)
def test_budget_documents(basic: int, others: int, expected: str) -> None:
    names = [test.text for test in DOCUMENTS]
    assert names[:4] == [test.text for test in BASIC]
    has = {*names[:basic], *names[4 : 4 + others]}
    given = {name: "是" if name in has else "否" for name in names}
    assert level(scored(given, unstated=["PI_5_1"]), "PI_5") == expected


@pytest.mark.parametrize(
    ("independent", "others", "expected"),
    [
        *(("是", 5, "A"), ("是", 4, "B"), ("是", 3, "B"), ("是", 2, "C"), ("是", 1, "C")),
        *(("是", 0, "D"), ("否", 5, "D")),
    ],
)
def test_complaints(independent: str, others: int, expected: str) -> None:
    names = [test.text for test in RUBRIC.measures["complaints_others"].count]
    given = {name: "是" if place < others else "否" for place, name in enumerate(names)}
    given["complaints_independent"] = independent
    assert level(scored(given, unstated=["PI_24_4"]), "PI_24_4") == expected


def test_numbers_count_and_a_letter_that_differs_is_found() -> None:
    card = scored({"PI_24_2": "A", "competitive_share": "65%"})
    assert level(card, "PI_24_2") == "C"
    found = [finding for finding in card.findings if finding.code == "differs-from-numbers"]
    assert [finding.path for finding in found] == [PATHS["PI_24_2"]]


def test_a_letter_that_agrees_with_its_numbers_is_no_finding() -> None:
    card = scored({"PI_24_2": "C", "competitive_share": "65%"})
    assert "differs-from-numbers" not in [finding.code for finding in card.findings]


def test_only_recalled_limits_are_assumed() -> None:
    card = scored({"PI_1_1": "A", "PI_24_2": "A"})
    assert [row.path for row in card if row.is_assumed] == [PATHS["PI_1_1"]]
    for name in ("PI_9_1", "PI_19_4", "PI_30_2"):
        assert RUBRIC.measures[name].grading is None


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        ("10%", ["A", "A", "A", "A"]),
        ("10.1%", ["D", "D", "A", "D"]),
    ],
)
def test_money_in_suspense(share: str, expected: list[str]) -> None:
    card = scored({**letters("PI_2", "AAA"), "suspense_share": share})
    assert [level(card, name) for name in ("PI_2_1", "PI_2_2", "PI_2_3", "PI_2")] == expected
    assert (card[PATHS["PI_2"]].status == "vetoed") is (expected[-1] == "D")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, ["A", "A", "A"]),
        ({"never_sent_to_auditor": "否"}, ["A", "A", "A"]),
        (
            {"never_sent_to_auditor": "是", "never_sent_to_legislature": "否"},
            ["D", "D+", "A"],
        ),
        ({"never_sent_to_auditor": "是", "never_sent_to_legislature": "是"}, ["D", "D+", "D"]),
    ],
)
def test_a_report_that_was_never_sent(given: dict[str, str], expected: list[str]) -> None:
    card = scored({**letters("PI_29", "AAA"), **letters("PI_30", "AAAA"), **given})
    assert [level(card, name) for name in ("PI_29_2", "PI_29", "PI_30")] == expected
