"""A measure taken over the rows of a table: counted, added, averaged, or as a share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import model_validator

from perfscore import wording
from perfscore.errors import Refusal
from perfscore.expression.building import choose, constant, named, number
from perfscore.expression.formula import Printer
from perfscore.expression.nodes import (
    Constant,
    Greatest,
    Input,
    Least,
    Node,
    Product,
    Quotient,
    Sum,
)
from perfscore.expression.parsing import Condition, Formula
from perfscore.expression.walking import renamed
from perfscore.model.fields import Frozen
from perfscore.model.formula_fields import ConditionField, FormulaField
from perfscore.rules.conditions import condition_text
from perfscore.wording import Lang, Text

__all__ = ["Aggregate", "Rows"]

# What each way of taking needs, and what it may have besides.
_NEEDS = {
    "count": (set(), {"where"}),
    "sum": ({"value"}, {"where"}),
    "mean": ({"value"}, {"where", "weight"}),
    "share": ({"when"}, {"where", "weight"}),
    "least": ({"value"}, set()),
    "greatest": ({"value"}, set()),
}
_PARTS = ("value", "weight", "where", "when")
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rows:
    """The inputs that a table's rows stand for: their number, and each row's fields."""

    count: str
    cells: Sequence[Row]


class Aggregate(Frozen):
    """``take`` over the rows of table ``of``.

    ``value`` is a formula over the table's fields; ``where`` leaves rows out; a ``share`` counts
    the rows ``when`` a condition holds against all of them; with ``weight`` rows count by an
    amount instead of one each.
    """

    of: str
    take: Literal["count", "sum", "mean", "share", "least", "greatest"]
    value: FormulaField | None = None
    weight: FormulaField | None = None
    where: ConditionField | None = None
    when: ConditionField | None = None

    @model_validator(mode="after")
    def _complete(self) -> Any:
        needs, may = _NEEDS[self.take]
        given = {part for part in _PARTS if getattr(self, part) is not None}
        for part in _PARTS:
            if (part in needs and part not in given) or part in given - needs - may:
                code = "aggregate-lacks" if part in needs else "aggregate-has"
                raise Refusal(code, found=self.take, name=part)
        return self

    @property
    def needs_rows(self) -> bool:
        """Whether there is no answer without rows, unless the rubric gives one."""
        return self.take in ("mean", "share", "least", "greatest")

    def mentions(self) -> Iterator[tuple[str, str, int]]:
        """Every field named: the part that names it, the name, its offset there."""
        for part in _PARTS:
            formula: Formula | Condition | None = getattr(self, part)
            for name, offset in () if formula is None else formula.names:
                yield part, name, offset

    def words(self, lang: Lang, table: Text, printer: Printer) -> str:
        """What is taken, as a phrase; ``printer`` prints the titles of the table's fields."""

        def said(part: str) -> str:
            formula: Formula | Condition | None = getattr(self, part)
            if isinstance(formula, Condition):
                return condition_text(formula, printer)
            return "" if formula is None else printer.text(formula.node)

        told = {part: said(part) for part in _PARTS}
        phrase = wording.say("rules", f"take-{self.take}", lang, table=table, **told)
        for part in ("weight", "where"):
            if told[part]:
                phrase += wording.say("rules", f"take-{part}", lang, **told)
        return phrase

    def over(
        self,
        rows: Rows,
        unit: str,
        when_zero: Constant | None = None,
        *,
        is_undecided: bool = False,
    ) -> Node:
        """The measure as an expression.

        ``unit`` is that of the measure, in which rows are counted. ``is_undecided`` says that it is
        not known which rows count, or how much: a mean is then kept inside the values themselves,
        since weights that stand above and below the line would widen it.
        """
        node = self._over(rows, unit, when_zero)
        if self.take != "mean" or not is_undecided or not rows.cells:
            return node
        values = tuple(self._value(row) for row in rows.cells)
        return Least((Greatest(values), Greatest((Least(values), node))))

    def _over(self, rows: Rows, unit: str, when_zero: Constant | None) -> Node:
        every = named("rows-counted", Product((Input(rows.count), constant(1, unit))))
        if not rows.cells:
            none = named("rows-counted", Input(rows.count))
            return Quotient(none, none, when_zero) if self.needs_rows else every
        match self.take:
            case "count" if self.where is None:
                return every
            case "count":
                return self._added("rows-counted", rows, lambda _: constant(1, unit))
            case "sum":
                return self._added("values-added", rows, self._value)
            case "least":
                return Least(tuple(self._value(row) for row in rows.cells))
            case "greatest":
                return Greatest(tuple(self._value(row) for row in rows.cells))
            case "mean":
                above = self._added("values-added", rows, self._weighted)
            case "share":
                above = self._added("rows-that-do", rows, self._when)
        if self.weight is None and self.where is None:
            return Quotient(above, named("rows-counted", Input(rows.count)), when_zero)
        counted = "rows-counted" if self.weight is None else "weights-added"
        return Quotient(above, self._added(counted, rows, self._weight), when_zero)

    def _added(self, step: str, rows: Rows, part: Callable[[Row], Node]) -> Node:
        return named(step, Sum(tuple(self._kept(row, part(row)) for row in rows.cells)))

    def _kept(self, row: Row, part: Node) -> Node:
        return part if self.where is None else _if(self.where, row, part)

    def _value(self, row: Row) -> Node:
        assert self.value is not None
        return renamed(self.value.node, row)

    def _weight(self, row: Row) -> Node:
        return number(1) if self.weight is None else renamed(self.weight.node, row)

    def _weighted(self, row: Row) -> Node:
        value = self._value(row)
        return value if self.weight is None else Product((value, self._weight(row)))

    def _when(self, row: Row) -> Node:
        assert self.when is not None
        return _if(self.when, row, self._weight(row))


def _if(condition: Condition, row: Row, then: Node) -> Node:
    left, right = renamed(condition.left, row), renamed(condition.right, row)
    return choose(left, condition.comparison, right, then, number(0))
