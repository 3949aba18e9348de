"""Points at stake are the swing of the total between the ways a doubt can be settled."""

from making import filing, indicator, load, one_rule, read, rubric_text

import perfscore

HEAD = 'rubric: test.rubric\nedition: "1"\ndepartment: {name: d}\nperiod: "2024"\n'
MEASURE = "hours: {title: h, unit: 小时}"
HOURS = "{kind: pass or fail, when: hours <= 12小时}"


def stakes(card: perfscore.Scorecard) -> dict[str, int]:
    return {finding.code: finding.points_at_stake for finding in card.findings}


def two(first: str, second: str) -> perfscore.Scorecard:
    rows = "".join(f"  - {{measure: hours, value: {value}}}\n" for value in (first, second))
    return perfscore.score(read(f"{HEAD}evidence:\n{rows}"), one_rule(MEASURE, HOURS))


def test_a_conflict_is_worth_the_swing_between_its_statements() -> None:
    assert stakes(two("6小时", "10小时")) == {"conflicting-statements": 0}
    assert stakes(two("6小时", "13小时"))["conflicting-statements"] == 10


def test_a_statement_in_another_unit_is_priced_as_if_it_were_meant_in_the_right_one() -> None:
    assert stakes(two("6小时", "24工作日")) == {"unit-mismatch": 10}


def test_evidence_below_the_trust_is_worth_what_it_would_settle() -> None:
    rubric = one_rule(MEASURE, HOURS)
    card = perfscore.score(filing({"hours": "6小时"}), rubric, trust=perfscore.Trust.DOCUMENTED)
    assert stakes(card)["evidence-below-trust"] == 10


def test_a_bare_rate_is_priced_against_the_reading_as_it_stands() -> None:
    measures = 'rate: {title: r, unit: "%", at least: 0%, at most: 100%}'
    rule = "{kind: pass or fail, when: rate >= 90%}"
    for policy, expected in (("missing: zero", 0), ("missing: open", 10)):
        found = stakes(
            perfscore.score(filing({"rate": "5"}), one_rule(measures, rule, more=policy))
        )
        assert found["unit-missing"] == expected


def test_a_stated_rate_against_its_numbers() -> None:
    """Below 95 % both 10 % and 90 % earn nothing: nothing hangs on which of them is right."""
    measures = (
        "spent: {title: s, unit: 元}\nbudget: {title: b, unit: 元}\n"
        'rate: {title: r, unit: "%", at least: 0%, from: spent / budget}'
    )
    given = {"spent": "9元", "budget": "10元", "rate": "10%"}
    for limit, expected in (("95%", 0), ("50%", 10)):
        rubric = one_rule(measures, f"{{kind: pass or fail, when: rate >= {limit}}}")
        assert stakes(perfscore.score(filing(given), rubric))["differs-from-numbers"] == expected


def test_a_doubt_two_formulas_away_finds_its_row() -> None:
    measures = (
        "a: {title: a, unit: 元}\nb: {title: b, unit: 元, from: a * 2}\n"
        "c: {title: c, unit: 元, from: b * 2}"
    )
    rubric = one_rule(measures, "{kind: pass or fail, when: c <= 8元}")
    card = perfscore.score(filing({"a": "约5元"}), rubric)
    assert {f.code: f.path for f in card.findings}["value-approximate"] == "it"


def test_stakes_are_what_the_rounded_total_moves_by() -> None:
    text = rubric_text(
        "one: {title: one, kind: condition}",
        indicator("it", "2.125", "{kind: targets, partial: ratio}"),
        points="2.125",
        rounding="{digits: 2, mode: half up, at: total}",
    )
    record = perfscore.as_record(perfscore.score(filing(), load(text)))
    assert record["findings"][0]["points_at_stake"] == "2.13"


def test_a_claim_of_not_applicable_beside_a_number_is_priced() -> None:
    rubric = one_rule(MEASURE, HOURS, more="not applicable: full")
    rows = "  - {measure: hours, value: 13小时}\n  - {measure: hours, value: 不适用}\n"
    found = stakes(perfscore.score(read(f"{HEAD}evidence:\n{rows}"), rubric))
    assert found == {"not-applicable-contradicted": 10}


def test_an_untrusted_claim_of_not_applicable_is_priced() -> None:
    rubric = one_rule(MEASURE, HOURS, more="not applicable: full")
    trust = perfscore.Trust.DOCUMENTED
    found = stakes(perfscore.score(filing({"hours": "不适用"}), rubric, trust=trust))
    assert found["evidence-below-trust"] == 10


def test_an_approximate_date_is_priced_as_if_it_were_meant() -> None:
    measures = "day: {title: day, kind: date}"
    rubric = one_rule(measures, "{kind: pass or fail, when: day <= 2024-06-30}")
    assert (
        stakes(perfscore.score(filing({"day": "约2024-07-01"}), rubric))["value-approximate"] == 10
    )


def test_words_for_a_measure_of_two_rows_cost_both() -> None:
    rows = [indicator(name, 5, "{kind: pass or fail, when: hours <= 12小时}") for name in "ab"]
    rubric = load(rubric_text(MEASURE, *rows))
    assert stakes(perfscore.score(filing({"hours": "较少"}), rubric))["value-in-words"] == 10
