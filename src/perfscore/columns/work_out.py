"""Work an expression out for a block of rows: the twin of :mod:`perfscore.calculation.steps`.

The same tree and the same order of working out, with columns of bounds in place of bounds. No steps
are kept: whoever wants to see them asks for the row, which the interpreter then works out alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from perfscore.bounds import point
from perfscore.columns import arithmetic, span
from perfscore.columns.flags import all_of
from perfscore.columns.lookup import look_up
from perfscore.columns.rational import NOTHING
from perfscore.columns.span import Failure, Span
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

__all__ = ["NeedsRows", "work_out"]


class NeedsRows(Exception):
    """A Python function, which only takes one row at a time."""


def work_out(node: Node, readings: Mapping[str, Span]) -> Span:
    """The value of an expression in every row; where it has none, the span's failure says so.

    Raises :class:`NeedsRows` for what only Python can work out, and
    :class:`~perfscore.columns.whole.TooWide` for numbers that would not fit.
    """
    return _Run(readings).value(node)


class _Run:
    def __init__(self, readings: Mapping[str, Span]) -> None:
        self.readings = readings
        # A part shared by several parents is worked out once.
        self.known: dict[int, Span] = {}

    def value(self, node: Node) -> Span:
        match node:
            case Input(name=name):
                return self.readings[name]
            case Constant(value=value):
                return span.span_of(point(value))
            case Named(of=of):
                if id(node) not in self.known:
                    self.known[id(node)] = self.value(of)
                return self.known[id(node)]
            case Sum(parts=parts):
                total = self.value(parts[0])
                for part in parts[1:]:
                    total = arithmetic.add(total, self.value(part))
                return total
            case Difference(left=left, right=right):
                return arithmetic.subtract(self.value(left), self.value(right))
            case Product(parts=parts):
                product = self.value(parts[0])
                for part in parts[1:]:
                    product = arithmetic.multiply(product, self.value(part))
                return product
            case Quotient():
                return self._quotient(node)
            case Least(parts=parts):
                return arithmetic.least([self.value(part) for part in parts])
            case Greatest(parts=parts):
                return arithmetic.greatest([self.value(part) for part in parts])
            case Magnitude(of=of):
                return arithmetic.magnitude(self.value(of))
            case Stepped(of=of, step=step, snap=snap):
                return arithmetic.stepped(self.value(of), step.value, snap)
            case Interpolated(of=of, knots=knots):
                line = [(x.value, y.value) for x, y in knots]
                return arithmetic.interpolated(self.value(of), line)
            case Choice():
                return self._choice(node)
            case Lookup(parts=parts):
                return look_up(node, [self.value(part) for part in parts])
            case Opaque():
                raise NeedsRows

    def _quotient(self, node: Quotient) -> Span:
        denominator = self.value(node.denominator)
        may_be_zero = span.contains(denominator, NOTHING)
        if may_be_zero is False:
            numerator = self.value(node.numerator)
            failure = span.first_failure(denominator.failure, numerator.failure)
            return arithmetic.divide(numerator, denominator, failure)
        certain = span.is_settled(denominator)
        numerator = self.value(node.numerator)
        if node.when_zero is None:
            zero = Failure(may_be_zero, certain)
            failure = span.first_failure(denominator.failure, zero, numerator.failure)
            return arithmetic.divide(numerator, denominator, failure)
        ratio = arithmetic.divide(numerator, denominator, numerator.failure)
        answer = self.value(node.when_zero)
        if certain is True:
            found = span.select(may_be_zero, answer, ratio)
        else:
            either = span.hull([ratio, answer])
            is_zero = all_of(may_be_zero, certain)
            found = span.select(is_zero, answer, span.select(may_be_zero, either, ratio))
        return span.with_failure(found, denominator.failure)

    def _choice(self, node: Choice) -> Span:
        left, right = self.value(node.left), self.value(node.right)
        holds, holds_not = span.compared(left, node.comparison, right)
        before = (left.failure, right.failure)
        if holds is True or holds_not is True:
            way = node.then if holds is True else node.otherwise
            return span.with_failure(self.value(way), *before)
        then, otherwise = self.value(node.then), self.value(node.otherwise)
        if left.is_settled and right.is_settled:
            found = span.select(holds, then, otherwise)
        else:
            either = span.hull([then, otherwise])
            found = span.select(holds, then, span.select(holds_not, otherwise, either))
        return span.with_failure(found, *before)
