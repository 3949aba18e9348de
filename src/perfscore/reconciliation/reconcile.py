"""Statements to readings.

All statements of a measure are taken to be true together: a bound and a number inside it make
that number known. Where no value satisfies all of them, a declared tolerance or precedence may
settle it; else they conflict, and the reading holds everything from the lowest to the highest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from perfscore.bounds import Bounds, add, point
from perfscore.calculation.steps import Undefined, Worked, work_out
from perfscore.errors import FilingError, Problem
from perfscore.expression.walking import inputs
from perfscore.model.evidence import Evidence, FileState, Source, Trust
from perfscore.model.filing import Filing
from perfscore.model.reading import Derivation, Reading, State
from perfscore.reconciliation.doubt import Doubt
from perfscore.reconciliation.equations import equation_doubts
from perfscore.reconciliation.matching import Matched
from perfscore.reconciliation.printed import printed_reading
from perfscore.reconciliation.statements import Statements, state_of
from perfscore.rubric.checks import Check
from perfscore.rubric.derived import derivation_order
from perfscore.rubric.measure import Measure
from perfscore.values import bounds_text
from perfscore.wording import Text

__all__ = ["Reconciled", "reconcile"]

# A statement that names no source is the department's own account.
UNNAMED = Source(title=Text("", ""))
BLANKS_SHOWN = 3
ZERO = Fraction(0)
NOTHING: Mapping[str, Reading] = {}


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Readings of all measures and the doubts about them.

    ``stated`` are the readings before measures were worked out from others.
    """

    measures: Mapping[str, Measure]
    stated: Mapping[str, Reading]
    readings: Mapping[str, Reading]
    doubts: tuple[Doubt, ...]

    def overridden(self, values: Mapping[str, Reading]) -> Reconciled:
        """With other readings of some measures; what is worked out from them follows."""
        readings = _with_derived({**self.stated, **values}, self.measures, values)[0]
        return replace(self, readings=readings)

    def supposing(self, measure: str, bounds: Bounds, is_final: bool) -> Mapping[str, Reading]:
        """The readings if the statements of one measure had said something else.

        ``is_final`` puts it in place of what a formula gives, too.
        """
        supposed = {measure: Reading(measure, state_of(bounds), bounds)}
        final = supposed if is_final else {}
        return _with_derived({**self.stated, **supposed}, self.measures, final)[0]


def reconcile(
    filing: Filing, found: Matched, trust: Trust, checks: Sequence[Check] = ()
) -> Reconciled:
    """One reading per measure from the statements at or above a trust level.

    Raises :class:`FilingError` for values that cannot be meant for their measure at all, such as
    a number where yes or no is asked.
    """
    stated: dict[str, Reading] = {}
    doubts: list[Doubt] = list(found.doubts)
    problems: list[Problem] = []
    for name, measure in found.measures.items():
        statements = Statements(name, measure, found.precedence)
        for evidence in found.evidence.get(name, ()):
            source = filing.source_of(evidence) or UNNAMED
            if not _is_of_period(evidence, measure, filing.period):
                statements.leave_out("other-period", evidence)
            elif source.trust.rank < trust.rank:
                statements.below_trust.append((evidence, source.trust, source.kind))
            else:
                statements.take(evidence, source.trust, source.kind)
        stated[name] = statements.reading()
        doubts += statements.doubts
        problems += statements.problems
    if problems:
        raise FilingError(*sorted(problems, key=lambda p: (p.place.line or 0, p.code)))
    readings, derived_doubts = _with_derived(stated, found.measures)
    doubts += derived_doubts
    doubts += equation_doubts(filing, readings, found.measures, checks)
    doubts += _source_doubts(filing)
    return Reconciled(found.measures, stated, readings, tuple(doubts))


def _is_of_period(evidence: Evidence, measure: Measure, period: str) -> bool:
    """Whether a statement speaks of the year that the measure is about."""
    if not evidence.period:
        return True
    if measure.period == "previous":
        return period.isdecimal() and evidence.period == str(int(period) - 1)
    return evidence.period == period


def _source_doubts(filing: Filing) -> Iterator[Doubt]:
    """Files of sources that are gone or no longer what the statements were taken from."""
    codes = {FileState.CHANGED: "source-file-changed", FileState.MISSING: "source-file-missing"}
    for source in filing.sources.values():
        if source.state in codes:
            details = (("file", source.file), ("source", source.title))
            yield Doubt(codes[source.state], "", (source,), (), details)


def _with_derived(
    stated: Mapping[str, Reading],
    measures: Mapping[str, Measure],
    final: Mapping[str, Reading] = NOTHING,
) -> tuple[dict[str, Reading], list[Doubt]]:
    """Add what measures with a formula come to; those in ``final`` stay as they are."""
    readings = dict(stated)
    doubts: list[Doubt] = []
    for name in derivation_order(measures):
        measure = measures[name]
        assert measure.formula is not None
        if name in final:
            continue
        parts = [readings[part] for part in inputs(measure.formula.node)]
        if parts and all(part.state is State.NOT_APPLICABLE for part in parts):
            if readings[name].state is State.MISSING:
                cited = tuple(evidence for part in parts for evidence in part.evidence)
                readings[name] = Reading(name, State.NOT_APPLICABLE, measure.range, cited)
            continue
        absent = [part.measure for part in parts if part.is_absent]
        if absent and (measure.records is None or len(absent) == len(parts)):
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
        if absent:
            doubts.append(_incomplete(result, measure, [measures[part].title for part in absent]))
        if alternatives:
            shown = ", ".join(bounds_text(way, measure.unit) for way in alternatives)
            details = (*details[:2], ("values", shown))
            code = "differs-from-numbers" if len(alternatives) > 1 else "value-out-of-range"
            ways = alternatives if len(alternatives) > 1 else ()
            doubts.append(Doubt(code, name, result.evidence, ways, details, is_final=True))
    return readings, doubts


def _stretched(stated: Bounds, measure: Measure) -> Bounds:
    """What a statement stands for, with the measure's tolerance on both sides."""
    ends = [end for end in (stated.low, stated.high) if end is not None]
    reach = max((measure.reach(end) for end in ends), default=ZERO)
    return add(stated, Bounds(-reach, reach))


def _incomplete(reading: Reading, measure: Measure, blank: Sequence[Text]) -> Doubt:
    """Cells without a value leave what is taken over them between two ends."""
    shown = blank[:BLANKS_SHOWN]
    more = " …" if len(blank) > len(shown) else ""
    names = Text("、".join(t.zh for t in shown) + more, ", ".join(t.en for t in shown) + more)
    details = (("blank", names), ("count", str(len(blank))), ("measure", measure.title))
    ends = [end for end in (reading.bounds.low, reading.bounds.high) if end is not None]
    ways = tuple(point(end) for end in ends) if len(ends) > 1 else ()
    return Doubt("record-incomplete", reading.measure, (), ways, details, is_final=True)


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
        agrees = inside.meet(_stretched(printed_reading(stated), measure)) is not None
        reading = Reading(stated.measure, state_of(inside), inside, evidence, trust, derivation)
        return reading, () if agrees else (stated.bounds, inside)
    state = State.CONFLICTING if stated.state is State.CONFLICTING else state_of(common)
    return Reading(stated.measure, state, common, evidence, trust, derivation), ()
