"""Whether groups, methods, vetoes and grades of a rubric fit together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from perfscore.documents.document import DocumentPath
from perfscore.errors import Refusal, alike
from perfscore.expression.dimensions import kind_of, require_comparable
from perfscore.expression.parsing import Test
from perfscore.numeric import decimal_text, fraction_text
from perfscore.rubric.fault import Fault
from perfscore.rubric.methods.best import Best
from perfscore.rubric.methods.means import Mean
from perfscore.rubric.methods.method import Method
from perfscore.rubric.methods.weakest_link import WeakestLink
from perfscore.rubric.policies import NotApplicable
from perfscore.rubric.statements import NO, YES
from perfscore.rubric.tree import CAPPED_SUM, COMBINED, NO_SCORE, SUM, Criterion, Indicator, Rubric
from perfscore.rubric.veto import GradeRule, Veto
from perfscore.rules.targets import Targets
from perfscore.values import Words, read_value

__all__ = ["group_faults", "indicator_vetoes", "shared_faults", "tests_of"]

Children = Sequence[Criterion | Indicator]


def group_faults(
    rubric: Rubric, group: Criterion | Rubric, expected: Fraction, path: DocumentPath
) -> Iterator[Fault]:
    """Everything wrong with how the children of a group make its score.

    ``path`` is that of the group, and ``expected`` what its children's points should come to.
    """
    combine, children = group.combine, group.criteria
    here = (*path, "combine")
    if combine not in COMBINED and combine not in rubric.methods:
        known = alike(combine, (*COMBINED, *rubric.methods))
        yield Fault(here, Refusal("method-unknown", found=combine, known=known))
        return
    method = rubric.methods.get(combine)
    if method is None and rubric.scale is not None and combine != NO_SCORE:
        yield Fault(here, Refusal("levels-not-added", found=combine))
    elif method is not None and method.of_levels is (rubric.scale is None):
        code = "method-of-levels" if method.of_levels else "method-of-points"
        yield Fault(here, Refusal(code, found=combine))
    elif method is not None:
        leaves_out = any(_leaves_out(rubric, child) for child in children)
        for _, refusal in method.faults([child.id for child in children], leaves_out):
            yield Fault(here, refusal)
    if method is not None and rubric.scale is not None:
        for refusal in _levels_of_parts(rubric, method, children):
            yield Fault(here, refusal)
    if (
        combine == SUM
        and rubric.scale is None
        and any(_leaves_out(rubric, child) for child in children)
    ):
        yield Fault(here, Refusal("sum-leaves-out"))
    if combine != NO_SCORE:
        for index, child in enumerate(children):
            if isinstance(child, Criterion) and child.combine == NO_SCORE:
                refusal = Refusal("part-without-score", found=child.id)
                yield Fault((*path, "criteria", index, "combine"), refusal)
    if rubric.scale is None:
        yield from _points(rubric, group, expected, path)
        yield from _sums_only(rubric, group, path)
    yield from _vetoes(rubric, group.vetoes, expected, (*path, "vetoes"))


def _sums_only(rubric: Rubric, group: Criterion | Rubric, path: DocumentPath) -> Iterator[Fault]:
    """What only a sum of points can do."""
    is_sum = group.combine == SUM
    is_out_of = isinstance(group, Criterion) and group.out_of is not None
    is_rounded = isinstance(group, Criterion) and group.rounding is not None
    if group.combine in rubric.methods and (is_out_of or is_rounded):
        yield Fault((*path, "out of" if is_out_of else "rounding"), Refusal("sums-only"))
    if group.combine == NO_SCORE or (is_sum and not is_out_of):
        return
    for index, child in enumerate(group.criteria):
        for node in _indicators(child):
            rescales = rubric.not_applicable_of(node) is NotApplicable.RESCALE_WHOLE
            if node.adjustable is not None or (rescales and not is_sum):
                yield Fault((*path, "criteria", index), Refusal("sums-only"))


def _indicators(node: Criterion | Indicator) -> Iterator[Indicator]:
    if isinstance(node, Indicator):
        yield node
        return
    for child in node.criteria:
        yield from _indicators(child)


def _levels_of_parts(rubric: Rubric, method: Method, children: Children) -> Iterator[Refusal]:
    """Levels that a part can have and the method has no answer for."""
    every: set[str] = set()
    for child in children:
        levels = _possible(rubric, child)
        every |= levels
        if missing := [
            name for name in rubric.ranks if name in levels - set(method.takes(child.id))
        ]:
            yield Refusal("level-not-combined", found=", ".join(missing), member=child.id)
    if isinstance(method, WeakestLink):
        yield from method.faults_of_levels(every)


def _possible(rubric: Rubric, node: Criterion | Indicator) -> set[str]:
    """The levels that a row may have."""
    # Levels that the scale lacks are told at the place that names them.
    vetoed = {veto.level or veto.at_most for veto in node.vetoes} & set(rubric.ranks)
    if isinstance(node, Indicator):
        names = list(rubric.ranks)
        policies = {rubric.missing_of(node).value, rubric.not_applicable_of(node).value}
        ends = {"zero": names[0], "full": names[-1]}
        forced = {ends[policy] for policy in policies if policy in ends}
        own = {level for _, level in node.rule.levels_named() if level in rubric.ranks}
        return vetoed | forced | own
    method = rubric.methods.get(node.combine)
    if method is None:
        return vetoed
    below = (_possible(rubric, child) for child in node.criteria)
    return vetoed | (method.gives(set().union(*below)) & set(rubric.ranks))


def _points(
    rubric: Rubric, group: Criterion | Rubric, expected: Fraction, path: DocumentPath
) -> Iterator[Fault]:
    base = [child.points for child in group.criteria if child.layer == "base"]
    method = rubric.methods.get(group.combine)
    if group.combine == NO_SCORE or isinstance(method, Mean):
        return
    if isinstance(method, Best):
        base = sorted(base)[-method.count :]
    total = sum(base, Fraction(0))
    if total < expected or (total > expected and group.combine != CAPPED_SUM):
        found, wanted = fraction_text(total), fraction_text(expected)
        where = "out of" if isinstance(group, Criterion) and group.out_of is not None else "points"
        yield Fault((*path, where), Refusal("points-do-not-add-up", found=found, expected=wanted))


def _leaves_out(rubric: Rubric, node: Criterion | Indicator) -> bool:
    if isinstance(node, Indicator):
        return rubric.not_applicable_of(node) is NotApplicable.LEAVE_OUT
    return any(_leaves_out(rubric, child) for child in node.criteria)


def _vetoes(
    rubric: Rubric, vetoes: Sequence[Veto], most: Fraction, path: DocumentPath
) -> Iterator[Fault]:
    for index, veto in enumerate(vetoes):
        here = (*path, index)
        if veto.level if rubric.scale is None else veto.score is not None:
            yield Fault(here, Refusal("veto-one-outcome"))
        elif rubric.scale is None:
            yield from _veto_points(veto, most, here)
        elif veto.outcome_text not in rubric.ranks:
            known = alike(veto.outcome_text, rubric.ranks)
            yield Fault(here, Refusal("level-unknown", found=veto.outcome_text, known=known))


def _veto_points(veto: Veto, most: Fraction, path: DocumentPath) -> Iterator[Fault]:
    try:
        points = veto.points
    except Refusal as refusal:
        yield Fault((*path, "at most"), refusal)
        return
    if not 0 <= points <= most:
        found = decimal_text(points)
        refusal_of = Refusal("veto-out-of-points", found=found, points=fraction_text(most))
        yield Fault(path, refusal_of)


def indicator_vetoes(rubric: Rubric, node: Indicator, path: DocumentPath) -> Iterator[Fault]:
    """What is wrong with the vetoes of one indicator, and with the test of whether it applies."""
    if isinstance(node.rule, Targets) and (node.vetoes or node.applies is not None):
        yield Fault((*path, "rule"), Refusal("targets-under-veto"))
    if node.applies is not None and rubric.not_applicable_of(node) is NotApplicable.OPEN:
        yield Fault((*path, "applies"), Refusal("applies-without-policy"))
    yield from _vetoes(rubric, node.vetoes, node.points, (*path, "vetoes"))


def tests_of(rubric: Rubric) -> Iterator[tuple[DocumentPath, Test]]:
    """Every test that stands outside the rules: of vetoes, of grades, of what applies."""

    def of(
        node: Criterion | Indicator | Rubric, path: DocumentPath
    ) -> Iterator[tuple[DocumentPath, Test]]:
        for index, veto in enumerate(node.vetoes):
            yield (*path, "vetoes", index, "when"), veto.when
        if isinstance(node, Indicator):
            if node.applies is not None:
                yield (*path, "applies"), node.applies
            return
        for index, child in enumerate(node.criteria):
            yield from of(child, (*path, "criteria", index))

    yield from of(rubric, ())
    for index, rule in enumerate(rubric.grade_rules):
        yield ("grade rules", index, "when"), rule.when


def shared_faults(rubric: Rubric, units: dict[str, str]) -> Iterator[Fault]:
    """Methods, tests, grade rules, codes and views."""
    yield from _scale(rubric)
    yield from _methods(rubric)
    for path, test in tests_of(rubric):
        yield from _test(rubric, test, path, units)
    yield from _grade_rules(rubric)
    yield from _codes(rubric)
    for index, view in enumerate(rubric.views):
        for at, name in enumerate(view.of):
            node = rubric.nodes.get(name)
            if node is None or (isinstance(node, Criterion) and node.combine == NO_SCORE):
                known = alike(name, rubric.nodes)
                yield Fault(
                    ("views", index, "of", at), Refusal("path-unknown", found=name, known=known)
                )
        if rubric.scale is not None:
            yield Fault(("views", index), Refusal("levels-not-added", found=view.combine))


def _scale(rubric: Rubric) -> Iterator[Fault]:
    if rubric.scale is None:
        return
    seen: set[str] = set()
    for index, level in enumerate(rubric.scale.levels):
        if level.id in seen:
            yield Fault(("scale", "levels", index), Refusal("id-repeated", found=level.id))
        seen.add(level.id)
    values = [level.value for level in rubric.scale.levels if level.value is not None]
    if any(one >= other for one, other in pairwise(values)):
        yield Fault(("scale", "levels"), Refusal("values-not-ascending"))
    given = {"points": rubric.points, "grades": rubric.grades, "at most": rubric.most}
    for key, value in given.items():
        if value:
            yield Fault((key,), Refusal("points-on-scale"))
    rescaling = {NotApplicable.RESCALE_SIBLINGS, NotApplicable.RESCALE_WHOLE}
    if rubric.not_applicable in rescaling:
        yield Fault(("not applicable",), Refusal("rescale-on-scale"))
    if any(node.not_applicable in rescaling for node in rubric.indicators.values()):
        yield Fault(("criteria",), Refusal("rescale-on-scale"))
    if any(node.layer != "base" for node in rubric.nodes.values()):
        yield Fault(("criteria",), Refusal("points-on-scale"))


def _methods(rubric: Rubric) -> Iterator[Fault]:
    used = {node.combine for node in rubric.nodes.values() if isinstance(node, Criterion)}
    used.add(rubric.combine)
    for name, method in rubric.methods.items():
        here = ("methods", name)
        if name in COMBINED:
            yield Fault(here, Refusal("id-reserved", found=name))
        unknown = [
            Fault(
                (*here, *path),
                Refusal("level-unknown", found=level, known=alike(level, rubric.ranks)),
            )
            for path, level in method.levels_named()
            if level not in rubric.ranks
        ]
        yield from unknown
        if not unknown:
            yield from (Fault((*here, *path), refusal) for path, refusal in method.own_faults())
        if name not in used:
            yield Fault(here, Refusal("method-unused", found=name), warning=True)


def _test(rubric: Rubric, test: Test, path: DocumentPath, units: dict[str, str]) -> Iterator[Fault]:
    unknown = [(name, offset) for name, offset in test.names if name not in rubric.measures]
    for name, offset in unknown:
        known = alike(name, rubric.measures)
        yield Fault(path, Refusal("measure-unknown", start=offset, found=name, known=known))
    if unknown:
        return
    for way in test.ways:
        for condition in way:
            try:
                require_comparable(kind_of(condition.left, units), kind_of(condition.right, units))
            except Refusal as refusal:
                yield Fault(path, refusal)


def _grade_rules(rubric: Rubric) -> Iterator[Fault]:
    ids = [grade.id for grade in rubric.grades if grade.id]
    starts = {grade.id for grade in rubric.grades if grade.start is not None}
    for index, rule in enumerate(rubric.grade_rules):
        name = _named(rule)
        if name not in (ids if rule.grade else starts):
            known = alike(name, ids)
            yield Fault(("grade rules", index), Refusal("grade-unknown", found=name, known=known))
    for index, coarse in enumerate(rubric.coarse_grades):
        for name in coarse.of:
            if name not in ids:
                known = alike(name, ids)
                yield Fault(
                    ("coarse grades", index), Refusal("grade-unknown", found=name, known=known)
                )


def _named(rule: GradeRule) -> str:
    return rule.grade or rule.at_most or ""


def _is_word(sign: str) -> bool:
    """Whether a cell with the sign reads as a word, and not as a value or a blank."""
    try:
        return read_value(sign) == Words(sign)
    except Refusal:
        return False


def _codes(rubric: Rubric) -> Iterator[Fault]:
    levels = {level.id for measure in rubric.measures.values() for level in measure.levels}
    stated = levels | set(YES) | set(NO)
    for sign, code in rubric.codes.items():
        if sign in stated:
            yield Fault(("codes", sign), Refusal("code-shadows", found=sign))
        elif not _is_word(sign):
            yield Fault(("codes", sign), Refusal("code-not-statable", found=sign))
        if isinstance(code.read_as, Words) and code.read_as.text not in levels:
            found = code.read_as.text
            refusal = Refusal("level-unknown", found=found, known=alike(found, levels))
            yield Fault(("codes", sign, "as"), refusal)
