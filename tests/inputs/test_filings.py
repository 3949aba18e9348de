"""Filings that name what is not there, or state what cannot be: errors and findings."""

from decimal import Decimal
from fractions import Fraction

import pytest
from making import filing, indicator, load, one_rule, problems, read, rubric_text

import perfscore
from perfscore.errors import FilingError, RubricError

MEASURES = """
spent: {title: spent, unit: 元, at least: 0}
budget: {title: budget, unit: 元, at least: 0}
rate: {title: rate, unit: "%", at least: 0%, from: spent / budget}
visits: {title: visits, unit: 人次}
done: {title: done, kind: condition}
due: {title: due, kind: date}
quality: {title: quality, kind: level, levels: [{id: poor, title: 差}, {id: good, title: 好}]}
"""
RULES = (
    ("rate", "{kind: attainment, actual: rate, target: 100%, better: higher}"),
    ("visits", "{kind: attainment, actual: visits, target: 50万人次, better: higher}"),
    ("done", "{kind: pass or fail, when: done}"),
    (
        "quality",
        "{kind: interpolation, of: visits, line: [{at: 0 人次, score: 0}, {at: 9 人次, score: 10}]}",
    ),
)
RUBRIC = load(rubric_text(MEASURES, *(indicator(n, 10, r) for n, r in RULES), points=40))


def codes(given: dict[str, str]) -> set[str]:
    card = perfscore.score(filing(given), RUBRIC)
    return {finding.code for finding in card.findings} - {"evidence-missing", "score-open"}


def refused(text: str, rubric: perfscore.Rubric = RUBRIC) -> FilingError:
    with pytest.raises(FilingError) as caught:
        perfscore.score(read(text), rubric)
    return caught.value


HEAD = 'rubric: test.rubric\nedition: "1"\ndepartment: {name: d}\nperiod: "2024"\n'


def test_an_unknown_measure_is_named_with_what_was_meant() -> None:
    error = refused(HEAD + "evidence:\n  - {measure: visit, value: 3人次}\n")
    assert problems(error) == [("measure-unknown", 6, 15)]
    assert "did you mean: visits" in str(error)


def test_unknown_paths_and_sources_are_reported_together() -> None:
    error = refused(
        HEAD
        + "evidence:\n  - {measure: visits, value: 3人次, source: repotr}\n"
        + "self_assessed:\n  rat: 3\n"
    )
    assert problems(error) == [("source-unknown", 6, 43), ("path-unknown", 8, 3)]


def test_an_unknown_unit_is_an_error_with_its_place() -> None:
    error = refused(HEAD + 'evidence:\n  - {measure: visits, value: "50 阿猫"}\n')
    assert problems(error) == [("unit-unknown", 6, 34)]


def test_a_unit_close_to_a_known_one_is_suggested() -> None:
    error = refused(HEAD + "evidence:\n  - {measure: visits, value: 50人次数}\n")
    assert "did you mean: 人次" in str(error)


def test_a_statement_in_another_unit_is_a_finding() -> None:
    """人 of a measure in 人次: not used; the measure stays what the others make it."""
    text = HEAD + (
        "evidence:\n  - {measure: visits, value: 60万人次}\n  - {measure: visits, value: 3人}\n"
    )
    card = perfscore.score(read(text), RUBRIC)
    assert card["visits"].score.value == 10
    found = [f for f in card.findings if f.code == "unit-mismatch"]
    # Both rows that read it: 10 - 0.00 and 10 - 3.33.
    assert [f.points_at_stake for f in found] == [Fraction("16.67")]


@pytest.mark.parametrize("number", [0.5, float("nan"), float("inf"), 50.0])
def test_a_float_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="exact number"):
        perfscore.Evidence(measure="visits", value=number)


def test_exact_python_numbers_are_taken() -> None:
    assert perfscore.Evidence(measure="m", value=Decimal("0.1")).value.bounds.low == Decimal("0.1")
    assert perfscore.Evidence(measure="m", value=7).value.bounds.low == 7


