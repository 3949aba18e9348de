"""One row in full, as text: what a reviewer checks line by line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from perfscore import wording
from perfscore.model.reading import Reading
from perfscore.numeric import decimal_text, fraction_text
from perfscore.scoring.scorecard import Row
from perfscore.scoring.shown import Shown, label_text
from perfscore.values import value_text
from perfscore.wording import Lang

__all__ = ["explain"]

# Records can bring thousands; the JSON has them all.
STATEMENTS_SHOWN = 20


def explain(row: Row, lang: Lang) -> str:
    """The explanation of one row."""
    return "\n".join(_lines(row, lang)) + "\n"


def _lines(row: Row, lang: Lang) -> Iterator[str]:
    def say(key: str, **arguments: str) -> str:
        return wording.say("report", key, lang, **arguments)

    shown = Shown(row, lang)
    yield f"{row.title.in_(lang)}  ({row.path or '-'})"
    yield say(
        "row-head" if row.scale is None else "row-head-level",
        score=row.said(row.score, lang),
        points=fraction_text(row.points),
        status=say(f"status-{row.status.value.replace('_', '-')}"),
        own=row.own_text or "-",
    )
    if row.method is not None:
        yield f"{say('method')}: {row.method.words(lang)}"
    if row.rule is not None:
        yield f"{say('rule')}: {row.rule.words(lang, shown.titles)}"
    for policy in row.policies:
        yield _policy(policy.about, policy.choice, policy.points, policy.applicable, lang)
    if row.reason:
        titles = wording.listed(row.labels[r.measure].title for r in row.readings if r.is_absent)
        yield f"{say('open-because')}: " + wording.say(
            "findings", row.reason, lang, missing=titles, measure=row.title, values="", unit=""
        )
    yield from _steps(shown, lang)
    yield from _considered(shown, lang)
    yield from _vetoes(row, lang)
    yield from _grades(row, lang)
    yield from _evidence(row, shown, lang)
    yield from _overrides(row, lang)
    yield from _basis(row, lang)


def _policy(about: str, choice: str, points: object, applicable: object, lang: Lang) -> str:
    taken_out = points is None and choice.startswith("rescale")
    key = f"policy-{about}-{choice}".replace(" ", "-") + ("-row" if taken_out else "")
    numbers = {
        name: decimal_text(value)  # type: ignore[arg-type]
        for name, value in (("points", points), ("applicable", applicable))
        if value is not None
    }
    return wording.say("report", key, lang, **{"points": "", "applicable": "", **numbers})


def _steps(shown: Shown, lang: Lang) -> Iterator[str]:
    worked = shown.row.worked
    if worked is None or not worked.steps:
        return
    yield f"{wording.say('report', 'calculation', lang)}:"
    for step in worked.steps:
        text = shown.step(step)
        yield f"  {text.title}"
        yield f"    = {text.formula}"
        if text.numbers not in (text.formula, text.value):
            yield f"    = {text.numbers}"
        yield f"    = {text.value}"


def _considered(shown: Shown, lang: Lang) -> Iterator[str]:
    if not shown.conditions:
        return
    yield f"{wording.say('report', 'conditions', lang)}:"
    for text in shown.conditions:
        key = {True: "holds", False: "rejected", None: "undecided"}[text.holds]
        told = {"condition": text.written, "numbers": text.numbers}
        line = wording.say("report", f"condition-{key}", lang, **told)
        if text.distance:
            line += wording.say("report", "distance", lang, distance=text.distance)
        yield f"  {line}"


def _vetoes(row: Row, lang: Lang) -> Iterator[str]:
    """The vetoes of the row by name, with what they make of it."""
    for veto, holds in row.vetoes:
        key = {True: "holds", False: "rejected", None: "undecided"}[holds]
        told: dict[str, Any] = {"title": veto.title, "outcome": veto.outcome_text}
        yield wording.say("report", f"veto-{key}", lang, **told)


def _grades(row: Row, lang: Lang) -> Iterator[str]:
    """How the total makes a grade, and what the grade rules make of it."""
    if row.graded is None or not row.graded.by_total:
        return
    by_total = wording.listed(grade.title for grade in row.graded.by_total).in_(lang)
    yield f"{wording.say('report', 'grade-by-total', lang)}: {by_total}"
    for rule, holds in row.graded.rules:
        key = {True: "holds", False: "rejected", None: "undecided"}[holds]
        yield "  " + wording.say("report", f"grade-rule-{key}", lang, rule=rule.title)
        yield f"    {wording.say('report', f'status-{rule.basis.status}', lang)}"
    if row.graded.rules:
        grades = wording.listed(grade.title for grade in row.graded.grades).in_(lang)
        yield f"{wording.say('report', 'grades-possible', lang)}: {grades}"


def _evidence(row: Row, shown: Shown, lang: Lang) -> Iterator[str]:
    if not row.readings:
        return
    yield f"{wording.say('report', 'evidence', lang)}:"
    for reading in row.readings:
        yield from _reading(row, reading, shown, lang)


def _reading(row: Row, reading: Reading, shown: Shown, lang: Lang) -> Iterator[str]:
    label = row.labels[reading.measure]
    state = wording.say("report", f"state-{reading.state.value.replace(' ', '-')}", lang)
    trust = "" if reading.trust is None else wording.say("report", f"trust-{reading.trust}", lang)
    about = ", ".join(part for part in (state, trust) if part)
    value = label_text(label, reading.bounds, lang) if reading.trust is not None else "-"
    yield f"  {label.title.in_(lang)} = {value}  ({about})"
    if reading.derivation is not None:
        inside = shown.within(label)
        text = inside.derivation(reading, label)
        for step in map(inside.step, reading.derivation.worked.steps):
            yield f"    {step.title} = {step.formula} = {step.numbers} = {step.value}"
        yield from (f"    = {line}" for line in (text.formula, text.numbers, text.value))
    for evidence in reading.evidence[:STATEMENTS_SHOWN]:
        place = " ".join(part for part in (evidence.source, evidence.place) if part)
        # Of what a reading is worked out from, each statement says what it is of.
        about = ""
        if evidence.measure != reading.measure and evidence.measure in row.labels:
            about = f"{row.labels[evidence.measure].title.in_(lang)}: "
        yield f"    - {about}{value_text(evidence.value)}  {place}".rstrip()
    if (more := len(reading.evidence) - STATEMENTS_SHOWN) > 0:
        yield "    - " + wording.say("report", "more-statements", lang, count=str(more))


def _overrides(row: Row, lang: Lang) -> Iterator[str]:
    if row.reviewed is None or (not row.overrides and row.reviewed == row.score):
        return
    yield f"{wording.say('report', 'overrides', lang)}:"
    for override in row.overrides:
        title = row.labels[override.measure].title if override.measure else row.title
        told: dict[str, Any] = dict(override.details(title))
        yield "  " + wording.say("findings", "overridden", lang, **told)
    score = row.said(row.reviewed, lang)
    yield "  " + wording.say("report", "reviewed-score", lang, score=score)


def _basis(row: Row, lang: Lang) -> Iterator[str]:
    if not row.basis and not row.vetoes:
        return
    yield f"{wording.say('report', 'basis', lang)}:"
    for part, basis in (*row.basis, *(("veto", veto.basis) for veto, _ in row.vetoes)):
        name = wording.say("report", f"basis-{part.replace(' ', '-')}", lang)
        status = wording.say("report", f"status-{basis.status}", lang)
        source = row.sources[basis.source].in_(lang) if basis.source in row.sources else ""
        where = " ".join(t for t in (source, basis.place) if t)
        comma = "；" if lang == "zh" else "; "
        cited = comma.join(t for t in (where, basis.reason.in_(lang)) if t)
        yield f"  {name}: {status}" + (f" - {cited}" if cited else "")
