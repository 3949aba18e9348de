"""Expressions over columns give in every row what the interpreter gives for that row alone."""

from blocks import require_alike
from hypothesis import given, settings
from hypothesis import strategies as st

from perfscore.bounds import Bounds, point
from perfscore.columns.whole import TooWide
from perfscore.columns.work_out import NeedsRows
from perfscore.expression.nodes import Node
from perfscore.testing.strategies import bounds_around, expressions, numbers

NAMES = ("a", "b", "c")


def require_alike_or_too_wide(node: Node, rows: list[dict[str, Bounds]]) -> None:
    try:
        require_alike(node, rows)
    except (NeedsRows, TooWide):
        return


def blocks(bounded: bool) -> st.SearchStrategy[list[dict[str, Bounds]]]:
    one = numbers().flatmap(bounds_around) if bounded else numbers().map(point)
    return st.lists(st.fixed_dictionaries(dict.fromkeys(NAMES, one)), min_size=1, max_size=5)


@settings(max_examples=200)
@given(expressions(), blocks(bounded=False))
def test_settled_columns(node: Node, rows: list[dict[str, Bounds]]) -> None:
    """Numbers alone."""
    require_alike_or_too_wide(node, rows)


@settings(max_examples=400)
@given(expressions(), blocks(bounded=True))
def test_columns_of_bounds(node: Node, rows: list[dict[str, Bounds]]) -> None:
    """Numbers, bounds of every kind, and nothing known, side by side."""
    require_alike_or_too_wide(node, rows)
