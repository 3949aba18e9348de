"""Equations between stated numbers: what fails, by how much, and what printed digits excuse."""

import pytest
from making import filing, one_rule, problems

import perfscore
from perfscore.errors import FilingError

RATE = 'rate: {title: rate, unit: "%", at least: 0%}\nspent: {title: spent, unit: 万元}'
RUBRIC = one_rule(
    RATE + "\nbudget: {title: budget, unit: 万元}", "{kind: pass or fail, when: rate <= 100%}"
)


def failing(figures: dict[str, str], *equations: str, given: dict[str, str] | None = None):
    rows = "\n".join(f'  {name}: {{title: {name}, value: "{v}"}}' for name, v in figures.items())
    says = "\n".join(f'  - {{says: "{each}"}}' for each in equations)
    more = (f"figures:\n{rows}\n" if figures else "") + f"equations:\n{says}\n"
    card = perfscore.score(filing(given, more), RUBRIC)
    return [dict(f.details)["difference"] for f in card.findings if f.code.startswith("equation-")]


CASES = {"all": "1690736宗", "one": "148934宗", "two": "1541802宗", "online": "68038宗"}


def test_a_sum_that_holds_and_one_that_fails_by_exactly_what_was_added() -> None:
    assert failing(CASES, "one + two = all") == []
    assert failing(CASES, "one + two + online = all") == ["68038 宗"]


def test_the_huadu_sums(huadu, guangzhou) -> None:
    """1,690,736 cases and 250,935 tickets hold; 20 contract staff are not 4 + 15."""
    found = [f for f in perfscore.score(huadu, guangzhou).findings if f.code == "equation-fails"]
    assert [dict(f.details)["difference"] for f in found] == ["-1 人"]
    wrong = perfscore.Equation(
        says="cases_general + cases_police + cases_property + cases_tax + cases_labour "
        "+ cases_health + cases_notary + cases_online = cases"
    )
    other = huadu.model_copy(update={"equations": (wrong,)})
    (finding,) = [
        f for f in perfscore.score(other, guangzhou).findings if f.code == "equation-fails"
    ]
    assert dict(finding.details)["difference"] == "68038 宗"


@pytest.mark.parametrize(
    ("figures", "equation", "holds"),
    [
        # 3824.26 of 4753.66 is 80.45 %, which was printed as 100 %.
        ({"a": "3824.26万元", "b": "4753.66万元", "r": "80.45%"}, "a / b = r", True),
        ({"a": "3824.26万元", "b": "4753.66万元", "r": "80%"}, "a / b = r", True),
        ({"a": "3824.26万元", "b": "4753.66万元", "r": "80.44%"}, "a / b = r", False),
        ({"a": "3824.26万元", "b": "4753.66万元", "r": "100%"}, "a / b = r", False),
        # Three values for one sum: 89.99, 89.974, 89.97.
        ({"a": "30万元", "b": "29.99万元", "c": "89.974万元"}, "a + a + b = c", False),
        (
            {"a": "166.00万元", "b": "136.00万元", "c": "20.25万元", "d": "321.25万元"},
            "a + b + c = d",
            False,
        ),
        (
            {"a": "166.00万元", "b": "135.00万元", "c": "20.25万元", "d": "321.25万元"},
            "a + b + c = d",
            True,
        ),
        ({"a": "7.29万元", "b": "72900元"}, "a = b", True),
        ({"a": "7.29万元", "b": "72890元"}, "a = b", True),
        ({"a": "7.29万元", "b": "72840元"}, "a = b", False),
        ({"a": "799.12万元", "b": "792.22万元"}, "a <= b", False),
        ({"a": "1492条", "b": "5036条"}, "a <= b", True),
        ({"a": "19人", "b": "20人"}, "a = b", False),
    ],
)
def test_a_printed_number_stands_for_all_that_round_to_it(figures, equation, holds) -> None:
    assert (failing(figures, equation) == []) == holds


def test_a_declared_tolerance_widens_that() -> None:
    more = (
        "figures:\n  a: {title: a, value: 100元}\n  b: {title: b, value: 103元}\n"
        "equations:\n  - {says: a = b, tolerance: 3元}\n  - {says: a = b, tolerance: 2元}\n"
    )
    card = perfscore.score(filing(None, more), RUBRIC)
    assert [f.code for f in card.findings if f.code == "equation-fails"] == ["equation-fails"]


def test_measures_take_part_and_missing_ones_leave_the_equation_unchecked() -> None:
    given = {"spent": "9万元", "budget": "10万元", "rate": "80%"}
    assert failing({}, "spent / budget = rate", given=given) == ["10%"]
    assert failing({}, "spent / budget = rate", given={"spent": "9万元", "rate": "80%"}) == []


def test_a_zero_denominator_cannot_be_checked() -> None:
    assert failing({"a": "1元", "b": "0元", "r": "100%"}, "a / b = r") == [""]


@pytest.mark.parametrize(
    ("equation", "code", "column"),
    [
        ("one + tow = all", "measure-unknown", 19),
        ("one + people = all", "units-disagree", 13),
        ("one + two", "formula-comparison-expected", 22),
        ("one = two = all", "formula-comparison-unexpected", 23),
    ],
)
def test_equations_that_cannot_be_meant(equation: str, code: str, column: int) -> None:
    with pytest.raises(FilingError) as caught:
        failing({**CASES, "people": "3人"}, equation)
    assert problems(caught.value) == [(code, 12, column)]


@pytest.mark.parametrize(
    ("figure", "code"),
    [
        ("rate: {title: t, value: 1%}", "id-repeated"),
        ("x: {title: t, value: ≤1%}", "figure-not-a-number"),
        ("x: {title: t, value: 较高}", "figure-not-a-number"),
        ("x: {title: t, value: 1%, beside: rat}", "measure-unknown"),
        ("x-y: {title: t, value: 1%}", "identifier-invalid"),
    ],
)
def test_figures_that_cannot_be_meant(figure: str, code: str) -> None:
    with pytest.raises(FilingError) as caught:
        perfscore.score(filing(None, f"figures:\n  {figure}\n"), RUBRIC)
    assert caught.value.code == code


def test_a_computed_rate_that_cannot_be_is_not_used() -> None:
    measures = (
        "spent: {title: s, unit: 元}\nbudget: {title: b, unit: 元}\n"
        'rate: {title: r, unit: "%", at least: 0%, at most: 100%, from: spent / budget}'
    )
    rubric = one_rule(measures, "{kind: pass or fail, when: rate <= 90%}")
    card = perfscore.score(filing({"spent": "12元", "budget": "10元"}), rubric)
    assert {f.code for f in card.findings} == {"value-out-of-range", "evidence-missing"}
    assert (card.total.low, card.total.high) == (0, 10)


def test_a_stated_rate_that_its_numbers_do_not_give_is_shown_and_not_used() -> None:
    measures = (
        "spent: {title: s, unit: 元}\nbudget: {title: b, unit: 元}\n"
        'rate: {title: r, unit: "%", at least: 0%, from: spent / budget}'
    )
    rubric = one_rule(measures, "{kind: pass or fail, when: rate <= 90%}")
    card = perfscore.score(filing({"spent": "8元", "budget": "10元", "rate": "95%"}), rubric)
    (finding,) = [f for f in card.findings if f.code == "differs-from-numbers"]
    assert dict(finding.details)["values"] == "95%, 80%"
    assert finding.points_at_stake == 10
    assert card.total.value == 10
