"""The door to exact numbers."""

import decimal
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfscore.errors import Refusal
from perfscore.numeric import Snap, decimal_text, exact, snapped


@pytest.mark.parametrize("number", [0.1, 1.0, float("nan"), True, False])
def test_floats_and_booleans_are_refused(number) -> None:
    with pytest.raises(Refusal, match="number-inexact"):
        exact(number)


@pytest.mark.parametrize(
    "text", ["1e3", "NaN", "Infinity", "1_000", "", " 1", "١٢", "１２", "0x1", "1.", ".5", "1.2.3"]
)
def test_only_plain_decimal_text_is_a_number(text: str) -> None:
    with pytest.raises(Refusal, match="number-unreadable"):
        exact(text)


@pytest.mark.parametrize(
    "number", ["1" * 19, "0." + "1" * 19, Decimal("1E+2000000"), Decimal(10) ** 18]
)
def test_numbers_that_are_too_long_are_refused(number) -> None:
    with pytest.raises(Refusal, match="number-too-long"):
        exact(number)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=6))
def test_decimals_are_taken_as_they_are_and_print_back(number: Decimal) -> None:
    assert Fraction(number) == exact(number)
    assert exact(number) == exact(decimal_text(exact(number)))
    assert exact(number) == exact(str(number)) if "E" not in str(number) else True


@pytest.mark.parametrize(
    ("number", "digits", "text"),
    [
        (Fraction(1, 3), None, "0.333333"),
        (Fraction(5, 2), None, "2.5"),
        (Fraction(-5, 2), 0, "-3"),
        (Fraction("7.125"), 2, "7.13"),
        (Fraction("-7.125"), 2, "-7.13"),
        (Fraction("-0.001"), 2, "0.00"),
        (Fraction(0), 2, "0.00"),
        (Fraction(100), None, "100"),
        (Fraction(325, 1000), 2, "0.33"),
    ],
)
def test_decimal_text(number: Fraction, digits, text: str) -> None:
    assert text == decimal_text(number, digits)


MODES = {
    Snap.HALF_UP: decimal.ROUND_HALF_UP,
    Snap.HALF_DOWN: decimal.ROUND_HALF_DOWN,
    Snap.HALF_EVEN: decimal.ROUND_HALF_EVEN,
    Snap.DOWN: decimal.ROUND_FLOOR,
    Snap.UP: decimal.ROUND_CEILING,
    Snap.TRUNCATE: decimal.ROUND_DOWN,
}


@given(st.integers(-(10**6), 10**6), st.sampled_from(Snap))
def test_rounding_is_that_of_decimal_ties_included(thousandths: int, how: Snap) -> None:
    number = Decimal(thousandths) / 1000
    expected = number.quantize(Decimal("0.01"), rounding=MODES[how])
    assert Fraction(expected) == snapped(Fraction(number), Fraction(1, 100), how)
