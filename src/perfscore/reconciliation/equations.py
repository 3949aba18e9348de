"""Check the equations that a filing states between numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from perfscore import units
from perfscore.bounds import Bounds, add, compared, scaled
from perfscore.calculation.steps import Undefined, work_out
from perfscore.errors import FilingError, Problem, Refusal, alike
from perfscore.expression.dimensions import Kind, kind_of, require_same
from perfscore.expression.nodes import Difference
from perfscore.model.evidence import Equation, Figure
from perfscore.model.filing import Filing
from perfscore.model.reading import Reading
from perfscore.reconciliation.doubt import Doubt
from perfscore.rubric.measure import Measure
from perfscore.values import DATE, Amount, bounds_text, value_text
from perfscore.wording import Text

__all__ = ["equation_doubts", "printed"]

HALF = Fraction(1, 2)


def printed(amount: Amount) -> Bounds:
    """Every number, in base units, that would be printed as this one.

    Whole counts and sums of money are meant as they stand; rates and numbers with decimals may
    have been rounded to the digits that are printed.
    """
    factor = units.unit(amount.unit).factor
    reach = HALF / 10**amount.places if amount.places or units.is_rate(amount.unit) else 0
    number = amount.bounds.value
    return Bounds((number - reach) * factor, (number + reach) * factor)


@dataclass(frozen=True, slots=True)
class _Numbers:
    """What the names of an equation stand for: exact, as printed, and in which unit."""

    exact: dict[str, Bounds]
    printed: dict[str, Bounds]
    units: dict[str, str]
    measures: frozenset[str]


def equation_doubts(
    filing: Filing, readings: Mapping[str, Reading], measures: Mapping[str, Measure]
) -> Iterator[Doubt]:
    """A doubt for each equation that fails and for each figure that stands beside a measure.

    Raises :class:`FilingError` for an unknown name or mixed units.
    """
    numbers = _numbers(filing, readings, measures)
    problems: list[Problem] = []
    for equation in filing.equations:
        try:
            yield from _checked(equation, numbers)
        except Refusal as refusal:
            problems.append(refusal.at(equation.place_of("says")))
    if problems:
        raise FilingError(*problems)
    for figure in filing.figures.values():
        if figure.beside:
            yield _beside(figure, measures[figure.beside])


def _numbers(
    filing: Filing, readings: Mapping[str, Reading], measures: Mapping[str, Measure]
) -> _Numbers:
    exact = {name: r.bounds for name, r in readings.items() if not r.is_absent}
    near = {name: _stated(readings[name]) for name in exact}
    shown = {name: measure.shown_unit for name, measure in measures.items()}
    for name, figure in filing.figures.items():
        amount = figure.value
        assert isinstance(amount, Amount)
        factor = units.unit(amount.unit).factor
        exact[name] = scaled(amount.bounds, factor)
        near[name] = printed(amount)
        shown[name] = amount.unit
    return _Numbers(exact, near, shown, frozenset(measures))


def _stated(reading: Reading) -> Bounds:
    """A reading with the digits it was printed to."""
    amounts = [e.value for e in reading.evidence if isinstance(e.value, Amount)]
    if reading.derivation is not None or len(amounts) != 1 or amounts[0].is_bound:
        return reading.bounds
    return printed(amounts[0])


def _checked(equation: Equation, numbers: _Numbers) -> Iterator[Doubt]:
    says = equation.says
    for name, offset in says.names:
        if name not in numbers.units:
            known = alike(name, numbers.units)
            raise Refusal("measure-unknown", start=offset, found=name, known=known)
    kinds = [kind_of(side, numbers.units) for side in (says.left, says.right)]
    common = require_same(kinds)
    if equation.tolerance is not None:
        allowed = units.unit(equation.tolerance.unit)
        require_same([common, Kind(allowed.dimension, equation.tolerance.unit)])
    if any(name not in numbers.exact for name, _ in says.names):
        return
    measure = next((name for name, _ in says.names if name in numbers.measures), "")
    try:
        left, right = (work_out(s, numbers.printed).value for s in (says.left, says.right))
        gap = work_out(Difference(says.left, says.right), numbers.exact).value
    except Undefined:
        yield _doubt("equation-undefined", equation, measure, "")
        return
    if equation.tolerance is not None:
        reach = equation.tolerance.value
        left = add(left, Bounds(-reach, reach))
    if compared(left, says.comparison, right) is False:
        unit = "" if common.unit == DATE else common.unit
        yield _doubt("equation-fails", equation, measure, bounds_text(gap, unit))


def _doubt(code: str, equation: Equation, measure: str, gap: str) -> Doubt:
    text = equation.says.text
    title = equation.title if equation.title.en else Text(text, text)
    return Doubt(code, measure, (equation,), (), (("difference", gap), ("equation", title)))


def _beside(figure: Figure, measure: Measure) -> Doubt:
    details = (
        ("figure", figure.title),
        ("measure", measure.title),
        ("values", value_text(figure.value)),
    )
    return Doubt("figure-beside", figure.beside, (figure,), (), details)
