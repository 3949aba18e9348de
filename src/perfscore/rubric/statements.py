"""What one value says of one measure: bounds in base units, or why it says nothing."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from perfscore import units
from perfscore.bounds import Bounds, point, scaled
from perfscore.rubric.measure import Measure
from perfscore.units import NO_DIMENSION
from perfscore.units.vocabulary import MULTIPLES, NOUNS
from perfscore.values import DATE, Amount, Value, Words, bounds_text

__all__ = ["NO", "YES", "Unusable", "Usable", "said_text", "taken"]

YES = {"是", "达到", "符合", "yes", "true", "met"}
NO = {"否", "未达到", "不符合", "no", "false", "not met"}


@dataclass(frozen=True, slots=True)
class Usable:
    """Bounds in base units; ``note`` is a finding's code when something should be said."""

    bounds: Bounds
    note: str = ""


@dataclass(frozen=True, slots=True)
class Unusable:
    """Why a statement is not used: a finding's code, and what it would say if it were meant
    in the measure's own unit (for pricing)."""

    code: str
    otherwise: Bounds | None = None
    is_error: bool = False


def taken(value: Amount | Words, measure: Measure) -> Usable | Unusable:
    """What a value says of a measure."""
    match measure.kind:
        case "condition":
            return _condition(value)
        case "level":
            return _level(value, measure)
        case "date":
            if isinstance(value, Amount) and value.unit == DATE:
                if value.approximate:
                    return Unusable("value-approximate", value.bounds)
                return _inside(value.bounds, measure)
            return Unusable("value-not-a-date", is_error=True)
        case "number":
            return _number(value, measure)


def said_text(measure: Measure, bounds: Bounds) -> str:
    """Bounds in base units as a filing states them: with the unit, yes or no, the id of a level."""
    names = {"condition": ("否", "是"), "level": tuple(level.id for level in measure.levels)}
    if measure.kind in names:
        ends = (end for end in (bounds.low, bounds.high) if end is not None)
        return "~".join(dict.fromkeys(names[measure.kind][int(end)] for end in ends))
    return bounds_text(bounds, measure.shown_unit)


def _condition(value: Value) -> Usable | Unusable:
    if isinstance(value, Words) and value.text in YES | NO:
        return Usable(point(1 if value.text in YES else 0))
    return Unusable("value-not-yes-or-no", is_error=True)


def _level(value: Value, measure: Measure) -> Usable | Unusable:
    if isinstance(value, Words):
        for rank, level in enumerate(measure.levels):
            if value.text in (level.id, level.title.zh, level.title.en):
                return Usable(point(rank))
    return Unusable("value-not-a-level", is_error=True)


def _number(value: Amount | Words, measure: Measure) -> Usable | Unusable:
    if isinstance(value, Words):
        return Unusable("value-in-words")
    if value.unit == DATE:
        return Unusable("value-is-a-date", is_error=True)
    unit = units.unit(value.unit)
    own = units.unit(measure.unit)
    note = ""
    if unit.dimension == own.dimension:
        # A bare 95 may be 95 % or 9500 %; zero and the ratio measures leave no doubt.
        if not value.unit and units.is_rate(measure.unit) and not _is_zero(value.bounds):
            return Unusable("unit-missing", scaled(value.bounds, own.factor))
        if units.is_rate(value.unit) and not measure.unit and not _is_zero(value.bounds):
            return Unusable("unit-mismatch", value.bounds)
        bounds = scaled(value.bounds, unit.factor)
    elif unit.dimension == NO_DIMENSION and value.unit not in units.RATES:
        # 150万 in a column of 万元: nobody can tell how often the multiple counts.
        if unit.factor != 1 and measure.unit[:1] in MULTIPLES:
            return Unusable("unit-missing", scaled(value.bounds, unit.factor))
        bounds, note = scaled(value.bounds, unit.factor * own.factor), "unit-inherited"
    else:
        # 3人 may be meant as 3人次; 24工作日 of a measure in hours, as 24 of them.
        multiple = unit.factor if str(unit.dimension) in NOUNS else Fraction(1)
        meant = multiple if str(own.dimension) in NOUNS else multiple * own.factor
        return Unusable("unit-mismatch", scaled(value.bounds, meant))
    if value.approximate:
        return Unusable("value-approximate", bounds)
    inside = _inside(bounds, measure)
    if isinstance(inside, Usable):
        return Usable(inside.bounds, note)
    return inside


def _inside(bounds: Bounds, measure: Measure) -> Usable | Unusable:
    inside = bounds.meet(measure.range)
    possible = None if inside is None else measure.possible(inside)
    return Unusable("value-out-of-range") if possible is None else Usable(possible)


def _is_zero(bounds: Bounds) -> bool:
    return all(end in (None, 0) for end in (bounds.low, bounds.high))
