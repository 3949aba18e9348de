"""With settled readings, the interpreter over bounds gives the oracle's exact number."""

from fractions import Fraction

from hypothesis import given

from perfscore.bounds import point
from perfscore.calculation.steps import work_out
from perfscore.expression.nodes import Node
from perfscore.testing.oracle import evaluate
from perfscore.testing.strategies import expressions, settled


@given(expressions(), settled())
def test_settled_readings_give_the_exact_number(node: Node, values: dict[str, Fraction]) -> None:
    """Same tree, same numbers, two independent evaluators."""
    worked = work_out(node, {name: point(value) for name, value in values.items()})
    assert point(evaluate(node, values)) == worked.value
