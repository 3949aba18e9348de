"""Formula text, as rubrics write it, to an expression.

Grammar::

    test       = all ("or" all)*
    all        = chain ("and" chain)*
    chain      = sum (comparison sum)+ | ["not"] name
    condition  = sum comparison sum
    comparison = "<" | "<=" | "=" | ">=" | ">"
    sum        = product (("+" | "-") product)*
    product    = sign (("*" | "/") sign)*
    sign       = "-" sign | primary
    primary    = amount | name | function "(" sum ("," sum)* ")" | "(" sum ")"
    function   = "least" | "greatest" | "magnitude"
    amount     = decimal [unit] | date

There are no powers, attributes, strings or other calls. At most 500 characters, 40 levels and
60 operations.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from perfscore import numeric, units
from perfscore.bounds import Comparison
from perfscore.errors import Refusal
from perfscore.expression.building import constant
from perfscore.expression.nodes import (
    Constant,
    Difference,
    Greatest,
    Input,
    Least,
    Magnitude,
    Node,
    Product,
    Quotient,
    Sum,
)
from perfscore.values import DATE

__all__ = [
    "MET",
    "NOT_MET",
    "Condition",
    "Formula",
    "Test",
    "parse_condition",
    "parse_formula",
    "parse_test",
]

LONGEST = 500
DEEPEST = 40
MOST_TERMS = 60
# A condition that is met is 1, one that is not is 0.
MET = Constant(Fraction(1), "condition")
NOT_MET = Constant(Fraction(0), "condition")
_FUNCTIONS = ("least", "greatest", "magnitude")
_HINTED = {"min": "least", "max": "greatest", "abs": "magnitude"}
_NAME = re.compile(r"[^\W\d]\w*")
_NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)", re.ASCII)
_COMPARISON = re.compile(r"<=|>=|≤|≥|==|=|<|>")
_SPELLED = {"≤": "<=", "≥": ">=", "==": "="}


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula: its text, its expression, and each name with its offset in the text."""

    text: str
    node: Node
    names: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """Two formulas compared."""

    text: str
    left: Node
    comparison: Comparison
    right: Node
    names: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Test:
    """Conditions joined by ``and`` and ``or``: one of the ``ways`` has to hold in full."""

    __test__ = False

    text: str
    ways: tuple[tuple[Condition, ...], ...]
    names: tuple[tuple[str, int], ...]


def parse_formula(text: str) -> Formula:
    """Read a formula; raises :class:`Refusal` with the offset of what is wrong."""
    parser = _Parser(text)
    node = parser.sum(0)
    parser.end()
    return Formula(text, node, tuple(parser.names))


def parse_condition(text: str) -> Condition:
    """Read a comparison of two formulas."""
    parser = _Parser(text)
    left = parser.sum(0)
    comparison = parser.comparison()
    right = parser.sum(0)
    parser.end()
    return Condition(text, left, comparison, right, tuple(parser.names))


def parse_test(text: str) -> Test:
    """Read conditions joined by ``and`` and ``or``; ``a <= x <= b`` is two, a name stands alone."""
    parser = _Parser(text)
    ways = [parser.all_of()]
    while parser.take_word("or"):
        ways.append(parser.all_of())
    parser.end()
    return Test(text, tuple(ways), tuple(parser.names))


