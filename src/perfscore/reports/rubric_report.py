"""A rubric for a terminal: its tree, its rules in words, and what each rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from perfscore import units, wording
from perfscore.expression.formula import Printer, constant_text
from perfscore.expression.walking import inputs
from perfscore.numeric import decimal_text, fraction_text
from perfscore.rubric.basis import Basis
from perfscore.rubric.measure import Measure
from perfscore.rubric.methods.conversion import Conversion
from perfscore.rubric.methods.decision import Decision
from perfscore.rubric.tree import NO_SCORE, SUM, Criterion, Indicator, Rubric
from perfscore.rubric.veto import Veto
from perfscore.rules.conditions import test_text
from perfscore.wording import Lang, Text

__all__ = ["rubric_report"]


def rubric_report(rubric: Rubric, lang: Lang = "zh") -> str:
    """The whole rubric in words."""
    parts: tuple[Callable[[Rubric, Lang], Iterator[str]], ...] = (
        _head,
        _tree,
        _grades,
        _methods,
        _views,
        _codes,
        _measures,
        _worked_out,
        _checks,
    )
    return "\n".join(line for part in parts for line in part(rubric, lang)) + "\n"


def _say(key: str, lang: Lang, **told: str | Text) -> str:
    arguments: dict[str, Any] = dict(told)
    return wording.say("report", key, lang, **arguments)


def _head(rubric: Rubric, lang: Lang) -> Iterator[str]:
    edition = _say("edition", lang, edition=rubric.edition)
    worth = decimal_text(rubric.points)
    if rubric.scale is not None:
        worth = " < ".join(level.title.in_(lang) for level in rubric.scale.levels)
    yield f"{rubric.title.in_(lang)}  ({rubric.id}, {edition})  {worth}"
    identity = rubric.identity
    if identity.package:
        yield f"{identity.package} {identity.version}  {identity.digest}"
    if rubric.in_force.since or rubric.in_force.until:
        since, until = rubric.in_force.since or "…", rubric.in_force.until or "…"
        yield _say("in-force", lang, since=since, until=until)
    if note := rubric.note.in_(lang):
        yield note


def _tree(rubric: Rubric, lang: Lang) -> Iterator[str]:
    if rubric.combine != SUM:
        yield f"    {_combined(rubric, rubric.combine, lang)}"
    yield from _vetoes(rubric, rubric.vetoes, "", lang)
    for path, node in rubric.nodes.items():
        yield from _node(rubric, path, node, lang)


def _node(rubric: Rubric, path: str, node: Criterion | Indicator, lang: Lang) -> Iterator[str]:
    indent = "  " * path.count(".")
    points = fraction_text(node.points) if rubric.scale is None else ""
    if node.layer != "base":
        points += f" {_say(f'layer-{node.layer}', lang)}"
    yield "  ".join(part for part in (indent + node.title.in_(lang), points, f"[{path}]") if part)
    if isinstance(node, Criterion):
        if node.combine != SUM:
            yield f"{indent}    {_combined(rubric, node.combine, lang)}"
        if node.out_of is not None:
            yield f"{indent}    {_say('out-of', lang, points=fraction_text(node.out_of))}"
        yield from _vetoes(rubric, node.vetoes, indent, lang)
        return
    titles = _titles(rubric.measures, lang)
    if node.applies is not None:
        yield f"{indent}    {_say('applies', lang, test=test_text(node.applies, titles))}"
    yield f"{indent}    {node.rule.words(lang, titles)}"
    yield from _vetoes(rubric, node.vetoes, indent, lang)
    for part, basis in node.basis.parts().items():
        name = _say(f"basis-{part.replace(' ', '-')}", lang)
        yield f"{indent}    {name}: {_status(basis, lang)}"
    if node.adjustable is not None:
        yield f"{indent}    {_say('adjustable', lang)}: {_status(node.adjustable, lang)}"


def _combined(rubric: Rubric, combine: str, lang: Lang) -> str:
    """How the parts of a group make its score."""
    if combine == NO_SCORE:
        return _say("status-unscored", lang)
    method = rubric.methods.get(combine)
    said = _say("combine-capped-sum", lang) if method is None else method.title.in_(lang)
    return f"{_say('method', lang)}: {said}"


def _vetoes(rubric: Rubric, vetoes: tuple[Veto, ...], indent: str, lang: Lang) -> Iterator[str]:
    titles = _titles(rubric.measures, lang)
    for veto in vetoes:
        key = "veto-cap" if veto.is_cap else "veto"
        told = {"test": test_text(veto.when, titles), "outcome": veto.outcome_text}
        said = _say(key, lang, title=veto.title, **told)
        yield f"{indent}    {said}  {_status(veto.basis, lang)}"


def _grades(rubric: Rubric, lang: Lang) -> Iterator[str]:
    if not rubric.grades:
        return
    basis = rubric.grades_basis
    told = "" if basis is None else f"  {_status(basis, lang)}"
    yield f"{_say('grades', lang)}:{told}"
    starting = [(grade.start, grade) for grade in rubric.grades if grade.start is not None]
    for start, grade in sorted(starting, key=lambda pair: -pair[0]):
        yield f"    {grade.title.in_(lang)}  ≥ {decimal_text(start)}"
    for rule in rubric.grade_rules:
        named = next(g for g in rubric.grades if g.id in (rule.grade, rule.at_most))
        key = "grade-rule" if rule.grade else "grade-rule-cap"
        said = _say(key, lang, rule=rule.title, grade=named.title)
        yield f"    {said}  {_status(rule.basis, lang)}"
    titles = {grade.id: grade.title for grade in rubric.grades}
    for coarse in rubric.coarse_grades:
        members = wording.listed(titles[name] for name in coarse.of).in_(lang)
        yield f"    {coarse.title.in_(lang)}: {members}"


def _methods(rubric: Rubric, lang: Lang) -> Iterator[str]:
    """Methods of combining, with the rows of their tables."""
    for name, method in rubric.methods.items():
        yield f"{method.words(lang)}  [{name}]  {_status(method.basis, lang)}"
        if isinstance(method, Conversion):
            yield from (f"    {names}: {level}" for names, level in method.rows.items())
        if isinstance(method, Decision):
            titles = {child.id: child.title for child in _members(rubric, name)}
            for row in method.rows:
                yield f"    {row.text(titles).in_(lang)}: {row.gives}"


def _members(rubric: Rubric, method: str) -> tuple[Criterion | Indicator, ...]:
    """The parts of the first group that a method is for."""
    if rubric.combine == method:
        return rubric.criteria
    groups = (n for n in rubric.nodes.values() if isinstance(n, Criterion) and n.combine == method)
    found = next(groups, None)
    return () if found is None else found.criteria


def _views(rubric: Rubric, lang: Lang) -> Iterator[str]:
    if rubric.views:
        yield f"{_say('views', lang)}:"
    for view in rubric.views:
        rows = wording.listed(rubric.nodes[path].title for path in view.of).in_(lang)
        yield f"    {view.title.in_(lang)}: {view.combine}({rows})  {_status(view.basis, lang)}"


def _codes(rubric: Rubric, lang: Lang) -> Iterator[str]:
    if rubric.codes:
        yield f"{_say('codes', lang)}:"
    for sign, code in rubric.codes.items():
        read_as = code.read_as_text.in_(lang)
        yield f"    {sign}  {code.title.in_(lang)} → {read_as}  {_status(code.basis, lang)}"


def _measures(rubric: Rubric, lang: Lang) -> Iterator[str]:
    """What a filing states, by the ids under which it states it."""
    yield f"{_say('measures', lang)}:"
    for name, measure in rubric.measures.items():
        if measure.formula is not None and not inputs(measure.formula.node):
            continue
        yield f"    {name}  {measure.title.in_(lang)}  {_unit(measure, lang)}".rstrip()
    for name, table in rubric.records.items():
        yield f"    {name}[]  {table.title.in_(lang)}"
        for field, own in table.fields.items():
            if own.formula is None and own.between is None:
                yield f"        {field}  {own.title.in_(lang)}  {_unit(own, lang)}".rstrip()


def _unit(measure: Measure, lang: Lang) -> str:
    """The unit of a number, the ids of levels, or the kind of anything else."""
    if measure.kind == "number":
        return units.label(measure.unit, lang)
    if measure.kind == "level":
        return " | ".join(level.id for level in measure.levels)
    return _say(f"kind-of-{measure.kind}", lang)


def _worked_out(rubric: Rubric, lang: Lang) -> Iterator[str]:
    """Measures that follow from others or are taken over records, in words."""
    found = {n: m for n, m in rubric.measures.items() if m.formula is not None or m.records}
    if found:
        yield f"{_say('worked-out', lang)}:"
    titles = _titles(rubric.measures, lang)
    for measure in found.values():
        if measure.grading is not None:
            said = measure.grading.words(lang, titles)
        elif measure.count:
            tests = "; ".join(test_text(test, titles) for test in measure.count)
            said = _say("count-of", lang, tests=tests)
        elif measure.formula is not None:
            said = titles.text(measure.formula.node)
        else:
            assert measure.records is not None
            table = rubric.records[measure.records.of]
            said = measure.records.words(lang, table.title, _titles(table.fields, lang))
        yield f"    {measure.title.in_(lang)} = {said}"


def _checks(rubric: Rubric, lang: Lang) -> Iterator[str]:
    """What a filing is held against besides its scores."""
    if rubric.checks or rubric.pace is not None:
        yield f"{_say('checks', lang)}:"
    for check in rubric.checks:
        yield f"    {check.title.in_(lang)}  [{check.code}]  {_status(check.basis, lang)}"
    if rubric.pace is not None:
        title = rubric.indicators[rubric.pace.execution].title
        limit = constant_text(rubric.pace.limit, lang)
        said = _say("pace", lang, execution=title, limit=limit)
        yield f"    {said}  [score-outruns-execution]  {_status(rubric.pace.basis, lang)}"


def _titles(measures: Mapping[str, Measure], lang: Lang) -> Printer:
    """Prints formulas with the titles of measures."""
    return Printer(
        lang, lambda name: measures[name].title.in_(lang), lambda step: step.title.in_(lang)
    )


def _status(basis: Basis, lang: Lang) -> str:
    status = _say(f"status-{basis.status}", lang)
    where = " ".join(part for part in (basis.source, basis.place) if part)
    told = ("；" if lang == "zh" else "; ").join(t for t in (where, basis.reason.in_(lang)) if t)
    return f"{status} - {told}"
