"""Decision tables as dictionaries from whole numbers to whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import prod

from perfscore.calculation.steps import MOST_COMBINATIONS
from perfscore.expression.nodes import Lookup
from perfscore.scoring.compiled.code import Code, NotCompiled
from perfscore.scoring.compiled.quantity import (
    Quantity,
    common_scale,
    fixed,
    multiple,
    times,
)

__all__ = ["looked_up"]

Key = int | tuple[int, ...]


def looked_up(code: Code, node: Lookup, parts: Sequence[Quantity]) -> Quantity:
    """What the table gives; values without a row are left to the interpreter.

    Raises :class:`NotCompiled` for a table with too many combinations to list.
    """
    if prod(map(len, node.values)) > MOST_COMBINATIONS:
        raise NotCompiled("a large table")
    scale = common_scale(parts)
    given = [fixed(row.gives.value) for row in node.rows]
    result = common_scale(given)
    rows: dict[Key, int] = {}
    for values in product(*node.values):
        key = tuple(value / scale for value in values)
        row = node.row_of(tuple(sorted(values)) if node.any_order else values)
        if row is not None and all(each.denominator == 1 for each in key):
            gives = int(node.rows[row].gives.value / result)
            rows[_key([int(each) for each in key], node.any_order)] = gives
    table = code.refer(rows, "table")
    names = [_whole(code, part, scale) for part in parts]
    asked = ", ".join(names)
    if node.any_order and len(names) > 1:
        asked = f"tuple(sorted(({asked})))"
    found = code.named(f"{table}[{asked}]")
    return Quantity(found, 1, result, all(row.gives.value >= Fraction(0) for row in node.rows))


def _key(values: list[int], any_order: bool) -> Key:
    if len(values) == 1:
        return values[0]
    return tuple(sorted(values)) if any_order else tuple(values)


def _whole(code: Code, part: Quantity, scale: Fraction) -> str:
    """A part as a whole number of a scale, as all values in tables are."""
    if part.below == 1:
        return times(part.above, multiple(part, scale))
    whole, rest = code.fresh(), code.fresh()
    code.put(f"{whole}, {rest} = divmod({times(part.above, multiple(part, scale))}, {part.below})")
    code.refuse(rest)
    return whole
