"""Work measures out from others, and join what comes out with what is stated."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from perfscore import wording
from perfscore.bounds import Bounds, add, point
from perfscore.calculation.steps import Undefined, Worked, work_out
from perfscore.expression.walking import inputs
from perfscore.model.reading import Derivation, Reading, State
from perfscore.reconciliation.doubt import Doubt, Way
from perfscore.reconciliation.printed import printed_reading
from perfscore.reconciliation.statements import state_of
from perfscore.rubric.derived import derivation_order
from perfscore.rubric.measure import Measure
from perfscore.rubric.statements import said_text
from perfscore.values import Absent, value_text
from perfscore.wording import Text

__all__ = ["Deriving"]

BLANKS_SHOWN = 3
ZERO = Fraction(0)


@dataclass(frozen=True)
class Deriving:
    """The measures that follow from others, in an order in which they can be worked out."""

    measures: Mapping[str, Measure]

    @cached_property
    def parts(self) -> dict[str, tuple[str, ...]]:
        """What each of them is worked out from."""
        found = {}
        for name in derivation_order(self.measures):
            formula = self.measures[name].formula
            assert formula is not None
            found[name] = inputs(formula.node)
        return found

    @cached_property
    def _used_by(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, parts in self.parts.items():
            for part in parts:
                found.setdefault(part, []).append(name)
        return found

    def after(self, names: Collection[str]) -> set[str]:
        """Some measures and all that are worked out from them."""
        found, waiting = set(names), list(names)
        while waiting:
            for user in self._used_by.get(waiting.pop(), ()):
                if user not in found:
                    found.add(user)
                    waiting.append(user)
        return found

    def from_stated(self, stated: Mapping[str, Reading]) -> tuple[dict[str, Reading], list[Doubt]]:
        """All readings, and what is doubtful about those worked out."""
        readings = dict(stated)
        doubts: list[Doubt] = []
        for name in self.parts:
            readings[name] = self._worked_out(name, readings, doubts)
        return readings, doubts

    def changed(
        self,
        readings: Mapping[str, Reading],
        stated: Mapping[str, Reading],
        new: Mapping[str, Reading],
        are_final: bool,
    ) -> dict[str, Reading]:
        """All readings if some were others; those that are final stay what they are."""
        affected = self.after(new)
        result = {**readings, **new}
        for name in self.parts:
            if name in affected and not (are_final and name in new):
                result[name] = new.get(name, stated[name])
                result[name] = self._worked_out(name, result, [])
        return result

    def _known(self, name: str, readings: Mapping[str, Reading]) -> dict[str, Bounds]:
        """What is known of everything that a measure is worked out from."""
        return {part: readings[part].bounds for part in self.parts[name]}

    def _worked_out(
        self, name: str, readings: Mapping[str, Reading], doubts: list[Doubt]
    ) -> Reading:
        measure, own = self.measures[name], readings[name]
        assert measure.formula is not None
        # A constant with a name is no part that could be missing.
        parts = [readings[p] for p in self.parts[name] if self.parts.get(p, (p,))]
        cited = tuple(evidence for part in parts for evidence in part.evidence)
        if parts and all(part.state is State.NOT_APPLICABLE for part in parts):
            is_missing = own.state is State.MISSING
            absent = Reading(name, State.NOT_APPLICABLE, measure.range, cited)
            return absent if is_missing else own
        blank = [part.measure for part in parts if part.is_absent]
        if own.state is State.MISSING and own.evidence:
            # It was said that there is none, whatever the numbers beside it would give.
            if not blank:
                doubts.append(_said_missing(own, measure, self._known(name, readings)))
            return own
        # Tests and rows say something even when some of them are blank.
        is_partial = measure.records is not None or measure.count or measure.grading is not None
        if blank and (not is_partial or len(blank) == len(parts)):
            return own
        details = (
            ("measure", measure.title),
            ("unit", measure.unit or "1"),
            ("values", measure.formula.text),
        )
        try:
            worked = work_out(measure.formula.node, self._known(name, readings))
        except Undefined:
            doubts.append(Doubt("division-by-zero", name, cited, (), details))
            return own
        if blank and measure.records is None and worked.value.covers(measure.range):
            return own
        if own.state is State.NOT_APPLICABLE:
            ways: tuple[Way, ...] = (None, Absent.NOT_APPLICABLE)
            code = "not-applicable-contradicted"
            doubts.append(Doubt(code, name, own.evidence, ways, details, is_final=True))
        result, alternatives = _joined(own, parts, measure, worked)
        if blank and measure.records is not None:
            titles = [self.measures[part].title for part in blank]
            doubts.append(_incomplete(result, measure, titles, worked.value))
        if alternatives:
            shown = ", ".join(said_text(measure, way) for way in alternatives)
            details = (*details[:2], ("values", shown))
            code = "differs-from-numbers" if len(alternatives) > 1 else "value-out-of-range"
            differing = alternatives if len(alternatives) > 1 else ()
            doubts.append(Doubt(code, name, result.evidence, differing, details, is_final=True))
        return result


def _said_missing(own: Reading, measure: Measure, known: Mapping[str, Bounds]) -> Doubt:
    """A measure that was stated as missing although its numbers are there."""
    assert measure.formula is not None
    try:
        found = work_out(measure.formula.node, known).value
    except Undefined:
        found = measure.range
    inside = found.meet(measure.range) or measure.range
    values = ", ".join(dict.fromkeys(value_text(e.value) for e in own.evidence))
    details = (
        ("counts", said_text(measure, inside)),
        ("measure", measure.title),
        ("values", values),
    )
    ways = (None, inside)
    return Doubt("missing-beside-numbers", own.measure, own.evidence, ways, details, is_final=True)


def _stretched(stated: Bounds, measure: Measure) -> Bounds:
    """What a statement stands for, with the measure's tolerance on both sides."""
    ends = [end for end in (stated.low, stated.high) if end is not None]
    reach = max((measure.reach(end) for end in ends), default=ZERO)
    return add(stated, Bounds(-reach, reach))


def _incomplete(reading: Reading, measure: Measure, blank: Sequence[Text], worked: Bounds) -> Doubt:
    """Cells without a value leave what is taken over them between two ends.

    Where a statement settles it all the same, filling them in may still contradict that.
    """
    inside = worked.meet(measure.range)
    ends = () if inside is None else (inside.low, inside.high)
    is_hidden = reading.bounds.is_settled and None not in ends
    ways: tuple[Way, ...] = ()
    if is_hidden:
        ways = (None, *(point(end) for end in ends if end is not None))
    shown = blank[:BLANKS_SHOWN]
    names = wording.listed(shown)
    if len(blank) > len(shown):
        names = Text(names.zh + " …", names.en + " …")
    details = (("blank", names), ("count", str(len(blank))), ("measure", measure.title))
    return Doubt("record-incomplete", reading.measure, (), ways, details, is_final=True)


def _joined(
    stated: Reading, parts: list[Reading], measure: Measure, worked: Worked
) -> tuple[Reading, tuple[Bounds, ...]]:
    """A stated reading and what its formula gives; alternatives when they disagree."""
    assert measure.formula is not None
    cited = [*stated.evidence, *(e for p in parts for e in p.evidence)]
    # The same statement may reach a formula twice; two that say the same stay two.
    evidence = tuple({id(each): each for each in cited}.values())
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
