"""Fixed points by band; which side an edge belongs to is always written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any, Literal

from pydantic import Field, model_validator

from perfscore.bounds import Bounds
from perfscore.errors import Refusal
from perfscore.expression.building import choose, named
from perfscore.expression.building import points as points_of
from perfscore.expression.formula import Printer, constant_text
from perfscore.expression.nodes import Constant, Node
from perfscore.model.fields import ExactField, Frozen
from perfscore.model.formula_fields import AmountField, FormulaField
from perfscore.numeric import decimal_text
from perfscore.rules.rule import FaultPath, Rule
from perfscore.wording import Lang

__all__ = ["Band", "Bands"]


class Band(Frozen):
    """One band: its edges and its score; ``otherwise`` takes everything left."""

    at_least: AmountField | None = Field(default=None, alias="at least")
    more_than: AmountField | None = Field(default=None, alias="more than")
    at_most: AmountField | None = Field(default=None, alias="at most")
    less_than: AmountField | None = Field(default=None, alias="less than")
    exactly: AmountField | None = None
    otherwise: bool = False
    score: ExactField

    @model_validator(mode="before")
    @classmethod
    def _shapes(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        if "otherwise" in given:
            if set(given) == {"otherwise"}:
                return {"otherwise": True, "score": given["otherwise"]}
            if given["otherwise"] is not True or set(given) != {"otherwise", "score"}:
                raise Refusal("band-otherwise")
            return given
        keys = set(given)
        lower = keys & {"at least", "more than", "at_least", "more_than"}
        upper = keys & {"at most", "less than", "at_most", "less_than"}
        if len(lower) > 1 or len(upper) > 1 or ("exactly" in keys and (lower or upper)):
            raise Refusal("band-edges")
        if not lower and not upper and "exactly" not in keys:
            raise Refusal("band-edges")
        return given

    def text(self, lang: Lang) -> str:
        """The band's condition as the rubric writes it."""
        edges = (
            ("≥", self.at_least),
            (">", self.more_than),
            ("≤", self.at_most),
            ("<", self.less_than),
            ("=", self.exactly),
        )
        parts = [f"{sign} {constant_text(edge, lang)}" for sign, edge in edges if edge is not None]
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class _Edge:
    """A cut of the axis, just below a value (``after`` false) or just above it."""

    at: Constant
    after: bool

    @property
    def key(self) -> tuple[Fraction, bool]:
        return (self.at.value, self.after)

    def __str__(self) -> str:
        return constant_text(self.at)


