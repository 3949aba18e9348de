"""Score every row of a table of published figures and compare with what was published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from perfscore import wording
from perfscore.errors import FilingError, Place, Problem, Refusal, UsageError, alike
from perfscore.files import load_rubric
from perfscore.model.evidence import Evidence
from perfscore.model.filing import Department, Filing
from perfscore.numeric import exact
from perfscore.published.mapping import Column, Edition, Mapping, Result, read_mapping
from perfscore.published.table import TableRow, rows_of
from perfscore.rubric.statements import Unusable, taken
from perfscore.rubric.tree import TOTAL, Rubric
from perfscore.scoring import RowStatus, Scorecard, score
from perfscore.values import Absent, Value, Words
from perfscore.wording import Lang, Text

__all__ = ["Compared", "Outcome", "Recomputed", "recompute"]

GRADE = "grade"
NO_TEXT = Text("", "")


class Outcome(StrEnum):
    """What became of one published result."""

    SAME = "same"
    DIFFERENT = "different"
    NOT_COMPUTED = "not computed"
    NOT_PUBLISHED = "not published"


@dataclass(frozen=True, slots=True)
class Compared:
    """One published result beside the computed one; ``reason`` says why there is none."""

    result: str
    line: int
    name: str
    path: str
    published: str
    computed: str
    outcome: Outcome
    reason: str = ""


@dataclass
class Recomputed:
    """Counts of all results by id and outcome, with every one that is not the same.

    ``findings`` counts what scoring had to say, by code; ``unread`` are cells that could not be
    read, which count as missing.
    """

    title: Text
    rows: int = 0
    titles: dict[str, Text] = field(default_factory=dict)
    counts: dict[str, Counter[Outcome]] = field(default_factory=dict)
    rest: list[Compared] = field(default_factory=list)
    findings: Counter[str] = field(default_factory=Counter)
    unread: list[tuple[int, str, str, str]] = field(default_factory=list)

    def total(self, result: str) -> int:
        """How many published results there were to look at."""
        return sum(self.counts[result].values())


def recompute(
    mapping: Mapping | str | Path,
    table: str | Path,
    *,
    lang: Lang = "en",
    rubrics: Sequence[Rubric] = (),
    progress: Callable[[int], None] = lambda _: None,
) -> Recomputed:
    """Recompute a table of published results.

    Every cell of a compared column is counted once. ``rubrics`` are used in place of installed
    ones; ``progress`` is told after each row. Raises :class:`UsageError` for a mapping that cannot
    be read, and :class:`FilingError` for a file that is no table.
    """
    read = mapping if isinstance(mapping, Mapping) else read_mapping(mapping)
    found = Recomputed(read.title, counts={result.id: Counter() for result in read.results})
    found.titles.update({result.id: result.title for result in read.results})
    given = {rubric.edition: rubric for rubric in rubrics if rubric.id == read.rubric}
    checked: set[str] = set()
    for row in rows_of(table, read.columns()):
        found.rows += 1
        edition = _edition(read, row)
        if edition.edition not in given:
            given[edition.edition] = load_rubric(read.rubric, edition.edition)
        if edition.edition not in checked:
            _require_known(read, given[edition.edition])
            checked.add(edition.edition)
        for result in read.results:
            for each in _compared(read, result, row, edition, given[edition.edition], found, lang):
                found.counts[result.id][each.outcome] += 1
                if each.outcome != Outcome.SAME:
                    found.rest.append(each)
        progress(found.rows)
    return found


def _require_known(mapping: Mapping, rubric: Rubric) -> None:
    """Whether the rubric has the measures and rows that the mapping speaks of."""
    problems = []
    rows = {*rubric.nodes, TOTAL, *([GRADE] if rubric.grades else [])}
    for result in mapping.results:
        for part, names, known, code in (
            ("evidence", result.evidence, set(rubric.measures), "measure-unknown"),
            ("compare", result.compare, rows, "path-unknown"),
        ):
            for name in names:
                if name not in known:
                    place = Place(mapping.name_of_file, locator=f"{result.id}.{part}")
                    details = (("found", name), ("known", alike(name, known)))
                    problems.append(Problem(code, place, details))
    if problems:
        raise UsageError(*problems)


def _edition(mapping: Mapping, row: TableRow) -> Edition:
    editions = mapping.editions
    edition = editions.values.get(row.cells.get(editions.column, ""), editions.otherwise)
    if edition is None:
        found = row.cells[editions.column]
        details = (("found", found), ("known", alike(found, editions.values)))
        place = Place(mapping.name_of_file, locator=f"editions.{editions.column}")
        raise UsageError(Problem("edition-unknown", place, details))
    if editions.period:
        return edition.model_copy(update={"period": row.cells[editions.period]})
    return edition


def _compared(
    mapping: Mapping,
    result: Result,
    row: TableRow,
    edition: Edition,
    rubric: Rubric,
    found: Recomputed,
    lang: Lang,
) -> Iterator[Compared]:
    name = " ".join(row.cells[column] for column in mapping.name)
    card: Scorecard | None = None
    reason = ""
    try:
        filing = _filing(result, row, edition, name, found, rubric, lang)
        card = score(filing, rubric)
        found.findings.update(finding.code for finding in card.findings)
    except FilingError as error:
        reason = error.problems[0].message(lang)
        found.findings["refused"] += 1
    for path, column in result.compare.items():
        published = row.cells[column].strip()
        computed = NO_TEXT if card is None else _computed(card, path)
        is_same = published in (computed.zh, computed.en) or _is_equal(published, computed.en)
        why = ""
        if published in result.not_published:
            outcome = Outcome.NOT_PUBLISHED
        elif computed == NO_TEXT or (_is_not_rated(card, path) and not is_same):
            outcome = Outcome.NOT_COMPUTED
            why = reason or _reason(card, path, lang)
        else:
            outcome = Outcome.SAME if is_same else Outcome.DIFFERENT
        said = computed.in_(lang)
        yield Compared(result.id, row.line, name, path, published, said, outcome, why)


def _computed(card: Scorecard, path: str) -> Text:
    """The settled result of a row as text; empty when it is open or has none."""
    if path == GRADE:
        return card.grade[0].title if len(card.grade) == 1 else NO_TEXT
    row = card[path]
    is_settled = row.score is not None and row.score.is_settled
    if row.status is not RowStatus.NOT_RATED and not is_settled:
        return NO_TEXT
    return Text(row.said(row.score, "zh"), row.said(row.score, "en"))


def _is_equal(published: str, computed: str) -> bool:
    """Whether two numbers are equal however many digits are printed."""
    try:
        return exact(published) == exact(computed)
    except Refusal:
        return False


def _is_not_rated(card: Scorecard | None, path: str) -> bool:
    """Whether there was nothing to compute a row from."""
    return card is not None and path != GRADE and card[path].status is RowStatus.NOT_RATED


def _reason(card: Scorecard | None, path: str, lang: Lang) -> str:
    if card is None or path == GRADE:
        return ""
    row = card[path]
    status = wording.say("report", f"status-{row.status.value.replace('_', '-')}", lang)
    return status if row.score is None else f"{status} {row.said(row.score, lang)}"


def _filing(
    result: Result,
    row: TableRow,
    edition: Edition,
    name: str,
    found: Recomputed,
    rubric: Rubric,
    lang: Lang,
) -> Filing:
    if not edition.period.strip():
        raise FilingError(Problem("text-empty", Place("", row.line)))
    evidence = []
    for measure, column in result.evidence.items():
        value = _value(column, row, found, lang)
        if _is_impossible(value, rubric, measure):
            reason = wording.say("errors", "cell-of-another-kind", lang)
            cell = row.cells[column.column]
            found.unread.append((row.line, column.column, cell, reason))
            value = Absent.MISSING
        if value is not Absent.MISSING:
            evidence.append(Evidence(measure=measure, value=value, place=column.column))
    return Filing(
        rubric=rubric.id,
        edition=edition.edition,
        department=Department(name=Text(name or "-", name or "-")),
        period=edition.period,
        evidence=tuple(evidence),
    )


def _is_impossible(value: Value, rubric: Rubric, measure: str) -> bool:
    """Whether a cell is of a kind that its measure cannot have, and no sign of the rubric."""
    if isinstance(value, Absent) or (isinstance(value, Words) and value.text in rubric.codes):
        return False
    said = taken(value, rubric.measures[measure])
    return isinstance(said, Unusable) and said.is_error


def _value(column: Column, row: TableRow, found: Recomputed, lang: Lang) -> Value:
    """What a cell states; one that cannot be read is noted, and states nothing."""
    cell = row.cells[column.column].strip()
    try:
        return column.value(cell)
    except Refusal as refusal:
        reason = refusal.problems[0].message(lang)
        found.unread.append((row.line, column.column, cell, reason))
        return Absent.MISSING
