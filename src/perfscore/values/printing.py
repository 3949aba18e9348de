"""Write a value as text that reads back as the same value."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from perfscore import numeric, units
from perfscore.bounds import Bounds
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
    return ("约" if amount.approximate else "") + _text(amount.bounds, amount.unit, amount.unit)


def bounds_text(bounds: Bounds, unit: str, lang: Lang = "zh") -> str:
    """Bounds held in base units, shown in a unit; exact wherever a decimal can be.

    A number that no decimal can hold is shown to six places behind ``≈``.
    """
    factor = units.unit(unit).factor if units.is_known(unit) else Fraction(1)
    scaled = Bounds(
        None if bounds.low is None else bounds.low / factor,
        None if bounds.high is None else bounds.high / factor,
        bounds.low_open,
        bounds.high_open,
    )
    label = units.label(unit, lang)
    return _text(scaled, unit, label if label in ("", *units.RATES) else f" {label}")


def _text(bounds: Bounds, unit: str, shown: str) -> str:
    if bounds.low is not None and bounds.low == bounds.high:
        return _one(bounds.low, unit, shown)
    if bounds.low is None and bounds.high is None:
        return "…"
    if bounds.low is None or bounds.high is None:
        return _side(bounds, unit, shown)
    if bounds.low_open or bounds.high_open:
        low, high = (
            Bounds(bounds.low, None, bounds.low_open),
            Bounds(None, bounds.high, high_open=bounds.high_open),
        )
        return f"{_side(low, unit, shown)}, {_side(high, unit, shown)}"
    return f"{_one(bounds.low, unit, shown)}~{_one(bounds.high, unit, shown)}"


def _side(bounds: Bounds, unit: str, shown: str) -> str:
    if bounds.low is not None:
        return (">" if bounds.low_open else "≥") + _one(bounds.low, unit, shown)
    assert bounds.high is not None
    return ("<" if bounds.high_open else "≤") + _one(bounds.high, unit, shown)


def _one(number: Fraction, unit: str, shown: str) -> str:
    if unit == DATE:
        return dt.date.fromordinal(int(number)).isoformat()
    about = "" if numeric.is_decimal(number) else "≈"
    return f"{about}{numeric.decimal_text(number)}{shown}"
