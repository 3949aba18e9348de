"""The order in which measures are worked out from others."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from perfscore.errors import Refusal
from perfscore.expression.walking import inputs
from perfscore.rubric.measure import Measure

__all__ = ["derivation_order"]


def derivation_order(measures: Mapping[str, Measure]) -> tuple[str, ...]:
    """Measures with a formula, each after those it needs; raises :class:`Refusal` on a cycle."""
    needs = {
        name: [part for part in inputs(measure.formula.node) if part in measures]
        for name, measure in measures.items()
        if measure.formula is not None
    }
    try:
        order = tuple(TopologicalSorter(needs).static_order())
    except CycleError as error:
        circle = " → ".join(error.args[1])
        raise Refusal("measure-circle", found=circle, first=error.args[1][0]) from error
    return tuple(name for name in order if name in needs)
