"""Sums, products, ratios, rounding and comparisons of quantities, as lines of integer code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from perfscore import numeric
from perfscore.bounds import Comparison
from perfscore.numeric import Snap
from perfscore.scoring.compiled.code import Code
from perfscore.scoring.compiled.quantity import (
    Quantity,
    common_scale,
    fixed,
    multiple,
    times,
    with_sign,
)

__all__ = ["added", "compared", "multiplied", "ratio", "size", "snapped"]

_SIGNS = {
    Comparison.LESS: "<",
    Comparison.AT_MOST: "<=",
    Comparison.EQUAL: "==",
    Comparison.AT_LEAST: ">=",
    Comparison.MORE: ">",
}

_DOWN, _UP = "{a} // {b}", "-(-{a} // {b})"
# Ties upwards and downwards: to the whole number above or below a half.
_TIES_UP, _TIES_DOWN = "({aa} + {b}) // {bb}", "-(({b} - {aa}) // {bb})"
# Nothing is left over just at a tie, which then goes from an odd number to the even one below.
_TIES_EVEN = f"{_TIES_UP} - ({_TIES_UP} & 1 and not ({{aa}} + {{b}}) % {{bb}})"
# How a / b is brought to a whole number where it is not negative, and where it is.
_WAYS = {
    Snap.HALF_UP: (_TIES_UP, _TIES_DOWN),
    Snap.HALF_DOWN: (_TIES_DOWN, _TIES_UP),
    Snap.HALF_EVEN: (_TIES_EVEN, _TIES_EVEN),
    Snap.DOWN: (_DOWN, _DOWN),
    Snap.UP: (_UP, _UP),
    Snap.TRUNCATE: (_DOWN, _UP),
}


def added(code: Code, terms: Sequence[tuple[Quantity, int]]) -> Quantity:
    """Terms added, each with its sign."""
    terms = [(part, sign) for part, sign in terms if part.above != 0]
    if all(part.is_fixed for part, _ in terms):
        return fixed(sum((part.value * sign for part, sign in terms), Fraction(0)))
    scale = common_scale(part for part, _ in terms)
    not_negative = all(part.not_negative and sign > 0 for part, sign in terms)
    groups: dict[str | int, list[tuple[Quantity, int]]] = {1: []}
    for part, sign in terms:
        groups.setdefault(part.below, []).append((part, sign))
    whole = groups.pop(1)
    if not groups:
        return Quantity(code.named(_terms(whole, scale)), 1, scale, not_negative)
    # Whole terms join the first ratio: they need its denominator and bring none.
    first, *others = groups
    text = _terms(groups[first], scale)
    for part, sign in whole:
        text += with_sign(times(part.above, first, multiple(part, scale)), sign)
    above, below = code.named(text), first
    for other in others:
        more = code.named(_terms(groups[other], scale))
        above = code.named(f"{times(above, other)} + {times(more, below)}")
        below = code.named(times(below, other))
    return Quantity(above, below, scale, not_negative)


def _terms(terms: Sequence[tuple[Quantity, int]], scale: Fraction) -> str:
    """Terms with one denominator, without it."""
    text = "".join(with_sign(times(p.above, multiple(p, scale)), sign) for p, sign in terms)
    return (
        text.removeprefix(" + ") if text.startswith(" + ") else text.strip().replace("- ", "-", 1)
    )


def multiplied(code: Code, parts: Sequence[Quantity]) -> Quantity:
    """Parts multiplied."""
    scale = Fraction(1)
    for part in parts:
        scale *= part.scale
    above = code.named(times(*(part.above for part in parts)))
    below = code.named(times(*(part.below for part in parts)))
    return Quantity(above, below, scale, all(part.not_negative for part in parts))


def ratio(code: Code, above: Quantity, below: Quantity) -> Quantity:
    """A part over another that is not zero."""
    scale = above.scale / below.scale
    over = code.named(times(above.above, below.below))
    under = code.named(times(above.below, below.above))
    if below.not_negative:
        return Quantity(over, under, scale, above.not_negative)
    sign = code.named(f"1 if {below.above} > 0 else -1")
    return Quantity(code.named(times(over, sign)), code.named(times(under, sign)), scale)


def size(code: Code, part: Quantity) -> Quantity:
    """A part without its sign."""
    if part.not_negative:
        return part
    above = code.named(f"-{part.above} if {part.above} < 0 else {part.above}")
    return replace(part, above=above, not_negative=True)


def compared(left: Quantity, comparison: Comparison, right: Quantity) -> str:
    """A comparison, cross-multiplied: denominators are positive."""
    scale = common_scale((left, right))
    one, other = left, right
    if left.below == right.below:
        one, other = replace(left, below=1), replace(right, below=1)
    sides = (
        times(one.above, other.below, multiple(one, scale)),
        times(other.above, one.below, multiple(other, scale)),
    )
    return f"{sides[0]} {_SIGNS[comparison]} {sides[1]}"


def snapped(code: Code, part: Quantity, step: Fraction, snap: Snap) -> Quantity:
    """The multiple of a step that a way of rounding picks: one division that rounds down."""
    if part.is_fixed:
        return fixed(numeric.snapped(part.value, step, snap))
    steps = part.scale / step
    if part.below == 1 and steps.denominator == 1:
        return part
    above = code.named(times(part.above, steps.numerator))
    below = code.named(times(part.below, steps.denominator))
    upwards, downwards = (
        way.format(a=above, aa=times(above, 2), b=below, bb=f"({times(below, 2)})")
        for way in _WAYS[snap]
    )
    text = upwards if part.not_negative else f"{upwards} if {above} >= 0 else {downwards}"
    whole = code.named(text)
    return Quantity(whole, 1, step, part.not_negative)
