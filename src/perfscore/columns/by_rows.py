"""Score single rows of a table as filings: for an explanation, and where columns do not reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from perfscore.columns.cells import value_of
from perfscore.columns.table import Table
from perfscore.columns.targets import targets_of
from perfscore.model.evidence import Evidence, Trust
from perfscore.model.filing import Department, Filing
from perfscore.reconciliation import matched, reconcile
from perfscore.rubric.policies import Grade
from perfscore.rubric.tree import Rubric
from perfscore.scoring.grades import graded
from perfscore.scoring.leaves import Outcome
from perfscore.scoring.plan import Line, plan
from perfscore.scoring.stakes import Evaluation
from perfscore.wording import Text

__all__ = ["RowResult", "filing_of", "id_of", "score_filing"]


@dataclass(frozen=True, slots=True)
class RowResult:
    """What scoring one row as a filing gives: outcomes by path, and the grades still possible."""

    outcomes: Mapping[str, Outcome]
    grades: tuple[Grade, ...]


def id_of(table: Table, row: Mapping[str, Any]) -> str:
    """The id of one row, as :func:`~perfscore.columns.ids.ids_of` gives it for a block."""
    return " ".join(str(row[column]) for column in table.id)


def filing_of(
    rubric: Rubric,
    table: Table,
    row: Mapping[str, Any],
    period: str,
    targets: Sequence[Mapping[str, str | None]] = (),
) -> Filing:
    """The filing that a row of a table stands for; every cell is a statement.

    ``targets`` are the department's rows of the table of targets. Raises :class:`FilingError` for
    cells that cannot be read.
    """
    own_targets, of_targets = targets_of(targets)
    evidence = list(of_targets)
    for read in table.reads:
        value = value_of(read, row[read.column.column])
        if value is not None:
            name = read.column.column
            evidence.append(Evidence(measure=read.name, value=value, place=name))
    own = id_of(table, row)
    name = str(row[table.name] or own or "-") if table.name else own or "-"
    return Filing(
        rubric=rubric.id,
        edition=rubric.edition,
        department=Department(name=Text(name, name), id=own),
        period=period,
        targets=own_targets,
        evidence=tuple(evidence),
    )


def score_filing(rubric: Rubric, root: Line, filing: Filing) -> RowResult:
    """One filing, without what only a reader of its scorecard needs; ``root`` is the rubric
    unfolded for filings without targets.

    Raises :class:`FilingError` for what is no filing for the rubric.
    """
    found = matched(filing, rubric)
    own = plan(rubric, found) if filing.targets else root
    reconciled = reconcile(filing, found, Trust.REPORTED)
    evaluation = Evaluation.of(rubric, own, reconciled)
    grades = graded(rubric, evaluation.total, reconciled.readings).grades
    return RowResult(evaluation.outcomes, grades)
