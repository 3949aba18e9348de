"""The only door to exact numbers: read them, write them, round them.

Inside perfscore a number is a ``Fraction``. Floats are refused, because 0.1 as a float is not 0.1.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from perfscore.errors import Refusal

__all__ = [
    "MOST_DIGITS",
    "Snap",
    "above",
    "below",
    "decimal_text",
    "exact",
    "fraction_text",
    "is_decimal",
    "places_of",
    "signed_text",
    "snapped",
]

ONE_HALF = Fraction(1, 2)
MOST_DIGITS = 18
SHOWN_PLACES = 6
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)


def exact(number: int | Decimal | Fraction | str | float) -> Fraction:
    """An exact number from a whole number, a Decimal or plain decimal text.

    Text has an optional sign, digits and at most one point: no exponent, at most 18 digits on
    either side. Raises :class:`Refusal` for floats, booleans, NaN, infinities and other text.
    """
    if isinstance(number, bool | float):
        raise Refusal("number-inexact", found=repr(number))
    if isinstance(number, Decimal):
        if not number.is_finite():
            raise Refusal("number-unreadable", found=str(number))
        parts = number.as_tuple()
        finest = -int(parts.exponent)
        if number.adjusted() >= MOST_DIGITS or max(finest, len(parts.digits)) > 2 * MOST_DIGITS:
            raise Refusal("number-too-long", found=str(number)[:40], most=str(MOST_DIGITS))
        return Fraction(number)
    if isinstance(number, str):
        if not _PLAIN.fullmatch(number):
            raise Refusal("number-unreadable", found=number[:60])
        whole, _, part = number.lstrip("+-").partition(".")
        if len(whole) > MOST_DIGITS or len(part) > MOST_DIGITS:
            raise Refusal("number-too-long", found=number[:40], most=str(MOST_DIGITS))
    return Fraction(number)


def is_decimal(number: Fraction) -> bool:
    """Whether a finite decimal text can hold the number."""
    return places_of(number) is not None


def decimal_text(number: Fraction, digits: int | None = None) -> str:
    """Decimal text of a number.

    With ``digits``, exactly that many places, rounded half up (away from zero). Without, the
    shortest exact text; a number that no finite decimal can hold is shown to 6 places.
    """
    places = digits
    if places is None:
        exactly = places_of(number)
        places = SHOWN_PLACES if exactly is None else exactly
    scaled = abs(number.numerator) * 10**places
    size = (2 * scaled + number.denominator) // (2 * number.denominator)
    sign = "-" if number < 0 and size else ""
    if not places:
        return f"{sign}{size}"
    figures = str(size).rjust(places + 1, "0")
    return f"{sign}{figures[:-places]}.{figures[-places:]}"


def fraction_text(number: Fraction) -> str:
    """A number that is exact as text: a decimal, or a fraction where no finite decimal holds it."""
    return decimal_text(number) if is_decimal(number) else str(number)


def signed_text(number: Fraction) -> str:
    """A difference with its sign; ``≈`` stands before one that no finite decimal can hold."""
    about = "" if is_decimal(number) else "≈"
    return about + ("+" if number > 0 else "") + decimal_text(number)


def places_of(number: Fraction) -> int | None:
    """How many decimal places a number needs; ``None`` when none suffice."""
    denominator = number.denominator
    powers = []
    for prime in (2, 5):
        power = 0
        while denominator % prime == 0:
            denominator //= prime
            power += 1
        powers.append(power)
    return max(powers) if denominator == 1 else None


class Snap(StrEnum):
    """How a number is brought onto a multiple of a step.

    ``half up`` takes ties away from zero, as the four-five rule of the forms does; ``truncate``
    goes towards zero, ``down`` and ``up`` towards minus and plus infinity.
    """

    HALF_UP = "half up"
    HALF_DOWN = "half down"
    HALF_EVEN = "half even"
    DOWN = "down"
    UP = "up"
    TRUNCATE = "truncate"


def snapped(number: Fraction, step: Fraction, how: Snap) -> Fraction:
    """The multiple of ``step`` (positive) that ``how`` picks for a number."""
    return _whole(number / step, how) * step


def below(number: Fraction, step: Fraction, how: Snap) -> Fraction:
    """What numbers just below this one are snapped to."""
    return -_just_above(-number / step, _MIRRORED[how]) * step


def above(number: Fraction, step: Fraction, how: Snap) -> Fraction:
    """What numbers just above this one are snapped to."""
    return _just_above(number / step, how) * step


# What a way of snapping looks like on the other side of zero.
_MIRRORED = {how: how for how in Snap} | {Snap.DOWN: Snap.UP, Snap.UP: Snap.DOWN}


def _whole(ratio: Fraction, how: Snap) -> int:
    match how:
        case Snap.DOWN:
            return floor(ratio)
        case Snap.UP:
            return ceil(ratio)
        case Snap.TRUNCATE:
            return floor(ratio) if ratio >= 0 else ceil(ratio)
        case Snap.HALF_EVEN:
            return round(ratio)
        case Snap.HALF_UP:
            size = floor(abs(ratio) + ONE_HALF)
        case Snap.HALF_DOWN:
            size = ceil(abs(ratio) - ONE_HALF)
    return size if ratio >= 0 else -size


def _just_above(ratio: Fraction, how: Snap) -> int:
    match how:
        case Snap.DOWN:
            return floor(ratio)
        case Snap.UP:
            return floor(ratio) + 1
        case Snap.TRUNCATE:
            return floor(ratio) if ratio >= 0 else floor(ratio) + 1
        case Snap.HALF_UP | Snap.HALF_DOWN | Snap.HALF_EVEN:
            return floor(ratio + ONE_HALF)
