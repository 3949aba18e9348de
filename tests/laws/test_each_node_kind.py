"""One law per node kind: it holds its exact result, and is no wider than its operands allow.

Whole-rule properties miss faults that a law per operation finds at once.
"""

from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfscore import bounds
from perfscore.bounds import Bounds, Comparison, point
from perfscore.calculation.steps import Undefined, work_out
from perfscore.expression.nodes import (
    Choice,
    Constant,
    Difference,
    Greatest,
    Input,
    Interpolated,
    Least,
    Lookup,
    LookupRow,
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
from perfscore.testing.oracle import evaluate
from perfscore.testing.strategies import bounds_around, inside, knots, numbers
from perfscore.wording import Text

A, B = Input("a"), Input("b")
ZERO, ONE, TWO = (Constant(Fraction(n)) for n in range(3))
TITLE = Text("步", "step")


def clip(number: Fraction) -> Fraction:
    return min(max(number, Fraction(0)), Fraction(2))


VALUES = tuple(Fraction(n) for n in range(4))


def tables(draw) -> Lookup:
    """A complete table over two parts, in one order or in any."""
    any_order = draw(st.booleans())
    pairs = [(a, b) for a in VALUES for b in VALUES if a <= b or not any_order]
    rows = [((frozenset({a}), frozenset({b})), draw(st.integers(0, 3))) for a, b in pairs]
    if not any_order and draw(st.booleans()):
        rows = [((frozenset({draw(st.sampled_from(VALUES))}), None), 3), ((None, None), 0)]
    found = tuple(LookupRow(where, Constant(Fraction(g)), TITLE) for where, g in rows)
    return Lookup(TITLE, (A, B), (VALUES, VALUES), found, any_order)


@given(st.data())
def test_a_table_gives_just_what_its_possible_rows_give(data) -> None:
    """The ends are the least and the greatest of all combinations inside the bounds."""
    node = tables(data.draw)
    known = {}
    for name in ("a", "b"):
        one, two = sorted(data.draw(st.sampled_from(VALUES)) for _ in range(2))
        known[name] = Bounds(one, two)
    inside_of = {
        name: [value for value in VALUES if reading.contains(value)]
        for name, reading in known.items()
    }
    gives = [evaluate(node, {"a": a, "b": b}) for a in inside_of["a"] for b in inside_of["b"]]
    worked = work_out(node, known)
    assert (min(gives), max(gives)) == (worked.value.low, worked.value.high)
    possible = {node.rows[row].gives.value for row in worked.considered[0].possible}
    assert possible == set(gives)


def test_values_that_no_row_is_about_have_no_result() -> None:
    """A gap in a table is never filled by a guess."""
    row = LookupRow((frozenset({Fraction(1)}),), ONE, TITLE)
    node = Lookup(TITLE, (A,), ((Fraction(0), Fraction(1)),), (row,))
    assert work_out(node, {"a": point(1)}).value == point(1)
    with pytest.raises(Undefined) as certain:
        work_out(node, {"a": point(0)})
    with pytest.raises(Undefined) as possible:
        work_out(node, {"a": Bounds(Fraction(0), Fraction(1))})
    assert (certain.value.certain, possible.value.certain) == (True, False)


def test_a_table_with_too_many_combinations_holds_every_row() -> None:
    """No bounds are lost where trying every combination would take too long."""
    many = tuple(Fraction(n) for n in range(400))
    rows = (
        LookupRow((frozenset({Fraction(3)}), None), TWO, TITLE),
        LookupRow((None, None), ZERO, TITLE),
    )
    node = Lookup(TITLE, (A, B), (many, many), rows)
    everything = Bounds(Fraction(0), Fraction(399))
    assert work_out(node, {"a": everything, "b": everything}).value == Bounds(0, 2)


OPAQUE = Opaque(TITLE, clip, (A,), ZERO, TWO)
STEPS = [
    Stepped(A, Constant(step), snap) for snap in Snap for step in (Fraction(1), Fraction(1, 20))
]
CHOICES = [Choice(A, comparison, B, ONE, TWO) for comparison in Comparison]
KINDS: list[Node] = [
    A,
    ONE,
    Named("step", TITLE, A),
    Sum((A, B)),
    Difference(A, B),
    Product((A, B)),
    Quotient(A, B, ONE),
    Least((A, B)),
    Greatest((A, B)),
    Magnitude(A),
    *STEPS,
    *CHOICES,
    OPAQUE,
]
TIGHT = [node for node in KINDS if not isinstance(node, Choice | Opaque | Quotient)]


def test_every_node_kind_has_a_law() -> None:
    """A new node kind fails here until it is listed."""
    listed = {type(node) for node in KINDS} | {Interpolated, Lookup}
    assert set(get_args(Node)) == listed


def name_of(node: Node) -> str:
    return f"{type(node).__name__}-{getattr(node, 'snap', getattr(node, 'comparison', ''))}"


@pytest.mark.parametrize("node", KINDS, ids=name_of)
@given(data=st.data(), a=numbers(), b=numbers())
def test_it_holds_its_exact_result(node: Node, data, a: Fraction, b: Fraction) -> None:
    """The exact result of the true operands lies inside."""
    known = {"a": data.draw(bounds_around(a)), "b": data.draw(bounds_around(b))}
    chosen = {name: data.draw(inside(reading)) for name, reading in known.items()}
    result = work_out(node, known).value
    assert result.contains(evaluate(node, {"a": a, "b": b}))
    assert result.contains(evaluate(node, chosen))


@pytest.mark.parametrize("node", TIGHT, ids=name_of)
@given(data=st.data(), a=numbers(), b=numbers())
def test_a_closed_end_is_reached(node: Node, data, a: Fraction, b: Fraction) -> None:
    """Closed operands: some corner, zero, or the ends give exactly the ends of the result."""
    known = {"a": data.draw(bounds_around(a)), "b": data.draw(bounds_around(b))}
    corners = {name: reached(reading) for name, reading in known.items()}
    if any(corner is None for corner in corners.values()):
        return
    result = work_out(node, known).value
    values = [
        evaluate(node, {"a": x, "b": y}) for x in corners["a"] or () for y in corners["b"] or ()
    ]
    assert (min(values), max(values)) == (result.low, result.high)
    assert not (result.low_open or result.high_open)


def reached(reading: Bounds) -> list[Fraction] | None:
    """The ends of closed bounds, and zero when it lies between them."""
    if reading.low is None or reading.high is None or reading.low_open or reading.high_open:
        return None
    zero = [Fraction(0)] if reading.contains(Fraction(0)) else []
    return [reading.low, reading.high, *zero]


@given(st.data(), knots(), numbers())
def test_a_line_holds_its_exact_result_and_reaches_its_ends(data, line, a: Fraction) -> None:
    """Corners of a line are the ends and the knots between them."""
    node = Interpolated(A, line)
    reading = data.draw(bounds_around(a))
    result = work_out(node, {"a": reading}).value
    assert result.contains(evaluate(node, {"a": a}))
    assert result.contains(evaluate(node, {"a": data.draw(inside(reading))}))
    ends = [end for end in (reading.low, reading.high) if end is not None]
    between = [x.value for x, _ in line if reading.contains(x.value)]
    far = [line[0][0].value] if reading.low is None else []
    far += [line[-1][0].value] if reading.high is None else []
    values = [evaluate(node, {"a": x}) for x in [*ends, *between, *far]]
    assert (min(values), max(values)) == (result.low, result.high)


@given(st.data(), numbers(), st.sampled_from(STEPS))
def test_a_step_over_an_open_end_takes_the_value_beside_it(
    data, a: Fraction, node: Stepped
) -> None:
    """Fewer than 5, rounded down, is at most 4: the step of the limit itself is not reached."""
    reading = data.draw(bounds_around(a))
    result = work_out(node, {"a": reading}).value
    hair = Fraction(1, 10**15)
    for end, is_open, side in (
        (reading.low, reading.low_open, 1),
        (reading.high, reading.high_open, -1),
    ):
        if end is None:
            continue
        beside = evaluate(node, {"a": end + side * hair if is_open else end})
        assert beside == (result.low if side == 1 else result.high)


@given(st.sampled_from(Comparison), st.data(), numbers(), numbers())
def test_a_comparison_is_decided_exactly_when_all_values_agree(comparison, data, a, b) -> None:
    """Decided means that no completion disagrees."""
    left, right = data.draw(bounds_around(a)), data.draw(bounds_around(b))
    verdict = bounds.compared(left, comparison, right)
    holds = comparison.holds(data.draw(inside(left)), data.draw(inside(right)))
    assert verdict is None or verdict == holds


def test_a_quotient_without_an_answer_for_zero_has_no_result() -> None:
    """Zero denominators are never guessed at, certain or possible."""
    node = Quotient(A, B)
    with pytest.raises(Undefined) as certain:
        work_out(node, {"a": point(1), "b": point(0)})
    with pytest.raises(Undefined) as possible:
        work_out(node, {"a": point(1), "b": Bounds(Fraction(-1), Fraction(1))})
    assert (certain.value.certain, possible.value.certain) == (True, False)


def test_an_opaque_function_outside_its_range_is_an_error() -> None:
    """A declared range that the function breaks would make bounds a lie."""
    node = Opaque(TITLE, lambda number: number, (A,), ZERO, ONE)
    with pytest.raises(ValueError, match="outside its declared range"):
        work_out(node, {"a": point(5)})


def test_a_shared_step_is_recorded_once() -> None:
    """A named part with two parents is one step."""
    shared = Named("step", TITLE, A)
    worked = work_out(Sum((shared, shared)), {"a": point(2)})
    assert (point(4), 1) == (worked.value, len(worked.steps))
