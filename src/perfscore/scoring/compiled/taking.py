"""Statements as whole numbers: what ``taken`` makes of a value, as lines of code.

What a unit or a word says of a measure is asked of ``taken`` itself, once, and kept in a table.
"""

from __future__ import annotations

from collections.abc import Container
from functools import cache

from perfscore.bounds import Comparison, point
from perfscore.errors import Refusal
from perfscore.rubric.measure import Measure
from perfscore.rubric.statements import NO, YES, Usable, taken
from perfscore.scoring.compiled.arithmetic import compared
from perfscore.scoring.compiled.code import INDENT, Code
from perfscore.scoring.compiled.quantity import Quantity, fixed
from perfscore.units import unit
from perfscore.values import DATE, Amount, Words
from perfscore.wording import Text

__all__ = ["refuse_outside", "take"]

NO_TEXT = Text("", "")


class Units(dict[str, tuple[int, int]]):
    """For a measure of one unit: what amounts in other units are to be multiplied with.

    Filled as units are met; ``KeyError`` for one that says nothing of such a measure.
    """

    def __init__(self, own: str) -> None:
        super().__init__()
        self.measure = Measure(title=NO_TEXT, unit=own)
        self.factor = unit(own).factor

    def __missing__(self, stated: str) -> tuple[int, int]:
        try:
            said = taken(Amount(point(1), stated), self.measure)
        except Refusal:
            raise KeyError(stated) from None
        if not isinstance(said, Usable):
            raise KeyError(stated)
        self[stated] = (said.bounds.value / self.factor).as_integer_ratio()
        return self[stated]


units_of = cache(Units)


def take(code: Code, at: int, measure: Measure, codes: Container[str]) -> Quantity:
    """Write what reads the value ``v`` into variables with a number.

    The code raises, or leaves the filing to the interpreter, for whatever is not one settled value
    that is possible. Signs that the rubric lists among its ``codes`` come with a finding.
    """
    if measure.kind in ("condition", "level"):
        words = code.refer(_words(measure, codes), "words")
        code.put(f"n{at} = {words}[v.text]")
        return Quantity(f"n{at}", not_negative=True)
    code.put("e = v.bounds.low")
    code.refuse("e is not v.bounds.high and e != v.bounds.high or v.approximate")
    code.put(f"n{at} = e._numerator", f"d{at} = e._denominator")
    if measure.kind == "date":
        code.refuse(f"v.unit != {DATE!r} or d{at} != 1")
        return Quantity(f"n{at}")
    units = code.refer(units_of(measure.unit), "units")
    code.put(f"if v.unit != {measure.unit!r}:", f"{INDENT}p, q = {units}[v.unit]")
    code.put(f"{INDENT}n{at} *= p", f"{INDENT}d{at} *= q")
    scale = unit(measure.unit).factor
    low = measure.range.low
    not_negative = low is not None and low >= 0
    if measure.whole:
        code.put(f"if d{at} != 1:")
        code.put(f"{INDENT}n{at}, r = divmod(n{at}, d{at})")
        code.put(f"{INDENT}if r:", f"{INDENT * 2}return None")
        found = Quantity(f"n{at}", 1, scale, not_negative)
    else:
        found = Quantity(f"n{at}", f"d{at}", scale, not_negative)
    refuse_outside(code, found, measure)
    return found


def refuse_outside(code: Code, found: Quantity, measure: Measure) -> None:
    """Leave values that the measure cannot have to the interpreter."""
    possible = measure.range
    if possible.low is not None:
        below = Comparison.AT_MOST if possible.low_open else Comparison.LESS
        code.refuse(compared(found, below, fixed(possible.low)))
    if possible.high is not None:
        above = Comparison.AT_LEAST if possible.high_open else Comparison.MORE
        code.refuse(compared(found, above, fixed(possible.high)))


def _words(measure: Measure, codes: Container[str]) -> dict[str, int]:
    """What each word says of a condition or level."""
    texts = {*YES, *NO}
    texts |= {text for each in measure.levels for text in (each.id, each.title.zh, each.title.en)}
    said = {text: taken(Words(text), measure) for text in sorted(texts) if text not in codes}
    return {text: int(each.bounds.value) for text, each in said.items() if isinstance(each, Usable)}
