"""What compiled code takes, what it leaves to the interpreter, and what a card made of it can do."""

import copy
import gc
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import BASIS, indicator, load, rubric_text
from pydantic import ValidationError

import perfscore
from perfscore.bounds import Bounds, point
from perfscore.errors import FilingError, UsageError
from perfscore.model.evidence import Evidence
from perfscore.model.filing import Filing
from perfscore.plugins import rubric_offers
from perfscore.reports.json_report import json_report
from perfscore.rubric.tree import Rubric
from perfscore.scoring import single
from perfscore.scoring.compiled import Disagreement, NotCompiled, Recorded, compiled, lane
from perfscore.values import Absent, Amount

MEASURES = """
money: {title: m, unit: 万元, at least: 0}
budget: {title: b, unit: 万元, more than: 0}
rate: {title: r, unit: "%", at most: 200%, from: money / budget}
visits: {title: v, unit: 人次, whole: true}
part: {title: p, unit: "%", at least: 0%, at most: 100%}
goal: {title: g, unit: "%", less than: 200%}
done: {title: d, kind: condition}
how: {title: h, kind: level, levels: [low, {id: high, title: {zh: 高, en: top}}]}
opened: {title: o, kind: date}
held: {title: c, count: [done, part >= 50%], whole: true}
relevant: {title: x, kind: condition}
serious: {title: s, kind: condition}
loss: {title: l, unit: "%", more than: 0%}
fatal: {title: f, kind: condition}
unasked: {title: u, unit: 元}
"""
BANDS = "{{kind: bands, of: {of}, bands: [{{at least: {cut}, score: {score}}}, {{otherwise: 0}}]}}"
SILENT = f"unstated: not met, title: t, basis: {BASIS}"
ROWS = (
    indicator("a", 30, "{kind: attainment, actual: rate, target: 80%, better: higher}"),
    indicator("b", 10, BANDS.format(of="visits", cut="500人次", score=7)),
    indicator("c", 10, "{kind: pass or fail, when: done and opened <= 2024-06-30}"),
    indicator("d", 10, "{kind: answers, of: how, shares: {low: 1/3, high: 1}}"),
    indicator("e", 10, "{kind: attainment, actual: part, target: goal, better: higher}"),
    indicator("f", 10, BANDS.format(of="part / goal", cut="50%", score=4)),
    indicator(
        "g", 10, BANDS.format(of="held", cut=2, score=10), "applies: relevant\nnot applicable: full"
    ),
    indicator(
        "h",
        10,
        "{kind: pass or fail, when: done}",
        f"vetoes: [{{when: serious and loss > 5%, score: 4, {SILENT}}}, "
        f"{{when: loss > 10%, at most: 3, {SILENT}}}]",
    ),
)
MORE = f"""
in force: {{from: "2020", to: "2024"}}
grades: [{{id: bad, from: 0, title: bad}}, {{id: good, from: 60, title: good}}]
grade rules: [{{when: fatal, grade: bad, {SILENT}}}]
codes:
  n.a.: {{as: missing, title: c, basis: {BASIS}}}
  low*: {{as: low, title: c, basis: {BASIS}}}
  高: {{as: missing, title: c, basis: {BASIS}}}
"""
RUBRIC = load(rubric_text(MEASURES, *ROWS, points=100, more=MORE))
LANE = compiled(RUBRIC)
STATED: dict[str, object] = {
    "money": "72.5万元",
    "budget": "100万元",
    "visits": "500人次",
    "part": "66.6%",
    "goal": "90%",
    "done": "是",
    "how": "low",
    "opened": "2024年6月30日",
    "relevant": "是",
}


def filed(change: dict[str, object] | None = None, **fields: object) -> Filing:
    """A filing that leaves nothing open, with some statements changed; ``None`` takes one out."""
    stated = {**STATED, **(change or {})}
    evidence = [Evidence(measure=n, value=v) for n, v in stated.items() if v is not None]
    given = {
        "rubric": RUBRIC.id,
        "edition": RUBRIC.edition,
        "department": {"name": "d"},
        "period": "2024",
        "evidence": tuple(evidence),
    }
    return Filing.model_validate({**given, **fields})


def plus(**fields: object) -> Filing:
    return filed().plus(Evidence(**fields))


