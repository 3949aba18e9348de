"""Means: of the parts' shares of their points, or of the numbers of their levels."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import Field

from perfscore.bounds import Bounds
from perfscore.errors import Refusal
from perfscore.expression.building import named, number
from perfscore.expression.building import points as points_of
from perfscore.expression.nodes import Lookup, LookupRow, Node, Product, Quotient, Sum
from perfscore.expression.parsing import Formula
from perfscore.model.fields import ShareField
from perfscore.rubric.methods.method import Method, Part
from perfscore.rules.bands import Band, Bands
from perfscore.rules.rule import FaultPath
from perfscore.wording import Lang

__all__ = ["Mean", "MeanOfValues"]


class MeanOfValues(Method):
    """The mean of the levels' numbers, brought back to a level by ``cuts``."""

    by: Literal["mean of values"] = "mean of values"
    cuts: tuple[Band, ...] = Field(min_length=2)

    def _bands(self, of: Node) -> Bands:
        bands = Bands(of=Formula("", of, ()), bands=self.cuts)
        bands.bind(self.ranks, {})
        return bands

    def expression(self, parts: Sequence[Part]) -> Node:
        assert self._scale is not None
        rows = tuple(
            LookupRow((frozenset({Fraction(rank)}),), number(level.value), level.title)
            for rank, level in enumerate(self._scale.levels)
            if level.value is not None
        )
        values = (tuple(value for row in rows for value in row.where[0] or ()),)
        numbers = tuple(Lookup(self.title, (part.score,), values, rows) for part in parts)
        mean = named("mean-of-values", Quotient(Sum(numbers), number(len(parts))))
        return self._bands(mean).expression(Fraction(0))

    def takes(self, part: str) -> Collection[str]:
        levels = () if self._scale is None else self._scale.levels
        return [level.id for level in levels if level.value is not None]

    def gives(self, levels: Collection[str]) -> set[str]:
        return {band.level for band in self.cuts}

    def levels_named(self) -> Iterator[tuple[FaultPath, str]]:
        for index, band in enumerate(self.cuts):
            yield ("cuts", index), band.level

    def own_faults(self) -> Iterator[tuple[FaultPath, Refusal]]:
        """Cuts that leave a gap, overlap, or do not rise with the levels."""
        levels = () if self._scale is None else self._scale.levels
        values = [level.value for level in levels if level.value is not None]
        if not values:
            return
        reach = Bounds(min(values), max(values))
        for path, refusal in self._bands(number(0)).faults(Fraction(0), lambda _: reach):
            yield ("cuts", *path[1:]), refusal

    def words(self, lang: Lang) -> str:
        cuts = "; ".join(f"{cut.text(lang)}: {cut.level}".strip(": ") for cut in self.cuts)
        return self.say(lang, cuts=cuts)


class Mean(Method):
    """The mean of the parts' shares of their points: weighed by their points, or each the same.

    With ``needs`` parts that are not rated are left out, as long as the others make up that share;
    a group with fewer is not rated.
    """

    by: Literal["mean"] = "mean"
    weights: Literal["points", "equal"] = "points"
    needs: ShareField | None = None
    of_levels: ClassVar[bool | None] = False
    gives_share: ClassVar[bool] = True

    def expression(self, parts: Sequence[Part]) -> Node:
        shares = self.shares([part.weight for part in parts])
        return Sum(
            tuple(
                Product((Quotient(part.score, points_of(part.weight)), number(share)))
                for part, share in zip(parts, shares, strict=True)
            )
        )

    def leaves_unrated(self, rated: Sequence[Fraction], every: Sequence[Fraction]) -> bool:
        if self.needs is None:
            return False
        weigh: Callable[[Sequence[Fraction]], Fraction | int]
        weigh = sum if self.weights == "points" else len
        return bool(rated) and weigh(rated) >= self.needs * weigh(every)

    def shares(self, points: Sequence[Fraction]) -> tuple[Fraction, ...]:
        """How much each part counts, by the points it has; together they are 1."""
        weights = points if self.weights == "points" else [Fraction(1)] * len(points)
        total = sum(weights, Fraction(0))
        return tuple(weight / total for weight in weights)

    def words(self, lang: Lang) -> str:
        return self.say(lang)
