"""Score departments together, where a rubric measures them against each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import ceil

from perfscore import units, wording
from perfscore.bounds import Bounds, Comparison, add, compared, hull, point, scaled
from perfscore.errors import Problem, UsageError
from perfscore.model.evidence import Evidence, Source, SourceKind, Trust
from perfscore.model.filing import Filing
from perfscore.model.reading import Reading, State
from perfscore.numeric import Snap, snapped
from perfscore.reconciliation import matched, reconcile
from perfscore.rubric.measure import Measure
from perfscore.rubric.peers import Peers
from perfscore.rubric.tree import Rubric
from perfscore.scoring.scorecard import Scorecard
from perfscore.scoring.single import score
from perfscore.values import Amount
from perfscore.wording import Text

__all__ = ["score_cohort", "with_peers"]

SOURCE = "cohort"
HALF = Fraction(1, 2)
FINEST = Fraction(1, 10**12)
# Members whose group is unknown are tried in and out, up to so many.
MOST_STRAYS = 8


def score_cohort(
    filings: Sequence[Filing], rubric: Rubric, *, trust: Trust = Trust.REPORTED
) -> tuple[Scorecard, ...]:
    """Score a cohort, in the order given; the order changes no score.

    What the rubric measures over the cohort is added to each filing as evidence from a source
    ``cohort``, so that a card can be verified by itself. Raises as :func:`score`, and
    :class:`~perfscore.errors.UsageError` for a cohort that is too small.
    """
    return tuple(
        score(each, rubric, trust=trust) for each in with_peers(filings, rubric, trust=trust)
    )


def with_peers(
    filings: Sequence[Filing], rubric: Rubric, *, trust: Trust = Trust.REPORTED
) -> tuple[Filing, ...]:
    """The filings with what is measured over all of them."""
    readings = [reconcile(filing, matched(filing, rubric), trust).readings for filing in filings]
    more: list[list[Evidence]] = [[] for _ in filings]
    names = [filing.department.name.zh for filing in filings]
    _require_one_cohort(filings)
    for name, measure in rubric.measures.items():
        if measure.peers is None:
            continue
        for group in _groups(measure.peers, readings, measure.title, names):
            for index, value in group.items():
                evidence = _evidence(name, measure, value, len(group))
                more[index] += [] if evidence is None else [evidence]
    title = wording.text("report", "cohort", count=str(len(filings)))
    # What rests on the departments' own accounts is no better than they are.
    taken = {m.peers.of for m in rubric.measures.values() if m.peers is not None}
    is_reported = any(own[name].trust is Trust.REPORTED for own in readings for name in taken)
    kind = SourceKind.SELF_EVALUATION if is_reported else SourceKind.SYSTEM
    source = Source(title=title, kind=kind)
    return tuple(
        filing.model_copy(
            update={
                "sources": {**filing.sources, SOURCE: source},
                "evidence": (*filing.evidence, *added),
            }
        )
        if added
        else filing
        for filing, added in zip(filings, more, strict=True)
    )


def _require_one_cohort(filings: Sequence[Filing]) -> None:
    """No department twice, and all of one period."""
    seen: set[str] = set()
    for filing in filings:
        if SOURCE in filing.sources:
            raise UsageError(
                Problem("id-reserved", filing.sources[SOURCE].at, (("found", SOURCE),))
            )
        name = filing.department.id or filing.department.name.zh
        if name in seen:
            raise UsageError(Problem("cohort-twice", filing.at, (("found", name),)))
        seen.add(name)
        if filing.period != filings[0].period:
            details = (("expected", filings[0].period), ("found", filing.period))
            raise UsageError(Problem("cohort-periods", filing.at, details))


@dataclass(frozen=True, slots=True)
class _Member:
    """A department's reading of what is compared."""

    index: int
    bounds: Bounds


