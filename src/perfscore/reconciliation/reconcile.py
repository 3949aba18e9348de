"""Statements to readings.

All statements of a measure are taken to be true together: a bound and a number inside it make
that number known. Where no value satisfies all of them they conflict, and the reading holds
everything from the lowest to the highest of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from perfscore.bounds import Bounds, hull
from perfscore.calculation.steps import Undefined, Worked, work_out
from perfscore.errors import FilingError, Problem
from perfscore.expression.walking import inputs
from perfscore.model.evidence import Evidence, Trust
from perfscore.model.filing import Filing
from perfscore.model.reading import Derivation, Reading, State
from perfscore.reconciliation.doubt import Doubt
from perfscore.reconciliation.equations import equation_doubts
from perfscore.reconciliation.matching import Matched
from perfscore.reconciliation.printed import printed_reading
from perfscore.rubric.checks import Check
from perfscore.rubric.derived import derivation_order
from perfscore.rubric.measure import Measure
from perfscore.rubric.statements import Unusable, taken
from perfscore.values import Absent, Amount, bounds_text, value_text

__all__ = ["Reconciled", "reconcile"]


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Readings of all measures and the doubts about them.

    ``stated`` are the readings before measures were worked out from others.
    """

    measures: Mapping[str, Measure]
    stated: Mapping[str, Reading]
    readings: Mapping[str, Reading]
    doubts: tuple[Doubt, ...]

    def supposing(self, measure: str, bounds: Bounds, is_final: bool) -> Mapping[str, Reading]:
        """The readings if the statements of one measure had said something else.

        ``is_final`` puts it in place of what a formula gives, too.
        """
        supposed = Reading(measure, _state(bounds), bounds)
        if is_final:
            return {**self.readings, measure: supposed}
        return _with_derived({**self.stated, measure: supposed}, self.measures)[0]


def reconcile(
    filing: Filing, found: Matched, trust: Trust, checks: Sequence[Check] = ()
) -> Reconciled:
    """One reading per measure from the statements at or above a trust level.

    Raises :class:`FilingError` for values that cannot be meant for their measure at all, such as
    a number where yes or no is asked.
    """
    stated: dict[str, Reading] = {}
    doubts: list[Doubt] = []
    problems: list[Problem] = []
    for name, measure in found.measures.items():
        statements = _Statements(name, measure)
        for evidence in found.evidence.get(name, ()):
            given = _trust_of(evidence, filing)
            if given.rank < trust.rank:
                statements.below_trust.append(evidence)
            else:
                statements.take(evidence, given)
        stated[name] = statements.reading()
        doubts += statements.doubts
        problems += statements.problems
    if problems:
        raise FilingError(*sorted(problems, key=lambda p: (p.place.line or 0, p.code)))
    readings, derived_doubts = _with_derived(stated, found.measures)
    stated_doubts = equation_doubts(filing, readings, found.measures, checks)
    return Reconciled(found.measures, stated, readings, (*doubts, *derived_doubts, *stated_doubts))


def _trust_of(evidence: Evidence, filing: Filing) -> Trust:
    source = filing.sources.get(evidence.source)
    return Trust.REPORTED if source is None else source.kind.trust


class _Statements:
    """Collects what is said of one measure."""

    def __init__(self, name: str, measure: Measure) -> None:
        self.name = name
        self.measure = measure
        self.used: list[tuple[Evidence, Bounds, Trust]] = []
        self.not_applicable: list[Evidence] = []
        self.below_trust: list[Evidence] = []
        self.doubts: list[Doubt] = []
        self.problems: list[Problem] = []
        # Doubts about statements left out, priced once it is known what the others say.
        self.left_out: list[tuple[str, Evidence, Bounds | None]] = []

    def take(self, evidence: Evidence, trust: Trust) -> None:
        value = evidence.value
        if isinstance(value, Absent):
            if value is Absent.NOT_APPLICABLE:
                self.not_applicable.append(evidence)
            return
        said = taken(value, self.measure)
        if not isinstance(said, Unusable):
            self.used.append((evidence, said.bounds, trust))
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

    def reading(self) -> Reading:
        reading = self._reading()
        for code, evidence, otherwise in self.left_out:
            inside = None if otherwise is None else otherwise.meet(self.measure.range)
            ways = () if inside is None else (None, inside)
            self._doubt(code, (evidence,), ways)
        if self.below_trust:
            self._doubt("evidence-below-trust", tuple(self.below_trust), self._untrusted(reading))
        return reading

    def _untrusted(self, reading: Reading) -> tuple[Bounds | None, ...]:
        """The reading as it stands, and as it would be if everything were trusted."""
        values = [e.value for e in self.below_trust if not isinstance(e.value, Absent)]
        said = [taken(value, self.measure) for value in values]
        known = [each.bounds for each in said if not isinstance(each, Unusable)]
        if reading.trust is not None:
            known.append(reading.bounds)
        if not known:
            return ()
        common = _common(known)
        return (None, hull(known) if common is None else common)

    def _reading(self) -> Reading:
        if self.not_applicable and not self.used:
            evidence = tuple(self.not_applicable)
            return Reading(self.name, State.NOT_APPLICABLE, self.measure.range, evidence)
        if self.not_applicable:
            self._doubt("not-applicable-contradicted", tuple(self.not_applicable))
        if not self.used:
            return Reading(self.name, State.MISSING, self.measure.range)
        evidence = tuple(evidence for evidence, _, _ in self.used)
        trust = min((trust for _, _, trust in self.used), key=lambda level: level.rank)
        said = [bounds for _, bounds, _ in self.used]
        if all(isinstance(e.value, Amount) and e.value.is_bound for e in evidence):
            # Bounds beside a measurement only repeat it; bounds alone leave it unmeasured.
            self._doubt("bound-not-measurement", evidence)
        common = _common(said)
        if common is not None:
            return Reading(self.name, _state(common), common, evidence, trust)
        self._doubt("conflicting-statements", evidence, tuple(said))
        return Reading(self.name, State.CONFLICTING, hull(said), evidence, trust)

    def _doubt(
        self, code: str, evidence: tuple[Evidence, ...], ways: tuple[Bounds | None, ...] = ()
    ) -> None:
        values = ", ".join(dict.fromkeys(value_text(e.value) for e in evidence))
        details = (
            ("measure", self.measure.title),
            ("unit", self.measure.unit or "1"),
            ("values", values),
        )
        self.doubts.append(Doubt(code, self.name, evidence, ways, details))


