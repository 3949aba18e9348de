"""The scorecard: every row with its score, its steps, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from perfscore.bounds import Bounds
from perfscore.errors import Problem, UsageError, alike
from perfscore.model.evidence import Trust
from perfscore.model.filing import Department, Filing
from perfscore.model.finding import Finding
from perfscore.model.level import Scale
from perfscore.model.review import Review
from perfscore.rubric.policies import Grade
from perfscore.rubric.tree import TOTAL, Identity, Rubric
from perfscore.scoring.compiled import Recorded
from perfscore.scoring.grades import Graded, graded, graded_under
from perfscore.scoring.leaves import RowStatus
from perfscore.scoring.row import Label, Row
from perfscore.scoring.stakes import Evaluation
from perfscore.scoring.trace import Trace
from perfscore.scoring.views import Viewed
from perfscore.wording import Text

__all__ = ["Label", "Row", "RowStatus", "Scorecard", "Trace"]


@dataclass(frozen=True, repr=False)
class Scorecard:
    """A scored filing: what was scored, by what; everything else follows from that.

    Totals and scores are in points, or ranks of the rubric's scale. ``evaluation`` is what the rows
    were made from; with a review, ``reviewed`` is the same with its overrides in place. Where the
    evidence left nothing open, only scores were ``recorded``: rows, findings and all that explains
    them are worked out when they are first asked for, and compared with those.
    """

    scored_by: Rubric
    filing: Filing
    trust: Trust
    review: Review | None = None

    @classmethod
    def made_of(
        cls,
        rubric: Rubric,
        filing: Filing,
        trust: Trust,
        review: Review | None,
        made: Recorded | Trace,
    ) -> Scorecard:
        """A scorecard with what was recorded or worked out so far."""
        # In one step, since setting each field of a frozen card takes as long as scoring a row.
        card = object.__new__(cls)
        # What was made is no field: a card with other fields would have to come to something else.
        made_as = "_recorded" if isinstance(made, Recorded) else "_trace"
        card.__dict__.update(
            {
                "scored_by": rubric,
                "filing": filing,
                "trust": trust,
                "review": review,
                made_as: made,
            }
        )
        return card

    def __repr__(self) -> str:
        rubric = f"{self.scored_by.id} {self.scored_by.edition}"
        return f"<Scorecard of {self.department.name.en!r}, {self.period}, by {rubric}>"

    @property
    def recorded(self) -> Recorded | None:
        """The scores that compiled code recorded; ``None`` where the interpreter scored."""
        found: Recorded | None = self.__dict__.get("_recorded")
        return found

    @property
    def trace(self) -> Trace:
        """What the interpreter makes of the filing, worked out once.

        Raises :class:`Disagreement` where that is not what was recorded.
        """
        found: Trace | None = self.__dict__.get("_trace")
        if found is None:
            # What makes scorecards is imported when it is needed, as it imports them.
            from perfscore.scoring.single import traced

            found = traced(self.filing, self.scored_by, self.trust, self.review)
            if self.recorded is not None:
                found.require_same(self.recorded)
            # Of threads that ask at the same time, all get what the first one made.
            found = self.__dict__.setdefault("_trace", found)
        return found

    @property
    def rubric(self) -> Identity:
        """Which rubric it was scored by."""
        return self.scored_by.identity

    @property
    def title(self) -> Text:
        """The title of the rubric."""
        return self.scored_by.title

    @property
    def points(self) -> Fraction:
        """The most that the total can have without a bonus."""
        return self.trace.root.points

    @property
    def digits(self) -> int:
        """How many decimal places scores are shown with."""
        return self.scored_by.rounding.digits

    @property
    def department(self) -> Department:
        """The body evaluated."""
        return self.filing.department

    @property
    def period(self) -> str:
        """The year evaluated."""
        return self.filing.period

    @property
    def graded(self) -> Graded:
        """The grades still possible, and what grade rules made of them."""
        recorded = self.recorded
        if recorded is None:
            return self.trace.graded
        tried = tuple(zip(self.scored_by.grade_rules, recorded.rules, strict=True))
        return graded_under(self.scored_by, recorded.score(""), tried)

    @property
    def views(self) -> tuple[Viewed, ...]:
        """The rubric's second scores over some of the rows."""
        return self.trace.views

    @property
    def self_assessed(self) -> Fraction | None:
        """The total that the department gave itself."""
        return self.trace.self_assessed

    @property
    def points_assumed(self) -> Fraction:
        """How many points rest on assumed rules."""
        return self.trace.points_assumed

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows in tree order, without the root."""
        return self.trace.rows

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What an evaluator should know, most points at stake first."""
        return self.trace.findings

    @property
    def root(self) -> Row:
        """The row of the total."""
        return self.trace.root

    @property
    def evaluation(self) -> Evaluation:
        """What the rows were made from."""
        return self.trace.evaluation

    @property
    def reviewed(self) -> Evaluation | None:
        """The same with the overrides of the review in place; ``None`` without one."""
        return self.trace.reviewed

    def score_of(self, path: str) -> Bounds | None:
        """The score of a row, as ``card[path].score``, without working out what explains it."""
        recorded = self.recorded
        known = "" if path == TOTAL else path or TOTAL
        if recorded is None or known not in recorded.layout.rows:
            return self[path].score
        return recorded.score(known)

    @property
    def has_total(self) -> bool:
        """Whether there is a total: some frameworks give none, and some forms are not rated."""
        return self.score_of(TOTAL) is not None

    @property
    def total(self) -> Bounds:
        """The total; raises :class:`UsageError` where there is none (``has_total``)."""
        total = self.score_of(TOTAL)
        if total is None:
            raise UsageError(Problem("total-none", details=(("rubric", self.title),)))
        return total

    @property
    def grade(self) -> tuple[Grade, ...]:
        """The grades still possible, lowest first."""
        return self.graded.grades

    @property
    def scale(self) -> Scale | None:
        """The levels that scores are ranks of; ``None`` where they are points."""
        return self.scored_by.scale

    @property
    def reviewed_grade(self) -> tuple[Grade, ...]:
        """The grades that the reviewed total may have; none without a review."""
        if self.reviewed is None:
            return ()
        readings = self.reviewed.reconciled.readings
        return graded(self.reviewed.rubric, self.reviewed.total, readings).grades

    @property
    def final(self) -> Evaluation:
        """What counts in the end: the review where there is one, else what was computed."""
        return self.reviewed or self.evaluation

    def __getitem__(self, path: str) -> Row:
        """A row by its path, ``total`` for the root; :class:`UsageError` names the nearest."""
        if path == TOTAL:
            return self.root
        rows = self.trace.by_path
        if path not in rows:
            details = (("found", path), ("known", alike(path, rows)))
            raise UsageError(Problem("path-unknown", details=details))
        return rows[path]

    def __contains__(self, path: object) -> bool:
        """Whether there is a row of this path."""
        return path == TOTAL or path in self.trace.by_path

    def __iter__(self) -> Iterator[Row]:
        """All rows in tree order."""
        return iter(self.rows)
