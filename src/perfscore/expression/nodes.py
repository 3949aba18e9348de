"""The fifteen node kinds that rules are written in.

A node is data: it computes nothing. ``a - b`` on nodes builds the node of the difference. The
kinds are closed; everything that reads a tree matches all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from perfscore.bounds import Comparison
from perfscore.numeric import Snap
from perfscore.wording import Text

__all__ = [
    "Choice",
    "Constant",
    "Difference",
    "Greatest",
    "Input",
    "Interpolated",
    "Least",
    "Lookup",
    "LookupRow",
    "Magnitude",
    "Named",
    "Node",
    "Opaque",
    "Product",
    "Quotient",
    "Stepped",
    "Sum",
]


class _Operators:
    """Arithmetic signs between nodes."""

    __slots__ = ()

    def __add__(self, other: Node) -> Sum:
        return Sum((self, other))  # type: ignore[arg-type]

    def __sub__(self, other: Node) -> Difference:
        return Difference(self, other)  # type: ignore[arg-type]

    def __mul__(self, other: Node) -> Product:
        return Product((self, other))  # type: ignore[arg-type]

    def __truediv__(self, other: Node) -> Quotient:
        return Quotient(self, other)  # type: ignore[arg-type]

    def __bool__(self) -> bool:
        raise TypeError(
            "an expression has no truth value before it is worked out: "
            "use choose(), least() or greatest() instead of if, min() or max()"
        )


@dataclass(frozen=True, slots=True)
class Input(_Operators):
    """What the reading of a measure, or the score of a child, says; in base units."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant(_Operators):
    """An exact number of base units; ``unit`` gives its dimension and how it is shown."""

    value: Fraction
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Named(_Operators):
    """The same value under a name: one step of the explanation."""

    key: str
    title: Text
    of: Node


@dataclass(frozen=True, slots=True)
class Sum(_Operators):
    """All parts added."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Difference(_Operators):
    """Left minus right."""

    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Product(_Operators):
    """All parts multiplied."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Quotient(_Operators):
    """Numerator over denominator; ``when_zero`` is the answer for a zero denominator.

    Without ``when_zero`` a zero denominator has no result, and the row says so.
    """

    numerator: Node
    denominator: Node
    when_zero: Node | None = None


@dataclass(frozen=True, slots=True)
class Least(_Operators):
    """The smallest part: a cap."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Greatest(_Operators):
    """The largest part: a floor."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Magnitude(_Operators):
    """The size without its sign."""

    of: Node


@dataclass(frozen=True, slots=True)
class Stepped(_Operators):
    """Brought onto a multiple of a positive step: rounding, and "per whole 5 %"."""

    of: Node
    step: Constant
    snap: Snap


@dataclass(frozen=True, slots=True)
class Interpolated(_Operators):
    """Straight lines between knots (x ascending), flat outside them."""

    of: Node
    knots: tuple[tuple[Constant, Constant], ...]


@dataclass(frozen=True, slots=True)
class Choice(_Operators):
    """``then`` where the comparison holds, else ``otherwise``."""

    left: Node
    comparison: Comparison
    right: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class LookupRow:
    """A row of a table: the values that each part may have (``None``: any), and what it gives."""

    where: tuple[frozenset[Fraction] | None, ...]
    gives: Constant
    title: Text

    def fits(self, values: tuple[Fraction, ...]) -> bool:
        """Whether the row is about these values."""
        return all(
            allowed is None or value in allowed
            for allowed, value in zip(self.where, values, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Lookup(_Operators):
    """What the first row that fits the parts gives: a decision table.

    ``values`` are those that each part can have. With ``any_order`` the table is about
    combinations: the values are sorted before they are looked up, and rows list theirs ascending.
    """

    title: Text
    parts: tuple[Node, ...]
    values: tuple[tuple[Fraction, ...], ...]
    rows: tuple[LookupRow, ...]
    any_order: bool = False

    def row_of(self, values: tuple[Fraction, ...]) -> int | None:
        """The place of the first row that fits; ``None`` when the table has none."""
        return next((at for at, row in enumerate(self.rows) if row.fits(values)), None)

    def rows_of(self, choices: Sequence[Sequence[Fraction]]) -> set[int | None]:
        """The rows that combinations of values are looked up in, ``None`` for those without."""
        every: Iterable[tuple[Fraction, ...]] = product(*choices)
        if self.any_order:
            every = {tuple(sorted(values)) for values in every}
        return {self.row_of(values) for values in every}


@dataclass(frozen=True, slots=True)
class Opaque(_Operators):
    """A Python function of settled numbers; within ``low`` and ``high`` while one is open, or when
    the function has no answer (``LookupError``).

    ``rising`` says for each input whether the result rises with it or falls; bounds of inputs then
    bound the result.
    """

    title: Text
    function: Callable[..., Fraction]
    inputs: tuple[Node, ...]
    low: Constant
    high: Constant
    rising: tuple[bool, ...] = ()


Node = (
    Input
    | Constant
    | Named
    | Sum
    | Difference
    | Product
    | Quotient
    | Least
    | Greatest
    | Magnitude
    | Stepped
    | Interpolated
    | Choice
    | Lookup
    | Opaque
)