def test_decimals_that_are_no_numbers_are_refused() -> None:
    for text in ("NaN", "Infinity", "1E+999999999"):
        with pytest.raises(ValueError, match="number-"):
            perfscore.Evidence(measure="m", value=Decimal(text))


def test_a_zero_budget_cannot_be_judged() -> None:
    card = perfscore.score(filing({"spent": "5万元", "budget": "0元"}), RUBRIC)
    assert {"division-by-zero", "evidence-missing"} == {f.code for f in card.findings}
    assert (card["rate"].score.low, card["rate"].score.high) == (0, 10)


def test_a_zero_budget_inside_a_rule_cannot_be_judged_either() -> None:
    measures = "spent: {title: s, unit: 元, at least: 0}\nbudget: {title: b, unit: 元, at least: 0}"
    bands = "[{at most: 10%, score: 10}, {otherwise: 0}]"
    rubric = one_rule(measures, f"{{kind: bands, of: spent / budget, bands: {bands}}}")
    card = perfscore.score(filing({"spent": "5万元", "budget": "0元"}), rubric)
    assert (card["it"].status, card["it"].reason) == ("error", "rule-undefined")
    assert (card.total.low, card.total.high) == (0, 10)
    nothing = perfscore.score(filing({"spent": "5万元"}), rubric)
    assert (nothing["it"].status, nothing["it"].reason) == ("open", "evidence-missing")
    still = perfscore.score(filing({"spent": "5万元", "budget": "≥0元"}), rubric)
    assert (still["it"].status, still.total.low, still.total.high) == ("open", 0, 10)
    assert still["it"].reason == "rule-undefined"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"spent": "-1元"}, "value-out-of-range"),
        ({"visits": "-3人次"}, "value-out-of-range"),
        ({"visits": "约50万人次"}, "value-approximate"),
        ({"visits": "较多"}, "value-in-words"),
        ({"rate": "95"}, "unit-missing"),
        ({"rate": "0.95"}, "unit-missing"),
        ({"visits": "500000"}, "unit-inherited"),
        ({"visits": "≥50万人次"}, "target-restated"),
        ({"visits": "≥40万人次"}, "bound-not-measurement"),
        ({"rate": "5百分点"}, "unit-mismatch"),
        ({"spent": "9元", "budget": "10元", "rate": "80%"}, "differs-from-numbers"),
    ],
)
def test_a_doubtful_statement_is_a_finding(given: dict[str, str], code: str) -> None:
    assert {code} == codes(given)


def test_a_bare_zero_is_zero_in_any_unit() -> None:
    assert set() == codes({"rate": "0"})


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("done, value: 95%", "value-not-yes-or-no"),
        ("done, value: 基本", "value-not-yes-or-no"),
        ("visits, value: 2024-12-31", "value-is-a-date"),
        ("due, value: 年底", "value-not-a-date"),
        ("due, value: 5人次", "value-not-a-date"),
    ],
)
def test_a_value_of_another_kind_is_an_error(given: str, code: str) -> None:
    assert code == refused(HEAD + f"evidence:\n  - {{measure: {given}}}\n").code


def test_a_level_that_does_not_exist_is_an_error() -> None:
    measures = MEASURES + 'judged: {title: j, unit: "%", at least: 0%, at most: 100%}\n'
    rule = """{kind: level, of: quality, judged: judged,
      levels: [{from: 0%, below: 60%}, {from: 60%, to: 100%}]}"""
    error = refused(
        HEAD + "evidence:\n  - {measure: quality, value: 优秀}\n", one_rule(measures, rule)
    )
    assert error.code == "value-not-a-level"
    assert "poor, good" in str(error)


def test_a_filing_for_another_rubric(huadu) -> None:
    with pytest.raises(FilingError) as caught:
        perfscore.score(huadu, RUBRIC)
    assert caught.value.code == "filing-for-another-rubric"
    assert "cn.guangzhou.department 2024" in str(caught.value)


