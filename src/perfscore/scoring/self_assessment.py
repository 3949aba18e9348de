"""Compare the scores a department gave itself with its points, their sums and the recomputed ones.

Nothing of the total hangs on a self-assessed score, so these findings have no points at stake; the
difference is in the sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from perfscore.bounds import Bounds
from perfscore.model.filing import SelfAssessed
from perfscore.model.finding import Finding, Severity
from perfscore.model.level import Scale
from perfscore.numeric import Snap, decimal_text, signed_text, snapped
from perfscore.scoring.cited import cited
from perfscore.scoring.leaves import Outcome
from perfscore.scoring.plan import Line
from perfscore.scoring.score_text import score_text
from perfscore.values import bounds_text
from perfscore.wording import Text

__all__ = ["self_assessment_findings"]

ZERO = Fraction(0)


def self_assessment_findings(
    root: Line,
    outcomes: Mapping[str, Outcome],
    stated: Mapping[str, SelfAssessed],
    scale: Scale | None,
) -> Iterator[Finding]:
    """Findings about stated self-assessed scores; ``stated`` maps paths, the root's is empty."""
    for line in root.walk():
        own = stated.get(line.path)
        if own is None:
            continue
        if scale is not None:
            yield from _against_level(line, outcomes[line.path], own, scale)
            continue
        if not ZERO <= own.points <= line.points:
            told = (("points", decimal_text(line.points)),)
            yield _finding("self-assessed-out-of-points", Severity.WARNING, line, own, told)
        total = _sum_of(line, stated)
        if total not in (None, own.points):
            told = (("sum", decimal_text(total)),)
            yield _finding("self-assessed-sum", Severity.WARNING, line, own, told)
        if _is_weighed_twice(line, root, outcomes[line.path], own):
            yield _weighed_twice(line, root, own)
        else:
            yield from _against(line, outcomes[line.path], own)


def _sum_of(line: Line, stated: Mapping[str, SelfAssessed]) -> Fraction | None:
    """The parts' own scores together; a part that states none counts as the sum of its parts."""
    total = ZERO
    for child in line.children:
        own = stated.get(child.path)
        score = _sum_of(child, stated) if own is None else own.points
        if score is None:
            return None
        total += score
    return total if line.children and line.only_adds else None


def _is_weighed_twice(line: Line, root: Line, outcome: Outcome, own: SelfAssessed) -> bool:
    """Whether a score that is out of the row's points was multiplied by their share again."""
    share = line.points / root.points if root.points else ZERO
    if not line.path or share in (0, 1) or not own.points:
        return False
    if own.converted is not None:
        return own.converted == own.points * share
    score = outcome.score
    return score is not None and score.is_settled and own.points == score.value * share


def _weighed_twice(line: Line, root: Line, own: SelfAssessed) -> Finding:
    share = line.points / root.points
    once = own.points if own.converted is not None else own.points / share
    twice = own.points if own.converted is None else own.converted
    told = (
        ("once", decimal_text(once)),
        ("points", decimal_text(line.points)),
        ("share", decimal_text(share * 100) + "%"),
        ("twice", decimal_text(twice)),
    )
    return _finding("weight-applied-twice", Severity.WARNING, line, own, told)


def _against(line: Line, outcome: Outcome, own: SelfAssessed) -> Iterator[Finding]:
    score = outcome.score
    if score is None or score.contains(own.points):
        return
    nearest = score.low if score.low is not None and own.points < score.low else score.high
    if nearest is None:
        return
    gap = own.points - nearest
    told = (("difference", signed_text(gap)), ("score", bounds_text(score, "")))
    is_rounding = any(_rounds_to(score, own.points, digits) for digits in (0, 1, 2))
    code = "self-assessed-rounded" if is_rounding else "self-assessed-differs"
    severity = Severity.INFORMATION if is_rounding else Severity.WARNING
    yield _finding(code, severity, line, own, told)


def _against_level(
    line: Line, outcome: Outcome, own: SelfAssessed, scale: Scale
) -> Iterator[Finding]:
    """A level beside the recomputed one; levels have no difference, only an order."""
    score = outcome.score
    if score is None or not score.contains(own.points):
        told = (("row", line.title), ("own", own.level), ("score", score_text(score, 0, scale)))
        code = "self-assessed-level-differs"
        yield Finding(code, Severity.WARNING, line.path, told, (cited(own),), ZERO)


def _rounds_to(score: Bounds, own: Fraction, digits: int) -> bool:
    """Whether the recomputed score, rounded to fewer digits, is the self-assessed one."""
    if not score.is_settled:
        return False
    return snapped(score.value, Fraction(1, 10**digits), Snap.HALF_UP) == own


def _finding(
    code: str,
    severity: Severity,
    line: Line,
    own: SelfAssessed,
    told: tuple[tuple[str, str], ...],
) -> Finding:
    details: tuple[tuple[str, str | Text], ...] = (
        ("own", decimal_text(own.points)),
        ("row", line.title),
        *told,
    )
    return Finding(code, severity, line.path, details, (cited(own),), ZERO)
