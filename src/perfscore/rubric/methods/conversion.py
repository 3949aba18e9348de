"""A table of combinations, whatever their order."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Literal

from pydantic import Field, PrivateAttr

from perfscore.errors import Refusal
from perfscore.expression.nodes import Lookup, LookupRow, Node
from perfscore.model.level import LevelId
from perfscore.rubric.methods.method import Method, Part
from perfscore.rules.rule import FaultPath
from perfscore.wording import Lang, Text

__all__ = ["Conversion"]

SHOWN = 8
Table = tuple[tuple[LookupRow, ...], tuple[Fraction, ...]]


class Conversion(Method):
    """``rows``: a level for each combination of levels, whatever their order.

    A combination lists the levels with blanks between them (``D D C``); a group is looked up in the
    rows with as many levels as it has parts that apply.
    """

    by: Literal["conversion"] = "conversion"
    rows: dict[str, LevelId] = Field(min_length=1)

    _tables: dict[int, Table] = PrivateAttr(default_factory=dict)

    def _combinations(self) -> list[tuple[tuple[str, ...], str]]:
        return [(tuple(names.split()), level) for names, level in self.rows.items()]

    def _levels(self) -> tuple[str, ...]:
        """The levels that combinations are made of, lowest first."""
        used = {name for names in self.rows for name in names.split()}
        return tuple(name for name in self.ranks if name in used)

    def expression(self, parts: Sequence[Part]) -> Node:
        size = len(parts)
        if size == 1:
            return parts[0].score
        if size not in self._tables:
            self._tables[size] = self._table(size)
        rows, domain = self._tables[size]
        scores = tuple(part.score for part in parts)
        return Lookup(self.title, scores, (domain,) * size, rows, any_order=True)

    def _table(self, size: int) -> Table:
        """The rows for so many parts, and the ranks that a part can have."""
        ranks = self.ranks
        rows = []
        for names, level in self._combinations():
            if len(names) == size:
                values = sorted(ranks[name].value for name in names)
                where = tuple(frozenset({value}) for value in values)
                title = Text(" ".join(names), " ".join(names))
                rows.append(LookupRow(where, ranks[level], title))
        return tuple(rows), tuple(ranks[name].value for name in self._levels())

    def takes(self, part: str) -> Collection[str]:
        return self._levels()

    def gives(self, levels: Collection[str]) -> set[str]:
        # A part that is left alone stands for the group.
        return set(self.rows.values()) | set(levels)

    def levels_named(self) -> Iterator[tuple[FaultPath, str]]:
        for names, level in self.rows.items():
            for name in (*names.split(), level):
                yield ("rows", names), name

    def faults(
        self, members: Sequence[str], leaves_out: bool
    ) -> Iterator[tuple[FaultPath, Refusal]]:
        given = {tuple(sorted(names.split())) for names in self.rows}
        sizes = {len(names) for names in given}
        least_parts = 2 if leaves_out else len(members)
        for size in range(max(2, least_parts), len(members) + 1):
            if size not in sizes:
                yield ("rows",), Refusal("conversion-without-table", found=str(size))

    def own_faults(self) -> Iterator[tuple[FaultPath, Refusal]]:
        """Combinations that a table misses, or has twice."""
        seen: dict[tuple[str, ...], str] = {}
        for names in self.rows:
            key = tuple(sorted(names.split()))
            if key in seen:
                yield ("rows", names), Refusal("conversion-twice", one=seen[key], two=names)
            seen[key] = names
        for size in sorted({len(names) for names in seen}):
            missing = [
                " ".join(names)
                for names in combinations_with_replacement(self._levels(), size)
                if tuple(sorted(names)) not in seen
            ]
            if missing:
                yield ("rows",), Refusal("conversion-gap", found=", ".join(missing[:SHOWN]))

    def words(self, lang: Lang) -> str:
        return self.say(lang, count=str(len(self.rows)))
