"""Score single rows of a table as filings: for an explanation, and where columns do not reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from perfscore.columns.cells import value_of
from perfscore.columns.table import Table
from perfscore.model.evidence import Evidence, Trust
from perfscore.model.filing import Department, Filing
from perfscore.reconciliation import matched, reconcile
from perfscore.rubric.policies import Grade
from perfscore.rubric.tree import Rubric
from perfscore.scoring.grades import graded
from perfscore.scoring.leaves import Outcome
from perfscore.scoring.plan import Line
from perfscore.scoring.stakes import Evaluation
from perfscore.wording import Text

__all__ = ["RowResult", "filing_of", "score_rows"]


@dataclass(frozen=True, slots=True)
class RowResult:
    """What scoring one row as a filing gives: outcomes by path, and the grades still possible."""

    outcomes: Mapping[str, Outcome]
    grades: tuple[Grade, ...]


def filing_of(rubric: Rubric, table: Table, row: Mapping[str, Any], period: str) -> Filing:
    """The filing that a row of a table stands for; every cell is a statement."""
    evidence = []
    for read in table.reads:
        value = value_of(read, row[read.column.column])
        if value is not None:
            name = read.column.column
            evidence.append(Evidence(measure=read.name, value=value, place=name))
    own = " ".join(str(row[column]) for column in table.id)
    name = str(row[table.name] or own or "-") if table.name else own or "-"
    return Filing(
        rubric=rubric.id,
        edition=rubric.edition,
        department=Department(name=Text(name, name), id=own),
        period=period,
        evidence=tuple(evidence),
    )


def score_rows(
    rubric: Rubric, root: Line, table: Table, rows: Iterable[Mapping[str, Any]], period: str
) -> Iterator[RowResult]:
    """Every row by itself, without what only a reader of one scorecard needs."""
    for row in rows:
        filing = filing_of(rubric, table, row, period)
        found = matched(filing, rubric)
        reconciled = reconcile(filing, found, Trust.REPORTED)
        evaluation = Evaluation.of(rubric, root, reconciled)
        grades = graded(rubric, evaluation.total, reconciled.readings).grades
        yield RowResult(evaluation.outcomes, grades)
