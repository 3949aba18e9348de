"""Integer code gives the interpreter's exact number, for every node kind, and no other answer.

The interpreter and the naive evaluator are asked both: the code shares no arithmetic with either.
"""

from dataclasses import replace
from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from perfscore.bounds import Comparison, point
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
from perfscore.expression.parsing import parse_test
from perfscore.expression.walking import every_part
from perfscore.numeric import Snap
from perfscore.rules.conditions import holding
from perfscore.scoring.compiled import NotCompiled
from perfscore.scoring.compiled.code import Code
from perfscore.scoring.compiled.nodes import value
from perfscore.scoring.compiled.quantity import Quantity
from perfscore.testing.oracle import evaluate
from perfscore.testing.strategies import expressions, numbers, settled
from perfscore.wording import Text

few = settings(max_examples=50)
A, B, C = Input("a"), Input("b"), Input("c")
ZERO, ONE, TWO, TENTH = (Constant(Fraction(n)) for n in ("0", "1", "2", "1/10"))
NEGATIVE = Constant(Fraction(-3, 7))
TITLE = Text("步", "step")
LINE = tuple((Constant(Fraction(x)), Constant(Fraction(y))) for x, y in ((-1, 5), (0, 2), (3, -2)))


def table(any_order: bool) -> Lookup:
    """A table with a gap, over the steps of 1/2 that two parts are rounded to."""
    half = Constant(Fraction(1, 2))
    parts = tuple(Least((Greatest((Stepped(of, half, Snap.DOWN), ZERO)), TWO)) for of in (A, B))
    values = tuple(Fraction(n, 2) for n in range(5))
    low, high = frozenset(values[:2]), frozenset(values[1:4])
    rows = [((low, None), "5/3"), ((high, high), "-1"), ((None, frozenset(values[4:])), "4")]
    found = tuple(LookupRow(where, Constant(Fraction(gives)), TITLE) for where, gives in rows)
    return Lookup(TITLE, parts, (values, values), found, any_order)


KINDS: dict[str, Node] = {
    "input": A,
    "constant": NEGATIVE,
    "named": Named("step", TITLE, A),
    "sum": Sum((A, TENTH, B, NEGATIVE, A)),
    "sum of ratios": Sum((Quotient(A, B, ONE), Quotient(B, A, TWO), C)),
    "difference": Difference(TENTH, Difference(A, B)),
    "product": Product((A, NEGATIVE, B, TENTH)),
    "quotient": Quotient(Sum((A, ONE)), B),
    "quotient with an answer": Quotient(A, Difference(B, ONE), TENTH),
    "quotient by a constant": Quotient(A, NEGATIVE),
    "least": Least((A, TENTH, B)),
    "greatest": Greatest((A, NEGATIVE, Quotient(A, B, TWO))),
    "magnitude": Magnitude(Difference(A, B)),
    "interpolated": Interpolated(Product((A, TENTH)), LINE),
    "lookup": table(False),
    "lookup in any order": table(True),
    "shared": Sum((shared := Named("step", TITLE, Quotient(A, B, ONE)), Product((shared, shared)))),
    **{
        f"rounded {snap} to {step}": Stepped(Quotient(A, TENTH), Constant(Fraction(step)), snap)
        for snap in Snap
        for step in ("1/20", "3")
    },
    **{
        f"choice {sign}": Choice(A, sign, Sum((B, TENTH)), Product((A, B)), NEGATIVE)
        for sign in Comparison
    },
    "one test and either of two": Choice(
        C,
        Comparison.LESS,
        ONE,
        Choice(A, Comparison.LESS, B, TENTH, Choice(A, Comparison.MORE, ZERO, TENTH, NEGATIVE)),
        NEGATIVE,
    ),
    "ladder": Choice(A, Comparison.LESS, B, ONE, Choice(A, Comparison.LESS, C, TWO, TENTH)),
    "ladder with work on the way": Choice(
        A, Comparison.LESS, ZERO, ONE, Choice(Quotient(A, B), Comparison.LESS, C, TWO, TENTH)
    ),
}
TESTS = (
    "b = 1 or a / b < 1",
    "a < 1 and b < 1",
    "a < 1 or b >= 2 and c > a",
    "a / b < 1 and b / a < c or b = 1",
)