class Bands(Rule):
    """``bands`` from one end of the axis to the other.

    A band with one edge reaches to the band before it, as the printed tables do. The check at
    load refuses bands that overlap or leave a gap inside the values the measure can take.
    """

    kind: Literal["bands"] = "bands"
    of: FormulaField
    bands: tuple[Band, ...] = Field(min_length=2)

    def expression(self, points: Fraction) -> Node:
        tested = named("banded", self.of.node)
        ladder = self._ladder()
        last = self.bands[-1]
        rest: Node = points_of(last.score)
        result = rest
        for band, (lower, upper) in reversed(list(zip(self.bands[:-1], ladder, strict=False))):
            result = self._test(tested, band, lower, upper, result)
        outer = ladder[0][0] if self._ascending else ladder[0][1]
        if outer is None or not last.otherwise:
            return result
        # What lies before the first band belongs to "otherwise" as well.
        included = outer.after != self._ascending
        inwards = (">=" if included else ">") if self._ascending else ("<=" if included else "<")
        return choose(tested, inwards, outer.at, result, rest)

    def _test(
        self, tested: Node, band: Band, lower: _Edge | None, upper: _Edge | None, rest: Node
    ) -> Node:
        score = points_of(band.score)
        if band.exactly is not None:
            return choose(tested, "=", band.exactly, score, rest)
        if self._ascending:
            assert upper is not None
            return choose(tested, "<=" if upper.after else "<", upper.at, score, rest)
        assert lower is not None
        return choose(tested, ">" if lower.after else ">=", lower.at, score, rest)

    @property
    def _ascending(self) -> bool:
        for band in self.bands:
            has_lower = band.at_least is not None or band.more_than is not None
            has_upper = band.at_most is not None or band.less_than is not None
            if has_lower != has_upper:
                return has_upper
        firsts = [band.exactly or _lower(band) for band in self.bands[:2]]
        edges = [e.at if isinstance(e, _Edge) else e for e in firsts]
        return edges[1] is None or edges[0] is None or edges[0].value <= edges[1].value

    def _ladder(self) -> list[tuple[_Edge | None, _Edge | None]]:
        """Lower and upper cut of each band; a missing one is taken from the band before."""
        cuts: list[tuple[_Edge | None, _Edge | None]] = []
        for band in self.bands:
            if band.otherwise:
                break
            lower, upper = _lower(band), _upper(band)
            if cuts and self._ascending and lower is None:
                lower = cuts[-1][1]
            if cuts and not self._ascending and upper is None:
                upper = cuts[-1][0]
            cuts.append((lower, upper))
        return cuts

    def faults(
        self, points: Fraction, range_of: Callable[[Node], Bounds]
    ) -> Iterator[tuple[FaultPath, Refusal]]:
        for index, band in enumerate(self.bands):
            if band.otherwise and index != len(self.bands) - 1:
                yield ("bands", index), Refusal("band-otherwise-last")
                return
        cuts = self._ladder()
        for index, (lower, upper) in enumerate(cuts):
            if lower is not None and upper is not None and lower.key >= upper.key:
                yield ("bands", index), self._clash(index)
                return
        yield from self._seams(cuts)
        yield from self._outside(cuts, range_of(self.of.node))

    def _seams(
        self, cuts: Sequence[tuple[_Edge | None, _Edge | None]]
    ) -> Iterator[tuple[FaultPath, Refusal]]:
        for index, (one, two) in enumerate(pairwise(cuts), 1):
            end, start = (one[1], two[0]) if self._ascending else (two[1], one[0])
            if end is None or start is None or end.key > start.key:
                yield ("bands", index), self._clash(index)
            elif end.key < start.key:
                yield ("bands", index), Refusal("bands-gap", low=str(end), high=str(start))

    def _clash(self, index: int) -> Refusal:
        before = index - 1 if index else 0
        return Refusal("bands-overlap", one=str(before + 1), two=str(index + 1))

    def _outside(
        self, cuts: Sequence[tuple[_Edge | None, _Edge | None]], possible: Bounds
    ) -> Iterator[tuple[FaultPath, Refusal]]:
        """What the measure can be beyond the first and the last band."""
        if self.bands[-1].otherwise:
            return
        first, last = (cuts[0], cuts[-1]) if self._ascending else (cuts[-1], cuts[0])
        bottom, top = first[0], last[1]
        if bottom is not None:
            lowest = None if possible.low is None else (possible.low, possible.low_open)
            if lowest is None or lowest < bottom.key:
                yield ("bands", 0), Refusal("bands-gap-below", edge=str(bottom))
        if top is not None:
            highest = None if possible.high is None else (possible.high, not possible.high_open)
            if highest is None or highest > top.key:
                at = ("bands", len(self.bands) - 1 if self._ascending else 0)
                yield at, Refusal("bands-gap-above", edge=str(top))

    def words(self, lang: Lang, printer: Printer) -> str:
        bands = "; ".join(
            self.say(
                "band-otherwise" if band.otherwise else "band",
                lang,
                condition=band.text(lang),
                score=decimal_text(band.score),
            )
            for band in self.bands
        )
        return self.say("bands", lang, of=printer.text(self.of.node), bands=bands)


def _lower(band: Band) -> _Edge | None:
    if band.exactly is not None:
        return _Edge(band.exactly, False)
    if band.at_least is not None:
        return _Edge(band.at_least, False)
    return None if band.more_than is None else _Edge(band.more_than, True)


def _upper(band: Band) -> _Edge | None:
    if band.exactly is not None:
        return _Edge(band.exactly, True)
    if band.at_most is not None:
        return _Edge(band.at_most, True)
    return None if band.less_than is None else _Edge(band.less_than, False)
