"""A naive exact evaluator, kept only to check the others.

It shares no arithmetic with the interpreters: plain Fractions, one number per node, rounding by
``decimal`` where a mode of that name exists.
"""

from __future__ import annotations

import decimal
from collections.abc import Mapping
from fractions import Fraction

from perfscore.expression.nodes import (
    Choice,
    Constant,
    Difference,
    Greatest,
    Input,
    Interpolated,
    Least,
    Lookup,
    Magnitude,
    Named,
    Node,
    Opaque,
    Product,
    Quotient,
    Stepped,
    Sum,
)
from perfscore.numeric import Snap

__all__ = ["evaluate"]

_MODES = {
    Snap.HALF_UP: decimal.ROUND_HALF_UP,
    Snap.HALF_DOWN: decimal.ROUND_HALF_DOWN,
    Snap.HALF_EVEN: decimal.ROUND_HALF_EVEN,
    Snap.DOWN: decimal.ROUND_FLOOR,
    Snap.UP: decimal.ROUND_CEILING,
    Snap.TRUNCATE: decimal.ROUND_DOWN,
}


def evaluate(node: Node, values: Mapping[str, Fraction]) -> Fraction:
    """The exact value of an expression; ``ZeroDivisionError`` where it has none."""

    def of(part: Node) -> Fraction:
        return evaluate(part, values)

    match node:
        case Input(name=name):
            return values[name]
        case Constant(value=value):
            return value
        case Named(of=inner):
            return of(inner)
        case Sum(parts=parts):
            return sum((of(p) for p in parts), Fraction(0))
        case Difference(left=left, right=right):
            return of(left) - of(right)
        case Product(parts=parts):
            result = Fraction(1)
            for part in parts:
                result *= of(part)
            return result
        case Quotient():
            below = of(node.denominator)
            if below == 0 and node.when_zero is not None:
                return of(node.when_zero)
            return of(node.numerator) / below
        case Least(parts=parts):
            return min(of(p) for p in parts)
        case Greatest(parts=parts):
            return max(of(p) for p in parts)
        case Magnitude(of=inner):
            return abs(of(inner))
        case Stepped(of=inner, step=step, snap=snap):
            return _snapped(of(inner) / step.value, snap) * step.value
        case Interpolated(of=inner, knots=knots):
            return _line(of(inner), [(x.value, y.value) for x, y in knots])
        case Choice():
            holds = node.comparison.holds(of(node.left), of(node.right))
            return of(node.then) if holds else of(node.otherwise)
        case Lookup(parts=parts, rows=rows):
            found = [of(p) for p in parts]
            if node.any_order:
                found.sort()
            for row in rows:
                wanted = zip(row.where, found, strict=True)
                if all(allowed is None or value in allowed for allowed, value in wanted):
                    return row.gives.value
            raise ZeroDivisionError("no row of the table fits")
        case Opaque():
            return node.function(*(of(p) for p in node.inputs))


def _snapped(ratio: Fraction, snap: Snap) -> Fraction:
    whole, rest = divmod(ratio, 1)
    # Three digits carry everything that matters of the rest: none, below, on or above a half.
    tail = decimal.Decimal(0) if rest == 0 else decimal.Decimal("0.5")
    if rest != 0 and rest != Fraction(1, 2):
        tail = decimal.Decimal("0.25") if rest < Fraction(1, 2) else decimal.Decimal("0.75")
    with decimal.localcontext(decimal.Context(prec=max(28, len(str(abs(whole))) + 8))) as context:
        shown = decimal.Decimal(int(whole)) + tail
        return Fraction(shown.quantize(decimal.Decimal(1), rounding=_MODES[snap], context=context))


def _line(x: Fraction, knots: list[tuple[Fraction, Fraction]]) -> Fraction:
    if x <= knots[0][0]:
        return knots[0][1]
    if x >= knots[-1][0]:
        return knots[-1][1]
    right = next(i for i, knot in enumerate(knots) if x <= knot[0])
    (x0, y0), (x1, y1) = knots[right - 1], knots[right]
    share = (x - x0) / (x1 - x0)
    return (1 - share) * y0 + share * y1
