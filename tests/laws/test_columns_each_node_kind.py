"""One law per node kind in columns: in every row it is what the interpreter gives for that row.

The operands are all pairs of a few edges: numbers of both signs, ties, zero, and bounds whose ends
are open, closed or absent. They stand side by side in one block, alone in a block, as one value for
all rows, and as constants of the expression.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import product
from typing import get_args

import numpy as np
import pytest
from blocks import listed, require_alike, rows_of
from making import one_rule

from perfscore.bounds import Bounds, Comparison, point
from perfscore.columns import whole
from perfscore.columns.leaves import score_leaf
from perfscore.columns.rational import Rational
from perfscore.columns.readings import SETTLED, Block, of_readings
from perfscore.columns.scored import STATUSES
from perfscore.columns.span import settled, span_of
from perfscore.columns.tape import Array
from perfscore.columns.whole import TooWide
from perfscore.columns.work_out import NeedsRows
from perfscore.columns.work_out import work_out as columns_work_out
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
from perfscore.model.reading import Reading, State
from perfscore.numeric import Snap
from perfscore.scoring.leaves import score_leaf as score_alone
from perfscore.scoring.plan import plan
from perfscore.wording import Text

A, B = Input("a"), Input("b")
TITLE = Text("步", "step")
HAIR = Fraction(1, 10**12)


def const(number: int | str) -> Constant:
    return Constant(Fraction(number))


ZERO, ONE, TWO, HALF = const(0), const(1), const(2), const("1/2")
NUMBERS = tuple(
    Fraction(n)
    for n in (
        "-5/2",
        "-2",
        "-3/2",
        "-1",
        "-1/2",
        "-1/40",
        "0",
        "1/40",
        "1/3",
        "1/2",
        "1",
        "3/2",
        "5/2",
        "3",
    )
)


def between(low: str | None, high: str | None) -> list[Bounds]:
    """Bounds with these ends, each of them open and closed."""
    ends = [None if end is None else Fraction(end) for end in (low, high)]
    opens = [(True,) if end is None else (False, True) for end in ends]
    return [Bounds(*ends, *each) for each in product(*opens)]


BOUNDED = [
    *between("-1", "1"),
    *between("0", "1"),
    *between("-3/2", "0"),
    *between("1/2", "3/2"),
    *between("-5/2", "-1/2"),
    *between("0", None),
    *between(None, "0"),
    *between("1/2", None),
    *between(None, "3/2"),
    *between(None, "-1"),
    *between("-1/2", None),
    Bounds(Fraction(1, 2), Fraction(1, 2) + HAIR, low_open=True),
    Bounds(Fraction(1, 2) - HAIR, Fraction(1, 2), high_open=True),
    Bounds(None, None),
]
SETTLED_ONES = [point(number) for number in NUMBERS]
EVERY = [*SETTLED_ONES, *BOUNDED]
# Without what needs many digits: a quotient of quotients multiplies all denominators of a block.
SHORT = [
    each
    for each in EVERY
    if all(end is None or end.denominator in {1, 2} for end in (each.low, each.high))
]

# A table over two parts with a gap, for values in one order, and one for values in any order.
DOMAIN = tuple(Fraction(n) for n in ("-1", "0", "1/2", "1", "3"))


def row(gives: str, *where: Sequence[str] | None) -> LookupRow:
    allowed = tuple(None if each is None else frozenset(map(Fraction, each)) for each in where)
    return LookupRow(allowed, const(gives), TITLE)


ROWS = (row("2", ["0"], None), row("-1/3", ["1/2", "1"], ["1", "3"]), row("7", None, ["-1"]))
COMPLETE = (*ROWS, row("1/7", None, None))
IN_ORDER = [Lookup(TITLE, (A, B), (DOMAIN, DOMAIN), rows) for rows in (ROWS, COMPLETE)]
ANY_ORDER = Lookup(
    TITLE,
    (A, B),
    (DOMAIN, DOMAIN),
    (row("5", ["-1"], None), row("4", ["0", "1/2"], ["1/2", "3"]), row("3", ["1"], ["1"])),
    any_order=True,
)

KNOTS = tuple(
    (const(x), const(y)) for x, y in (("-1", "2"), ("0", "2"), ("1/2", "-1"), ("3", "1/3"))
)
SHARED = Named("shared", TITLE, Quotient(A, B))
KINDS: dict[str, Node] = {
    "input": A,
    "constant": const("-7/3"),
    "named": Named("step", TITLE, A),
    "named, shared": Sum((SHARED, SHARED, Choice(A, Comparison.LESS, B, SHARED, ONE))),
    "sum": Sum((A, B, const("-1/3"))),
    "difference": Difference(A, B),
    "product": Product((A, B)),
    "product of three": Product((A, B, const("-2/3"))),
    "quotient": Quotient(A, B),
    "quotient with an answer": Quotient(A, B, const("1/7")),
    "quotient with an open answer": Quotient(ONE, B, A),
    "quotient whose answer fails": Quotient(A, B, Quotient(ONE, A)),
    "quotient of a quotient": Quotient(Quotient(ONE, A), B),
    "quotient by a quotient": Quotient(ONE, Quotient(A, B)),
    "least": Least((A, B, HALF)),
    "greatest": Greatest((A, B, HALF)),
    "magnitude": Magnitude(Difference(A, B)),
    "interpolated": Interpolated(A, KNOTS),
    "interpolated, flat": Interpolated(A, ((ZERO, ONE), (ONE, ONE))),
    "interpolated over a quotient": Interpolated(Quotient(A, B, TWO), KNOTS),
    "lookup with gaps": IN_ORDER[0],
    "lookup": IN_ORDER[1],
    "lookup in any order": ANY_ORDER,
    "lookup of what fails": replace(IN_ORDER[0], parts=(Quotient(ONE, A), B)),
    **{
        f"stepped {snap.value} {step}": Stepped(A, const(step), snap)
        for snap in Snap
        for step in ("1", "1/20", "2/3")
    },
    **{f"stepped {snap.value}, a quotient": Stepped(Quotient(A, B), HALF, snap) for snap in Snap},
    **{f"choice {how.value}": Choice(A, how, B, ONE, A) for how in Comparison},
    **{
        f"choice {how.value}, ways that fail": Choice(A, how, B, Quotient(ONE, A), Quotient(ONE, B))
        for how in Comparison
    },
    **{f"choice {how.value}, by a constant": Choice(A, how, HALF, TWO, B) for how in Comparison},
    "choice whose sides fail": Choice(
        Quotient(ONE, A), Comparison.LESS, Quotient(ONE, B), ONE, TWO
    ),
}


def test_every_node_kind_has_a_law() -> None:
    """A new node kind fails here until columns are held against the interpreter."""
    assert {type(node) for node in KINDS.values()} | {Opaque} == set(get_args(Node))


def reads(node: Node) -> bool:
    """Whether both operands bear on it."""
    text = repr(node)
    return "name='a'" in text and "name='b'" in text


DEEP = {"quotient of a quotient", "quotient by a quotient", "interpolated over a quotient"}


def operands(name: str) -> list[Bounds]:
    return SHORT if name in DEEP else EVERY


@cache
def pairs(both: bool, settled_only: bool, short: bool) -> list[dict[str, Bounds]]:
    every = [each for each in (SHORT if short else EVERY) if each.is_settled or not settled_only]
    return [{"a": a, "b": b} for a in every for b in (every if both else [point(1)])]


@pytest.mark.parametrize("name", KINDS)
def test_side_by_side(name: str) -> None:
    """Numbers and bounds of every kind in one block."""
    require_alike(KINDS[name], pairs(reads(KINDS[name]), settled_only=False, short=name in DEEP))


@pytest.mark.parametrize("name", KINDS)
def test_numbers_alone(name: str) -> None:
    """Blocks in which everything is known."""
    require_alike(KINDS[name], pairs(reads(KINDS[name]), settled_only=True, short=False))


@pytest.mark.parametrize("name", KINDS)
def test_one_value_for_all_rows(name: str) -> None:
    """One of the operands is the same in all rows, as a column that was not written out."""
    node = KINDS[name]
    for same in (*BOUNDED[::5], point(0), point(Fraction(1, 2)), point(-1)):
        for constant, varied in (("a", "b"), ("b", "a")):
            rows = [{constant: same, varied: other} for other in operands(name)[::2]]
            require_alike(node, rows, {constant: span_of(same)})


@pytest.mark.parametrize("name", KINDS)
def test_a_block_of_one_row(name: str) -> None:
    """What one row says is known for all of them."""
    for a, b in zip(EVERY[::2], [*EVERY[7:], *EVERY[:7]][::2], strict=True):
        require_alike(KINDS[name], [{"a": a, "b": b}])


@pytest.mark.parametrize("kind", [Sum, Product, Least, Greatest])
def test_one_part_and_parts_that_are_the_same(kind: type) -> None:
    """A sum of one is that one; the same part twice is the same column twice."""
    rows = [{"a": a} for a in EVERY]
    require_alike(kind((A,)), rows)
    require_alike(kind((A, A)), rows)
    require_alike(kind((A, ZERO)), rows)
    require_alike(kind((ZERO, A, ONE)), rows)


def test_constants_only() -> None:
    """Expressions without any column."""
    some = [ZERO, ONE, const("-1/3"), const("5/2")]
    for one, other in product(some, some):
        for node in (
            one + other,
            one - other,
            one * other,
            one / other,
            Quotient(one, other, TWO),
            Least((one, other)),
            Magnitude(one - other),
            *(Stepped(one, const("2/3"), snap) for snap in Snap),
            *(Choice(one, how, other, ONE, one) for how in Comparison),
            Interpolated(one, KNOTS),
            *(replace(table, parts=(one, other)) for table in (*IN_ORDER, ANY_ORDER)),
        ):
            require_alike(node, [{"a": point(1)}, {"a": point(2)}])


# Where what is snapped lies on a tie, or a hair beside one, on either side of zero.
TIES = [Fraction(n, 40) + hair for n in range(-7, 8) for hair in (-HAIR, Fraction(0), HAIR)]


@pytest.mark.parametrize("snap", Snap)
def test_ties(snap: Snap) -> None:
    """Ties of both signs, even and odd, and their neighbours; settled, and as open ends."""
    node = Stepped(A, const("1/20"), snap)
    require_alike(node, [{"a": point(tie)} for tie in TIES])
    wide = Fraction(1, 3)
    ends = [
        Bounds(tie - low, tie + high, *opens)
        for tie in TIES
        for low, high in ((0, wide), (wide, 0))
        for opens in product((False, True), repeat=2)
    ]
    require_alike(node, [{"a": bounds} for bounds in ends])
    # Ends that are open in all rows are decided once.
    require_alike(node, [{"a": b} for b in ends if b.low_open and b.high_open])
    beyond = [Bounds(tie, None, low_open=True) for tie in TIES]
    below = [Bounds(None, tie, high_open=True) for tie in TIES]
    require_alike(node, [{"a": bounds} for bounds in (*beyond, *below)])


def test_a_table_with_more_values_than_sets_can_be_counted() -> None:
    """61 values: sets of them no longer fit, single ones do."""
    many = tuple(Fraction(n) for n in range(61))
    rows = tuple(row(str(n % 7), [str(n)]) for n in range(60))
    node = Lookup(TITLE, (A,), (many,), rows)
    require_alike(node, [{"a": point(n)} for n in range(63)])
    with pytest.raises(TooWide):
        require_alike(node, [{"a": point(1)}, {"a": Bounds(Fraction(1), Fraction(3))}])


def test_a_table_of_sixty_values_of_which_any_may_be_left() -> None:
    many = tuple(Fraction(n) for n in range(60))
    node = Lookup(TITLE, (A,), (many,), tuple(row(str(n % 7), [str(n)]) for n in range(59)))
    rows = [{"a": point(n)} for n in (-1, 0, 58, 59, 60)]
    rows += [
        {"a": b}
        for b in (Bounds(Fraction(2), Fraction(8)), Bounds(Fraction(50), None), Bounds(None, None))
    ]
    require_alike(node, rows)


def test_a_table_with_too_many_combinations() -> None:
    """What the interpreter does not try, columns do not try."""
    many = tuple(Fraction(n) for n in range(30))
    rows = (row("2", ["3"], None, None), row("0", None, None, None))
    node = Lookup(TITLE, (A, B, Difference(B, A)), (many, many, many), rows)
    everything = Bounds(Fraction(0), Fraction(29))
    require_alike(node, [{"a": everything, "b": everything}, {"a": point(3), "b": point(4)}])
    wide = tuple(Fraction(n) for n in range(200))
    every = Bounds(Fraction(0), Fraction(199))
    node = Lookup(TITLE, (A, B), (wide, wide), (row("2", ["3"], None), row("0", None, None)))
    with pytest.raises(TooWide):
        require_alike(node, [{"a": every, "b": every}, {"a": point(3), "b": point(4)}])


# 64 bits, 128 bits, and the products that just fit or just do not.
EDGES = [2**63 - 1, 2**63, 2**63 + 1, 2**62, 2**32, 2**31, 3_037_000_499, 3_037_000_500, 1, 0]
WIDE: dict[str, Node] = {
    "sum": A + B,
    "difference": A - B,
    "product": A * B,
    "quotient": Quotient(A, B, ONE),
    "least": Least((A, B)),
    "greatest": Greatest((A, B)),
    "magnitude": Magnitude(A - B),
    "choice": Choice(A, Comparison.MORE, B, A, B),
    "choice between scales": Choice(A * const("1/3"), Comparison.LESS, B, A * const("1/1000"), B),
    "interpolated": Interpolated(A, ((const(-(2**63)), ONE), (const(2**63), TWO))),
    **{f"stepped {snap.value}": Stepped(A, TWO, snap) for snap in Snap},
    **{
        f"stepped {snap.value}, a quotient": Stepped(Quotient(A, B, ONE), TWO, snap)
        for snap in Snap
    },
    "lookup": Lookup(
        TITLE, (A,), ((Fraction(2**63 - 1), Fraction(-(2**63))),), (row("2", [str(2**63 - 1)]),)
    ),
}


def signed(edges: Sequence[int]) -> list[int]:
    return sorted(
        {sign * edge + beside for edge in edges for sign in (-1, 1) for beside in (0, sign)}
    )


@pytest.mark.parametrize("name", WIDE)
def test_the_edge_of_64_bits(name: str) -> None:
    """Nothing wraps: each pair of edges in a block of its own width, and all of them together."""
    node = WIDE[name]
    # Rounding half even doubles both sides once more.
    values = signed(EDGES[4:] if name == "stepped half even, a quotient" else EDGES)
    for a in values[::3]:
        require_alike(node, [{"a": point(a), "b": point(b)} for b in values])
    rows = [{"a": point(a), "b": point(b)} for a in values for b in values]
    require_alike(node, rows)
    in_64 = [n for n in values if -(2**63) <= n < 2**63]
    narrow = [{"a": point(a), "b": point(b)} for a, b in zip(in_64, reversed(in_64), strict=True)]
    units = {name: np.array([int(row[name].value) for row in narrow]) for name in ("a", "b")}
    columns = {name: settled(Rational(whole.column(Array(own)))) for name, own in units.items()}
    require_alike(node, narrow, columns)


@pytest.mark.parametrize("name", WIDE)
def test_bounds_at_the_edge_of_64_bits(name: str) -> None:
    is_twice = name == "stepped half even, a quotient"
    values = signed([2**31, 1] if is_twice else [2**63 - 1, 2**63, 1])
    every = [Bounds(Fraction(a), Fraction(b)) for a in values for b in values if a <= b]
    require_alike(WIDE[name], [{"a": a, "b": b} for a in every[::2] for b in every[::5]])


def test_widths_are_taken_for_what_is_in_a_block() -> None:
    """Limits multiply faster than numbers do: where they are too wide the block is looked at."""
    rows = [{"a": point(2**40), "b": point(1)}, {"a": point(-1), "b": point(2**40)}]
    product_of_three = Product((Sum((A, B)), Sum((A, const(3))), Sum((B, const(-7)))))
    require_alike(product_of_three, rows)


MOST = 2**127 - 1


def test_the_edge_of_128_bits() -> None:
    """What fits into 128 bits is exact; what may not is left to the interpreter."""
    for low, high in ((-MOST, MOST), (MOST - 1, MOST), (-MOST, 1 - MOST)):
        rows = [{"a": point(low), "b": point(0)}, {"a": point(high), "b": point(0)}]
        for node in (A, Least((A, B)), Magnitude(A), A + B, Choice(A, Comparison.LESS, B, B, A)):
            require_alike(node, rows)
    rows = [{"a": point(MOST), "b": point(1)}, {"a": point(0), "b": point(2)}]
    too_wide = [
        A + B,
        Difference(ZERO - A, B + ONE),
        A * B,
        Stepped(A, TWO, Snap.HALF_UP),
        A * const("1/3") + B,
    ]
    for node in too_wide:
        with pytest.raises(TooWide):
            require_alike(node, rows)
    with pytest.raises(TooWide):
        require_alike(A, [{"a": point(2**127)}, {"a": point(0)}])


def leaf_of(expression: Node):
    """The leaf of a rubric over numbers a and b, with another expression."""
    measures = "a: {title: a}\nb: {title: b}"
    rubric = one_rule(measures, "{kind: attainment, actual: a, target: b, better: higher}")
    from perfscore.columns.kernel import _empty
    from perfscore.reconciliation import matched

    (line,) = plan(rubric, matched(_empty(rubric, "1"), rubric)).children
    assert line.leaf is not None
    return replace(line.leaf, expression=expression), line.points


def clipped(number: Fraction) -> Fraction:
    if number > 100:
        raise LookupError
    return min(max(number, Fraction(0)), Fraction(2))


OPAQUE = Opaque(TITLE, clipped, (A,), ZERO, const(9))
RISING = Opaque(TITLE, clipped, (A,), ZERO, const(9), rising=(True,))
THIRD = const("1/3")


@pytest.mark.parametrize(
    "node",
    [
        OPAQUE,
        RISING,
        Least((OPAQUE, B)),
        Quotient(OPAQUE, B),
        Choice(A, Comparison.LESS, B, RISING, ONE),
        # Numbers that need more than 128 bits, and do not in the end.
        Least((Product((A, A, A, A, A)), const(10))),
        Least((Magnitude(A * const(2**90) + B * const(3**50) * THIRD), const(10))),
        Quotient(Product((A, A, A)), Product((A, A, B, const(3**70)))),
    ],
    ids=range(8),
)
def test_what_columns_cannot_do_is_worked_out_row_by_row(node: Node) -> None:
    """Functions of Python and numbers beyond 128 bits: the same scores, rows mixed as they come."""
    leaf, points = leaf_of(node)
    some = [*EVERY, point(2**62), point(-(2**62) - 1), point(Fraction(2**70, 3)), point(1000)]
    readings = [
        {name: reading(name, bounds) for name, bounds in (("a", a), ("b", b))}
        for a, b in product(some[::2], [*some[::5], *BOUNDED[-2:]])
    ]
    at = Array(np.arange(len(readings)))
    columns = {name: of_readings([row[name] for row in readings], at) for name in ("a", "b")}
    with pytest.raises((NeedsRows, TooWide)):
        columns_work_out(node, {name: settled(column.low) for name, column in columns.items()})
    found: list[object] = [None] * len(readings)
    for scored in score_leaf(leaf, points, Block(len(readings), None, columns)):
        block = scored.block
        if scored.by_rows:
            # Their scores may have no end, or need more than 128 bits.
            continue
        assert scored.score is not None
        places = range(block.rows) if block.at is None else block.at.of
        status = listed(scored.status, block.rows)
        for place, code, bounds in zip(
            places, status, rows_of(scored.score, block.rows), strict=True
        ):
            found[place] = (STATUSES[code], bounds)
    assert sum(got is not None for got in found) > len(found) // 3
    for row, got in zip(readings, found, strict=True):
        if got is None:
            continue
        alone = score_alone(leaf, points, row)
        assert got == (alone.status, alone.score), row


def reading(name: str, bounds: Bounds) -> Reading:
    return Reading(name, State.KNOWN if bounds.is_settled else State.BOUNDED, bounds)


def test_settled_shapes_need_no_look_at_both_ends() -> None:
    """A column of numbers is one end, so that everything built on it is."""
    column = of_readings([reading("a", point(n)) for n in (1, 2)], Array(np.array([0, 1, 1])))
    assert column.shapes == (SETTLED,)
    assert column.span(SETTLED).is_settled
    found = columns_work_out(A * TWO + ONE, {"a": column.span(SETTLED)})
    assert found.is_settled
