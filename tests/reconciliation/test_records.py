"""Measures taken over records: sums, counts, means, shares; days by lists that are supplied."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import BASIS, indicator, load, problems, read, rubric_text

import perfscore
from perfscore.documents import read_json
from perfscore.errors import FilingError, RubricError
from perfscore.rubric.table import MOST_DAYS
from perfscore.rubric.working_days import WorkingYear, working_days_after
from perfscore.scoring.verification import differences

HEAD = 'rubric: test.rubric\nedition: "1"\ndepartment: {name: d}\nperiod: "2024"\n'
CONTRACTS = """
records:
  contracts:
    title: contract
    fields:
      awarded: {kind: date, title: awarded}
      signed: {kind: date, title: signed}
      amount: {unit: 万元, title: amount, at least: 0}
      small: {kind: condition, title: small firm}
      days: {unit: 天, title: days, between: [awarded, signed]}
      working: {unit: 工作日, title: working days, between: [awarded, signed]}
"""
# Three days off and one Sunday that is worked around 1 May 2024.
YEAR = (
    "working days:\n"
    '  "2024":\n'
    "    holidays: [2024-05-01, 2024-05-02, 2024-05-03]\n"
    "    worked: [2024-04-28, 2024-05-11]\n"
    f"    basis: {BASIS}\n"
)


def rubric(taken: str, unit: str = "%", more: str = YEAR + CONTRACTS, **extra: str):
    zero = "".join(f", {key.replace('_', ' ')}: {value}" for key, value in extra.items())
    measure = f'it: {{title: it, unit: "{unit}", records: {{{taken}}}{zero}}}'
    limit = "50%" if unit == "%" else f"10{unit}"
    rule = f"{{kind: pass or fail, when: it >= {limit}}}"
    return load(rubric_text(measure, indicator("row", 10, rule), more=more))


def filed(*rows: str, table: str = "contracts") -> perfscore.Filing:
    body = "".join(f"      - {row}\n" for row in rows)
    rows_text = f"rows:\n{body}" if rows else "rows: []\n"
    return read(f"{HEAD}records:\n  {table}:\n    {rows_text}")


def reading(found: perfscore.Rubric, filing: perfscore.Filing) -> perfscore.Reading:
    return perfscore.score(filing, found)["row"].readings[0]


ROWS = (
    "{awarded: 2024-04-20, signed: 2024-05-20, amount: 100万元, small: 是}",
    "{awarded: 2024-04-26, signed: 2024-05-11, amount: 300万元, small: 否}",
    "{awarded: 2024-04-20, signed: 2024-06-20, amount: 1000000元, small: 是}",
)


@pytest.mark.parametrize(
    ("taken", "unit", "value"),
    [
        ("of: contracts, take: count", "件", 3),
        ("of: contracts, take: count, where: small", "件", 2),
        ("of: contracts, take: sum, value: amount", "万元", 5_000_000),
        ("of: contracts, take: sum, value: amount, where: small", "万元", 2_000_000),
        ("of: contracts, take: mean, value: amount", "万元", Fraction(5_000_000, 3)),
        ("of: contracts, take: least, value: amount", "万元", 1_000_000),
        ("of: contracts, take: greatest, value: amount", "万元", 3_000_000),
        ("of: contracts, take: share, when: days <= 30天", "%", Fraction(2, 3)),
        ("of: contracts, take: share, when: small, weight: amount", "%", Fraction(2, 5)),
        ("of: contracts, take: share, when: days <= 30天, where: small", "%", Fraction(1, 2)),
        ("of: contracts, take: share, when: working <= 9工作日", "%", Fraction(1, 3)),
        ("of: contracts, take: greatest, value: working", "工作日", 43),
    ],
)
def test_each_way_of_taking(taken: str, unit: str, value) -> None:
    assert reading(rubric(taken, unit), filed(*ROWS)).bounds.value == value


def test_the_average_rate_of_execution_is_the_mean_of_monthly_ratios() -> None:
    """全年平均执行率: each month's actual progress over the scheduled one, then their mean."""
    months = (
        "records:\n  months:\n    title: month\n    fields:\n"
        '      actual: {unit: "%", title: actual}\n      scheduled: {unit: "%", title: scheduled}\n'
    )
    found = rubric("of: months, take: mean, value: actual / scheduled", more=months)
    rows = ("{actual: 8%, scheduled: 10%}", "{actual: 20%, scheduled: 20%}")
    result = reading(found, filed(*rows, table="months"))
    assert result.bounds.value == Fraction(9, 10)
    assert result.derivation is not None
    keys = [step.node.key for step in result.derivation.worked.steps]
    assert set(keys) == {"rows-counted", "values-added"}


