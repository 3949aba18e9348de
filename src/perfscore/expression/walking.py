"""Walk over an expression: its operands, its inputs, inputs that occur more than once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any

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

__all__ = ["every_part", "inputs", "operands", "renamed", "repeated_inputs"]


def operands(node: Node) -> tuple[Node, ...]:
    """What a node is made of, in reading order."""
    match node:
        case Input() | Constant():
            return ()
        case Named(of=of) | Magnitude(of=of) | Stepped(of=of) | Interpolated(of=of):
            return (of,)
        case Sum(parts=parts) | Product(parts=parts) | Least(parts=parts) | Greatest(parts=parts):
            return parts
        case Lookup(parts=parts):
            return parts
        case Difference(left=left, right=right):
            return (left, right)
        case Quotient():
            zero = () if node.when_zero is None else (node.when_zero,)
            return (node.numerator, node.denominator, *zero)
        case Choice():
            return (node.left, node.right, node.then, node.otherwise)
        case Opaque():
            return node.inputs


def every_part(node: Node) -> Iterator[Node]:
    """The node and everything below it."""
    yield node
    for operand in operands(node):
        yield from every_part(operand)


def inputs(node: Node) -> tuple[str, ...]:
    """Names of all inputs, each once, in reading order."""
    return tuple(dict.fromkeys(p.name for p in every_part(node) if isinstance(p, Input)))


def renamed(node: Node, names: Mapping[str, str]) -> Node:
    """The same expression over inputs of other names; those not listed keep theirs."""
    if isinstance(node, Input):
        return Input(names.get(node.name, node.name))
    changed = {field.name: _renamed(getattr(node, field.name), names) for field in fields(node)}
    return replace(node, **changed)


def _renamed(part: Any, names: Mapping[str, str]) -> Any:
    if isinstance(part, Node):
        return renamed(part, names)
    return tuple(_renamed(each, names) for each in part) if isinstance(part, tuple) else part


def repeated_inputs(node: Node) -> tuple[str, ...]:
    """Inputs that meet themselves in one arithmetic node, so that bounds may be too wide.

    A part that is shared as a whole (the measure of a list of bands, say) counts once: the ways
    of a choice exclude each other.
    """
    return tuple(sorted(name for name, times in _occurrences(node).items() if times > 1))


def _occurrences(node: Node) -> Counter[str]:
    if isinstance(node, Input):
        return Counter([node.name])
    if isinstance(node, Choice):
        tested = _occurrences(node.left) + _occurrences(node.right)
        return tested | _occurrences(node.then) | _occurrences(node.otherwise)
    if isinstance(node, Quotient):
        ratio = _occurrences(node.numerator) + _occurrences(node.denominator)
        return ratio if node.when_zero is None else ratio | _occurrences(node.when_zero)
    total: Counter[str] = Counter()
    for operand in operands(node):
        total += _occurrences(operand)
    return total