def _state(bounds: Bounds) -> State:
    return State.KNOWN if bounds.is_settled else State.BOUNDED


def _common(parts: list[Bounds]) -> Bounds | None:
    common: Bounds | None = parts[0]
    for part in parts[1:]:
        common = None if common is None else common.meet(part)
    return common


def _with_derived(
    stated: Mapping[str, Reading], measures: Mapping[str, Measure]
) -> tuple[dict[str, Reading], list[Doubt]]:
    """Add what measures with a formula come to."""
    readings = dict(stated)
    doubts: list[Doubt] = []
    for name in derivation_order(measures):
        measure = measures[name]
        assert measure.formula is not None
        parts = [readings[part] for part in inputs(measure.formula.node)]
        if all(part.state is State.NOT_APPLICABLE for part in parts):
            if readings[name].state is State.MISSING:
                cited = tuple(evidence for part in parts for evidence in part.evidence)
                readings[name] = Reading(name, State.NOT_APPLICABLE, measure.range, cited)
            continue
        if any(part.is_absent for part in parts):
            continue
        details = (
            ("measure", measure.title),
            ("unit", measure.unit or "1"),
            ("values", measure.formula.text),
        )
        try:
            worked = work_out(measure.formula.node, {p.measure: p.bounds for p in parts})
        except Undefined:
            cited = tuple(evidence for part in parts for evidence in part.evidence)
            doubts.append(Doubt("division-by-zero", name, cited, (), details))
            continue
        if readings[name].state is State.NOT_APPLICABLE:
            claimed = readings[name].evidence
            doubts.append(Doubt("not-applicable-contradicted", name, claimed, (), details))
        result, alternatives = _joined(readings[name], parts, measure, worked)
        readings[name] = result
        if alternatives:
            shown = ", ".join(bounds_text(way, measure.unit) for way in alternatives)
            details = (*details[:2], ("values", shown))
            code = "differs-from-numbers" if len(alternatives) > 1 else "value-out-of-range"
            ways = alternatives if len(alternatives) > 1 else ()
            doubts.append(Doubt(code, name, result.evidence, ways, details, is_final=True))
    return readings, doubts


def _joined(
    stated: Reading, parts: list[Reading], measure: Measure, worked: Worked
) -> tuple[Reading, tuple[Bounds, ...]]:
    """A stated reading and what its formula gives; alternatives when they disagree."""
    assert measure.formula is not None
    evidence = tuple(dict.fromkeys([*stated.evidence, *(e for p in parts for e in p.evidence)]))
    given = [p.trust for p in (stated, *parts) if p.trust is not None]
    trust = min(given, key=lambda level: level.rank, default=None)
    derivation = Derivation(measure.formula.node, worked)
    inside = worked.value.meet(measure.range)
    if inside is None:
        return stated, (worked.value,)
    common = inside if stated.is_absent else inside.meet(stated.bounds)
    if common is None:
        # The numbers count: a rate that is printed beside them says nothing they do not.
        agrees = inside.meet(printed_reading(stated)) is not None
        reading = Reading(stated.measure, _state(inside), inside, evidence, trust, derivation)
        return reading, () if agrees else (stated.bounds, inside)
    state = State.CONFLICTING if stated.state is State.CONFLICTING else _state(common)
    return Reading(stated.measure, state, common, evidence, trust, derivation), ()