class _Parser:
    def __init__(self, text: str) -> None:
        if len(text) > LONGEST:
            raise Refusal("formula-too-long", length=str(len(text)), most=str(LONGEST))
        self.text = text
        self.at = 0
        self.names: list[tuple[str, int]] = []
        self.terms = 0

    def sum(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise self._refusal("formula-too-deep", most=str(DEEPEST))
        node = self.product(depth)
        while sign := self._take("+", "-"):
            self._count_term()
            right = self.product(depth)
            node = Sum((node, right)) if sign == "+" else Difference(node, right)
        return node

    def product(self, depth: int) -> Node:
        node = self.sign(depth)
        while sign := self._take("*", "×", "/", "÷"):
            if self._peek() == "*":
                raise self._refusal("formula-power")
            self._count_term()
            right = self.sign(depth)
            node = Product((node, right)) if sign in "*×" else Quotient(node, right)
        if self._peek() == "^":
            raise self._refusal("formula-power")
        return node

    def sign(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise self._refusal("formula-too-deep", most=str(DEEPEST))
        if self._take("-"):
            return Difference(constant(0), self.sign(depth + 1))
        return self.primary(depth)

    def primary(self, depth: int) -> Node:
        if self._take("("):
            node = self.sum(depth + 1)
            self._expect(")")
            return node
        if found := _DATE.match(self.text, self.at):
            return self._date(found)
        if found := _NUMBER.match(self.text, self.at):
            return self._amount(found)
        if found := _NAME.match(self.text, self.at):
            return self._name(found, depth)
        raise self._refusal("formula-operand-expected", found=self._rest())

    def comparison(self) -> Comparison:
        self._spaces()
        if found := _COMPARISON.match(self.text, self.at):
            self.at = found.end()
            return Comparison(_SPELLED.get(found.group(), found.group()))
        raise self._refusal("formula-comparison-expected", found=self._rest())

    def all_of(self) -> tuple[Condition, ...]:
        found = [*self.chain()]
        while self.take_word("and"):
            found += self.chain()
        return tuple(found)

    def chain(self) -> Iterator[Condition]:
        self._count_term()
        met = NOT_MET if self.take_word("not") else MET
        left = self.sum(0)
        if not self._compares():
            if not isinstance(left, Input):
                raise self._refusal("formula-comparison-expected", found=self._rest())
            yield Condition(left.name, left, Comparison.EQUAL, met, ())
            return
        if met is NOT_MET:
            raise self._refusal("formula-not-of-comparison", found=self._rest())
        while self._compares():
            comparison = self.comparison()
            right = self.sum(0)
            yield Condition("", left, comparison, right, ())
            left = right

    def _compares(self) -> bool:
        self._spaces()
        return _COMPARISON.match(self.text, self.at) is not None

    def take_word(self, word: str) -> bool:
        self._spaces()
        found = _NAME.match(self.text, self.at)
        if found is None or found.group() != word:
            return False
        self.at = found.end()
        return True

    def end(self) -> None:
        self._spaces()
        if self.at == len(self.text):
            return
        if self.text[self.at] == ".":
            raise self._refusal("formula-attribute")
        if _COMPARISON.match(self.text, self.at):
            raise self._refusal("formula-comparison-unexpected", found=self._rest())
        raise self._refusal("formula-unexpected", found=self._rest())

    def _date(self, found: re.Match[str]) -> Node:
        try:
            day = dt.date.fromisoformat(found.group())
        except ValueError as error:
            raise self._refusal("value-no-such-day", found=found.group()) from error
        self.at = found.end()
        return Constant(Fraction(day.toordinal()), DATE)

    def _amount(self, found: re.Match[str]) -> Node:
        value = numeric.exact(found.group())
        self.at = found.end()
        before_unit = self.at
        self._spaces()
        for unit in units.names():
            end = self.at + len(unit)
            if self.text.startswith(unit, self.at) and not _continues(self.text, end, unit):
                self.at = end
                return constant(value, units.unit(unit).name)
        self.at = before_unit
        return constant(value)

    def _name(self, found: re.Match[str], depth: int) -> Node:
        name = found.group()
        start = found.start()
        if unicodedata.normalize("NFKC", name) != name:
            raise self._refusal("formula-name-form", found=name)
        self.at = found.end()
        if self._peek() == ".":
            raise self._refusal("formula-attribute")
        if self._peek() != "(":
            self.names.append((name, start))
            return Input(name)
        if name not in _FUNCTIONS:
            self.at = start
            known = ", ".join(_FUNCTIONS)
            hint = _HINTED.get(name, known)
            raise self._refusal("formula-function-unknown", found=name, known=hint)
        return self._call(name, depth)

    def _call(self, name: str, depth: int) -> Node:
        self._expect("(")
        parts = [self.sum(depth + 1)]
        while self._take(","):
            parts.append(self.sum(depth + 1))
        self._expect(")")
        if name == "magnitude":
            if len(parts) != 1:
                raise self._refusal("formula-one-operand", found=name)
            return Magnitude(parts[0])
        return Least(tuple(parts)) if name == "least" else Greatest(tuple(parts))

    def _count_term(self) -> None:
        self.terms += 1
        if self.terms > MOST_TERMS:
            raise self._refusal("formula-too-many-terms", most=str(MOST_TERMS))

    def _spaces(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def _peek(self) -> str:
        self._spaces()
        return self.text[self.at : self.at + 1]

    def _take(self, *signs: str) -> str:
        found = self._peek()
        if found and found in signs:
            self.at += 1
            return found
        return ""

    def _expect(self, sign: str) -> None:
        if not self._take(sign):
            raise self._refusal("formula-sign-expected", expected=sign, found=self._rest())

    def _rest(self) -> str:
        return self.text[self.at : self.at + 20] or "…"

    def _refusal(self, code: str, **details: str) -> Refusal:
        return Refusal(code, start=self.at, **details)


def _continues(text: str, end: int, unit: str) -> bool:
    """Whether a word goes on after a unit, so that it was no unit."""
    following = text[end : end + 1]
    return unit[-1].isalpha() and (following.isalnum() or following == "_")
