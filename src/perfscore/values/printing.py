"""Write a value as text that reads back as the same value."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from perfscore import numeric, units
from perfscore.bounds import Bounds, scaled
from perfscore.values.value import DATE, Absent, Amount, Value, Words
from perfscore.wording import Lang

__all__ = ["amount_text", "bounds_text", "value_text"]


def value_text(value: Value) -> str:
    """A value as text; :func:`~perfscore.values.read_value` reads it back."""
    match value:
        case Amount():
            return amount_text(value)
        case Words():
            return value.text
        case Absent():
            return "不适用" if value is Absent.NOT_APPLICABLE else "/"


def amount_text(amount: Amount) -> str:
    """An amount in the unit it was written in."""
    text = _text(amount.bounds, amount.unit, amount.unit, amount.places)
    return ("约" if amount.approximate else "") + text


def bounds_text(bounds: Bounds, unit: str, lang: Lang = "zh") -> str:
    """Bounds held in base units, shown in a unit; exact wherever a decimal can be.

    A number that no decimal can hold is shown to six places behind ``≈``.
    """
    factor = units.unit(unit).factor if units.is_known(unit) else Fraction(1)
    shown = scaled(bounds, 1 / factor)
    label = units.label(unit, lang, one=shown.is_settled and abs(shown.value) == 1)
    return _text(shown, unit, label if label in ("", *units.RATES) else f" {label}")


def _text(bounds: Bounds, unit: str, shown: str, places: int = 0) -> str:
    def one(number: Fraction) -> str:
        return _one(number, unit, shown, places)

    low, high = bounds.low, bounds.high
    if low is None:
        return "…" if high is None else ("<" if bounds.high_open else "≤") + one(high)
    if high is None:
        return (">" if bounds.low_open else "≥") + one(low)
    if low == high:
        return one(low)
    if bounds.low_open or bounds.high_open:
        signs = (">" if bounds.low_open else "≥", "<" if bounds.high_open else "≤")
        return f"{signs[0]}{one(low)}, {signs[1]}{one(high)}"
    return f"{one(low)}~{one(high)}"


def _one(number: Fraction, unit: str, shown: str, places: int) -> str:
    if unit == DATE:
        return dt.date.fromordinal(int(number)).isoformat()
    if not numeric.is_decimal(number):
        return f"≈{numeric.decimal_text(number)}{shown}"
    text = numeric.decimal_text(number)
    printed = len(text.partition(".")[2])
    return (text if printed >= places else numeric.decimal_text(number, places)) + shown
