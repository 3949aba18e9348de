"""The lane itself: the function of each rubric, and whether it has an answer for a filing."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import ref

from perfscore.model.filing import Filing
from perfscore.rubric.tree import Rubric
from perfscore.scoring.compiled.code import NotCompiled
from perfscore.scoring.compiled.compiling import Compiled, compiled
from perfscore.scoring.compiled.recorded import Recorded

__all__ = ["recorded"]

# Compiling takes as long as scoring some filings, so what scores only one is not compiled.
FILINGS_BEFORE = 1


@dataclass(slots=True)
class _Known:
    """A rubric in use: how many filings it scored before it was compiled, and what came of that.

    Two threads may compile the same rubric; both come to the same.
    """

    rubric: ref[Rubric]
    filings: int = 0
    is_tried: bool = False
    lane: Compiled | None = None


# By identity, since a copy of a rubric may have been changed; gone when the rubric is.
_known: dict[int, _Known] = {}


def recorded(filing: Filing, rubric: Rubric) -> Recorded | None:
    """The scores of a filing whose evidence settles everything; ``None`` for any other."""
    known = _known.get(id(rubric))
    if known is None or known.rubric() is not rubric:
        known = _met(rubric)
    lane = known.lane or _tried(known, rubric)
    return None if lane is None else lane.scores(filing)


def _met(rubric: Rubric) -> _Known:
    key = id(rubric)
    _known[key] = _Known(ref(rubric, lambda _: _known.pop(key, None)))
    return _known[key]


def _tried(known: _Known, rubric: Rubric) -> Compiled | None:
    """What the rubric compiles to, once it has scored some filings; ``None`` where it does not."""
    if known.is_tried:
        return None
    known.filings += 1
    if known.filings > FILINGS_BEFORE:
        try:
            known.lane = compiled(rubric)
        except NotCompiled:
            known.lane = None
        known.is_tried = True
    return known.lane