def _groups(
    peers: Peers, readings: Sequence[Mapping[str, Reading]], title: Text, names: Sequence[str]
) -> list[dict[int, Bounds]]:
    """For each group, what each member's measure comes to, by the member's place."""
    groups: dict[Bounds | None, list[_Member]] = {}
    strays: list[tuple[Bounds, _Member]] = []
    for index, own in enumerate(readings):
        reading = own[peers.of]
        if reading.state is State.NOT_APPLICABLE:
            continue
        member = _Member(index, reading.bounds)
        level = own[peers.group].bounds if peers.group else None
        if level is None or level.is_settled:
            groups.setdefault(level, []).append(member)
        else:
            strays.append((level, member))
    found = []
    for level, members in groups.items():
        if len(members) < peers.fewest:
            details = (
                ("departments", ", ".join(names[member.index] for member in members)),
                ("fewest", str(peers.fewest)),
                ("found", str(len(members))),
                ("measure", title),
            )
            raise UsageError(Problem("cohort-too-small", details=details))
        perhaps = [member for own, member in strays if level is None or own.covers(level)]
        found.append(_taken(peers, members, perhaps))
    return found


def _taken(
    peers: Peers, members: Sequence[_Member], perhaps: Sequence[_Member]
) -> dict[int, Bounds]:
    """What each member's measure comes to; ``perhaps`` may belong to the group as well."""
    if peers.take == "rank":
        return {member.index: _rank(peers, member, members, perhaps) for member in members}
    if len(perhaps) > MOST_STRAYS:
        return {}
    own = [member.bounds for member in members]
    ways = [
        _over(peers, [*own, *(member.bounds for member in chosen)])
        for size in range(len(perhaps) + 1)
        for chosen in combinations(perhaps, size)
    ]
    return {member.index: hull(ways) for member in members}


def _over(peers: Peers, every: Sequence[Bounds]) -> Bounds:
    """What is taken over all values of a group."""
    count = len(every)
    match peers.take:
        case "count":
            found = point(count)
        case "least":
            found = _in_order(every, 1)
        case "greatest":
            found = _in_order(every, count)
        case "median":
            middle = (_in_order(every, (count + 1) // 2), _in_order(every, count // 2 + 1))
            found = scaled(add(*middle), HALF)
        case "quantile":
            assert peers.share is not None
            found = _in_order(every, max(1, ceil(peers.share * count)))
    return found


def _in_order(every: Sequence[Bounds], place: int) -> Bounds:
    """The value at a place in ascending order, counted from 1: as low and as high as it can be."""
    lows = sorted(each.low for each in every if each.low is not None)
    highs = sorted(each.high for each in every if each.high is not None)
    unbounded = len(every) - len(lows)
    low = lows[place - 1 - unbounded] if place > unbounded else None
    high = highs[place - 1] if place <= len(highs) else None
    return Bounds(low, high)


def _rank(
    peers: Peers, member: _Member, members: Sequence[_Member], perhaps: Sequence[_Member]
) -> Bounds:
    """One more than the members before it, those surely and those possibly before it."""
    is_strict = peers.ties == "better"
    if peers.first == "highest":
        before = Comparison.MORE if is_strict else Comparison.AT_LEAST
    else:
        before = Comparison.LESS if is_strict else Comparison.AT_MOST
    verdicts = [
        compared(other.bounds, before, member.bounds) for other in members if other is not member
    ]
    surely = sum(verdict is True for verdict in verdicts)
    verdicts += [compared(other.bounds, before, member.bounds) for other in perhaps]
    possibly = sum(verdict is not False for verdict in verdicts)
    return Bounds(Fraction(1 + surely), Fraction(1 + possibly))


def _evidence(name: str, measure: Measure, value: Bounds, count: int) -> Evidence | None:
    """What the cohort says of a measure; nothing where that is open on both sides."""
    if value.low is None and value.high is None:
        return None
    assert measure.peers is not None
    # Ranks and counts are numbers of their own; the rest is in base units.
    is_plain = measure.peers.take in ("rank", "count")
    factor = Fraction(1) if is_plain else 1 / units.unit(measure.unit).factor
    place = wording.say("report", "cohort-place", "en", take=measure.peers.take, count=str(count))
    own = scaled(value, factor)
    # A median of ratios may be no decimal: the digits that a filing can state hold it.
    low = own.low if own.low is None else snapped(own.low, FINEST, Snap.DOWN)
    high = own.high if own.high is None else snapped(own.high, FINEST, Snap.UP)
    is_exact = low == own.low and high == own.high
    amount = Amount(own if is_exact else Bounds(low, high), measure.unit)
    return Evidence(measure=name, value=amount, source=SOURCE, place=place)
