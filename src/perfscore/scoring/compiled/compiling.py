"""A rubric as one function from a filing to its scores."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from perfscore.errors import PerfscoreError
from perfscore.model.evidence import Trust
from perfscore.model.filing import Department, Filing
from perfscore.reconciliation import Matched, reconcile
from perfscore.rubric.tree import TOTAL, Rubric
from perfscore.scoring.compiled.code import INDENT, Code, NotCompiled
from perfscore.scoring.compiled.quantity import Atom, Quantity
from perfscore.scoring.compiled.readings import Readings
from perfscore.scoring.compiled.recorded import At, Layout, Recorded
from perfscore.scoring.compiled.rows import asked, rule_holds, write_rows
from perfscore.scoring.plan import plan

__all__ = ["Compiled", "compiled"]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A function from a filing to its recorded values, or ``None``; where each is; the source."""

    run: Callable[[Filing], tuple[int, ...] | None]
    layout: Layout
    source: str

    def scores(self, filing: Filing) -> Recorded | None:
        """The scores of a filing whose evidence settles everything; ``None`` for any other."""
        try:
            values = self.run(filing)
        except (AttributeError, KeyError, TypeError):
            # A value of another kind, or nothing where something is asked.
            return None
        return None if values is None else Recorded(values, self.layout)


def compiled(rubric: Rubric) -> Compiled:
    """Compile a rubric; raises :class:`NotCompiled` where something needs the interpreter."""
    found = Matched(rubric.measures, {}, {}, {}, rubric.precedence, rubric.codes, ())
    _require_sound_checks(rubric, found)
    root = plan(rubric, found)
    code = Code()
    readings = Readings(code, rubric, *asked(rubric, root))
    try:
        readings.write()
        rows = list(write_rows(readings, root))
        code.put("# grade rules")
        held = [rule_holds(readings, rule) for rule in rubric.grade_rules]
        if readings.is_counting:
            # A measure stated twice, or that is none, makes more statements than are used.
            code.refuse("len(evidence) != used")
    except RecursionError:
        raise NotCompiled("too deep") from None
    layout, values = _laid_out(rows, held)
    head = _head(code, rubric, readings)
    lines = [*head, *code.lines, f"return ({''.join(f'{value}, ' for value in values)})"]
    source = "\n".join(["def scored(filing):", *(INDENT + line for line in lines), ""])
    return Compiled(_function(source, code.objects, rubric), layout, source)


def _require_sound_checks(rubric: Rubric, found: Matched) -> None:
    """Checks that compare different units are refused whatever a filing says."""
    nothing = Filing(
        rubric=rubric.id, edition=rubric.edition, department=Department(name="-"), period="-"
    )
    try:
        reconcile(nothing, found, Trust.REPORTED, rubric.checks)
    except PerfscoreError:
        raise NotCompiled("checks") from None


def _laid_out(
    rows: Sequence[tuple[str, Quantity | None]], held: Sequence[Atom]
) -> tuple[Layout, list[Atom]]:
    """Where the scores of all rows are, and the variables that stand there."""
    values: list[Atom] = []
    places: dict[str, At | None] = {}
    for path, score in rows:
        if score is None:
            places[path] = None
            continue
        above, below = len(values), None
        values.append(score.above)
        if score.below != 1:
            below = len(values)
            values.append(score.below)
        places[path] = At(above, below, score.scale)
    return Layout(places, len(values)), [*values, *held]


# What can be stated besides evidence, and changes what the rubric's rows are or read.
_MORE = ("targets", "records", "figures", "equations", "points")


def _head(code: Code, rubric: Rubric, readings: Readings) -> Iterator[str]:
    """What is asked of a filing before its values are read."""
    covers = code.refer(rubric.in_force.covers, "covers")
    more = " or ".join(f"its[{key!r}]" for key in _MORE)
    yield "its = filing.__dict__"
    yield f"if its['rubric'] != {rubric.id!r} or its['edition'] != {rubric.edition!r}:"
    yield f"{INDENT}return None"
    yield f"if {more} or not {covers}(its['period']):"
    yield f"{INDENT}return None"
    yield from _own_scores(code, rubric)
    yield "evidence = its['evidence']"
    always, others = readings.always_stated, "<" if readings.is_counting else "!="
    yield f"if len(evidence) {others} {always}:"
    yield f"{INDENT}return None"
    yield "sources = its['sources']"
    yield "said = {}"
    yield "for statement in evidence:"
    yield f"{INDENT}of = statement.__dict__"
    yield f"{INDENT}said[of['measure']] = of['value']"
    yield f"{INDENT}if of['period'] or of['source'] and of['source'] not in sources:"
    yield f"{INDENT * 2}return None"
    if readings.is_counting:
        yield "get = said.get"
        yield f"used = {always}"


def _own_scores(code: Code, rubric: Rubric) -> Iterator[str]:
    """Scores the department gave itself change none, but must be about rows and of their kind."""
    rows = code.refer(frozenset({*rubric.nodes, TOTAL}), "rows")
    yield "for path, own in its['self_assessed'].items():"
    if rubric.scale is None:
        yield f"{INDENT}if path not in {rows} or own.score is None:"
    else:
        # Codes that stand for a level are left to the interpreter.
        levels = code.refer(frozenset(rubric.ranks) - frozenset(rubric.codes), "levels")
        yield f"{INDENT}if path not in {rows} or own.level not in {levels}:"
    yield f"{INDENT * 2}return None"


def _function(
    source: str, objects: dict[str, Any], rubric: Rubric
) -> Callable[[Filing], tuple[int, ...] | None]:
    name = f"<{rubric.id} {rubric.edition}>"
    try:
        program = compile(source, name, "exec")
    except (RecursionError, SyntaxError):
        # Python has limits for what is nested.
        raise NotCompiled("too deep") from None
    names = dict(objects)
    # The source is made of our own templates, whole numbers and quoted names.
    exec(program, names)  # noqa: S102 - nothing of a rubric gets in but as a literal
    run: Callable[[Filing], tuple[int, ...] | None] = names["scored"]
    return run
