"""Work an expression out over bounds, keeping every step.

With all readings settled the result is the exact number; with some open it is the range still
possible. Score, explanation and missing evidence are one interpreter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from perfscore import bounds
from perfscore.bounds import Bounds, Comparison, point
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

__all__ = ["Considered", "Consulted", "Step", "Undefined", "Worked", "possible_rows", "work_out"]

# A table is tried with every combination that is possible, up to so many.
MOST_COMBINATIONS = 20_000


@dataclass(frozen=True, slots=True)
class Step:
    """One named step and its value in base units."""

    node: Named
    value: Bounds


@dataclass(frozen=True, slots=True)
class Considered:
    """A condition that was tested; ``holds`` is ``None`` while it is still open."""

    choice: Choice
    left: Bounds
    right: Bounds
    holds: bool | None

    @property
    def distance(self) -> Bounds:
        """How far apart the two sides are."""
        return bounds.magnitude(bounds.subtract(self.left, self.right))


@dataclass(frozen=True, slots=True)
class Consulted:
    """A table that was looked into: the values of its parts, and the rows still possible."""

    lookup: Lookup
    values: tuple[Bounds, ...]
    possible: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Worked:
    """A value with its expression, the steps that led to it, and the conditions and tables on the
    way."""

    node: Node
    value: Bounds
    steps: tuple[Step, ...]
    considered: tuple[Considered | Consulted, ...]


class Undefined(Exception):
    """A denominator that is zero (``certain``), or may be, without a declared answer; or a table
    without a row that fits."""

    def __init__(self, node: Quotient | Lookup, certain: bool) -> None:
        super().__init__("no answer")
        self.node = node
        self.certain = certain


def work_out(node: Node, readings: Mapping[str, Bounds], *, defined_only: bool = False) -> Worked:
    """The value of an expression over readings in base units.

    Raises :class:`Undefined` where a division has no answer, unless ``defined_only`` asks for the
    values where it has one; ``KeyError`` for an input without a reading.
    """
    run = _Run(readings, defined_only)
    value = run.value(node)
    return Worked(node, value, tuple(run.steps), tuple(run.considered))


def possible_rows(table: Lookup, choices: Sequence[Sequence[Fraction]]) -> set[int | None]:
    """The rows that combinations of values may lead to, ``None`` for those without one; all rows
    where there are too many combinations to try."""
    if prod(map(len, choices)) > MOST_COMBINATIONS:
        return set(range(len(table.rows)))
    return table.rows_of(choices)


class _Run:
    def __init__(self, readings: Mapping[str, Bounds], defined_only: bool) -> None:
        self.readings = readings
        self.defined_only = defined_only
        self.steps: list[Step] = []
        self.considered: list[Considered | Consulted] = []
        # A part shared by several parents is worked out, and recorded, once.
        self.known: dict[int, Bounds] = {}
        self.tested: set[tuple[int, Comparison, Node]] = set()

    def value(self, node: Node) -> Bounds:
        match node:
            case Input(name=name):
                return self.readings[name]
            case Constant(value=value):
                return point(value)
            case Named(of=of):
                return self._named(node, of)
            case Sum(parts=parts):
                total = self.value(parts[0])
                for part in parts[1:]:
                    total = bounds.add(total, self.value(part))
                return total
            case Difference(left=left, right=right):
                return bounds.subtract(self.value(left), self.value(right))
            case Product(parts=parts):
                product = self.value(parts[0])
                for part in parts[1:]:
                    product = bounds.multiply(product, self.value(part))
                return product
            case Quotient():
                return self._quotient(node)
            case Least(parts=parts):
                return bounds.least([self.value(part) for part in parts])
            case Greatest(parts=parts):
                return bounds.greatest([self.value(part) for part in parts])
            case Magnitude(of=of):
                return bounds.magnitude(self.value(of))
            case Stepped(of=of, step=step, snap=snap):
                return bounds.stepped(self.value(of), step.value, snap)
            case Interpolated(of=of, knots=knots):
                line = [(x.value, y.value) for x, y in knots]
                return bounds.interpolated(self.value(of), line)
            case Choice():
                return self._choice(node)
            case Lookup():
                return self._lookup(node)
            case Opaque():
                return self._opaque(node)

    def _named(self, node: Named, of: Node) -> Bounds:
        if id(node) not in self.known:
            self.known[id(node)] = self.value(of)
            self.steps.append(Step(node, self.known[id(node)]))
        return self.known[id(node)]

    def _quotient(self, node: Quotient) -> Bounds:
        denominator = self.value(node.denominator)
        zero = point(0)
        if not denominator.contains(zero.value):
            inverse = bounds.reciprocal(denominator)
            return bounds.multiply(self.value(node.numerator), inverse)
        certain = denominator.is_settled
        if node.when_zero is None and not self.defined_only:
            raise Undefined(node, certain)
        if node.when_zero is None:
            inverse = bounds.ANYTHING if certain else bounds.reciprocal(denominator)
            return bounds.multiply(self.value(node.numerator), inverse)
        if certain:
            return self.value(node.when_zero)
        ratio = bounds.multiply(self.value(node.numerator), bounds.reciprocal(denominator))
        return bounds.hull([ratio, self.value(node.when_zero)])

    def _choice(self, node: Choice) -> Bounds:
        left, right = self.value(node.left), self.value(node.right)
        holds = bounds.compared(left, node.comparison, right)
        tested = Considered(node, left, right, holds)
        same = (id(node.left), node.comparison, node.right)
        if same not in self.tested:
            self.tested.add(same)
            self.considered.append(tested)
        if holds is None:
            return bounds.hull([self.value(node.then), self.value(node.otherwise)])
        return self.value(node.then if holds else node.otherwise)

    def _lookup(self, node: Lookup) -> Bounds:
        values = tuple(self.value(part) for part in node.parts)
        choices = [
            [value for value in domain if found.contains(value)]
            for domain, found in zip(node.values, values, strict=True)
        ]
        found_rows = possible_rows(node, choices)
        possible = tuple(sorted(row for row in found_rows if row is not None))
        if not possible or (None in found_rows and not self.defined_only):
            raise Undefined(node, all(found.is_settled for found in values))
        self.considered.append(Consulted(node, values, possible))
        return bounds.hull([point(node.rows[row].gives.value) for row in possible])

    def _opaque(self, node: Opaque) -> Bounds:
        operands = [self.value(operand) for operand in node.inputs]
        if not all(operand.is_settled for operand in operands):
            return self._opaque_between(node, operands)
        try:
            answer = node.function(*(operand.value for operand in operands))
        except LookupError:
            # The function has no answer for these numbers, such as a year without a calendar.
            return Bounds(node.low.value, node.high.value)
        if not isinstance(answer, Fraction):
            raise TypeError(f"{node.title.en}: a Fraction expected, not {type(answer).__name__}")
        result = point(answer)
        if not Bounds(node.low.value, node.high.value).covers(result):
            raise ValueError(f"{node.title.en}: the result is outside its declared range")
        return result

    def _opaque_between(self, node: Opaque, operands: list[Bounds]) -> Bounds:
        """What a function that rises or falls with each input can give between their ends."""
        ends = []
        for is_low in (True, False):
            limit = node.low.value if is_low else node.high.value
            at = [
                operand.low if rises is is_low else operand.high
                for operand, rises in zip(operands, node.rising, strict=False)
            ]
            if len(at) == len(operands) and None not in at:
                with suppress(LookupError):
                    limit = node.function(*at)
            ends.append(limit)
        return Bounds(ends[0], ends[1])