def test_the_steps_stand_in_the_explanation_and_in_the_json() -> None:
    card = perfscore.score(filed(*ROWS), rubric("of: contracts, take: share, when: small"))
    assert "rows that keep the condition" in card["row"].explain("en")
    (record,) = perfscore.as_record(card)["rows"]
    steps = record["readings"][0]["derived"]["steps"]
    assert [step["value"]["low"] for step in steps] == ["3", "2"]


def test_a_blank_cell_leaves_two_ends_and_is_priced() -> None:
    rows = (*ROWS[:1], "{awarded: 2024-04-20, signed: ''}", "{awarded: 2024-04-20, signed: ''}")
    found = rubric("of: contracts, take: share, when: days <= 30天")
    card = perfscore.score(filed(*rows), found)
    bounds = card["row"].readings[0].bounds
    assert (bounds.low, bounds.high) == (Fraction(1, 3), 1)
    (finding,) = [f for f in card.findings if f.code == "record-incomplete"]
    assert finding.points_at_stake == 10
    assert "contract 2: days" in finding.message("en")


def test_no_table_says_nothing_and_an_empty_one_says_none() -> None:
    counted = rubric("of: contracts, take: count", "件")
    assert reading(counted, read(HEAD)).is_absent
    assert reading(counted, filed()).bounds.value == 0
    share = rubric("of: contracts, take: share, when: small")
    card = perfscore.score(filed(), share)
    assert {f.code for f in card.findings} == {"division-by-zero", "evidence-missing"}
    decided = rubric("of: contracts, take: share, when: small", zero_denominator="100%")
    assert reading(decided, filed()).bounds.value == 1


def test_a_stated_value_beside_records_that_give_another() -> None:
    text = HEAD + "evidence:\n  - {measure: it, value: 5件}\nrecords:\n  contracts:\n    rows:\n"
    text += "".join(f"      - {row}\n" for row in ROWS)
    card = perfscore.score(read(text), rubric("of: contracts, take: count", "件"))
    assert card["row"].readings[0].bounds.value == 3
    assert [f.code for f in card.findings] == ["differs-from-numbers"]


def test_a_year_without_a_list_cannot_be_counted() -> None:
    row = "{awarded: 2024-12-20, signed: 2025-01-10}"
    card = perfscore.score(
        filed(row), rubric("of: contracts, take: share, when: working <= 9工作日")
    )
    (finding,) = [f for f in card.findings if f.code == "working-days-unknown"]
    assert "2025" in finding.message("en")
    assert not card.total.is_settled


def test_signed_before_awarded_is_no_number_of_days() -> None:
    row = "{awarded: 2024-05-20, signed: 2024-05-10}"
    card = perfscore.score(filed(row), rubric("of: contracts, take: share, when: days <= 30天"))
    assert "value-out-of-range" in {f.code for f in card.findings}
    assert not card.total.is_settled


def test_trust_reaches_into_records() -> None:
    source = "sources: {ledger: {title: ledger, kind: system}}\n"
    text = HEAD + source + "records:\n  contracts:\n    source: ledger\n    rows:\n"
    text += "".join(f"      - {row}\n" for row in ROWS)
    found = rubric("of: contracts, take: count, where: small", "件")
    card = perfscore.score(read(text), found, trust=perfscore.Trust.DOCUMENTED)
    assert card["row"].readings[0].trust is perfscore.Trust.DOCUMENTED
    untrusted = perfscore.score(filed(*ROWS), found, trust=perfscore.Trust.DOCUMENTED)
    assert untrusted["row"].readings[0].is_absent


YEARS = {
    "2024": WorkingYear.model_validate(
        {
            "holidays": ["2024-05-01", "2024-05-02", "2024-05-03"],
            "worked": ["2024-04-28"],
            "basis": {"status": "assumed", "reason": "a test"},
        }
    )
}
DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2024, 12, 31)).map(dt.date.toordinal)


@given(DAYS, DAYS, DAYS)
def test_working_days_add_up(one: int, two: int, three: int) -> None:
    parts = working_days_after(YEARS, one, two) + working_days_after(YEARS, two, three)
    assert parts == working_days_after(YEARS, one, three)


def test_working_days_around_a_holiday() -> None:
    friday, after = dt.date(2024, 4, 26).toordinal(), dt.date(2024, 5, 6).toordinal()
    # Sunday 28 April is worked, 29 and 30 April, then three days off, then Monday.
    assert working_days_after(YEARS, friday, after) == 4


