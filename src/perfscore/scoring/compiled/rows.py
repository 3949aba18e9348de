"""Rows as lines of code: what a leaf earns, what a group makes of its parts, grade rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from perfscore.bounds import point
from perfscore.expression.building import number
from perfscore.expression.nodes import Choice, Input, Node
from perfscore.expression.parsing import Test
from perfscore.rubric.tree import Rubric
from perfscore.rubric.veto import GradeRule, Veto
from perfscore.rules.conditions import holding
from perfscore.scoring.compiled.arithmetic import compared
from perfscore.scoring.compiled.choices import condensed, tested
from perfscore.scoring.compiled.code import Branch, Code, NotCompiled, merged
from perfscore.scoring.compiled.nodes import value
from perfscore.scoring.compiled.quantity import Atom, Quantity
from perfscore.scoring.compiled.readings import Readings
from perfscore.scoring.leaves import Outcome, RowStatus
from perfscore.scoring.plan import Leaf, Line
from perfscore.scoring.totals import Formed, child_input, formed

__all__ = ["asked", "rule_holds", "write_rows"]

# The input that stands for a score before its vetoes; no measure or row has such a name.
BEFORE = "score before vetoes"
YES, NO = number(1), number(0)


def asked(rubric: Rubric, root: Line) -> tuple[set[str], set[str]]:
    """The measures that a filing must be certain about, and those that it may leave in silence:
    asked only by vetoes and grade rules that this answers."""
    sure: set[str] = set()
    rules: list[Veto | GradeRule] = list(rubric.grade_rules)
    for line in root.walk():
        rules += line.vetoes
        if line.leaf is not None:
            sure.update(line.leaf.inputs)
            sure.update(() if line.leaf.applies is None else _names(line.leaf.applies))
    for rule in rules:
        sure.update(() if rule.unstated == "not met" else _names(rule.when))
    return sure, {name for rule in rules for name in _names(rule.when)} - sure


def _names(test: Test) -> dict[str, None]:
    return dict.fromkeys(name for name, _ in test.names)


def write_rows(readings: Readings, line: Line) -> Iterator[tuple[str, Quantity | None]]:
    """Write a line and all below it; the score of each, in tree order, by path.

    Raises :class:`NotCompiled` for a line that a complete filing leaves open.
    """
    below = [scored for child in line.children for scored in write_rows(readings, child)]
    readings.code.put(f"# {line.path!r}")
    if line.leaf is not None:
        score: Quantity | None = _leaf(readings, line.leaf)
    elif not line.children:
        raise NotCompiled("targets")
    else:
        score = _group(readings, line, dict(below))
    yield line.path, score
    yield from below


def _leaf(readings: Readings, leaf: Leaf) -> Quantity:
    code = readings.code
    if leaf.applies is not None:
        code.refuse(f"not ({_holds(code, leaf.applies)})")
    for need in leaf.requirements:
        left = value(code, need.left)
        code.refuse(f"not {compared(left, need.comparison, value(code, need.right))}")
    return _under(readings, leaf.vetoes, value(code, leaf.expression))


def _group(readings: Readings, line: Line, below: dict[str, Quantity | None]) -> Quantity | None:
    code = readings.code
    parts = {}
    for child in line.children:
        score = below[child.path]
        status = RowStatus.UNSCORED if score is None else RowStatus.SCORED
        parts[child.path] = Outcome(None if score is None else point(0), status)
        if score is not None:
            code.inputs[child_input(child.path)] = score
    # Vetoes are written apart, since silence may answer some of them.
    bare = replace(line, group=replace(line.group, vetoes=()))
    form = formed(readings.rubric, bare, parts, {})
    if isinstance(form, Formed):
        return _under(readings, line.vetoes, value(code, form.expression))
    if form.status is RowStatus.UNSCORED:
        return None
    raise NotCompiled("a group without scores")


def _under(readings: Readings, vetoes: Sequence[Veto], score: Quantity) -> Quantity:
    """A score under vetoes, of which those that silence answers may not count."""
    code = readings.code
    for veto in reversed(vetoes):
        code.inputs[BEFORE] = score
        node = veto.over(Input(BEFORE))
        if not _may_be_silent(readings, veto):
            score = value(code, node)
            continue
        with code.block() as lines:
            forced = _spoken(readings, veto, node)
        with code.block() as silent:
            _silence(readings, veto)
        is_silent = f"if {_absent(readings, veto)[0]} is None:"
        branches = [Branch(is_silent, silent, score), Branch("else:", lines, forced)]
        score = merged(code, branches)
    return score


def rule_holds(readings: Readings, rule: GradeRule) -> Atom:
    """A variable that says whether a grade rule holds."""
    code = readings.code
    held = code.fresh("g")
    if not _may_be_silent(readings, rule):
        code.put(f"{held} = {_holds(code, rule.when)}")
        return held
    with code.block() as lines:
        _require_others(readings, rule)
        code.put(f"{held} = {_holds(code, rule.when)}")
    with code.block() as silent:
        _silence(readings, rule)
        code.put(f"{held} = False")
    code.put_block(f"if {_absent(readings, rule)[0]} is None:", silent)
    code.put_block("else:", lines)
    return held


def _spoken(readings: Readings, rule: Veto | GradeRule, node: Node) -> Quantity:
    _require_others(readings, rule)
    return value(readings.code, node)


def _absent(readings: Readings, rule: Veto | GradeRule) -> list[Atom]:
    """The variables of what a rule asks that may be ``None``."""
    return [readings.absent[name] for name in _names(rule.when) if name in readings.absent]


def _may_be_silent(readings: Readings, rule: Veto | GradeRule) -> bool:
    return rule.unstated == "not met" and bool(_absent(readings, rule))


def _require_others(readings: Readings, rule: Veto | GradeRule) -> None:
    for other in _absent(readings, rule)[1:]:
        readings.code.refuse(f"{other} is None")


def _silence(readings: Readings, rule: Veto | GradeRule) -> None:
    """Only where nothing at all is stated of what a rule asks is it answered by that."""
    if any(name not in readings.absent for name in _names(rule.when)):
        readings.code.refuse("True")
    for other in _absent(readings, rule)[1:]:
        readings.code.refuse(f"{other} is not None")


def _holds(code: Code, test: Test) -> str:
    """A text that is true where a test holds."""
    node = holding(test, YES, NO)
    if not isinstance(node, Choice):
        raise NotCompiled("a test without conditions")
    found, then, otherwise = condensed(code, node)
    if then is not YES or otherwise is not NO:
        raise NotCompiled("a test of another shape")
    return tested(code, found, value)
