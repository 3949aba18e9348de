"""Field types that files and programs may both write: titles, values, exact numbers."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, PlainValidator

from perfscore import numeric
from perfscore.bounds import point
from perfscore.errors import Refusal
from perfscore.values import DATE, Absent, Amount, Value, Words, read_value, value_text
from perfscore.wording import Text

__all__ = [
    "DayField",
    "ExactField",
    "Frozen",
    "Identifier",
    "PartField",
    "ShareField",
    "Title",
    "ValueField",
    "looks_numeric",
    "value_of",
]


class Frozen(BaseModel):
    """Base of the models that files are read into: frozen, and no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def _title(given: Any) -> Any:
    """One text for both languages may be written as plain text."""
    return Text(given, given) if isinstance(given, str) else given


Title = Annotated[Text, BeforeValidator(_title)]


def _identifier(given: Any) -> str:
    if not isinstance(given, str):
        raise Refusal("text-expected", name="id", found=str(given))
    if not given.isidentifier():
        bad = next((i for i, c in enumerate(given) if not (c.isalnum() or c == "_")), 0)
        raise Refusal("identifier-invalid", start=bad, found=given)
    return given


Identifier = Annotated[str, PlainValidator(_identifier)]


# What is meant as a number, whether or not it is a good one.
_NUMERIC = re.compile(r"[\s\d.,+-]*\d.*", re.DOTALL)


def looks_numeric(text: str) -> bool:
    """Whether a text is meant as a number and not as a name."""
    return _NUMERIC.fullmatch(text) is not None


def _exact(given: Any) -> Fraction:
    if not isinstance(given, int | float | Decimal | Fraction | str):
        raise Refusal("number-unreadable", found=str(given)[:60])
    number = numeric.exact(given)
    places = numeric.places_of(number)
    if places is None:
        raise Refusal("number-not-decimal", found=str(given))
    if places > numeric.MOST_DIGITS:
        raise Refusal("number-too-long", found=str(given)[:60], most=str(numeric.MOST_DIGITS))
    return number


ExactField = Annotated[
    Fraction,
    PlainValidator(_exact),
    PlainSerializer(numeric.decimal_text, return_type=str),
]


_PART = re.compile(r"(\d{1,9})\s*/\s*([1-9]\d{0,8})", re.ASCII)


def _part(given: Any) -> Fraction:
    """A number that may be written as a fraction: 100/7."""
    if isinstance(given, Fraction):
        return given
    if isinstance(given, str) and (found := _PART.fullmatch(given.strip())):
        return Fraction(int(found[1]), int(found[2]))
    return _exact(given)


def _share(given: Any) -> Fraction:
    share = _part(given)
    if not 0 <= share <= 1:
        raise Refusal("share-expected", found=str(given)[:60])
    return share


PartField = Annotated[
    Fraction, PlainValidator(_part), PlainSerializer(numeric.fraction_text, return_type=str)
]
ShareField = Annotated[
    Fraction, PlainValidator(_share), PlainSerializer(numeric.fraction_text, return_type=str)
]


def value_of(given: Any) -> Value:
    """A value from what a file or a program gives; raises :class:`Refusal`."""
    match given:
        case Amount():
            for end in (given.bounds.low, given.bounds.high):
                if end is not None and (numeric.places_of(end) or 0) > numeric.MOST_DIGITS:
                    raise Refusal("number-too-long", found=str(end), most=str(numeric.MOST_DIGITS))
                if end is not None and not numeric.is_decimal(end):
                    raise Refusal("number-not-decimal", found=str(end))
            return given
        case Words() | Absent():
            return given
        case None:
            return Absent.MISSING
        case bool():
            return Words("true" if given else "false")
        case str():
            return read_value(given)
        case int() | Decimal() | Fraction() | float():
            return value_of(Amount(point(numeric.exact(given))))
        case _:
            raise Refusal("value-unread", found=str(given)[:60], rest=str(given)[:60])


ValueField = Annotated[
    Value, PlainValidator(value_of), PlainSerializer(value_text, return_type=str)
]


LAST_DAY = dt.date.max.toordinal()


def _day(given: Any) -> int:
    value = read_value(given) if isinstance(given, str) else given
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LAST_DAY:
        return value
    if not isinstance(value, Amount) or value.unit != DATE or value.is_bound:
        raise Refusal("day-expected", found=str(given)[:60])
    return int(value.bounds.value)


# A date, kept as its ordinal.
DayField = Annotated[
    int,
    PlainValidator(_day),
    PlainSerializer(lambda day: dt.date.fromordinal(day).isoformat(), return_type=str),
]
