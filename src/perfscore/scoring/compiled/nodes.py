"""Expressions as integer arithmetic: each node kind but an opaque function."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from perfscore.bounds import Comparison
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
from perfscore.scoring.compiled.arithmetic import (
    added,
    compared,
    multiplied,
    ratio,
    size,
    snapped,
)
from perfscore.scoring.compiled.choices import Tested, condensed, next_choice, tested
from perfscore.scoring.compiled.code import Branch, Code, NotCompiled, merged
from perfscore.scoring.compiled.lookups import looked_up
from perfscore.scoring.compiled.quantity import Quantity, fixed

__all__ = ["holding", "value"]

ZERO = fixed(Fraction(0))


def value(code: Code, node: Node) -> Quantity:
    """Write what works a node out, where that was not done already, and return its quantity.

    The code leaves the filing to the interpreter where there is no answer. Raises
    :class:`NotCompiled` for what cannot be written as arithmetic.
    """
    if id(node) not in code.known:
        code.known[id(node)] = (node, _worked_out(code, node))
    return code.known[id(node)][1]


def _worked_out(code: Code, node: Node) -> Quantity:
    match node:
        case Input(name=name):
            return code.inputs[name]
        case Constant(value=number):
            return fixed(number)
        case Named(of=of):
            return value(code, of)
        case Sum(parts=parts):
            return added(code, [(value(code, part), 1) for part in parts])
        case Difference(left=left, right=right):
            return added(code, [(value(code, left), 1), (value(code, right), -1)])
        case Product(parts=parts):
            return multiplied(code, [value(code, part) for part in parts])
        case Quotient():
            return _quotient(code, node)
        case Least(parts=parts):
            return _extreme(code, Comparison.AT_MOST, [value(code, part) for part in parts])
        case Greatest(parts=parts):
            return _extreme(code, Comparison.AT_LEAST, [value(code, part) for part in parts])
        case Magnitude(of=of):
            return size(code, value(code, of))
        case Stepped(of=of, step=step, snap=snap):
            return snapped(code, value(code, of), step.value, snap)
        case Interpolated():
            return _interpolated(code, node)
        case Choice():
            return _choice(code, node)
        case Lookup(parts=parts):
            return looked_up(code, node, [value(code, part) for part in parts])
        case Opaque():
            raise NotCompiled("an opaque function")


def holding(code: Code, choice: Choice) -> str:
    """A text that is true where the condition of a choice between two other things holds."""
    return _test(code, condensed(code, choice)[0])


def _test(code: Code, test: Tested) -> str:
    return tested(code, test, value)


def _quotient(code: Code, node: Quotient) -> Quantity:
    below = value(code, node.denominator)
    if below.is_fixed and below.value:
        return multiplied(code, [value(code, node.numerator), fixed(1 / below.value)])
    is_zero = compared(below, Comparison.EQUAL, ZERO)
    if node.when_zero is None:
        code.refuse(is_zero)
        return ratio(code, value(code, node.numerator), below)
    with code.block() as at_zero:
        answer = value(code, node.when_zero)
    with code.block() as otherwise:
        found = ratio(code, value(code, node.numerator), below)
    branches = [Branch(f"if {is_zero}:", at_zero, answer), Branch("else:", otherwise, found)]
    return merged(code, branches)


def _extreme(code: Code, better: Comparison, parts: list[Quantity]) -> Quantity:
    """The part that compares with all others as asked."""
    found = parts[0]
    for part in parts[1:]:
        head = f"if {compared(found, better, part)}:"
        chosen = merged(code, [Branch(head, [], found), Branch("else:", [], part)])
        # A cap from above says nothing of the sign, a floor of zero does.
        is_sure = better is Comparison.AT_LEAST and (found.not_negative or part.not_negative)
        not_negative = chosen.not_negative or is_sure
        found = Quantity(chosen.above, chosen.below, chosen.scale, not_negative)
    return found


def _interpolated(code: Code, node: Interpolated) -> Quantity:
    x = value(code, node.of)
    knots = [(fixed(at.value), fixed(gives.value)) for at, gives in node.knots]
    branches = [Branch(f"if {compared(x, Comparison.AT_MOST, knots[0][0])}:", [], knots[0][1])]
    for (x0, y0), (x1, y1) in pairwise(knots):
        if x0.value == x1.value:
            continue
        slope = (y1.value - y0.value) / (x1.value - x0.value)
        with code.block() as lines:
            rise = multiplied(code, [x, fixed(slope)])
            y = added(code, [(rise, 1), (fixed(y0.value - slope * x0.value), 1)])
        low = min(y0.value, y1.value)
        y = Quantity(y.above, y.below, y.scale, low >= 0)
        branches.append(Branch(f"elif {compared(x, Comparison.AT_MOST, x1)}:", lines, y))
    branches.append(Branch("else:", [], knots[-1][1]))
    return merged(code, branches)


def _choice(code: Code, node: Choice) -> Quantity:
    """A ladder of ``if`` and ``elif`` as long as the next test needs no lines of its own."""
    branches: list[Branch] = []
    word, following = "if", node
    text = _test(code, condensed(code, node)[0])
    while True:
        _, then, otherwise = condensed(code, following)
        with code.block() as lines:
            result = value(code, then)
        branches.append(Branch(f"{word} {text}:", lines, result))
        further = next_choice(code, otherwise)
        if further is None:
            break
        with code.block() as lines:
            text = _test(code, condensed(code, further)[0])
        if lines:
            break
        word, following = "elif", further
    with code.block() as lines:
        result = value(code, otherwise)
    return merged(code, [*branches, Branch("else:", lines, result)])