def test_a_filing_for_another_edition() -> None:
    with pytest.raises(FilingError, match=r"test\.rubric 2"):
        perfscore.score(read(HEAD.replace('"1"', '"2"')), RUBRIC)


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("planned: 50件", "target-comparison-missing"),
        ("planned: ≥50件, compare: at most", "target-comparison-twice"),
        ("planned: 50件, compare: roughly", "choice-unknown"),
        ("planned: 50件, compare: {a: 1}", "choice-unknown"),
        ("planned: 显著提升, compare: at least", "target-not-a-number"),
        ("planned: 约50件, compare: at least", "target-not-a-number"),
        ("planned: 40件~50件, compare: at least", "target-range"),
        ("planned: ≥50件, weight: 0", "weight-not-positive"),
        ("planned: ≥50件, weight: 1.5e3", "yaml-disputed-scalar"),
    ],
)
def test_a_target_that_says_too_little_or_too_much(target: str, code: str) -> None:
    text = HEAD + f"targets:\n  - {{id: t, under: own, title: t, {target}}}\n"
    with pytest.raises(FilingError) as caught:
        read(text)
    assert code == caught.value.code
    assert caught.value.place.line == 6


@pytest.mark.parametrize(
    ("targets", "code"),
    [
        ([("t", "own", ""), ("t", "own", "")], "id-repeated"),
        ([("visits", "own", "")], "id-repeated"),
        ([("t", "visits", "")], "target-not-taken"),
        ([("t", "owm", "")], "path-unknown"),
        ([("t", "own", ", weight: 2"), ("u", "own", "")], "weight-missing"),
    ],
)
def test_targets_that_do_not_fit_the_rubric(targets, code: str) -> None:
    rubric = load(
        rubric_text(
            MEASURES,
            indicator("own", 10, "{kind: targets, partial: ratio}"),
            indicator("visits", 10, RULES[1][1]),
            points=20,
        )
    )
    rows = "\n".join(
        f"  - {{id: {i}, under: {u}, title: t, planned: ≥5件{more}}}" for i, u, more in targets
    )
    assert code == refused(HEAD + f"targets:\n{rows}\n", rubric).code


def test_a_negative_target_has_no_ratio() -> None:
    rubric = load(rubric_text(MEASURES, indicator("own", 10, "{kind: targets, partial: ratio}")))
    text = HEAD + (
        "targets:\n  - {id: t, under: own, title: t, planned: ≥-5%}\n"
        "evidence:\n  - {measure: t, value: 3%}\n"
    )
    card = perfscore.score(read(text), rubric)
    assert (card["own.t"].status, card["own.t"].reason) == ("error", "target-negative")


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("rubric: r\nedition: 1\ndepartment: {name: d}\nperiod: '2024'\n", "text-expected", 2),
        ("rubric: r\nedition: '1'\nperiod: '2024'\n", "key-missing", 1),
        (HEAD + "evidense: []\n", "key-unknown", 5),
        (HEAD + "evidence: {}\n", "list-expected", 5),
        (HEAD + "evidence:\n  - {measure: m, value: 1, valeu: 2}\n", "key-unknown", 6),
        ("- a\n- b\n", "mapping-expected", 1),
    ],
)
def test_a_filing_of_another_shape(text: str, code: str, line: int) -> None:
    with pytest.raises(FilingError) as caught:
        read(text)
    assert [(code, line)] == [(c, at) for c, at, _ in problems(caught.value)]


def test_an_unknown_row_of_a_scorecard(guangzhou, huadu) -> None:
    with pytest.raises(perfscore.UsageError, match="did you mean: management"):
        perfscore.score(huadu, guangzhou)["managment"]