@pytest.mark.parametrize(
    ("taken", "more", "code"),
    [
        ("of: contract, take: count", YEAR + CONTRACTS, "table-unknown"),
        ("of: contracts, take: sum, value: amuont", YEAR + CONTRACTS, "field-unknown"),
        ("of: contracts, take: sum", YEAR + CONTRACTS, "aggregate-lacks"),
        ("of: contracts, take: count, value: amount", YEAR + CONTRACTS, "aggregate-has"),
        (
            "of: contracts, take: share, when: small, weight: amount - 5万元",
            YEAR + CONTRACTS,
            "aggregate-weight-negative",
        ),
        ("of: contracts, take: mean, value: amount", YEAR + CONTRACTS, "units-disagree"),
        (
            "of: contracts, take: count",
            CONTRACTS.replace("[awarded, signed]", "[awarded, amount]", 1),
            "between-needs-dates",
        ),
        (
            "of: contracts, take: count",
            CONTRACTS.replace("unit: 天", "unit: 月"),
            "between-needs-days",
        ),
        (
            "of: contracts, take: count",
            YEAR.replace("[2024-04-28", "[2024-05-01") + CONTRACTS,
            "working-day-twice",
        ),
        (
            "of: contracts, take: count",
            YEAR.replace("[2024-04-28", "['5月'") + CONTRACTS,
            "day-expected",
        ),
        (
            "of: contracts, take: count",
            YEAR + CONTRACTS + "      twice: {unit: 万元, title: t, from: amount * 2}\n"
            "      more: {unit: 万元, title: t, from: twice * 2}\n",
            "field-of-computed",
        ),
    ],
)
def test_records_a_rubric_cannot_mean(taken: str, more: str, code: str) -> None:
    with pytest.raises(RubricError) as caught:
        rubric(taken, "件" if "count" in taken else "%", more=more)
    assert code in [problem.code for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("records:\n  contract: {rows: []}\n", "table-unknown", 6),
        ("records:\n  contracts:\n    rows:\n      - {singed: 2024-05-01}\n", "field-unknown", 8),
        ("records:\n  contracts:\n    source: x\n    rows: []\n", "source-unknown", 7),
        (
            "records:\n  contracts:\n    rows:\n      - {signed: 5月}\n",
            "value-not-a-date",
            8,
        ),
        ("records:\n  contracts: {row: []}\n", "key-missing", 6),
    ],
)
def test_records_that_do_not_fit(text: str, code: str, line: int) -> None:
    with pytest.raises(FilingError) as caught:
        perfscore.score(read(HEAD + text), rubric("of: contracts, take: count", "件"))
    assert (code, line) in [(c, at) for c, at, _ in problems(caught.value)]


@pytest.mark.parametrize("taken", ["take: greatest, value: amount", "take: least, value: amount"])
def test_nothing_is_the_least_of_no_rows(taken: str) -> None:
    card = perfscore.score(filed(), rubric(f"of: contracts, {taken}", "万元"))
    assert not card.total.is_settled
    assert "division-by-zero" in {f.code for f in card.findings}


def test_an_empty_table_is_not_called_not_applicable() -> None:
    found = rubric("of: contracts, take: share, when: small, weight: amount")
    assert {f.code for f in perfscore.score(filed(), found).findings} == {
        "division-by-zero",
        "evidence-missing",
    }


def test_one_doubt_for_many_cells() -> None:
    rows = ["{amount: 5, small: 是}"] * 30
    card = perfscore.score(filed(*rows), rubric("of: contracts, take: sum, value: amount", "万元"))
    (finding,) = [f for f in card.findings if f.code == "unit-inherited"]
    assert "contract 1: amount and 29 more" in finding.message("en")
    assert len(finding.places) == 30


def test_a_blank_amount_is_priced_by_all_that_its_rows_leave_open() -> None:
    rows = ("{amount: 5万元}", "{amount: ''}")
    card = perfscore.score(filed(*rows), rubric("of: contracts, take: sum, value: amount", "万元"))
    (finding,) = [f for f in card.findings if f.code == "record-incomplete"]
    assert finding.points_at_stake == 10


@pytest.mark.parametrize("name", ["name", "place", "given"])
def test_fields_that_a_row_could_not_state(name: str) -> None:
    more = f"records:\n  contracts:\n    title: c\n    fields: {{{name}: {{unit: 元, title: t}}}}\n"
    with pytest.raises(RubricError) as caught:
        rubric("of: contracts, take: count", "件", more=more)
    assert caught.value.code == "id-reserved"


