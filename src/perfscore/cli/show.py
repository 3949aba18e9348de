"""``perfscore show``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import click

from perfscore.cli.options import guarded, lang_option, split_rubric

if TYPE_CHECKING:
    from perfscore.expression.formula import Printer
    from perfscore.rubric.basis import Basis
    from perfscore.rubric.measure import Measure
    from perfscore.rubric.tree import Criterion, Indicator, Rubric
    from perfscore.wording import Lang

__all__ = ["command"]


@click.command("show")
@click.argument("rubric", metavar="RUBRIC")
@lang_option
@click.option("--json", "as_json", is_flag=True, help="Print the rubric as JSON.")
@guarded
def command(rubric: str, lang: Lang, as_json: bool) -> None:
    """Show RUBRIC (an installed ID[@EDITION] or a YAML file): tree, rules in words, basis."""
    import perfscore

    name, edition = split_rubric(rubric)
    loaded = perfscore.load_rubric(name, edition)
    if as_json:
        data = loaded.model_dump(mode="json", by_alias=True, exclude_unset=True)
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_lines(loaded, lang)))


def _lines(rubric: Rubric, lang: Lang) -> Iterator[str]:
    from perfscore import wording
    from perfscore.numeric import decimal_text

    edition = wording.say("report", "edition", lang, edition=rubric.edition)
    yield f"{rubric.title.in_(lang)}  ({rubric.id}, {edition})  {decimal_text(rubric.points)}"
    identity = rubric.identity
    if identity.package:
        yield f"{identity.package} {identity.version}  {identity.digest}"
    if note := rubric.note.in_(lang):
        yield note
    for path, node in rubric.nodes.items():
        yield from _node(rubric, path, node, lang)
    if rubric.grades:
        yield from _grades(rubric, lang)
    yield from _measures(rubric, lang)
    yield from _worked_out(rubric, lang)
    yield from _checks(rubric, lang)


def _grades(rubric: Rubric, lang: Lang) -> Iterator[str]:
    from perfscore import wording
    from perfscore.numeric import decimal_text

    basis = rubric.grades_basis
    told = "" if basis is None else f"  {_status(basis, lang)}"
    yield f"{wording.say('report', 'grades', lang)}:{told}"
    starting = [(grade.start, grade) for grade in rubric.grades if grade.start is not None]
    for start, grade in sorted(starting, key=lambda pair: -pair[0]):
        yield f"    {grade.title.in_(lang)}  ≥ {decimal_text(start)}"
    for rule in rubric.grade_rules:
        named = next(g for g in rubric.grades if g.id in (rule.grade, rule.at_most))
        key = "grade-rule" if rule.grade else "grade-rule-cap"
        said = wording.say("report", key, lang, rule=rule.title, grade=named.title)
        yield f"    {said}  {_status(rule.basis, lang)}"


def _measures(rubric: Rubric, lang: Lang) -> Iterator[str]:
    """What a filing states, by the ids under which it states it."""
    from perfscore import wording

    yield f"{wording.say('report', 'measures', lang)}:"
    for name, measure in rubric.measures.items():
        yield f"    {name}  {measure.title.in_(lang)}  {_unit(measure, lang)}".rstrip()
    for name, table in rubric.records.items():
        yield f"    {name}[]  {table.title.in_(lang)}"
        for field, own in table.fields.items():
            if own.formula is None and own.between is None:
                yield f"        {field}  {own.title.in_(lang)}  {_unit(own, lang)}".rstrip()


def _unit(measure: Measure, lang: Lang) -> str:
    """The unit of a number, the ids of levels, or the kind of anything else."""
    from perfscore import units, wording

    if measure.kind == "number":
        return units.label(measure.unit, lang)
    if measure.kind == "level":
        return " | ".join(level.id for level in measure.levels)
    return wording.say("report", f"kind-of-{measure.kind}", lang)


def _worked_out(rubric: Rubric, lang: Lang) -> Iterator[str]:
    """Measures that follow from others or are taken over records, in words."""
    from perfscore import wording

    found = {n: m for n, m in rubric.measures.items() if m.formula is not None or m.records}
    if found:
        yield f"{wording.say('report', 'worked-out', lang)}:"
    for measure in found.values():
        if measure.formula is not None:
            said = _titles(rubric.measures, lang).text(measure.formula.node)
        else:
            assert measure.records is not None
            table = rubric.records[measure.records.of]
            said = measure.records.words(lang, table.title, _titles(table.fields, lang))
        yield f"    {measure.title.in_(lang)} = {said}"


def _checks(rubric: Rubric, lang: Lang) -> Iterator[str]:
    """What a filing is held against besides its scores."""
    from perfscore import wording
    from perfscore.expression.formula import constant_text

    if rubric.checks or rubric.pace is not None:
        yield f"{wording.say('report', 'checks', lang)}:"
    for check in rubric.checks:
        yield f"    {check.title.in_(lang)}  [{check.code}]  {_status(check.basis, lang)}"
    if rubric.pace is not None:
        title = rubric.indicators[rubric.pace.execution].title
        limit = constant_text(rubric.pace.limit, lang)
        said = wording.say("report", "pace", lang, execution=title, limit=limit)
        status = _status(rubric.pace.basis, lang)
        yield f"    {said}  [score-outruns-execution]  {status}"


def _titles(measures: Mapping[str, Measure], lang: Lang) -> Printer:
    """Prints formulas with the titles of measures."""
    from perfscore.expression.formula import Printer

    return Printer(
        lang, lambda name: measures[name].title.in_(lang), lambda step: step.title.in_(lang)
    )


def _node(rubric: Rubric, path: str, node: Criterion | Indicator, lang: Lang) -> Iterator[str]:
    from perfscore import wording
    from perfscore.numeric import decimal_text
    from perfscore.rubric.tree import Indicator

    indent = "  " * path.count(".")
    yield f"{indent}{node.title.in_(lang)}  {decimal_text(node.points)}  [{path}]"
    if not isinstance(node, Indicator):
        return
    yield f"{indent}    {node.rule.words(lang, _titles(rubric.measures, lang))}"
    for part, basis in node.basis.parts().items():
        name = wording.say("report", f"basis-{part.replace(' ', '-')}", lang)
        yield f"{indent}    {name}: {_status(basis, lang)}"
    if node.adjustable is not None:
        name = wording.say("report", "adjustable", lang)
        yield f"{indent}    {name}: {_status(node.adjustable, lang)}"


def _status(basis: Basis, lang: Lang) -> str:
    from perfscore import wording

    status = wording.say("report", f"status-{basis.status}", lang)
    told = " ".join(t for t in (basis.source, basis.place, basis.reason.in_(lang)) if t)
    return f"{status} - {told}"
