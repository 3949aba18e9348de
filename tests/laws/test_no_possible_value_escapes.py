"""Whatever the open readings turn out to be, the result lies inside the bounds."""

from hypothesis import given
from hypothesis import strategies as st

from perfscore.calculation.steps import work_out
from perfscore.expression.nodes import Node
from perfscore.testing.oracle import evaluate
from perfscore.testing.strategies import expressions, inside, readings, settled


@given(expressions(), settled(), st.data())
def test_the_value_bounds_were_drawn_around_stays_inside(node: Node, values, data) -> None:
    """Open readings hold the true values; so must the result."""
    known = data.draw(readings(values))
    assert work_out(node, known).value.contains(evaluate(node, values))


@given(expressions(), settled(), st.data())
def test_any_completion_stays_inside(node: Node, values, data) -> None:
    """Complete the readings anew, ends included."""
    known = data.draw(readings(values))
    completed = {name: data.draw(inside(bounds)) for name, bounds in known.items()}
    assert work_out(node, known).value.contains(evaluate(node, completed))