def require_same(filing: Filing, rubric: Rubric = RUBRIC) -> Recorded:
    """Compiled code takes the filing and has what the interpreter has."""
    recorded = compiled(rubric).scores(filing)
    assert recorded is not None
    trace = single.traced(filing, rubric, perfscore.Trust.REPORTED, None)
    trace.require_same(recorded)
    return recorded


TAKEN = {
    "as it is": {},
    "another unit of money": {"money": "725000元", "budget": "0.01亿元"},
    "no unit, which means the measure's own": {"money": "72.5", "visits": "500"},
    "no reading in place of a formula": {"money": None, "budget": None, "rate": "72.5%"},
    "a formula and the same beside it": {"rate": "72.50%"},
    "a count and the same beside it": {"held": "2"},
    "a measure that nothing asks": {"unasked": "-3元"},
    "silence on a veto broken": {"serious": "是", "loss": "6%"},
    "two vetoes, of which the first decides": {"serious": "是", "loss": "20%"},
    "the second veto alone": {"serious": "否", "loss": "20%"},
    "silence on a grade broken": {"fatal": "是"},
    "a veto that does not hold": {"serious": "是", "loss": "5%"},
    "a negative number": {"unasked": Amount(point(Fraction(-7, 4)), "元")},
    "an edge of what is possible": {"part": "100%", "money": "0万元"},
    "a hair below a target": {"money": "79.999999999999999999"},
    "a level by its id": {"how": "high"},
    "a level by its title": {"how": "top"},
    "a day late": {"opened": "2024-07-01"},
}


@pytest.mark.parametrize("change", TAKEN.values(), ids=TAKEN)
def test_what_is_settled_is_taken(change: dict[str, object]) -> None:
    require_same(filed(change))


def test_everything_that_stands_beside_the_evidence_is_taken() -> None:
    source = perfscore.Source(title="s", kind=perfscore.SourceKind.SYSTEM)
    filing = filed(sources={"s": source}, self_assessed={"a": "20", "total": "99"}, grade="good")
    named = tuple(e.model_copy(update={"source": "s", "place": "p"}) for e in filing.evidence)
    require_same(filing.model_copy(update={"evidence": named}))


def refused(filing: Filing, rubric: Rubric = RUBRIC) -> None:
    assert compiled(rubric).scores(filing) is None


TARGET = {"id": "t", "under": "a", "title": "t", "planned": "≥5件"}
LEFT = {
    "another rubric": lambda: filed(rubric="other"),
    "another edition": lambda: filed(edition="2"),
    "a period that is not in force": lambda: filed(period="2025"),
    "targets": lambda: filed(targets=(TARGET,)),
    "records": lambda: filed(records={"r": {"rows": ()}}),
    "figures": lambda: filed(figures={"f": {"title": "f", "value": "5元"}}),
    "equations": lambda: filed(equations=({"says": "money <= budget"},)),
    "points": lambda: filed(points={"a": 20}),
    "an own score of no row": lambda: filed(self_assessed={"z": "5"}),
    "an own score that is a level": lambda: filed(self_assessed={"a": "good"}),
    "a measure that is none": lambda: plus(measure="other", value="5元"),
    "a measure that is none in place of one": lambda: filed({"relevant": None}).plus(
        Evidence(measure="other", value="是")
    ),
    "a measure stated twice": lambda: plus(measure="done", value="是"),
    "a measure stated twice in place of another": lambda: filed({"relevant": None}).plus(
        Evidence(measure="done", value="是")
    ),
    "a source that is none": lambda: plus(measure="unasked", value="1元", source="s"),
    "a period of its own": lambda: plus(measure="unasked", value="1元", period="2024"),
    "nothing of a measure": lambda: filed({"visits": None}),
    "nothing of a formula": lambda: filed({"money": None, "budget": None}),
    "half of a formula": lambda: filed({"budget": None}),
    "half of a formula and what it gives": lambda: filed({"budget": None, "rate": "72.5%"}),
    "another number than the formula gives": lambda: filed({"rate": "72.51%"}),
    "another number than the count": lambda: filed({"held": "1"}),
    "missing": lambda: filed({"part": Absent.MISSING}),
    "not applicable": lambda: filed({"part": "不适用"}),
    "a bound": lambda: filed({"part": "≤50%"}),
    "a range": lambda: filed({"part": "50%~60%"}),
    "about": lambda: filed({"part": "约50%"}),
    "words for a number": lambda: filed({"part": "很多"}),
    "a number for words": lambda: filed({"done": "5"}),
    "words that are neither yes nor no": lambda: filed({"done": "maybe"}),
    "a level that is none": lambda: filed({"how": "middle"}),
    "a code": lambda: filed({"how": "n.a."}),
    "a code for a level": lambda: filed({"how": "low*"}),
    "a code that is the title of a level": lambda: filed({"how": "高"}),
    "a number for a date": lambda: filed({"opened": "5"}),
    "a date for a number": lambda: filed({"visits": "2024-06-30"}),
    "a date that is no day": lambda: filed({"opened": Amount(point(Fraction(1, 2)), "date")}),
    "a unit of another kind": lambda: filed({"visits": "500人"}),
    "a rate without its sign": lambda: filed({"part": "66.6"}),
    "below what is possible": lambda: filed({"money": "-1万元"}),
    "on an edge that is not possible": lambda: filed({"budget": "0万元"}),
    "on an edge that what silence answers cannot have": lambda: filed(
        {"serious": "是", "loss": "0%"}
    ),
    "on an upper edge that is not possible": lambda: filed({"goal": "200%"}),
    "above what is possible": lambda: filed({"part": "100.1%"}),
    "what a formula cannot give": lambda: filed({"money": "200.1万元"}),
    "part of a whole": lambda: filed({"visits": "500.5人次"}),
    "part of a whole in another unit": lambda: filed({"visits": "0.05001万人次"}),
    "wrong, where nothing asks": lambda: filed({"unasked": "5人"}),
    "a denominator of zero": lambda: filed({"goal": "0%"}),
    "a requirement that is not kept": lambda: filed({"goal": "-5%"}),
    "a row that does not apply": lambda: filed({"relevant": "否"}),
    "half of what a veto asks": lambda: filed({"serious": "否"}),
    "the other half of what a veto asks": lambda: filed({"loss": "1%"}),
}


