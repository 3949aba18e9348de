"""The only door to units: what a unit name means, exactly.

A unit has a factor to the base unit of its dimension and that dimension; both are exact. Each
counting noun is a dimension of its own, so 人 (people) never meets 人次 (visits). 百分点
(percentage points) is not %.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from perfscore.errors import Refusal, alike
from perfscore.units import vocabulary
from perfscore.units.dimension import NO_DIMENSION, Dimension
from perfscore.units.vocabulary import RATES
from perfscore.wording import Lang

__all__ = [
    "NO_DIMENSION",
    "RATES",
    "Dimension",
    "Unit",
    "base_unit",
    "from_base",
    "is_known",
    "is_rate",
    "label",
    "names",
    "to_base",
    "unit",
]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: canonical name, exact factor to its base unit, dimension."""

    name: str
    factor: Fraction
    dimension: Dimension


@cache
def unit(name: str) -> Unit:
    """The unit of a name or an alias; the empty name is a plain number.

    Raises :class:`Refusal` for a name that is not in the vocabulary.
    """
    canonical = vocabulary.ALIASES.get(name, name)
    if canonical not in _known():
        raise Refusal("unit-unknown", found=name, known=alike(name, names()))
    if canonical == "":
        return Unit("", Fraction(1), NO_DIMENSION)
    # Pint takes long to import and is needed only once a unit is really used.
    from perfscore.units import registry

    factor, dimension = registry.resolved(canonical)
    return Unit(canonical, factor, dimension)


@cache
def _known() -> frozenset[str]:
    return frozenset(vocabulary.DEFINITIONS) | {""}


@cache
def names() -> tuple[str, ...]:
    """Every unit name and alias, longest first."""
    every = (set(vocabulary.DEFINITIONS) - vocabulary.INTERNAL) | set(vocabulary.ALIASES)
    return tuple(sorted(every, key=lambda n: (-len(n), n)))


def is_known(name: str) -> bool:
    """Whether the vocabulary has a unit or alias of this name."""
    return vocabulary.ALIASES.get(name, name) in _known()


def is_rate(name: str) -> bool:
    """Whether a unit is a share of a whole: %, ‰."""
    return vocabulary.ALIASES.get(name, name) in RATES


def to_base(number: Fraction, name: str) -> Fraction:
    """A number of a unit in the base unit of its dimension."""
    return number * unit(name).factor


def from_base(number: Fraction, name: str) -> Fraction:
    """A number of base units in a unit of the same dimension."""
    return number / unit(name).factor


def label(name: str, lang: Lang, *, one: bool = False) -> str:
    """A unit as a reader of that language sees it; ``one`` of it is a point, several are points."""
    if lang != "en":
        return name
    several = vocabulary.ENGLISH.get(name, name)
    return vocabulary.ENGLISH_ONE.get(several, several) if one else several


def base_unit(dimension: Dimension) -> str:
    """The name in which amounts of a dimension are shown when no measure says otherwise."""
    if dimension == NO_DIMENSION:
        return ""
    return vocabulary.SHOWN_AS.get(str(dimension), str(dimension))
