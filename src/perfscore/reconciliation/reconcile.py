"""Statements to readings.

All statements of a measure are taken to be true together: a bound and a number inside it make
that number known. Where no value satisfies all of them, a declared tolerance or precedence may
settle it; else they conflict, and the reading holds everything from the lowest to the highest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from perfscore import wording
from perfscore.bounds import Bounds
from perfscore.errors import FilingError, Problem
from perfscore.model.evidence import Evidence, FileState, Source, Trust
from perfscore.model.filing import Filing
from perfscore.model.reading import Reading, State
from perfscore.reconciliation.deriving import Deriving
from perfscore.reconciliation.doubt import Doubt, Way
from perfscore.reconciliation.equations import equation_doubts
from perfscore.reconciliation.matching import Matched
from perfscore.reconciliation.statements import Statements, state_of
from perfscore.reconciliation.unfolding import table_of
from perfscore.rubric.checks import Check
from perfscore.rubric.measure import Measure
from perfscore.wording import Text

__all__ = ["Reconciled", "reconcile"]

# A statement that names no source is the department's own account.
UNNAMED = Source(title=Text("", ""))
VALUES_SHOWN = 3


@dataclass(frozen=True)
class Reconciled:
    """Readings of all measures and the doubts about them.

    ``stated`` are the readings before measures were worked out from others.
    """

    measures: Mapping[str, Measure]
    stated: Mapping[str, Reading]
    readings: Mapping[str, Reading]
    doubts: tuple[Doubt, ...]
    deriving: Deriving

    def overridden(self, values: Mapping[str, Reading]) -> Reconciled:
        """With other readings of some measures; what is worked out from them follows."""
        readings = self.deriving.changed(self.readings, self.stated, values, are_final=True)
        return replace(self, readings=readings)

    def supposing(self, ways: Mapping[str, Way], is_final: bool) -> Mapping[str, Reading]:
        """The readings if the statements of some measures had said something else.

        ``is_final`` puts that in place of what a formula gives, too.
        """
        new = {name: self._supposed(name, way) for name, way in ways.items() if way is not None}
        return self.deriving.changed(self.readings, self.stated, new, is_final)

    def _supposed(self, name: str, way: Way) -> Reading:
        if isinstance(way, Bounds):
            return Reading(name, state_of(way), way)
        return Reading(name, State.NOT_APPLICABLE, self.measures[name].range)


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
        statements = Statements(name, measure, found.precedence, found.codes)
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
    deriving = Deriving(found.measures)
    readings, derived_doubts = deriving.from_stated(stated)
    doubts += derived_doubts
    doubts += equation_doubts(filing, readings, found.measures, checks)
    doubts += _source_doubts(filing)
    return Reconciled(found.measures, stated, readings, tuple(_together(doubts)), deriving)


def _together(doubts: Sequence[Doubt]) -> Iterator[Doubt]:
    """Doubts of one kind about many cells of a table are one doubt."""
    groups: dict[tuple[str, str], list[Doubt]] = {}
    for doubt in doubts:
        table = table_of(doubt.measure)
        is_one_sided = not doubt.alternatives or doubt.alternatives[0] is None
        if not table or not is_one_sided:
            yield doubt
        else:
            groups.setdefault((doubt.code, table), []).append(doubt)
    for group in groups.values():
        yield group[0] if len(group) == 1 else _as_one(group)


def _as_one(group: Sequence[Doubt]) -> Doubt:
    first, others = group[0], group[1:]
    told = dict(first.details)
    title = told["measure"]
    told["measure"] = wording.text("report", "and-more", first=title, count=str(len(others)))
    values = dict.fromkeys(str(dict(doubt.details).get("values", "")) for doubt in group)
    told["values"] = ", ".join(list(values)[:VALUES_SHOWN]) + (
        ", …" if len(values) > VALUES_SHOWN else ""
    )
    ways = {doubt.measure: doubt.alternatives[-1] for doubt in others if doubt.alternatives}
    return replace(
        first,
        evidence=tuple(evidence for doubt in group for evidence in doubt.evidence),
        details=tuple(sorted(told.items())),
        beside=ways,
        also=tuple(doubt.measure for doubt in others),
    )


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
