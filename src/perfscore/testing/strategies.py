"""Hypothesis strategies that aim at edges: ties, thresholds, and values a hair beside them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from hypothesis import strategies as st

from perfscore import units
from perfscore.bounds import Bounds, Comparison
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
from perfscore.numeric import Snap, snapped
from perfscore.values import Amount
from perfscore.wording import Text

__all__ = [
    "NAMES",
    "amounts",
    "bounds_around",
    "expressions",
    "inside",
    "knots",
    "narrower",
    "numbers",
    "readings",
    "settled",
]

NAMES = ("a", "b", "c")
_HAIR = Fraction(1, 10**12)
# Few different numbers, so that thresholds, ties and zeros are met all the time.
_GRID = [Fraction(n, d) for d in (1, 2, 8, 200) for n in (-3, -1, 0, 1, 2, 3, 5, 7)]


def numbers() -> st.SearchStrategy[Fraction]:
    """Numbers on a small grid, a hair beside it, or anywhere."""
    on_grid = st.sampled_from(_GRID)
    beside = st.builds(lambda n, side: n + side * _HAIR, on_grid, st.sampled_from([-1, 1]))
    anywhere = st.fractions(min_value=-1000, max_value=1000, max_denominator=997)
    return on_grid | beside | anywhere


def _constants() -> st.SearchStrategy[Constant]:
    return st.builds(Constant, numbers())


def _extended(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    steps = st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(1, 20), Fraction(3)])
    return st.one_of(
        st.builds(Sum, several),
        st.builds(Product, several),
        st.builds(Least, several),
        st.builds(Greatest, several),
        st.builds(Difference, parts, parts),
        st.builds(Quotient, parts, parts, parts),
        st.builds(Magnitude, parts),
        st.builds(Stepped, parts, steps.map(Constant), st.sampled_from(Snap)),
        st.builds(Interpolated, parts, knots()),
        st.builds(Choice, parts, st.sampled_from(Comparison), parts, parts, parts),
        st.builds(lambda of: Named("step", Text("步", "step"), of), parts),
        st.builds(_clipped, parts),
        st.builds(_looked_up, parts, parts, st.lists(numbers(), min_size=3, max_size=3)),
    )


def _looked_up(one: Node, two: Node, gives: list[Fraction]) -> Lookup:
    """A decision table over the signs of two parts."""
    zero, first, second = Constant(Fraction(0)), Constant(Fraction(1)), Constant(Fraction(2))
    signs = tuple(Choice(of, Comparison.LESS, zero, first, second) for of in (one, two))
    low, values = frozenset({first.value}), (first.value, second.value)
    where = ((low, low), (None, low), (None, None))
    rows = zip(where, gives, strict=True)
    return Lookup(
        Text("表", "table"),
        signs,
        (values, values),
        tuple(LookupRow(fits, Constant(number), Text("行", "row")) for fits, number in rows),
    )


def knots() -> st.SearchStrategy[tuple[tuple[Constant, Constant], ...]]:
    """Two to four knots in ascending order."""
    across = st.lists(numbers(), min_size=2, max_size=4, unique=True).map(sorted)
    return across.flatmap(
        lambda xs: st.lists(numbers(), min_size=len(xs), max_size=len(xs)).map(
            lambda ys: tuple((Constant(x), Constant(y)) for x, y in zip(xs, ys, strict=True))
        )
    )


def _clipped(of: Node) -> Opaque:
    def function(number: Fraction) -> Fraction:
        return min(max(number, Fraction(-2)), Fraction(2))

    low, high = Constant(Fraction(-2)), Constant(Fraction(2))
    return Opaque(Text("截", "clip"), function, (of,), low, high)


def expressions() -> st.SearchStrategy[Node]:
    """Expressions of every node kind over plain numbers a, b and c."""
    leaves = st.builds(Input, st.sampled_from(NAMES)) | _constants()
    return st.recursive(leaves, _extended, max_leaves=12)


def settled() -> st.SearchStrategy[dict[str, Fraction]]:
    """A number for every input."""
    return st.fixed_dictionaries(dict.fromkeys(NAMES, numbers()))


@st.composite
def bounds_around(draw: st.DrawFn, number: Fraction) -> Bounds:
    """Bounds of any kind that hold a number: settled, closed, open, one-sided."""
    low: Fraction | None = number
    high: Fraction | None = number
    match draw(st.sampled_from(["settled", "low", "high", "both", "below", "above", "any"])):
        case "settled":
            return Bounds(number, number)
        case "low":
            low = number - draw(_widths())
        case "high":
            high = number + draw(_widths())
        case "both":
            low, high = number - draw(_widths()), number + draw(_widths())
        case "below":
            low = None
        case "above":
            high = None
        case _:
            low = high = None
    low_open = low is not None and low < number and draw(st.booleans())
    high_open = high is not None and high > number and draw(st.booleans())
    return Bounds(low, high, low_open, high_open)


def _widths() -> st.SearchStrategy[Fraction]:
    return st.sampled_from([abs(n) for n in _GRID if n]) | st.just(_HAIR)


@st.composite
def readings(draw: st.DrawFn, values: Mapping[str, Fraction]) -> dict[str, Bounds]:
    """Bounds around every value."""
    return {name: draw(bounds_around(value)) for name, value in values.items()}


@st.composite
def inside(draw: st.DrawFn, bounds: Bounds) -> Fraction:
    """A number inside bounds; the ends themselves, where they are reached, come often."""
    candidates = [
        end
        for end, is_open in ((bounds.low, bounds.low_open), (bounds.high, bounds.high_open))
        if end is not None and not is_open
    ]
    low = bounds.low if bounds.low is not None else (bounds.high or Fraction(0)) - 10
    high = bounds.high if bounds.high is not None else low + 20
    between = low + (high - low) * Fraction(draw(st.integers(1, 999)), 1000)
    # A number that a filing could state, where one lies inside.
    short = snapped(between, Fraction(1, 10**14), Snap.HALF_UP)
    candidates.append(short if bounds.contains(short) else between)
    candidates += [n for n in _GRID if bounds.contains(n)][:4]
    return draw(st.sampled_from(candidates))


@st.composite
def narrower(draw: st.DrawFn, bounds: Bounds) -> Bounds:
    """Bounds that lie inside others."""
    one, two = sorted((draw(inside(bounds)), draw(inside(bounds))))
    low, low_open = draw(st.sampled_from([(one, False), (bounds.low, bounds.low_open)]))
    high, high_open = draw(st.sampled_from([(two, False), (bounds.high, bounds.high_open)]))
    return Bounds(low, high, low_open, high_open)


@st.composite
def amounts(draw: st.DrawFn) -> Amount:
    """Amounts that can be written: numbers, bounds and closed ranges in any unit."""
    unit = units.unit(draw(st.sampled_from(["", *units.names()]))).name
    number = Fraction(draw(st.integers(-(10**9), 10**9)), 10 ** draw(st.integers(0, 6)))
    other = number + Fraction(draw(st.integers(1, 10**6)), 100)
    kind = draw(st.sampled_from(["=", "≥", ">", "≤", "<", "range", "open", "about"]))
    match kind:
        case "open":
            low_open = draw(st.booleans())
            return Amount(Bounds(number, other, low_open, not low_open), unit)
        case "≥" | ">":
            return Amount(Bounds(number, None, kind == ">"), unit)
        case "≤" | "<":
            return Amount(Bounds(None, number, high_open=kind == "<"), unit)
        case "range":
            return Amount(Bounds(number, other), unit)
        case _:
            return Amount(Bounds(number, number), unit, kind == "about")
