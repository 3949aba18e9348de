"""What a printed number stands for: everything that would be rounded to it."""

from __future__ import annotations

from fractions import Fraction

from perfscore import units
from perfscore.bounds import Bounds
from perfscore.model.reading import Reading
from perfscore.values import Amount

__all__ = ["printed", "printed_reading"]

HALF = Fraction(1, 2)


def printed(amount: Amount) -> Bounds:
    """Every number, in base units, that would be printed as this one.

    Whole counts and sums of money are meant as they stand; rates and numbers with decimals may
    have been rounded to the digits that are printed.
    """
    factor = units.unit(amount.unit).factor
    reach = HALF / 10**amount.places if amount.places or units.is_rate(amount.unit) else 0
    number = amount.bounds.value
    return Bounds((number - reach) * factor, (number + reach) * factor)


def printed_reading(reading: Reading) -> Bounds:
    """A reading with the digits it was printed to."""
    amounts = [e.value for e in reading.evidence if isinstance(e.value, Amount)]
    if reading.derivation is not None or len(amounts) != 1 or amounts[0].is_bound:
        return reading.bounds
    return printed(amounts[0])
