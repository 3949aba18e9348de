"""Where something that a finding rests on stands."""

from __future__ import annotations

from perfscore.model.evidence import Equation, Evidence, Figure, Source
from perfscore.model.filing import SelfAssessed
from perfscore.model.finding import CitedPlace
from perfscore.numeric import decimal_text
from perfscore.values import value_text

__all__ = ["cited"]


def cited(by: Evidence | Figure | Equation | Source | SelfAssessed) -> CitedPlace:
    """Its place in its source and in the filing, with what is said there."""
    if isinstance(by, Source):
        return CitedPlace("", by.file, by.digest, by.at)
    if isinstance(by, Equation):
        return CitedPlace("", by.place, by.says.text, by.at)
    if isinstance(by, SelfAssessed):
        return CitedPlace("", by.place, by.level or decimal_text(by.points), by.at)
    return CitedPlace(by.source, by.place, value_text(by.value), by.at)
