"""What every rule kind is: frozen data with one method that returns an expression."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from pydantic import BaseModel, PrivateAttr

from perfscore import wording
from perfscore.bounds import Bounds, Comparison
from perfscore.errors import Refusal, alike
from perfscore.expression.formula import Printer
from perfscore.expression.nodes import Constant, Input, Node
from perfscore.expression.parsing import Condition, Formula, Test
from perfscore.model.fields import Frozen
from perfscore.wording import Lang

__all__ = ["FaultPath", "Requirement", "Rule"]

FaultPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Requirement:
    """A comparison that a settled reading must keep; a row that breaks it has no score.

    ``code`` names the finding.
    """

    code: str
    left: Node
    comparison: Comparison
    right: Node


class Rule(Frozen, ABC):
    """A way in which an indicator's points follow from measures.

    A kind adds its fields and :meth:`expression`. Everything else (score, trace, bounds, unit
    check, formula) reads the tree that the method returns. ``proportional`` kinds earn twice as
    much for twice the points, so that a filing may be allowed to change those.
    """

    kind: str
    proportional: ClassVar[bool] = False

    _scale: Mapping[str, Constant] = PrivateAttr(default_factory=dict)
    _levels: Mapping[str, tuple[str, ...]] = PrivateAttr(default_factory=dict)

    @property
    def gives_level(self) -> bool:
        """Whether the score is a level of a scale and not a number of points."""
        return False

    def bind(self, scale: Mapping[str, Constant], levels: Mapping[str, tuple[str, ...]]) -> None:
        """Learn the levels that the rule may give, and those of each level measure."""
        self._scale, self._levels = scale, levels

    def rank(self, level: str) -> Constant:
        """The rank of a level that the rule gives."""
        return self._scale[level]

    def levels_of(self, measured: Formula) -> tuple[str, ...]:
        """The levels of a formula that is just the name of a level measure; else none."""
        node = measured.node
        return self._levels.get(node.name, ()) if isinstance(node, Input) else ()

    def key_faults(
        self, measured: Formula, field: str, keys: Collection[str], missing: str
    ) -> Iterator[tuple[FaultPath, Refusal]]:
        """Whether a mapping has an entry for every level of a measure; ``missing`` is the code."""
        own = self.levels_of(measured)
        if not own:
            yield ("of",), Refusal("level-measure-expected", found=measured.text)
            return
        for name in keys:
            if name not in own:
                yield (field, name), Refusal("level-unknown", found=name, known=alike(name, own))
        if without := [name for name in own if name not in keys]:
            yield (field,), Refusal(missing, found=", ".join(without))

    def levels_named(self) -> Iterator[tuple[FaultPath, str]]:
        """Every level that the rule may give, with the path of the field that names it."""
        return iter(())

    @abstractmethod
    def expression(self, points: Fraction) -> Node:
        """The score, in points, over measures in base units."""

    def requirements(self) -> tuple[Requirement, ...]:
        """What readings must keep besides; none for most kinds."""
        return ()

    def alike(self) -> tuple[tuple[Node, Node], ...]:
        """Pairs that must be of one kind although the expression divides one by the other."""
        return ()

    def faults(
        self, points: Fraction, range_of: Callable[[Node], Bounds]
    ) -> Iterator[tuple[FaultPath, Refusal]]:
        """What is wrong with the rule, each with the path of the field; checked at load.

        ``range_of`` tells the values a node can take over the allowed ranges of all measures.
        """
        return iter(())

    @abstractmethod
    def words(self, lang: Lang, printer: Printer) -> str:
        """The rule in one or two sentences."""

    def say(self, key: str, lang: Lang, **arguments: str) -> str:
        """A sentence of ``wording/rules.toml``."""
        return wording.say("rules", key, lang, **arguments)

    def mentions(self) -> Iterator[tuple[FaultPath, str, int]]:
        """Every measure named in a field: the field's path, the name, its offset there."""
        yield from _mentions(self, ())


def _mentions(value: Any, path: FaultPath) -> Iterator[tuple[FaultPath, str, int]]:
    if isinstance(value, Formula | Condition | Test):
        for name, offset in value.names:
            yield path, name, offset
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield from _mentions(getattr(value, name), (*path, field.alias or name))
    elif isinstance(value, tuple | list):
        for index, item in enumerate(value):
            yield from _mentions(item, (*path, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _mentions(item, (*path, key))
