"""Find the one cell that several failing equations point to, as a row and a column total do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from perfscore import units
from perfscore.bounds import Bounds, Comparison, point
from perfscore.calculation.steps import Undefined, work_out
from perfscore.expression.nodes import Difference
from perfscore.model.evidence import Equation
from perfscore.model.filing import Filing
from perfscore.reconciliation.doubt import Doubt
from perfscore.values import Amount, value_text

__all__ = ["Checked", "mending"]

# One equation alone could be mended by any of its numbers.
EQUATIONS_NEEDED = 2


@dataclass(frozen=True, slots=True)
class Checked:
    """An equation of the filing whose numbers are all known."""

    equation: Equation
    holds: bool


def mending(
    filing: Filing, checked: Sequence[Checked], exact: Mapping[str, Bounds]
) -> Iterator[Doubt]:
    """The one figure that, read otherwise, would make every failing equation it is in hold."""
    equal = [each for each in checked if each.equation.says.comparison is Comparison.EQUAL]
    failing = [each.equation for each in equal if not each.holds]
    mended: dict[str, Fraction] = {}
    for name in filing.figures:
        inside = [each for each in failing if name in _names(each)]
        if len(inside) < EQUATIONS_NEEDED:
            continue
        wanted = {_solved(each, name, exact) for each in inside}
        value = wanted.pop()
        others = [each.equation for each in equal if each.holds and name in _names(each.equation)]
        if not wanted and value is not None and not others:
            mended[name] = value
    for name, value in mended.items() if len(mended) == 1 else ():
        figure = filing.figures[name]
        assert isinstance(figure.value, Amount)
        unit = units.unit(figure.value.unit)
        needed = Amount(point(value / unit.factor), figure.value.unit, places=figure.value.places)
        details = (
            ("figure", figure.title),
            ("values", value_text(figure.value)),
            ("needed", value_text(needed)),
        )
        yield Doubt("one-figure-explains", "", (figure,), (), details)


def _names(equation: Equation) -> set[str]:
    return {name for name, _ in equation.says.names}


def _solved(equation: Equation, name: str, exact: Mapping[str, Bounds]) -> Fraction | None:
    """The value of one figure with which an equation holds, where it enters in proportion."""
    gap = Difference(equation.says.left, equation.says.right)

    def at(value: Fraction) -> Fraction:
        return work_out(gap, {**exact, name: point(value)}).value.value

    try:
        start, slope = at(Fraction(0)), at(Fraction(1)) - at(Fraction(0))
        root = -start / slope if slope else None
        return root if root is not None and not at(root) else None
    except (Undefined, ValueError):
        return None
