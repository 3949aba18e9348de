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
from perfscore.model.fields import ExactField, Frozen, looks_numeric
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
    score: ExactField | None = None
    level: str = ""

    @model_validator(mode="before")
    @classmethod
    def _shapes(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        if "otherwise" in given:
            if set(given) == {"otherwise"}:
                gives = given["otherwise"]
                is_level = isinstance(gives, str) and not looks_numeric(gives)
                return {"otherwise": True, "level" if is_level else "score": gives}
            if given["otherwise"] is not True or len(given) != 2:  # noqa: PLR2004 - itself and one
                raise Refusal("band-otherwise")
            return given
        keys = {key for key, value in given.items() if value is not None}
        lower = keys & {"at least", "more than", "at_least", "more_than"}
        upper = keys & {"at most", "less than", "at_most", "less_than"}
        if len(lower) > 1 or len(upper) > 1 or ("exactly" in keys and (lower or upper)):
            raise Refusal("band-edges")
        if not lower and not upper and "exactly" not in keys:
            raise Refusal("band-edges")
        return given

    @model_validator(mode="after")
    def _gives_one(self) -> Any:
        if (self.score is None) == (not self.level):
            raise Refusal("band-score-or-level")
        return self

    @property
    def given(self) -> str:
        """What the band gives, as it is written."""
        return self.level if self.score is None else decimal_text(self.score)

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
    """``bands`` from one end of the axis to the other, each with a ``score`` or a ``level``.

    A band with one edge reaches to the band before it, as the printed tables do. The check at
    load refuses bands that overlap or leave a gap inside the values the measure can take.
    """

    kind: Literal["bands"] = "bands"
    of: FormulaField
    bands: tuple[Band, ...] = Field(min_length=2, max_length=60)

    @property
    def gives_level(self) -> bool:
        return bool(self.bands[0].level)

    def levels_named(self) -> Iterator[tuple[FaultPath, str]]:
        for index, band in enumerate(self.bands):
            if band.level:
                yield ("bands", index), band.level

    def _gives(self, band: Band) -> Constant:
        return self.rank(band.level) if band.score is None else points_of(band.score)

    def expression(self, points: Fraction) -> Node:
        tested = named("banded", self.of.node)
        ladder = self._ladder()
        last = self.bands[-1]
        rest: Node = self._gives(last)
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
        score = self._gives(band)
        if band.exactly is not None:
            return choose(tested, "=", band.exactly, score, rest)
        if self._ascending:
            assert upper is not None
            return choose(tested, "<=" if upper.after else "<", upper.at, score, rest)
        assert lower is not None
        return choose(tested, ">" if lower.after else ">=", lower.at, score, rest)

    @property
    def _ascending(self) -> bool:
        """Whether the bands climb; one edge tells, after two edges the next band does."""
        lower, upper = _lower(self.bands[0]), _upper(self.bands[0])
        if lower is None or upper is None:
            return upper is not None
        next_lower, next_upper = _lower(self.bands[1]), _upper(self.bands[1])
        if next_lower is not None:
            return next_lower.at.value >= upper.at.value
        return next_upper is None or next_upper.at.value > lower.at.value

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
            if bool(band.level) is not self.gives_level:
                yield ("bands", index), Refusal("band-score-or-level")
                return
            if band.otherwise and index != len(self.bands) - 1:
                yield ("bands", index), Refusal("band-otherwise-last")
                return
        cuts = self._ladder()
        for index, (lower, upper) in enumerate(cuts):
            if lower is not None and upper is not None and lower.key >= upper.key:
                yield ("bands", index), self._clash(index)
                return
        if self.bands[-1].otherwise and cuts[-1][1 if self._ascending else 0] is None:
            yield ("bands", len(self.bands) - 1), Refusal("band-otherwise-unreachable")
            return
        yield from self._seams(cuts)
        possible = range_of(self.of.node)
        yield from self._before(cuts, possible)
        yield from self._outside(cuts, possible)

    def _seams(
        self, cuts: Sequence[tuple[_Edge | None, _Edge | None]]
    ) -> Iterator[tuple[FaultPath, Refusal]]:
        for index, (one, two) in enumerate(pairwise(cuts), 1):
            end, start = (one[1], two[0]) if self._ascending else (two[1], one[0])
            if end is None or start is None or end.key > start.key:
                yield ("bands", index), self._clash(index)
            elif end.key < start.key:
                yield ("bands", index), Refusal("bands-gap", low=str(end), high=str(start))

    def _before(
        self, cuts: Sequence[tuple[_Edge | None, _Edge | None]], possible: Bounds
    ) -> Iterator[tuple[FaultPath, Refusal]]:
        """A later band with one edge also reads as if it took what lies before the first band."""
        outer = cuts[0][0] if self._ascending else cuts[0][1]
        if outer is None or not _reaches_past(possible, outer, self._ascending):
            return
        for index, band in enumerate(self.bands[1 : len(cuts)], 1):
            if (_lower(band) if self._ascending else _upper(band)) is None:
                yield ("bands", index), Refusal("band-open-before", edge=str(outer))
                return

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
        if bottom is not None and _reaches_past(possible, bottom, True):
            yield ("bands", 0), Refusal("bands-gap-below", edge=str(bottom))
        if top is not None and _reaches_past(possible, top, False):
            at = ("bands", len(self.bands) - 1 if self._ascending else 0)
            yield at, Refusal("bands-gap-above", edge=str(top))

    def words(self, lang: Lang, printer: Printer) -> str:
        bands = "; ".join(
            self.say(
                ("band-otherwise" if band.otherwise else "band") + ("-level" if band.level else ""),
                lang,
                condition=band.text(lang),
                score=band.given,
            )
            for band in self.bands
        )
        key = "bands-of-levels" if self.gives_level else "bands"
        return self.say(key, lang, of=printer.text(self.of.node), bands=bands)


def _reaches_past(possible: Bounds, edge: _Edge, below: bool) -> bool:
    """Whether possible values lie below (or above) a cut."""
    if below:
        return possible.low is None or (possible.low, possible.low_open) < edge.key
    return possible.high is None or (possible.high, not possible.high_open) > edge.key


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
