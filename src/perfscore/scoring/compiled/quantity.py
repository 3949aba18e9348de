"""Numbers of generated code: two whole numbers and a scale that is known when it is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

__all__ = ["Atom", "Quantity", "common_scale", "fixed", "multiple", "times", "with_sign"]

ONE = Fraction(1)
# A name of the generated code, or a whole number.
Atom = str | int


@dataclass(frozen=True, slots=True)
class Quantity:
    """``scale`` x ``above`` / ``below``, where ``scale`` and ``below`` are positive.

    ``not_negative`` says that it is certain not to be below zero.
    """

    above: Atom
    below: Atom = 1
    scale: Fraction = ONE
    not_negative: bool = False

    @property
    def is_fixed(self) -> bool:
        """Whether its value is known when the code is written."""
        return isinstance(self.above, int) and isinstance(self.below, int)

    @property
    def value(self) -> Fraction:
        """The value of a fixed one."""
        assert isinstance(self.above, int)
        assert isinstance(self.below, int)
        return self.scale * Fraction(self.above, self.below)


def fixed(number: Fraction) -> Quantity:
    """A number that is known when the code is written."""
    sign = (number > 0) - (number < 0)
    return Quantity(sign, 1, abs(number) or ONE, number >= 0)


def times(*factors: Atom) -> str:
    """The product of names and whole numbers, as text."""
    whole = 1
    names = []
    for factor in factors:
        if isinstance(factor, int):
            whole *= factor
        else:
            names.append(factor)
    if not names or not whole:
        return str(whole)
    return " * ".join([*names, *([str(whole)] if whole != 1 else [])])


def with_sign(text: str, sign: int) -> str:
    """A product with its sign, as a further term of a sum."""
    return f" + {text}" if sign > 0 else f" - {text}"


def common_scale(parts: Iterable[Quantity]) -> Fraction:
    """The largest scale of which those of all parts are whole multiples; zero has any scale."""
    scales = [part.scale for part in parts if part.above != 0]
    if not scales:
        return ONE
    above = gcd(*(scale.numerator for scale in scales))
    return Fraction(above, lcm(*(scale.denominator for scale in scales)))


def multiple(part: Quantity, scale: Fraction) -> int:
    """How often a common scale goes into that of a part; nothing matters for zero."""
    return 1 if part.above == 0 else int(part.scale / scale)