def test_an_unknown_rubric_and_edition() -> None:
    with pytest.raises(RubricError, match=r"did you mean: cn\.guangzhou\.department"):
        perfscore.load_rubric("cn.guangzhou.departments")
    with pytest.raises(RubricError) as caught:
        perfscore.load_rubric("cn.guangzhou.department", edition="2023")
    assert caught.value.code == "edition-unknown"
    assert "2024" in str(caught.value)


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("kind: level", "target-level-not-taken"),
        ("kind: condition, compare: at least", "target-words-compared"),
        ("kind: number", "key-missing"),
        ("kind: share, planned: 5件", "choice-unknown"),
        ("planned: ≥5件, weight: 0", "weight-not-positive"),
    ],
)
def test_targets_of_a_wrong_kind(target: str, code: str) -> None:
    rubric = load(rubric_text(MEASURES, indicator("own", 10, "{kind: targets, partial: ratio}")))
    text = HEAD + f"targets:\n  - {{id: t, under: own, title: t, {target}}}\n"
    with pytest.raises(FilingError) as caught:
        perfscore.score(read(text), rubric)
    assert (caught.value.code, caught.value.place.line) == (code, 6)


@pytest.mark.parametrize(
    ("targets", "found"),
    [
        ("{id: rate_judged, under: own, title: t, planned: ≥5件}", "rate_judged"),
        ("{id: t, under: own, title: t, kind: level}", "t_judged"),
        ("{id: money, under: own, title: t, planned: ≥5件}", "money"),
    ],
)
def test_targets_never_take_the_place_of_what_the_rubric_has(targets: str, found: str) -> None:
    levels = "[{from: 0%, below: 60%}, {from: 60%, below: 80%}, {from: 80%, to: 100%}]"
    rubric = load(
        rubric_text(
            'rate_judged: {title: r, unit: "%"}\nt_judged: {title: t, unit: 元}',
            indicator("own", 5, f"{{kind: targets, partial: ratio, levels: {levels}}}"),
            indicator("it", 5, "{kind: pass or fail, when: rate_judged >= 0%}"),
            more="records:\n  units:\n    title: u\n    targets: true\n"
            "    fields: {money: {title: m, unit: 元}}\n",
        )
    )
    with pytest.raises(FilingError) as caught:
        perfscore.score(read(f"{HEAD}targets:\n  - {targets}\n"), rubric)
    assert (caught.value.code, dict(caught.value.problems[0].details)["found"]) == (
        "id-repeated",
        found,
    )


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("period: ' '\n", "text-empty", 4),
        ("department: {name: ''}\n", "text-empty", 3),
        ("points: {it: -1}\n", "points-negative", 5),
        ("equations:\n  - {says: rate = rate, tolerance: -1%}\n", "tolerance-negative", 6),
    ],
)
def test_what_a_filing_cannot_leave_out_or_turn_round(text: str, code: str, line: int) -> None:
    key = text.partition(":")[0]
    head = "".join(row for row in HEAD.splitlines(True) if not row.startswith(key))
    kept = HEAD.splitlines(True)
    if key in ("period", "department"):
        at = next(i for i, row in enumerate(kept) if row.startswith(key))
        kept[at] = text
        whole = "".join(kept)
    else:
        whole = head + text
    with pytest.raises(FilingError) as caught:
        perfscore.score(read(whole), RUBRIC)
    assert (caught.value.code, caught.value.place.line) == (code, line)


def test_points_for_each_target_are_needed_where_they_are_points() -> None:
    rule = "{kind: targets, partial: ratio, weights: points}"
    rubric = load(rubric_text(MEASURES, indicator("own", 10, rule)))
    text = HEAD + "targets:\n  - {id: t, under: own, title: t, planned: ≥5件WEIGHT}\n"
    for weight, code in (("", "weight-needed"), (", weight: 1.005", "points-finer-than-rounding")):
        with pytest.raises(FilingError) as caught:
            perfscore.score(read(text.replace("WEIGHT", weight)), rubric)
        assert caught.value.code == code