@pytest.mark.parametrize("make", LEFT.values(), ids=LEFT)
def test_anything_else_is_left_to_the_interpreter(make: Callable[[], Filing]) -> None:
    refused(make())


def test_what_was_never_validated_is_left_to_the_interpreter() -> None:
    for value in ("5", 5, 0.5, Decimal(5), None, Amount(Bounds(5, 5), "%"), [5]):
        statement = Evidence.model_construct(measure="part", value=value)
        others = tuple(each for each in filed().evidence if each.measure != "part")
        refused(filed().model_copy(update={"evidence": (*others, statement)}))
    refused(filed().model_copy(update={"evidence": ({"measure": "part"},)}))
    refused(filed().model_copy(update={"self_assessed": {"a": 5}}))
    refused(SimpleNamespace())


def test_equal_ends_need_not_be_one_object() -> None:
    half = Amount(Bounds(Fraction(1, 2), Fraction(1, 2)), "%")
    require_same(filed({"part": half}))


ODD = st.sampled_from(
    [
        *("0", "5", "-1", "1/3", "66.6", "500.5", "50%", "66.6%", "-5%", "100.1%", "≤50%", "约50%"),
        *("3‰", "500人次", "0.05万人次", "500人", "5万", "1000元", "0.01亿元", "5万元", "0万元"),
        *("是", "否", "yes", "low", "high", "low*", "n.a.", "不适用", "很多", "2024-06-30", "3天"),
        None,
    ]
)


@given(st.dictionaries(st.sampled_from(sorted(RUBRIC.measures)), ODD, max_size=4), ODD)
def test_whatever_is_stated_nothing_is_taken_that_comes_out_otherwise(change, again) -> None:
    """What the interpreter refuses, leaves open or has another score for is never taken."""
    try:
        filing = filed(change)
        more = () if again is None else (Evidence(measure="part", value=again),)
    except (ValidationError, perfscore.Refusal):
        return
    for each in (filing, filing.plus(*more)):
        recorded = LANE.scores(each)
        if recorded is not None:
            single.traced(each, RUBRIC, perfscore.Trust.REPORTED, None).require_same(recorded)


SCALE = f"""rubric: test.levels
edition: "1"
title: levels
scale: {{title: s, levels: [D, C, A]}}
combine: nothing
codes: {{C*: {{as: C, title: c, basis: {BASIS}}}}}
measures: {{x: {{title: x, kind: level, levels: [D, C, A]}}}}
criteria: [{{id: x, title: x, basis: {BASIS}, rule: {{kind: assessed, of: x}}}}]
"""


