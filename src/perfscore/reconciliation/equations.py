"""Check the equations that a filing, or its rubric, states between numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from perfscore import units
from perfscore.bounds import Bounds, add, compared, scaled
from perfscore.calculation.steps import Undefined, work_out
from perfscore.errors import FilingError, Problem, Refusal, alike
from perfscore.expression.dimensions import Kind, kind_of, require_same
from perfscore.expression.nodes import Difference
from perfscore.model.evidence import Equation, Evidence, Figure
from perfscore.model.filing import Filing
from perfscore.model.reading import Reading
from perfscore.reconciliation.doubt import Doubt
from perfscore.reconciliation.mending import Checked, mending
from perfscore.reconciliation.printed import printed, printed_reading
from perfscore.rubric.checks import Check
from perfscore.rubric.measure import Measure
from perfscore.values import DATE, Amount, bounds_text, value_text
from perfscore.wording import Text

__all__ = ["equation_doubts"]


@dataclass(frozen=True, slots=True)
class _Numbers:
    """What the names of an equation stand for: exact, as printed, and in which unit."""

    exact: dict[str, Bounds]
    printed: dict[str, Bounds]
    units: dict[str, str]
    measures: frozenset[str]


def equation_doubts(
    filing: Filing,
    readings: Mapping[str, Reading],
    measures: Mapping[str, Measure],
    checks: Sequence[Check],
) -> Iterator[Doubt]:
    """A doubt for each equation of the filing and check of the rubric that fails, for each figure
    that stands beside a measure, and for the one figure that would mend several equations.

    Raises :class:`FilingError` for an unknown name or mixed units in a filing's equation.
    """
    numbers = _numbers(filing, readings, measures)
    problems: list[Problem] = []
    checked: list[Checked] = []
    for equation in filing.equations:
        try:
            result = _result(equation, numbers)
        except Refusal as refusal:
            problems.append(refusal.at(equation.place_of(refusal.field or "says")))
            continue
        if result is None:
            continue
        holds, code, gap = result
        checked.append(Checked(equation, holds))
        if not holds:
            text = equation.says.text
            title = equation.title if equation.title.en else Text(text, text)
            measure = next((n for n, _ in equation.says.names if n in numbers.measures), "")
            yield _doubt(code, title, measure, (equation,), gap)
    if problems:
        raise FilingError(*problems)
    for check in checks:
        result = _result(check, numbers)
        if result is not None and not result[0]:
            names = [name for name, _ in check.says.names]
            cited = tuple(e for name in names for e in readings[name].evidence)
            code = check.code if result[1] == "equation-fails" else result[1]
            yield _doubt(code, check.title, names[0], cited, result[2])
    yield from mending(filing, checked, numbers.exact)
    for figure in filing.figures.values():
        if figure.beside:
            yield _beside(figure, measures[figure.beside])


def _numbers(
    filing: Filing, readings: Mapping[str, Reading], measures: Mapping[str, Measure]
) -> _Numbers:
    exact = {name: r.bounds for name, r in readings.items() if not r.is_absent}
    near = {name: printed_reading(readings[name]) for name in exact}
    shown = {name: measure.shown_unit for name, measure in measures.items()}
    for name, figure in filing.figures.items():
        amount = figure.value
        assert isinstance(amount, Amount)
        factor = units.unit(amount.unit).factor
        exact[name] = scaled(amount.bounds, factor)
        near[name] = printed(amount)
        shown[name] = amount.unit
    return _Numbers(exact, near, shown, frozenset(measures))


def _result(relation: Equation | Check, numbers: _Numbers) -> tuple[bool, str, str] | None:
    """Whether a relation holds, the code of the finding if not, and left minus right.

    ``None`` where a number it speaks of is not known.
    """
    says = relation.says
    for name, offset in says.names:
        if name not in numbers.units:
            known = alike(name, numbers.units)
            raise Refusal("measure-unknown", start=offset, found=name, known=known)
    kinds = [kind_of(side, numbers.units) for side in (says.left, says.right)]
    common = require_same(kinds)
    if relation.tolerance is not None:
        allowed = units.unit(relation.tolerance.unit)
        try:
            require_same([common, Kind(allowed.dimension, relation.tolerance.unit)])
        except Refusal as refusal:
            raise refusal.under("tolerance") from None
    if any(name not in numbers.exact for name, _ in says.names):
        return None
    try:
        left, right = (work_out(s, numbers.printed).value for s in (says.left, says.right))
        gap = work_out(Difference(says.left, says.right), numbers.exact).value
    except Undefined:
        return False, "equation-undefined", ""
    if relation.tolerance is not None:
        reach = relation.tolerance.value
        left = add(left, Bounds(-reach, reach))
    unit = "" if common.unit == DATE else common.unit
    holds = compared(left, says.comparison, right) is not False
    return holds, "equation-fails", bounds_text(gap, unit)


def _doubt(
    code: str,
    title: Text,
    measure: str,
    cited: tuple[Evidence | Figure | Equation, ...],
    gap: str,
) -> Doubt:
    return Doubt(code, measure, cited, (), (("difference", gap), ("equation", title)))


def _beside(figure: Figure, measure: Measure) -> Doubt:
    details = (
        ("figure", figure.title),
        ("measure", measure.title),
        ("values", value_text(figure.value)),
    )
    return Doubt("figure-beside", figure.beside, (figure,), (), details)
