"""What became of a row of the rubric in the filings of a block."""

from __future__ import annotations

from dataclasses import dataclass

from perfscore.columns import span, whole
from perfscore.columns.block import Block
from perfscore.columns.span import Span
from perfscore.columns.whole import Whole
from perfscore.scoring.leaves import Outcome, RowStatus

__all__ = ["STATUSES", "Scored", "code_of", "scored_as", "shape_key"]

STATUSES = tuple(RowStatus)


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """What became of the filings of a block: ``status`` is a place in ``STATUSES``, ``score`` in
    points; ``shape`` says what else counts above: whether there is a score, and what is taken out.

    ``by_rows`` marks filings that have to be scored one by one.
    """

    block: Block
    status: Whole
    score: Span | None
    shape: Outcome
    by_rows: bool = False


def code_of(status: RowStatus) -> Whole:
    """A status as a number."""
    return whole.constant(STATUSES.index(status))


def scored_as(block: Block, outcome: Outcome, *, by_rows: bool = False) -> Scored:
    """The same outcome for all filings of a block."""
    score = None if outcome.score is None else span.span_of(outcome.score)
    return Scored(block, code_of(outcome.status), score, outcome, by_rows)


def shape_key(outcome: Outcome) -> tuple[object, ...]:
    """What tells outcomes apart for what is above, besides the score itself."""
    is_scored = outcome.score is not None
    status = "" if is_scored else outcome.status
    return (is_scored, status, outcome.from_siblings, outcome.from_whole)