def test_a_scale_without_a_total() -> None:
    rubric = load(SCALE)
    own = {"rubric": "test.levels", "evidence": (Evidence(measure="x", value="A"),)}
    assert require_same(filed(**own), rubric).score("") is None
    card = recorded_card(filed(**own), rubric)
    assert not card.has_total
    with pytest.raises(UsageError, match="no total"):
        _ = card.total
    require_same(filed(**own, self_assessed={"x": "D"}), rubric)
    for level in ("B", "C*", "5"):
        refused(filed(**own, self_assessed={"x": level}), rubric)


def test_checks_that_no_filing_can_pass_are_left_to_the_interpreter() -> None:
    check = f"checks: [{{says: money <= visits, title: t, basis: {BASIS}}}]\n"
    with pytest.raises(perfscore.RubricError):
        load(rubric_text(MEASURES, *ROWS, points=100, more=check))
    wrong = perfscore.rubric.checks.Check.model_validate(
        {"says": "money <= visits", "title": "t", "basis": {"status": "assumed", "reason": "r"}}
    )
    with pytest.raises(NotCompiled, match="checks"):
        compiled(RUBRIC.model_copy(update={"checks": (wrong,)}))


def test_rubrics_with_targets_of_the_departments_are_not_compiled() -> None:
    """All others of this repository are."""
    left = set()
    for offer in rubric_offers():
        rubric = perfscore.load_rubric(offer.id, offer.edition)
        try:
            compiled(rubric)
        except NotCompiled as why:
            assert str(why) == "targets"
            left.add(f"{offer.id} {offer.edition}")
    assert left == {
        "cn.guangzhou.department 2024",
        "cn.hubei.project 2020",
        "cn.mof.department 2013",
        "cn.mof.project 2017",
        "cn.mof.project 2020",
        "cn.mof.project.linear 2020",
    }


def test_every_field_of_a_filing_was_thought_of() -> None:
    """A field that changes scores must be looked at by compiled code, or keep filings from it."""
    assert set(Filing.model_fields) == {
        *("rubric", "edition", "department", "period", "points", "sources", "targets", "evidence"),
        *("figures", "equations", "records", "self_assessed", "grade"),
    }
    assert set(Evidence.model_fields) == {"measure", "value", "source", "place", "period", "note"}
    assert set(Amount.__slots__) == {"bounds", "unit", "approximate", "places"}


# Cards


def recorded_card(filing: Filing, rubric: Rubric = RUBRIC) -> perfscore.Scorecard:
    trust = perfscore.Trust.REPORTED
    recorded = compiled(rubric).scores(filing)
    return perfscore.Scorecard.made_of(rubric, filing, trust, None, recorded)


def plain_card(filing: Filing, rubric: Rubric = RUBRIC) -> perfscore.Scorecard:
    trust = perfscore.Trust.REPORTED
    trace = single.traced(filing, rubric, trust, None)
    return perfscore.Scorecard.made_of(rubric, filing, trust, None, trace)


