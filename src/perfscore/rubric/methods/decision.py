"""An ordered table over named parts; the first row that fits counts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any, Literal

from pydantic import Field, model_validator

from perfscore.errors import Refusal, alike
from perfscore.expression.nodes import Lookup, LookupRow, Node
from perfscore.model.fields import Frozen
from perfscore.model.level import LevelId
from perfscore.rubric.methods.method import Method, Part
from perfscore.rules.rule import FaultPath
from perfscore.wording import Lang, Text

__all__ = ["Decision", "DecisionRow"]

SHOWN = 8


class DecisionRow(Frozen):
    """What some members have to be, by id, and the level that follows; ``otherwise`` asks nothing.

    A member may be given several levels, any of which will do.
    """

    where: dict[str, tuple[LevelId, ...]]
    gives: LevelId

    @model_validator(mode="before")
    @classmethod
    def _flat(cls, given: Any) -> Any:
        if not isinstance(given, dict) or "where" in given:
            return given
        if set(given) == {"otherwise"}:
            return {"where": {}, "gives": given["otherwise"]}
        if "gives" not in given:
            raise Refusal("key-missing", name="gives")
        where = {
            name: [level] if isinstance(level, str) else level
            for name, level in given.items()
            if name != "gives"
        }
        return {"where": where, "gives": given["gives"]}

    def text(self, titles: Mapping[str, Text]) -> Text:
        """The row as a line."""
        if not self.where:
            return Text("其余", "otherwise")
        told = [(titles[name], "/".join(levels)) for name, levels in self.where.items()]
        return Text(
            "、".join(f"{title.zh} {levels}" for title, levels in told),
            ", ".join(f"{title.en} {levels}" for title, levels in told),
        )


class Decision(Method):
    """``members`` lists the levels that each part can have; ``rows`` are read from the top, and the
    first that fits counts."""

    by: Literal["decision"] = "decision"
    members: dict[str, tuple[LevelId, ...]] = Field(min_length=1)
    rows: tuple[DecisionRow, ...] = Field(min_length=1)

    def expression(self, parts: Sequence[Part]) -> Node:
        titles = {part.id: part.title for part in parts}
        rows = tuple(
            LookupRow(
                tuple(self._allowed(row, part.id) for part in parts),
                self.ranks[row.gives],
                row.text(titles),
            )
            for row in self.rows
        )
        values = tuple(
            tuple(self.ranks[level].value for level in self.members[part.id]) for part in parts
        )
        return Lookup(self.title, tuple(part.score for part in parts), values, rows)

    def _allowed(self, row: DecisionRow, member: str) -> frozenset[Fraction] | None:
        if member not in row.where:
            return None
        return frozenset(self.ranks[level].value for level in row.where[member])

    def takes(self, part: str) -> Collection[str]:
        return self.members.get(part, ())

    def gives(self, levels: Collection[str]) -> set[str]:
        return {row.gives for row in self.rows}

    def levels_named(self) -> Iterator[tuple[FaultPath, str]]:
        for member, levels in self.members.items():
            for level in levels:
                yield ("members", member), level
        for index, row in enumerate(self.rows):
            for level in (*(each for levels in row.where.values() for each in levels), row.gives):
                yield ("rows", index), level

    def faults(
        self, members: Sequence[str], leaves_out: bool
    ) -> Iterator[tuple[FaultPath, Refusal]]:
        if set(members) != set(self.members):
            found, wanted = ", ".join(self.members), ", ".join(members)
            yield ("members",), Refusal("decision-members", found=found, expected=wanted)
        if leaves_out:
            yield ("by",), Refusal("decision-leaves-out")

    def own_faults(self) -> Iterator[tuple[FaultPath, Refusal]]:
        """Rows about nobody, rows that are never reached, combinations without a row."""
        names = list(self.members)
        for index, row in enumerate(self.rows):
            for name, levels in row.where.items():
                if name not in self.members:
                    known = alike(name, names)
                    yield ("rows", index), Refusal("decision-member", found=name, known=known)
                    return
                for level in levels:
                    if level not in self.members[name]:
                        known = alike(level, self.members[name])
                        refusal = Refusal("level-unknown", found=level, known=known)
                        yield ("rows", index), refusal
                        return
        reached: set[int] = set()
        without: list[str] = []
        for values in product(*self.members.values()):
            fits = self._first(dict(zip(names, values, strict=True)))
            if fits is None:
                without.append(" ".join(values))
            else:
                reached.add(fits)
        if without:
            yield ("rows",), Refusal("decision-gap", found=", ".join(without[:SHOWN]))
        for index in range(len(self.rows)):
            if index not in reached:
                yield ("rows", index), Refusal("decision-unreachable", found=str(index + 1))

    def _first(self, having: Mapping[str, str]) -> int | None:
        for index, row in enumerate(self.rows):
            if all(having[name] in levels for name, levels in row.where.items()):
                return index
        return None

    def words(self, lang: Lang) -> str:
        return self.say(lang, count=str(len(self.rows)))
