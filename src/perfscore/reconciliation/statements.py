"""All statements of one measure: which are used, and what they say together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from perfscore import units
from perfscore.bounds import Bounds, hull
from perfscore.errors import Problem
from perfscore.model.evidence import Evidence, SourceKind, Trust
from perfscore.model.reading import Reading, State
from perfscore.reconciliation.doubt import Doubt, Way
from perfscore.rubric.code import Code
from perfscore.rubric.measure import Measure
from perfscore.rubric.statements import Unusable, taken
from perfscore.values import Absent, Amount, Words, bounds_text, value_text
from perfscore.wording import Text

__all__ = ["Statements", "state_of"]

NO_CODES: Mapping[str, Code] = {}
# Units that are taken for each other: 元 and 万元, 万元 and 亿元, a share and a per cent.
_SLIPS = {Fraction(100), Fraction(10**4), Fraction(10**8)}


@dataclass(frozen=True, slots=True)
class _Said:
    """A statement that is used: what it says in base units, and how good its source is."""

    evidence: Evidence
    bounds: Bounds
    trust: Trust
    kind: SourceKind

    @property
    def grain(self) -> Fraction:
        """One unit of the last printed digit, in base units; the smaller the more exact."""
        value = self.evidence.value
        if not isinstance(value, Amount):
            return Fraction(0)
        return units.unit(value.unit).factor * Fraction(1, 10**value.places)


class Statements:
    """Collects what is said of one measure."""

    def __init__(
        self,
        name: str,
        measure: Measure,
        precedence: Sequence[SourceKind] = (),
        codes: Mapping[str, Code] = NO_CODES,
    ) -> None:
        self.codes = codes
        self.name = name
        self.measure = measure
        self.precedence = measure.precedence or tuple(precedence)
        self.used: list[_Said] = []
        self.not_applicable: list[Evidence] = []
        self.missing: list[Evidence] = []
        self.below_trust: list[tuple[Evidence, Trust, SourceKind]] = []
        self.doubts: list[Doubt] = []
        self.problems: list[Problem] = []
        # Doubts about statements left out, priced once it is known what the others say.
        self.left_out: list[tuple[str, Evidence, Bounds | None]] = []

    def take(self, evidence: Evidence, trust: Trust, kind: SourceKind) -> None:
        """Use a statement, or note why it cannot be used."""
        value = evidence.value
        code = self.codes.get(value.text) if isinstance(value, Words) else None
        if code is not None:
            value = code.read_as
            shown = (("code", code.title), ("read_as", code.read_as_text))
            self._doubt("code-read", (evidence,), (), *shown)
            if value is Absent.MISSING:
                self.missing.append(evidence)
        if isinstance(value, Absent):
            if value is Absent.NOT_APPLICABLE:
                self.not_applicable.append(evidence)
            return
        said = taken(value, self.measure)
        if not isinstance(said, Unusable):
            self.used.append(_Said(evidence, said.bounds, trust, kind))
            if said.note:
                self._doubt(said.note, (evidence,))
        elif said.is_error:
            known = ", ".join(level.id for level in self.measure.levels)
            details = (
                ("found", value_text(value)),
                ("known", known),
                ("measure", self.measure.title),
            )
            self.problems.append(Problem(said.code, evidence.place_of("value"), details))
        else:
            self.left_out.append((said.code, evidence, said.otherwise))

    def leave_out(self, code: str, evidence: Evidence) -> None:
        """Note a statement that is of the right kind and yet not meant for this measure."""
        if isinstance(evidence.value, Absent):
            return
        said = taken(evidence.value, self.measure)
        otherwise = None if isinstance(said, Unusable) else said.bounds
        self.left_out.append((code, evidence, otherwise))

    def reading(self) -> Reading:
        """What the statements say together."""
        reading = self._reading()
        for code, evidence, otherwise in self.left_out:
            inside = None if otherwise is None else otherwise.meet(self.measure.range)
            ways = () if inside is None else (None, inside)
            self._doubt(code, (evidence,), ways)
        if self.below_trust:
            untrusted = tuple(evidence for evidence, _, _ in self.below_trust)
            self._doubt("evidence-below-trust", untrusted, self._if_trusted())
        return reading

    def _if_trusted(self) -> tuple[Way, ...]:
        """The reading as it stands, and as it would be if everything were trusted."""
        every = Statements(self.name, self.measure, self.precedence, self.codes)
        for said in self.used:
            every.take(said.evidence, said.trust, said.kind)
        for evidence, trust, kind in self.below_trust:
            every.take(evidence, trust, kind)
        reading = every.reading()
        if reading.state is State.NOT_APPLICABLE:
            return (None, Absent.NOT_APPLICABLE)
        return () if reading.trust is None else (None, reading.bounds)

    def _reading(self) -> Reading:
        if self.not_applicable and not self.used:
            evidence = tuple(self.not_applicable)
            return Reading(self.name, State.NOT_APPLICABLE, self.measure.range, evidence)
        if self.not_applicable:
            claimed = tuple(self.not_applicable)
            self._doubt("not-applicable-contradicted", claimed, (None, Absent.NOT_APPLICABLE))
        if not self.used:
            stated = tuple(self.missing)
            return Reading(self.name, State.MISSING, self.measure.range, stated)
        values = [said.evidence.value for said in self.used]
        if all(isinstance(value, Amount) and value.is_bound for value in values):
            # Bounds beside a measurement only repeat it; bounds alone leave it unmeasured.
            self._doubt("bound-not-measurement", _evidence(self.used))
        common = _common([said.bounds for said in self.used])
        if common is not None:
            return self._known(common, self.used)
        return self._settled() or self._conflicting(self._ranked(self.used))

    def _known(self, bounds: Bounds, resting_on: Sequence[_Said]) -> Reading:
        trust = min((said.trust for said in resting_on), key=lambda level: level.rank)
        return Reading(self.name, state_of(bounds), bounds, _evidence(self.used), trust)

    def _settled(self) -> Reading | None:
        """What a declared tolerance or precedence makes of statements that differ."""
        best = self._ranked(self.used)
        common = _common([said.bounds for said in best])
        resting_on = best
        if common is None and self._agree(best):
            finest = min(said.grain for said in best)
            resting_on = [said for said in best if said.grain == finest]
            common = hull([said.bounds for said in resting_on])
        is_ranked = len(best) < len(self.used)
        if common is None and not is_ranked:
            return None
        code = "within-tolerance" if self._agree(self.used) else "settled-by-precedence"
        counts = hull([said.bounds for said in best]) if common is None else common
        ways = tuple(said.bounds for said in self.used)
        shown = ("counts", bounds_text(counts, self.measure.shown_unit))
        self._doubt(code, _evidence(self.used), ways, shown)
        return None if common is None else self._known(common, resting_on)

    def _agree(self, said: Sequence[_Said]) -> bool:
        """Whether numbers differ by no more than the measure's tolerance."""
        if self.measure.tolerance is None or not all(each.bounds.is_settled for each in said):
            return False
        numbers = sorted(each.bounds.value for each in said)
        return numbers[-1] - numbers[0] <= self.measure.reach(numbers[0])

    def _ranked(self, said: Sequence[_Said]) -> list[_Said]:
        """The statements of the kind of source that comes first; unranked kinds come last."""
        ranks = {kind: rank for rank, kind in enumerate(self.precedence)}
        last = len(ranks)
        first = min(ranks.get(each.kind, last) for each in said)
        return [each for each in said if ranks.get(each.kind, last) == first]

    def _conflicting(self, among: Sequence[_Said]) -> Reading:
        said = tuple(each.bounds for each in among)
        code = "unit-drift" if _has_slip(said) else "conflicting-statements"
        self._doubt(code, _evidence(among), said)
        trust = min((each.trust for each in among), key=lambda level: level.rank)
        return Reading(self.name, State.CONFLICTING, hull(said), _evidence(self.used), trust)

    def _doubt(
        self,
        code: str,
        evidence: tuple[Evidence, ...],
        ways: tuple[Way, ...] = (),
        *more: tuple[str, str | Text],
    ) -> None:
        values = ", ".join(dict.fromkeys(value_text(e.value) for e in evidence))
        details: tuple[tuple[str, str | Text], ...] = (
            ("measure", self.measure.title),
            ("period", ", ".join(dict.fromkeys(e.period for e in evidence if e.period))),
            ("unit", self.measure.unit or "1"),
            ("values", values),
            *more,
        )
        self.doubts.append(Doubt(code, self.name, evidence, ways, details))


def state_of(bounds: Bounds) -> State:
    """Known when one value is left, else bounded."""
    return State.KNOWN if bounds.is_settled else State.BOUNDED


def _evidence(said: Sequence[_Said]) -> tuple[Evidence, ...]:
    return tuple(each.evidence for each in said)


def _common(parts: Sequence[Bounds]) -> Bounds | None:
    common: Bounds | None = parts[0]
    for part in parts[1:]:
        common = None if common is None else common.meet(part)
    return common


def _has_slip(said: Sequence[Bounds]) -> bool:
    """Whether two statements differ by just the factor of a unit, as 5 元 and 5 万元 do."""
    numbers = sorted({abs(bounds.value) for bounds in said if bounds.is_settled} - {Fraction(0)})
    return any(large / small in _SLIPS for small, large in combinations(numbers, 2))
