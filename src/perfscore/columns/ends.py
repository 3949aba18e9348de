"""Ends of bounds in columns: a number, open or closed, or no limit, and how ends are ordered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from perfscore.columns import flags, rational, whole
from perfscore.columns.flags import Flag, all_of, any_of, but_not, negated
from perfscore.columns.rational import NOTHING, Rational
from perfscore.columns.tape import Array
from perfscore.columns.whole import ZERO, Whole

__all__ = [
    "End",
    "extreme",
    "finite_or_none",
    "is_after_high",
    "is_after_low",
    "is_before_high",
    "is_before_low",
    "is_finite",
    "is_less",
    "is_never_below_zero",
    "is_not_after",
    "is_positive",
    "is_zero",
    "kept_end",
    "mirrored",
    "select_end",
]


@dataclass(frozen=True, slots=True, eq=False)
class End:
    """One end: a number, whether it is open, or (``infinite`` -1 or 1) no limit at all."""

    number: Rational
    is_open: Flag = False
    infinite: Whole = ZERO

    @property
    def is_plain(self) -> bool:
        """Whether it is a closed end with a number in every row."""
        return self.is_open is False and self.infinite.of is ZERO.of


def select_end(where: Flag, then: End, otherwise: End) -> End:
    """``then`` where the flag holds, else ``otherwise``."""
    if then is otherwise:
        return then
    return End(
        rational.select(where, then.number, otherwise.number),
        flags.select(where, then.is_open, otherwise.is_open),
        whole.select(where, then.infinite, otherwise.infinite),
    )


def kept_end(end: End, where: Array) -> End:
    """The ends of the rows for which a flag holds."""
    return End(
        rational.kept(end.number, where),
        flags.kept(end.is_open, where),
        whole.kept(end.infinite, where),
    )


def mirrored(end: End) -> End:
    """The end on the other side of zero."""
    return End(rational.negate(end.number), end.is_open, -end.infinite)


def is_zero(end: End) -> Flag:
    """Whether it is the number zero."""
    return all_of(is_finite(end), rational.compared(end.number, "=", NOTHING))


def is_positive(end: End) -> Flag:
    """Whether it is a number above zero."""
    return all_of(is_finite(end), whole.compared(end.number.above, ">", ZERO))


def is_never_below_zero(end: End) -> bool:
    """Whether it is known to be a number from zero upwards in every row."""
    return end.infinite.of == 0 and end.number.above.low >= 0


def extreme(ends: Sequence[End], comes_first: Callable[[End, End], Flag]) -> End:
    """Of several ends the one that comes first."""
    found = ends[0]
    for end in ends[1:]:
        if end is found:
            continue
        if end.is_plain and found.is_plain:
            pick = (
                rational.greater
                if comes_first in (is_after_low, is_after_high)
                else rational.lesser
            )
            found = End(pick(end.number, found.number))
        else:
            found = select_end(comes_first(end, found), end, found)
    return found


def is_before_low(one: End, other: End) -> Flag:
    """Lower, or as low and closed where the other is open."""
    return is_less(one, other, but_not(other.is_open, one.is_open))


def is_after_low(one: End, other: End) -> Flag:
    """Higher, or as high and open where the other is closed."""
    return is_before_low(other, one)


def is_before_high(one: End, other: End) -> Flag:
    """Lower, or as low and open where the other is closed."""
    return is_less(one, other, but_not(one.is_open, other.is_open))


def is_after_high(one: End, other: End) -> Flag:
    """Higher, or as high and closed where the other is open."""
    return is_less(other, one, but_not(other.is_open, one.is_open))


def is_less(one: End, other: End, at_tie: Flag) -> Flag:
    """Whether an end lies below another, or at the same number where ``at_tie`` says so."""
    if one.is_plain and other.is_plain:
        return rational.compared(one.number, "<", other.number)
    beyond = whole.compared(one.infinite, "<", other.infinite)
    alike = whole.compared(one.infinite, "=", other.infinite)
    less = rational.compared(one.number, "<", other.number)
    if at_tie is not False:
        less = any_of(less, all_of(rational.compared(one.number, "=", other.number), at_tie))
    return any_of(beyond, all_of(alike, less))


def is_not_after(one: End, other: End, *, is_low: bool = False) -> Flag:
    """Whether nothing of a closed end lies outside the other."""
    finite = all_of(is_finite(one), is_finite(other))
    is_open = one.is_open if is_low else other.is_open
    how = rational.compared(one.number, "<=", other.number)
    if is_open is not False:
        how = but_not(how, all_of(is_open, rational.compared(one.number, "=", other.number)))
    return any_of(negated(finite), how)


def is_finite(end: End) -> Flag:
    """Whether there is a limit at all."""
    return whole.compared(end.infinite, "=", ZERO)


def finite_or_none(number: Rational, is_open: Flag, infinite: Whole) -> End:
    """An end whose number is zero where it has no limit."""
    finite = whole.compared(infinite, "=", ZERO)
    return End(rational.select(finite, number, NOTHING), is_open, infinite)
