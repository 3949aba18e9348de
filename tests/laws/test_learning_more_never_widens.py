"""A narrower reading never gives a wider result."""

from hypothesis import given
from hypothesis import strategies as st

from perfscore.calculation.steps import work_out
from perfscore.expression.nodes import Node
from perfscore.testing.strategies import expressions, narrower, readings, settled


@given(expressions(), settled(), st.data())
def test_narrower_readings_give_bounds_inside_the_old_ones(node: Node, values, data) -> None:
    """Every reading is narrowed independently."""
    known = data.draw(readings(values))
    learned = {name: data.draw(narrower(bounds)) for name, bounds in known.items()}
    assert work_out(node, known).value.covers(work_out(node, learned).value)
