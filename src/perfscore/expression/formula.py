"""An expression as a line that a reader can check."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from perfscore import wording
from perfscore.bounds import Comparison, point
from perfscore.expression.nodes import (
    Choice,
    Constant,
    Difference,
    Greatest,
    Input,
    Interpolated,
    Least,
    Lookup,
    Magnitude,
    Named,
    Node,
    Opaque,
    Product,
    Quotient,
    Stepped,
    Sum,
)
from perfscore.units.vocabulary import RANK
from perfscore.values import bounds_text
from perfscore.wording import Lang

__all__ = ["SIGNS", "Printer", "constant_text"]

SIGNS = {
    Comparison.LESS: "<",
    Comparison.AT_MOST: "≤",
    Comparison.EQUAL: "=",
    Comparison.AT_LEAST: "≥",
    Comparison.MORE: ">",
}

MOST_SUMMANDS = 12

# How tightly a node binds: a part that binds less than its surroundings is put in brackets.
_LOOSE, _ADDED, _MULTIPLIED, _TIGHT = range(4)


def constant_text(node: Constant, lang: Lang = "zh") -> str:
    """A constant in its own unit."""
    return bounds_text(point(node.value), node.unit, lang)


@dataclass(frozen=True, slots=True)
class Printer:
    """Prints nodes; the callables say what stands for an input, a named step, and a rank."""

    lang: Lang
    input_text: Callable[[str], str]
    named_text: Callable[[Named], str]
    rank_text: Callable[[Fraction], str] = str

    def text(self, node: Node) -> str:
        """The node as one line."""
        return self._print(node, _LOOSE)

    def _print(self, node: Node, around: int) -> str:
        text, binding = self._parts(node)
        return f"({text})" if binding < around else text

    def _parts(self, node: Node) -> tuple[str, int]:
        match node:
            case Input(name=name):
                return self.input_text(name), _TIGHT
            case Constant(value=value, unit=unit):
                if unit in (RANK, "level"):
                    return self.rank_text(value), _TIGHT
                return constant_text(node, self.lang), _TIGHT
            case Named():
                return self.named_text(node), _TIGHT
            case Sum(parts=parts):
                return " + ".join(self._summands(parts)), _ADDED
            case Difference(left=left, right=right):
                return f"{self._print(left, _ADDED)} - {self._print(right, _MULTIPLIED)}", _ADDED
            case Product(parts=parts):
                return " × ".join(self._print(p, _MULTIPLIED) for p in parts), _MULTIPLIED
            case Quotient():
                above = self._print(node.numerator, _MULTIPLIED)
                return f"{above} ÷ {self._print(node.denominator, _TIGHT)}", _MULTIPLIED
            case Least(parts=parts):
                return self._call("least", *parts), _TIGHT
            case Greatest(parts=parts):
                return self._call("greatest", *parts), _TIGHT
            case Magnitude(of=of):
                return f"|{self.text(of)}|", _TIGHT
            case Stepped(of=of, step=step, snap=snap):
                how = self._say(f"snap-{snap.replace(' ', '-')}")
                stepped = self._say(
                    "stepped", of=self.text(of), step=constant_text(step, self.lang), how=how
                )
                return stepped, _TIGHT
            case Interpolated(of=of, knots=knots):
                line = "; ".join(f"{self.text(x)}: {self.text(y)}" for x, y in knots)
                return self._say("interpolated", of=self.text(of), line=line), _TIGHT
            case Choice():
                return self._choice(node), _LOOSE
            case Lookup(title=title, parts=inputs) | Opaque(title=title, inputs=inputs):
                return f"{title.in_(self.lang)}({', '.join(map(self.text, inputs))})", _TIGHT

    def _summands(self, parts: Sequence[Node]) -> Iterator[str]:
        """The parts of a sum; of a long one, as records make it, only its ends."""
        if len(parts) <= MOST_SUMMANDS:
            yield from (self._print(part, _ADDED) for part in parts)
            return
        yield from (self._print(part, _ADDED) for part in parts[:2])
        yield self._say("more-summands", count=str(len(parts) - 3))
        yield self._print(parts[-1], _ADDED)

    def _choice(self, node: Choice) -> str:
        return self._say(
            "choice",
            condition=self.comparison(node),
            then=self._print(node.then, _ADDED),
            otherwise=self.text(node.otherwise),
        )

    def comparison(self, node: Choice) -> str:
        """The condition of a choice."""
        left = self._print(node.left, _ADDED)
        if isinstance(node.right, Constant) and node.right.unit == "condition":
            return self._say("is-met" if node.right.value else "is-not-met", left=left)
        if isinstance(node.right, Constant) and node.right.unit == "level":
            right = self._say("level", rank=str(node.right.value + 1))
        else:
            right = self._print(node.right, _ADDED)
        return f"{left} {SIGNS[node.comparison]} {right}"

    def _call(self, key: str, *parts: Node) -> str:
        return f"{self._say(key)}({', '.join(self.text(p) for p in parts)})"

    def _say(self, key: str, **arguments: str) -> str:
        return wording.say("formulas", key, self.lang, **arguments)
