"""Check the units of an expression, and find the unit in which each result is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from perfscore import units
from perfscore.errors import Refusal
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
from perfscore.expression.walking import every_part
from perfscore.units import NO_DIMENSION, Dimension
from perfscore.values import DATE

__all__ = ["Kind", "bare_beside_ratio", "kind_of", "require_comparable", "require_same"]


@dataclass(frozen=True, slots=True)
class Kind:
    """The dimension of a result and the unit it is shown in.

    ``any_unit`` marks the plain number zero, which is zero in every unit. ``stated`` marks what
    somebody wrote down, with % or without it; 95 is then not 95 %. A computed ratio is neither.
    """

    dimension: Dimension
    unit: str
    any_unit: bool = False
    stated: bool = False


# What has an order but no arithmetic.
_ORDERED = {DATE, "level", "condition"}


def _of_unit(unit: str) -> Kind:
    return Kind(units.unit(unit).dimension, unit)


def kind_of(node: Node, measures: Mapping[str, str]) -> Kind:
    """The kind of an expression over measures, given as name -> unit.

    Raises :class:`Refusal` ``units-disagree`` where unlike things are added, compared or chosen
    between.
    """
    match node:
        case Input(name=name):
            return replace(_of_unit(measures[name]), stated=True)
        case Constant(value=value, unit=unit):
            if not value and not unit:
                return Kind(NO_DIMENSION, "", True)
            return replace(_of_unit(unit), stated=True)
        case Named(of=of) | Magnitude(of=of):
            return kind_of(of, measures)
        case Least(parts=parts) | Greatest(parts=parts):
            return require_same([kind_of(p, measures) for p in parts])
        case Sum(parts=parts):
            return _added([kind_of(p, measures) for p in parts])
        case Difference(left=left, right=right):
            return _added([kind_of(left, measures), kind_of(right, measures)])
        case Product(parts=parts):
            return _product([kind_of(p, measures) for p in parts])
        case Quotient():
            return _quotient(node, measures)
        case Stepped(of=of, step=step):
            stepped = require_same([kind_of(of, measures), _of_unit(step.unit)])
            return stepped if step.unit else replace(stepped, unit="", stated=False)
        case Interpolated(of=of, knots=knots):
            across = [kind_of(x, measures) for x, _ in knots]
            require_same([kind_of(of, measures), *across])
            return require_same([kind_of(y, measures) for _, y in knots])
        case Choice():
            require_comparable(kind_of(node.left, measures), kind_of(node.right, measures))
            return require_same([kind_of(node.then, measures), kind_of(node.otherwise, measures)])
        case Lookup(parts=parts, rows=rows):
            for part in parts:
                kind_of(part, measures)
            return require_same([kind_of(row.gives, measures) for row in rows])
        case Opaque():
            for operand in node.inputs:
                kind_of(operand, measures)
            return require_same([kind_of(node.low, measures), kind_of(node.high, measures)])


def bare_beside_ratio(node: Node, measures: Mapping[str, str]) -> Constant | None:
    """A number without a sign that is held against a ratio of like amounts: 90 for 90 %.

    0, 1 and 2 are what a ratio is compared with as such.
    """
    for part in every_part(node):
        for ratio, other in _held_together(part):
            if not isinstance(other, Constant) or other.unit or other.value in (0, 1, 2):
                continue
            kind = kind_of(ratio, measures)
            if units.is_rate(kind.unit) and not kind.stated:
                return other
    return None


def _held_together(node: Node) -> Iterator[tuple[Node, Node]]:
    match node:
        case Choice(left=left, right=right) | Difference(left=left, right=right):
            yield left, right
            yield right, left
        case Interpolated(of=of, knots=knots):
            yield from ((of, x) for x, _ in knots)


def require_same(kinds: Sequence[Kind]) -> Kind:
    """The common kind of several results; raises :class:`Refusal` when they differ."""
    definite = [kind for kind in kinds if not kind.any_unit]
    if not definite:
        return kinds[0]
    first = definite[0]
    for other in definite[1:]:
        if other.dimension != first.dimension:
            raise Refusal("units-disagree", left=_name(first), right=_name(other))
    rates = {units.is_rate(kind.unit) for kind in definite if kind.stated}
    if first.dimension == NO_DIMENSION and len(rates) > 1:
        raise Refusal("rate-without-sign")
    # A rate and a plain number are of one dimension; the rate reads better.
    return next((kind for kind in definite if kind.unit), first)


def require_comparable(left: Kind, right: Kind) -> None:
    """Refuse a comparison of unlike things; zero is no level and no date."""
    for one, other in ((left, right), (right, left)):
        if one.any_unit and other.unit in _ORDERED:
            raise Refusal("units-disagree", left=_name(left), right=_name(right))
    require_same([left, right])


def _added(kinds: Sequence[Kind]) -> Kind:
    _require_arithmetic(kinds)
    return require_same(kinds)


def _require_arithmetic(kinds: Sequence[Kind]) -> None:
    if any(kind.unit in _ORDERED for kind in kinds):
        raise Refusal("only-compared")


def _name(kind: Kind) -> str:
    return kind.unit or str(kind.dimension) or "1"


def _product(kinds: Sequence[Kind]) -> Kind:
    _require_arithmetic(kinds)
    dimension = NO_DIMENSION
    for kind in kinds:
        dimension = dimension.times(kind.dimension)
    dimensional = [kind for kind in kinds if kind.dimension != NO_DIMENSION]
    if len(dimensional) == 1:
        return replace(dimensional[0], stated=False)
    return Kind(dimension, units.base_unit(dimension))


def _quotient(node: Quotient, measures: Mapping[str, str]) -> Kind:
    above, below = kind_of(node.numerator, measures), kind_of(node.denominator, measures)
    _require_arithmetic([above, below])
    dimension = above.dimension.per(below.dimension)
    if above.any_unit:
        result = Kind(NO_DIMENSION, "", True)
    elif dimension == NO_DIMENSION:
        counted = isinstance(node.denominator, Constant)
        result = Kind(dimension, "" if counted or above.dimension == NO_DIMENSION else "%")
    elif below.dimension == NO_DIMENSION:
        result = replace(above, stated=False)
    else:
        result = Kind(dimension, units.base_unit(dimension))
    if node.when_zero is not None:
        return require_same([result, kind_of(node.when_zero, measures)])
    return result