def run(node: Node, values: dict[str, Fraction], scales: dict[str, Fraction], sure: bool):
    """What the code for a node gives; ``None`` where it leaves the answer to the interpreter."""
    code = Code()
    for name, number in values.items():
        above, below = f"above_{name}", f"below_{name}"
        is_sure = sure and number >= 0
        code.inputs[name] = Quantity(above, below, scales.get(name, Fraction(1)), is_sure)
    found = value(code, node)
    given = {}
    for name, number in values.items():
        own = number / scales.get(name, Fraction(1))
        # Readings need not come reduced.
        given |= {f"above_{name}": own.numerator * 6, f"below_{name}": own.denominator * 6}
    lines = ["def run(" + ", ".join(given) + "):", *(f"    {line}" for line in code.lines)]
    lines.append(f"    return {found.above}, {found.below}")
    names = dict(code.objects)
    exec("\n".join(lines), names)
    result = names["run"](**given)
    if result is None:
        return None
    above, below = result
    assert type(above) is type(below) is int
    assert below > 0
    exactly = found.scale * Fraction(above, below)
    assert exactly >= 0 or not found.not_negative
    return exactly


def require_same(node: Node, values: dict[str, Fraction], scales, sure: bool) -> None:
    try:
        expected = work_out(node, {name: point(number) for name, number in values.items()}).value
    except Undefined:
        expected = None
    try:
        found = run(node, values, scales, sure)
    except KeyError:
        # A table without a row.
        found = None
    if expected is None:
        assert found is None
    else:
        assert found == expected.value == evaluate(node, values)


def scales() -> st.SearchStrategy[dict[str, Fraction]]:
    each = st.sampled_from([Fraction(1), Fraction(1, 100), Fraction(10_000), Fraction(2000, 3)])
    return st.fixed_dictionaries(dict.fromkeys("abc", each))


def test_every_node_kind_is_listed() -> None:
    """A new kind fails here until there is a law for it."""
    met = {type(part) for node in KINDS.values() for part in every_part(node)}
    assert met == set(get_args(Node)) - {Opaque}


@pytest.mark.parametrize("kind", KINDS)
@few
@given(settled(), scales(), st.booleans())
def test_each_kind_gives_the_exact_number(kind: str, values, scales, sure: bool) -> None:
    require_same(KINDS[kind], values, scales, sure)


@pytest.mark.parametrize("snap", Snap)
@given(st.integers(-9, 9), st.sampled_from([1, 2, 3, 10]), st.sampled_from([-1, 0, 1]))
def test_ties_and_a_hair_beside_them(snap: Snap, half: int, of: int, side: int) -> None:
    """Halves of a step on both sides of zero go where the way of rounding says."""
    step = Constant(Fraction(1, of))
    tie = Fraction(half, 2 * of) + side * Fraction(1, 10**15)
    require_same(Stepped(A, step, snap), {"a": tie}, {}, sure=True)
    require_same(Stepped(Quotient(A, B), step, snap), {"a": -tie, "b": Fraction(-1)}, {}, sure=True)


@pytest.mark.parametrize("text", TESTS)
@given(settled(), scales(), numbers(), st.booleans())
def test_tests_of_several_conditions(text: str, values, scales, other: Fraction, sure) -> None:
    node = holding(parse_test(text), Constant(other), Quotient(A, C, B))
    require_same(node, values, scales, sure)


@given(expressions(), settled(), scales(), st.booleans())
def test_any_expression_gives_the_exact_number(node: Node, values, scales, sure: bool) -> None:
    assume(not any(isinstance(part, Opaque) for part in every_part(node)))
    require_same(node, values, scales, sure)


def test_a_condition_of_many_is_written_once() -> None:
    """What several conditions share would double with each of them."""
    text = " and ".join(f"a > {n} / b" for n in range(1, 18))
    code = Code(inputs={"a": Quantity("a"), "b": Quantity("b")})
    value(code, holding(parse_test(text), ONE, Quotient(A, B)))
    assert len([line for line in code.lines if "return None" in line]) == 18
    assert len(code.lines) < 150


def test_what_is_not_arithmetic_is_not_compiled() -> None:
    with pytest.raises(NotCompiled):
        value(Code(), Opaque(TITLE, lambda: Fraction(1), (), ZERO, ONE))
    many = tuple(Fraction(n) for n in range(200))
    wide = replace(table(False), values=(many, many))
    with pytest.raises(NotCompiled):
        value(Code(inputs={"a": Quantity("a"), "b": Quantity("b")}), wide)


def test_an_expression_that_would_take_too_much_room_is_not_compiled() -> None:
    node: Node = A
    for _ in range(16):
        # Both ways share what is below, and only names would make it one part.
        node = Choice(B, Comparison.LESS, ONE, Sum((node, ONE)), Difference(node, ONE))
    with pytest.raises(NotCompiled):
        value(Code(inputs={"a": Quantity("a"), "b": Quantity("b")}), node)