def untraced(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("the interpreter was asked")

    monkeypatch.setattr(single, "traced", never)


def test_scores_and_grades_need_no_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    card, plain = recorded_card(filed({"fatal": "是"})), plain_card(filed({"fatal": "是"}))
    untraced(monkeypatch)
    assert card.has_total
    assert card.total == plain.total == plain.root.score
    assert (card.graded, card.grade) == (plain.graded, plain.grade)
    assert [g.id for g in card.grade] == ["bad"]
    assert [card.score_of(row.path) for row in plain] == [row.score for row in plain]
    assert card.score_of("total") == card.total
    assert (card.title, card.digits, card.period, card.scale) == (RUBRIC.title, 2, "2024", None)
    assert card.rubric.id == RUBRIC.id
    assert "2024" in repr(card)


def test_a_row_that_is_none_has_no_score() -> None:
    for card in (recorded_card(filed()), plain_card(filed())):
        for path in ("z", ""):
            with pytest.raises(UsageError):
                card.score_of(path)


def test_all_else_is_what_the_interpreter_makes_of_the_filing() -> None:
    filing = filed(self_assessed={"a": "20", "total": "99"}, grade="good")
    quick, plain = recorded_card(filing), plain_card(filing)
    assert quick == plain
    assert quick != plain_card(filed())
    assert (quick.rows, quick.root, quick.findings) == (plain.rows, plain.root, plain.findings)
    assert quick.rows is quick.rows
    assert json_report(quick) == json_report(plain)
    assert [f.code for f in quick.findings if f.code.startswith("self")] != []
    assert (quick["a"], "a" in quick, "z" in quick) == (plain["a"], True, False)
    assert quick.points == plain.points == 100
    assert quick.points_assumed == plain.points_assumed
    assert (quick.self_assessed, quick.views, quick.reviewed_grade) == (99, (), ())


def test_a_card_is_frozen() -> None:
    card = recorded_card(filed())
    for name in ("trust", "total", "rows", "other"):
        with pytest.raises(AttributeError):
            setattr(card, name, None)


@pytest.mark.parametrize("make", [recorded_card, plain_card])
def test_cards_are_copied_and_pickled(make: Callable[[Filing], perfscore.Scorecard]) -> None:
    card = make(filed())
    again = pickle.loads(pickle.dumps(card))
    for other in (again, copy.copy(card), copy.deepcopy(card)):
        assert other == card
        assert other.total == card.total
        assert other.recorded == card.recorded
        assert json_report(other) == json_report(card)
    assert pickle.loads(pickle.dumps(card)).rows == card.rows


def test_what_is_recorded_is_compared_with_what_is_worked_out() -> None:
    """A fault in compiled code cannot go into a report."""
    card = recorded_card(filed())
    values, layout = card.recorded
    at = layout.rows["b"].above
    wrong = Recorded((*values[:at], values[at] + 1, *values[at + 1 :]), layout)
    other = Recorded((*values[:-1], not values[-1]), layout)
    for recorded, what in ((wrong, "scores"), (other, "grade rules")):
        made = perfscore.Scorecard.made_of(RUBRIC, filed(), card.trust, None, recorded)
        with pytest.raises(Disagreement, match=what):
            _ = made.rows


def test_threads_that_ask_at_the_same_time_get_the_same_rows() -> None:
    card = recorded_card(filed())
    with ThreadPoolExecutor(4) as pool:
        rows = list(pool.map(lambda _: card.rows, range(8)))
    assert all(each is rows[0] for each in rows)


# score()


def test_a_rubric_is_compiled_once_it_is_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    monkeypatch.setattr(lane, "compiled", lambda r: calls.append(r) or compiled(r))
    rubric = RUBRIC.model_copy()
    cards = [perfscore.score(filed(), rubric) for _ in range(4)]
    assert [card.recorded is None for card in cards] == [True, False, False, False]
    assert len(calls) == 1
    assert len({json_report(card) for card in cards}) == 1


def test_a_copy_of_a_rubric_is_another_rubric() -> None:
    """A changed copy must not be scored by the code of what it was copied from."""
    rubric = RUBRIC.model_copy()
    perfscore.score(filed(), rubric)
    whole = rubric.rounding.model_copy(update={"digits": 0})
    changed = rubric.model_copy(update={"rounding": whole})
    for _ in range(3):
        assert perfscore.score(filed(), rubric)["a"].score == point(Fraction("27.19"))
        assert perfscore.score(filed(), changed)["a"].score == point(27)


def test_a_rubric_that_is_gone_is_forgotten() -> None:
    rubric = RUBRIC.model_copy()
    perfscore.score(filed(), rubric)
    key = id(rubric)
    assert key in lane._known
    del rubric
    gc.collect()
    assert key not in lane._known


OVERRIDE = {"measure": "part", "old": "66.6%", "new": "70%"}
REVIEW = {
    "rubric": RUBRIC.id,
    "edition": RUBRIC.edition,
    "department": {"name": "d"},
    "period": "2024",
    "overrides": ({**OVERRIDE, "person": "p", "date": "2025-01-01", "ground": "g"},),
}


def test_trust_and_reviews_are_the_interpreters() -> None:
    rubric = RUBRIC.model_copy()
    review = perfscore.Review.model_validate(REVIEW)
    for _ in range(3):
        assert perfscore.score(filed(), rubric, trust="documented").recorded is None
        assert perfscore.score(filed(), rubric, review=review).recorded is None
    for _ in range(2):
        card = perfscore.score(filed(), rubric, trust="reported")
    assert card.recorded is not None
    assert card.trust is perfscore.Trust.REPORTED


def test_wrong_filings_are_refused_as_ever() -> None:
    rubric = RUBRIC.model_copy()
    for _ in range(3):
        perfscore.score(filed(), rubric)
    for name in ("another rubric", "a measure that is none", "a number for words"):
        with pytest.raises(FilingError):
            perfscore.score(LEFT[name](), rubric)
