"""What a choice tests: nested choices that share a way are one test of several conditions.

An "and" of two conditions is a choice in a choice whose other ways are the same node, an "or" one
whose chosen ways are; written out, a shared way would stand there once for each condition.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from perfscore.expression.nodes import Choice, Named, Node
from perfscore.scoring.compiled.arithmetic import compared
from perfscore.scoring.compiled.code import Code
from perfscore.scoring.compiled.quantity import Quantity

__all__ = ["Tested", "condensed", "next_choice", "tested"]


@dataclass(frozen=True, slots=True)
class Several:
    """Two tests joined."""

    by: Literal["and", "or"]
    left: Tested
    right: Tested


Tested = Choice | Several


def condensed(code: Code, choice: Choice) -> tuple[Tested, Node, Node]:
    """What a choice tests in all, what it gives where that holds, and what otherwise."""
    if id(choice) not in code.tests:
        code.tests[id(choice)] = (choice, _condensed(code, choice))
    found: tuple[Tested, Node, Node] = code.tests[id(choice)][1]
    return found


def _condensed(code: Code, choice: Choice) -> tuple[Tested, Node, Node]:
    test: Tested = choice
    then, otherwise = choice.then, choice.otherwise
    while True:
        if (inner := next_choice(code, then)) is not None:
            more, inner_then, inner_otherwise = condensed(code, inner)
            if inner_otherwise is otherwise:
                test, then = Several("and", test, more), inner_then
                continue
        if (inner := next_choice(code, otherwise)) is not None:
            more, inner_then, inner_otherwise = condensed(code, inner)
            if inner_then is then:
                test, otherwise = Several("or", test, more), inner_otherwise
                continue
        return test, then, otherwise


def next_choice(code: Code, node: Node) -> Choice | None:
    """The choice that a node is, under any names; ``None`` for others and what is known already."""
    while isinstance(node, Named) and id(node) not in code.known:
        node = node.of
    return node if isinstance(node, Choice) and id(node) not in code.known else None


def tested(code: Code, test: Tested, value: Callable[[Code, Node], Quantity]) -> str:
    """A text that is true where a test holds; ``value`` writes what its sides need.

    What only a further condition needs is worked out after those before it.
    """
    if isinstance(test, Choice):
        left = value(code, test.left)
        return compared(left, test.comparison, value(code, test.right))
    first = tested(code, test.left, value)
    with code.block() as lines:
        second = tested(code, test.right, value)
    if not lines:
        texts = (_inside(first, test.left, test.by), _inside(second, test.right, test.by))
        return f" {test.by} ".join(texts)
    flag = code.fresh("c")
    code.put(f"{flag} = {first}")
    head = f"if {flag}:" if test.by == "and" else f"if not {flag}:"
    code.put_block(head, [*lines, f"{flag} = {second}"])
    return flag


def _inside(text: str, test: Tested, by: str) -> str:
    is_other = isinstance(test, Several) and test.by != by and not text.isidentifier()
    return f"({text})" if is_other else text