@pytest.mark.parametrize(
    ("year", "days", "code"),
    [
        ('"24"', "holidays: []", "year-expected"),
        ('"2024"', "holidays: [2023-05-01]", "working-day-of-another-year"),
        ('"2024"', "holidays: [], worked: [2024-05-08]", "worked-not-weekend"),
    ],
)
def test_working_days_that_cannot_be_meant(year: str, days: str, code: str) -> None:
    more = f"working days:\n  {year}: {{{days}, basis: {BASIS}}}\n" + CONTRACTS
    with pytest.raises(RubricError) as caught:
        rubric("of: contracts, take: count", "件", more=more)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "rows",
    [
        "      - name: A\n        amount: 5万元\n        small: 是\n",
        "      - {name: A, amount: 5万元, small: 是}\n",
        "",
    ],
)
def test_a_card_with_records_is_verified(rows: str) -> None:
    text = HEAD + "records:\n  contracts:\n" + (f"    rows:\n{rows}" if rows else "    rows: []\n")
    found = rubric("of: contracts, take: share, when: small")
    card = perfscore.json_report(perfscore.score(read(text), found))
    assert differences(read_json(card.encode(), "c.json", FilingError), found) == ()


@pytest.mark.parametrize(
    ("end", "low", "high"),
    [("≤2024-05-20", 0, 30), ("≥2024-05-20", 30, MOST_DAYS), ("2024-05-20", 30, 30)],
)
def test_bounds_of_dates_bound_the_days_between_them(end: str, low: int, high: int) -> None:
    row = f"{{awarded: 2024-04-20, signed: '{end}'}}"
    bounds = reading(rubric("of: contracts, take: greatest, value: days", "天"), filed(row)).bounds
    assert (bounds.low, bounds.high) == (low * 86400, high * 86400)


def test_working_days_of_a_range_of_dates() -> None:
    rows = ("{awarded: 2024-04-26, signed: '2024-04-28~2024-05-06'}",)
    bounds = reading(
        rubric("of: contracts, take: greatest, value: working", "工作日"), filed(*rows)
    ).bounds
    assert (bounds.low, bounds.high) == (1, 4)


def test_a_share_stays_between_nothing_and_all_of_it() -> None:
    rows = ("{amount: 1万元, small: 是}", "{amount: '', small: 是}")
    found = rubric("of: contracts, take: share, when: small, where: amount > 0万元")
    bounds = reading(found, filed(*rows)).bounds
    assert (bounds.low, bounds.high) == (Fraction(1, 2), 1)


def test_a_mean_stays_among_its_values() -> None:
    rows = ("{amount: 10万元, small: 是}", "{amount: 20万元, small: ''}")
    found = rubric("of: contracts, take: mean, value: amount, where: small", "万元")
    bounds = reading(found, filed(*rows)).bounds
    assert (bounds.low, bounds.high) == (100_000, 200_000)


def test_a_blank_that_a_statement_hides_is_priced() -> None:
    text = HEAD + "evidence:\n  - {measure: it, value: 60%}\nrecords:\n  contracts:\n    rows:\n"
    text += "      - {small: 是}\n      - {small: ''}\n"
    found = load(
        rubric_text(
            'it: {title: it, unit: "%", records: {of: contracts, take: share, when: small}}',
            indicator("row", 10, "{kind: attainment, actual: it, target: 100%, better: higher}"),
            more=YEAR + CONTRACTS,
        )
    )
    card = perfscore.score(read(text), found)
    assert card.total.is_settled
    (finding,) = [f for f in card.findings if f.code == "record-incomplete"]
    assert finding.points_at_stake == 5


def test_the_first_day_is_not_counted_so_its_year_need_not_be_known() -> None:
    row = "{awarded: 2023-12-31, signed: 2024-01-05}"
    card = perfscore.score(
        filed(row), rubric("of: contracts, take: greatest, value: working", "工作日")
    )
    assert card["row"].readings[0].bounds.value == 5
    assert "working-days-unknown" not in {f.code for f in card.findings}


def test_a_card_with_days_that_cannot_be_counted_is_verified() -> None:
    row = "{signed: 2025-01-10, awarded: 2024-12-20}"
    found = rubric("of: contracts, take: share, when: working <= 9工作日")
    card = perfscore.json_report(perfscore.score(filed(row), found))
    assert differences(read_json(card.encode(), "c.json", FilingError), found) == ()
