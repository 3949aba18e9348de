"""What every way of combining is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from pydantic import PrivateAttr

from perfscore import wording
from perfscore.errors import Refusal
from perfscore.expression.nodes import Constant, Node
from perfscore.model.fields import Frozen, Title
from perfscore.model.level import Scale
from perfscore.rubric.basis import Basis
from perfscore.rules.rule import FaultPath
from perfscore.units.vocabulary import RANK
from perfscore.wording import Lang, Text

__all__ = ["Method", "Part", "ranks_of"]


@dataclass(frozen=True, slots=True)
class Part:
    """A member of a group: its id, its title, its score as an expression, its weight."""

    id: str
    title: Text
    score: Node
    weight: Fraction


def ranks_of(scale: Scale | None) -> dict[str, Constant]:
    """The rank of each level of a scale, as an expression."""
    ids = () if scale is None else scale.ids
    return {name: Constant(Fraction(rank), RANK) for rank, name in enumerate(ids)}


class Method(Frozen, ABC):
    """A way to combine, under the name that the framework gives it."""

    by: str
    title: Title
    basis: Basis

    # Whether it is about levels, or about points; ``None`` for both.
    of_levels: ClassVar[bool | None] = True
    # Whether what it gives is a share of the group's points.
    gives_share: ClassVar[bool] = False

    _scale: Scale | None = PrivateAttr(default=None)

    def bind(self, scale: Scale | None) -> None:
        """Learn the rubric's scale."""
        self._scale = scale

    def leaves_unrated(self, rated: Sequence[Fraction], every: Sequence[Fraction]) -> bool:
        """Whether parts that are not rated are left out, given the points of those that are rated
        and of all that apply; else the group is not rated either."""
        return False

    @property
    def ranks(self) -> Mapping[str, Constant]:
        """The rank of each level of the rubric's scale."""
        return ranks_of(self._scale)

    @abstractmethod
    def expression(self, parts: Sequence[Part]) -> Node:
        """The score of a group from those of the parts that apply, of which there is one."""

    def faults(
        self, members: Sequence[str], leaves_out: bool
    ) -> Iterator[tuple[FaultPath, Refusal]]:
        """What is wrong with it for a group with these members; ``leaves_out`` says that some of
        them may not apply."""
        return iter(())

    def takes(self, part: str) -> Collection[str]:
        """The levels that a part, by id, may have."""
        return self.ranks

    def gives(self, levels: Collection[str]) -> set[str]:
        """The levels that may come of parts with these."""
        return set(levels)

    def own_faults(self) -> Iterator[tuple[FaultPath, Refusal]]:
        """What is wrong with it whatever group it is for."""
        return iter(())

    @abstractmethod
    def words(self, lang: Lang) -> str:
        """The method in a sentence."""

    def say(self, lang: Lang, **arguments: str) -> str:
        """Its sentence in ``wording/rules.toml``, after its title."""
        key = f"method-{self.by.replace(' ', '-')}"
        said = wording.say("rules", key, lang, **arguments)
        return f"{self.title.in_(lang)}: {said}" if lang == "en" else f"{self.title.zh}：{said}"

    def levels_named(self) -> Iterator[tuple[FaultPath, str]]:
        """Every level it names, with the path of the field."""
        return iter(())
