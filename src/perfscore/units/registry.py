"""Our Pint registry: Decimal, no default units, no prefixes, no text from users.

Pint answers two questions about a name of the closed vocabulary: how many base units it is, and
of which dimension. Nothing else of the library sees a Pint object, so neither its parser, its
thread-dependent precision nor its shared application registry can touch a score.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cache
from threading import Lock

import pint

from perfscore.units.dimension import Dimension
from perfscore.units.vocabulary import DEFINITIONS

__all__ = ["resolved"]

_lock = Lock()

# Pint's definition syntax has no room for signs such as %, so units are known to it by number.
_PINT_NAMES = {name: f"u{number}" for number, name in enumerate(DEFINITIONS)}
_OUR_NAMES = {pint_name: name for name, pint_name in _PINT_NAMES.items()}


@cache
def _registry() -> pint.UnitRegistry[Decimal]:
    registry: pint.UnitRegistry[Decimal] = pint.UnitRegistry(
        None,
        non_int_type=Decimal,
        on_redefinition="raise",
        autoconvert_offset_to_baseunit=False,
    )
    for name, (factor, of) in DEFINITIONS.items():
        pint_name = _PINT_NAMES[name]
        if of == name:
            registry.define(f"{pint_name} = [d{pint_name}]")
        elif of == "":
            registry.define(f"{pint_name} = {factor}")
        else:
            registry.define(f"{pint_name} = {factor} * {_PINT_NAMES[of]}")
    return registry


@cache
def resolved(name: str) -> tuple[Fraction, Dimension]:
    """Factor to the base unit, and dimension, of a canonical unit name."""
    with _lock:
        registry = _registry()
        factor, base = registry.get_base_units(_PINT_NAMES[name])
        found = registry.get_dimensionality(base)
    # A dimension is called [dNAME] after the base unit that spans it.
    powers = ((_OUR_NAMES[name.strip("[]")[1:]], int(str(power))) for name, power in found.items())
    return Fraction(Decimal(str(factor))), Dimension(tuple(sorted(powers)))
