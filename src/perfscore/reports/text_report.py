"""A scorecard for a terminal: first what a reviewer needs, then the tree, then the findings."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from perfscore import wording
from perfscore.model.evidence import Trust
from perfscore.model.finding import CitedPlace, Finding
from perfscore.model.reading import State
from perfscore.numeric import decimal_text, fraction_text
from perfscore.reports.layout import clean, left, right, width
from perfscore.rubric.basis import Status
from perfscore.rubric.policies import Missing
from perfscore.scoring import Row, RowStatus, Scorecard
from perfscore.scoring.contributions import contributions, is_linear_sum
from perfscore.scoring.plan import LineKind
from perfscore.scoring.score_text import score_text
from perfscore.wording import Lang

__all__ = ["text_report"]

ZERO = Fraction(0)
PLACES_SHOWN = 12
SHARE_DIGITS = 4


def text_report(card: Scorecard, lang: Lang = "zh") -> str:
    """The report; only symbols that a GBK console can print."""
    parts = (_head, _open, _went, _tree, _views, _findings)
    blocks = (part(card, lang) for part in parts)
    return clean("\n\n".join("\n".join(block) for block in map(list, blocks) if block)) + "\n"


def _say(key: str, lang: Lang, **arguments: str) -> str:
    return wording.say("report", key, lang, **arguments)


def _head(card: Scorecard, lang: Lang) -> Iterator[str]:
    yield f"{card.department.name.in_(lang)}  {card.period}"
    edition = _say("edition", lang, edition=card.rubric.edition)
    yield f"{card.title.in_(lang)}  ({card.rubric.id}, {edition})"
    yield ""
    if not card.has_total:
        key = "not-rated-total" if card.root.status is RowStatus.NOT_RATED else "no-total"
        yield _say(key, lang, label=card.root.said(None, lang))
    digits = card.digits
    grades = wording.listed(grade.title for grade in card.grade).in_(lang) or "-"
    basis = card.evaluation.rubric.grades_basis
    if basis is not None and basis.status is Status.ASSUMED:
        grades += f"  {_say('grades-assumed', lang)}"
    if card.graded.coarse:
        coarse = wording.listed(each.title for each in card.graded.coarse).in_(lang)
        grades += f"  ({coarse})"
    supported = score_text(card.root.score, digits, card.scale)
    figures = (
        *(_results(card, supported) if card.has_total else ()),
        *((("grades-possible", grades),) if card.evaluation.rubric.grades else ()),
        *_reviewed(card, lang),
        *(_points(card) if card.scale is None else _rows_assumed(card, lang)),
        ("trust", _say(f"trust-{card.trust}", lang)),
    )
    labels = [_say(key, lang) for key, _ in figures]
    cells = max(width(label) for label in labels)
    for label, (_, value) in zip(labels, figures, strict=True):
        yield f"{left(label, cells)}  {value}"


def _results(card: Scorecard, supported: str) -> Iterator[tuple[str, str]]:
    yield "self-assessed", card.root.own_text or "-"
    yield "recomputed", score_text(card.root.reported, card.digits, card.scale)
    if card.trust is not Trust.REPORTED:
        yield "supported", supported


def _points(card: Scorecard) -> Iterator[tuple[str, str]]:
    if card.has_total:
        width_of_total = (card.total.high or ZERO) - (card.total.low or ZERO)
        yield "points-open", decimal_text(width_of_total, card.digits)
    yield "points-assumed", decimal_text(card.points_assumed, card.digits)


def _rows_assumed(card: Scorecard, lang: Lang) -> Iterator[tuple[str, str]]:
    rows = [row for row in card.rows if row.kind is LineKind.INDICATOR]
    if count := sum(row.counts_as_assumed for row in rows):
        yield "rows-assumed", _say("some-of", lang, count=str(count), all=str(len(rows)))


def _reviewed(card: Scorecard, lang: Lang) -> Iterator[tuple[str, str]]:
    if card.reviewed is not None:
        grades = wording.listed(grade.title for grade in card.reviewed_grade).in_(lang)
        total = score_text(card.reviewed.total, card.digits, card.scale)
        yield "reviewed", f"{total}  {grades}".rstrip()


def _open(card: Scorecard, lang: Lang) -> Iterator[str]:
    rows = [row for row in card.rows if _hangs(row)]
    if not rows:
        return
    yield _say("open-rows", lang)
    for row in rows:
        reason = next(
            (f for f in card.findings if f.path == row.path and f.code == row.reason), None
        )
        why = "" if reason is None else reason.message(lang)
        yield f"  {row.title.in_(lang)}  [{row.said(row.score, lang)}]  {why}"


def _hangs(row: Row) -> bool:
    """Whether a row is open by itself, not merely because a part of it is."""
    return row.status in (RowStatus.OPEN, RowStatus.ERROR) and bool(row.reason)


def _went(card: Scorecard, lang: Lang) -> Iterator[str]:
    """Where the points went: lost, open and contested ones, the largest first of each."""
    if card.scale is not None:
        return
    groups = _lost_open_contested(card)
    if not any(groups.values()):
        return
    yield _say("points-went", lang)
    for name, rows in groups.items():
        for row, points in sorted(rows, key=lambda pair: (-pair[1], pair[0].path)):
            label = left(_say(f"went-{name}", lang), 10)
            yield f"  {right(decimal_text(points, card.digits), 6)}  {label}  {row.title.in_(lang)}"


def _lost_open_contested(card: Scorecard) -> dict[str, list[tuple[Row, Fraction]]]:
    found: dict[str, list[tuple[Row, Fraction]]] = {"lost": [], "open": [], "contested": []}
    groups = {row.path.rpartition(".")[0] for row in card.rows}
    # What a row lost counts as it counts in the total, where rescaling may have raised it.
    parts = contributions(card.evaluation, "high")
    # What the parts of a best-of or a cap lost is not lost to it: the group stands for them.
    whole = {
        line.path for line in card.evaluation.root.walk() if line.path and not is_linear_sum(line)
    }
    for row in card.rows:
        factor = parts[row.path].factor
        if any(row.path.startswith(f"{path}.") for path in whole):
            continue
        if (
            (row.path in groups and row.path not in whole)
            or row.score is None
            or row.score.low is None
            or row.score.high is None
        ):
            continue
        if row.score.high < row.points:
            found["lost"].append((row, factor * (row.points - row.score.high)))
        if row.score.low < row.score.high:
            is_contested = any(reading.state is State.CONFLICTING for reading in row.readings)
            name = "contested" if is_contested else "open"
            found[name].append((row, factor * (row.score.high - row.score.low)))
    return found


def _tree(card: Scorecard, lang: Lang) -> Iterator[str]:
    table = [_cells(card, row, lang) for row in card.rows]
    names = ["row", "points", "own", "score", "mark"]
    if card.scale is not None:
        names.remove("points")
    if card.trust is not Trust.REPORTED:
        at = names.index("score")
        names[at : at + 1] = ["reported", "supported"]
    if card.review is not None:
        names.insert(-1, "reviewed")
    rows = [tuple(_say(f"column-{name}", lang) for name in names), *table]
    cells = [max(width(row[column]) for row in rows) for column in range(len(names))]
    for row in rows:
        numbers = [right(text, cells[at]) for at, text in enumerate(row[1:-1], 1)]
        yield "  ".join([left(row[0], cells[0]), *numbers, row[-1]]).rstrip()


def _cells(card: Scorecard, row: Row, lang: Lang) -> tuple[str, ...]:
    marks = [] if row.status is RowStatus.SCORED else [_status(row, lang)]
    if row.status is RowStatus.SCORED and any(
        p.about == "missing" and p.choice == Missing.ZERO for p in row.policies
    ):
        marks.append(_say("missing-zero-mark", lang))
    if row.counts_as_assumed:
        marks.append(_say("assumed-mark", lang))
    title = "  " * (row.depth - 1) + row.title.in_(lang)
    scores = [row.said(row.score, lang)]
    if row.status is RowStatus.UNSCORED:
        scores, marks = [""], []
    if card.trust is not Trust.REPORTED:
        scores.insert(0, row.said(row.reported, lang) if scores[0] else "")
    if card.review is not None:
        scores.append(row.said(row.reviewed, lang) if scores[0] else "")
    points = () if card.scale is not None else (fraction_text(row.points),)
    return (title, *points, row.own_text, *scores, ", ".join(marks))


def _views(card: Scorecard, lang: Lang) -> Iterator[str]:
    """Second scores over some of the rows."""
    if not card.views:
        return
    yield _say("views", lang)
    for each in card.views:
        digits = card.digits if each.view.combine == "sum" else SHARE_DIGITS
        score, most = score_text(each.score, digits), decimal_text(each.points)
        yield f"  {each.view.title.in_(lang)}  {score} / {most}"


def _status(row: Row, lang: Lang) -> str:
    return _say(f"status-{row.status.value.replace('_', '-')}", lang)


def _findings(card: Scorecard, lang: Lang) -> Iterator[str]:
    if not card.findings:
        return
    key = "findings" if card.scale is None else "findings-levels"
    yield _say(key, lang, count=str(len(card.findings)))
    for finding in card.findings:
        yield from _finding(card, finding, lang)


def _finding(card: Scorecard, finding: Finding, lang: Lang) -> Iterator[str]:
    stake = decimal_text(finding.points_at_stake, card.digits)
    level = _say(f"severity-{finding.severity}", lang)
    message = finding.message(lang)
    row = card[finding.path or "total"]
    if finding.code == row.reason:
        # The sentence about an open row does not say which one.
        message = f"{row.title.in_(lang)}{'：' if lang == 'zh' else ': '}{message}"
    yield f"  {right(stake, 6)}  {level}  [{finding.code}] {message}"
    for place in finding.places[:PLACES_SHOWN]:
        yield f"          - {cited(place)}"
    if (more := len(finding.places) - PLACES_SHOWN) > 0:
        yield f"          - {_say('more-statements', lang, count=str(more))}"


def cited(place: CitedPlace) -> str:
    """A place in one line: value, source and place, then the line of the filing."""
    where = " ".join(part for part in (place.source, place.place) if part)
    line = f"{place.at.document}:{place.at.line}" if place.at.line is not None else ""
    return "  ".join(part for part in (place.value, where, line) if part)
