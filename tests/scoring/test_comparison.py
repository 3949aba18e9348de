"""The difference of two totals, put down to its causes without remainder."""

import json
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import BASIS, indicator, load, read, rubric_text

import perfscore
from perfscore.errors import FilingError, RubricError, UsageError
from perfscore.reports.comparison_report import comparison_record, comparison_text
from perfscore.scoring.comparison import Cause, Comparison, compare
from perfscore.testing.filings import filings

HEAD = 'rubric: test.rubric\nedition: "1"\ndepartment: {name: d}\nperiod: "2024"\n'
MEASURES = (
    'rate: {title: rate, unit: "%", at least: 0%}\n'
    "done: {title: done, kind: condition}\n"
    "faults: {title: faults, unit: 件, whole: true}"
)
ATTAINED = "{kind: attainment, actual: rate, target: 100%, better: higher}"
DONE = "{kind: pass or fail, when: done}"
FAULTS = "{kind: deduction, of: faults, above: 0件, per: 1件, deduct: 1, counting: whole}"


def rubric(
    a: str = ATTAINED, points: tuple[int, int, int] = (10, 6, 4), more: str = ""
) -> perfscore.Rubric:
    rows = zip("abc", points, (a, DONE, FAULTS), strict=True)
    criteria = [indicator(name, own, rule) for name, own, rule in rows]
    return load(rubric_text(MEASURES, *criteria, points=sum(points), more=more))


def scored(given: dict[str, str], by: perfscore.Rubric) -> perfscore.Scorecard:
    rows = "".join(f"  - {{measure: {n}, value: {v}}}\n" for n, v in given.items())
    return perfscore.score(read(f"{HEAD}evidence:\n{rows}" if rows else HEAD), by)


FULL = {"rate": "80%", "done": "是", "faults": "1件"}


def causes(comparison: Comparison) -> dict[str, Fraction]:
    return {c.value: ends.low for c, ends in comparison.causes.items() if ends}


def test_other_data_by_one_rule() -> None:
    found = compare(scored(FULL, rubric()), scored({**FULL, "rate": "95%"}, rubric()))
    assert causes(found) == {"data": Fraction("1.5")}
    assert [change.path for change in found.changes] == ["a"]


def test_another_rule_over_the_same_data() -> None:
    banded = "{kind: bands, of: rate, bands: [{at least: 90%, score: 10}, {otherwise: 5}]}"
    found = compare(scored(FULL, rubric()), scored(FULL, rubric(banded)))
    assert causes(found) == {"rule": Fraction(-3)}


def test_another_weight_of_a_proportional_rule() -> None:
    found = compare(scored(FULL, rubric()), scored(FULL, rubric(points=(12, 4, 4))))
    assert causes(found) == {"weight": Fraction("-0.4")}
    by_path = {change.path: change.causes[Cause.WEIGHT].low for change in found.changes}
    assert by_path == {"a": Fraction("1.6"), "b": -2}


def test_rule_weight_and_data_at_once() -> None:
    """First the new rule over the old data, then its weight, then the data."""
    banded = "{kind: bands, of: rate, bands: [{at least: 90%, score: 20}, {otherwise: 10}]}"
    after = scored({**FULL, "rate": "95%"}, rubric(banded, (20, 6, 4)))
    found = compare(scored(FULL, rubric()), after)
    assert causes(found) == {"rule": -3, "weight": 5, "data": 10}


def test_a_row_that_no_longer_applies() -> None:
    more = "not applicable: rescale whole\n"
    before = scored(FULL, rubric(more=more))
    after = scored({**FULL, "done": "不适用"}, rubric(more=more))
    found = compare(before, after)
    assert found.difference.low == after.total.low - before.total.low
    assert set(causes(found)) == {"applicability", "rounding"}


def test_rounding_is_a_cause_of_its_own() -> None:
    coarse = rubric()
    fine = load(
        rubric_text(
            MEASURES,
            *(
                indicator(n, p, r)
                for n, p, r in zip("abc", (10, 6, 4), (ATTAINED, DONE, FAULTS), strict=True)
            ),
            points=20,
            rounding="{digits: 0, mode: half up, at: indicator}",
        )
    )
    given = {**FULL, "rate": "84%"}
    found = compare(scored(given, coarse), scored(given, fine))
    assert causes(found) == {"rounding": Fraction("-0.4")}


def test_a_review_is_a_cause_of_its_own() -> None:
    override = perfscore.Override(
        path="a", old=8, new=5, person="Li", date="2025-03-20", ground="seen on site"
    )
    before = scored(FULL, rubric())
    review = perfscore.Review(
        rubric="test.rubric",
        edition="1",
        department=before.department,
        period="2024",
        overrides=(override,),
    )
    after = perfscore.score(before.filing, rubric(), review=review)
    assert causes(compare(before, after)) == {"review": -3}
    assert causes(compare(after, before)) == {"review": 3}


def test_open_totals_differ_at_both_ends() -> None:
    found = compare(scored(FULL, rubric()), scored({"done": "是", "faults": "1件"}, rubric()))
    assert (found.difference.low, found.difference.high) == (-8, 2)
    assert found.causes[Cause.DATA] == found.difference


def test_a_filing_that_the_other_rubric_cannot_read_counts_as_rule() -> None:
    other = MEASURES.replace("done: {title: done, kind: condition}", "done: {title: d, unit: 元}")
    criteria = [indicator("b", 10, "{kind: pass or fail, when: done >= 1元}")]
    found = compare(
        scored({"done": "5元"}, load(rubric_text(other, *criteria, points=10))),
        scored({"done": "是"}, rubric()),
    )
    assert not found.tells_data_apart
    assert "cannot be read by the second rubric" in comparison_text(found, "en")
    assert sum((e.low for e in found.causes.values()), Fraction(0)) == found.difference.low


def test_two_departments_and_rubrics_without_a_common_row() -> None:
    one = scored(FULL, rubric())
    other = perfscore.score(
        one.filing.model_copy(
            update={"department": perfscore.Department(name=perfscore.Text("乙", "other"))}
        ),
        rubric(),
    )
    with pytest.raises(UsageError, match="compare-departments"):
        compare(one, other)
    alone = load(rubric_text(MEASURES, indicator("z", 6, DONE), points=6))
    with pytest.raises(UsageError, match="compare-nothing-common"):
        compare(one, scored({"done": "是"}, alone))


TARGETS = "{kind: targets, partial: ratio}"


@st.composite
def two_cards(draw: st.DrawFn) -> tuple[perfscore.Scorecard, perfscore.Scorecard]:
    """Two filings, by rubrics that may differ in rule, points, rows, policies and rounding."""
    cards = []
    for _ in range(2):
        policy = draw(
            st.sampled_from(["open", "full", "zero", "rescale siblings", "rescale whole"])
        )
        at = draw(st.sampled_from(["indicator", "total", "indicator and total"]))
        digits = draw(st.integers(0, 2))
        a = draw(st.integers(1, 8))
        group = f"- id: g\n  title: g\n  points: {a + 4}\n  criteria:\n"
        for name, own, rule in (("a", a, ATTAINED), ("b", 4, DONE)):
            text = indicator(name, own, rule).replace("\n", "\n    ")
            group += f"    {text}\n"
        rows = [group.rstrip()]
        rows.append(indicator("c", 4, FAULTS))
        rows.append(indicator("t", 5, TARGETS))
        total = a + 4 + 4 + 5
        if draw(st.booleans()):
            rows.append(indicator("d", 3, "{kind: pass or fail, when: rate >= 50%}"))
            total += 3
        by = load(
            rubric_text(
                MEASURES,
                *rows,
                points=total,
                rounding=f"{{digits: {digits}, mode: half up, at: {at}}}",
                more=f"not applicable: {policy}\n",
            )
        )
        filing = draw(filings(by))
        out = draw(st.sets(st.sampled_from(["rate", "done", "faults"]), max_size=2))
        kept = tuple(e for e in filing.evidence if e.measure not in out)
        absent = tuple(perfscore.Evidence(measure=name, value="不适用") for name in sorted(out))
        cards.append(perfscore.score(filing.model_copy(update={"evidence": kept + absent}), by))
    return cards[0], cards[1]


@settings(max_examples=120)
@given(two_cards())
def test_the_causes_add_up_to_the_difference(pair) -> None:
    before, after = pair
    found = compare(before, after)
    for end in ("low", "high"):
        expected = getattr(after.total, end) - getattr(before.total, end)
        assert sum((getattr(e, end) for e in found.causes.values()), Fraction(0)) == expected
        rows = sum((getattr(c.total, end) for c in found.changes), Fraction(0))
        assert rows == expected == getattr(found.difference, end)
    back = compare(after, before)
    assert back.difference.low == -found.difference.low


@settings(max_examples=40)
@given(two_cards())
def test_a_card_does_not_differ_from_itself(pair) -> None:
    assert compare(pair[0], pair[0]).changes == ()


def test_the_record_is_exact_and_the_text_shows_both_ends() -> None:
    found = compare(scored({**FULL, "rate": "33.333%"}, rubric()), scored(FULL, rubric()))
    record = comparison_record(found)
    total = sum(Fraction(cause["low"]) for cause in record["causes"].values())
    assert total == Fraction(record["difference"]["low"])
    open_one = compare(scored(FULL, rubric()), scored({"rate": "80%"}, rubric()))
    assert "difference  -9.00 / +1.00" in comparison_text(open_one, "en")
    assert "数据" in comparison_text(open_one, "zh")


@pytest.fixture
def cards(tmp_path):
    path = tmp_path / "rubric.yaml"
    criteria = [indicator("b", 6, DONE)]
    path.write_text(rubric_text(MEASURES, *criteria, points=6), encoding="utf-8")
    by = perfscore.load_rubric(path)
    for name, value in (("one", "是"), ("two", "否")):
        text = perfscore.json_report(scored({"done": value}, by))
        (tmp_path / f"{name}.json").write_text(text, encoding="utf-8")
    return tmp_path, by


def test_cards_are_read_again_from_their_files(cards) -> None:
    folder, by = cards
    one, two = (perfscore.read_card(folder / f"{name}.json", [by]) for name in ("one", "two"))
    assert compare(one, two).difference.low == -6
    assert perfscore.verify_card(folder / "one.json", [by]) == ()


def test_an_edited_card_is_not_compared(cards) -> None:
    folder, by = cards
    record = json.loads((folder / "one.json").read_text(encoding="utf-8"))
    record["total"]["low"] = "5.00"
    (folder / "one.json").write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(FilingError, match=r"card-edited.*total\.low"):
        perfscore.read_card(folder / "one.json", [by])


def test_a_card_of_a_rubric_that_is_nowhere(cards) -> None:
    with pytest.raises(RubricError, match="rubric-unknown"):
        perfscore.read_card(cards[0] / "one.json")


OWN = load(rubric_text(MEASURES, indicator("t", 5, TARGETS), indicator("b", 5, DONE), points=10))


def by_review(before: perfscore.Scorecard, *overrides: dict) -> perfscore.Scorecard:
    """The same filing with scores that an evaluator put beside the computed ones."""
    about = {"person": "Li", "date": "2025-03-20", "ground": "seen on site"}
    review = perfscore.Review(
        rubric=before.rubric.id,
        edition=before.rubric.edition,
        department=before.department,
        period=before.period,
        overrides=tuple(perfscore.Override(**o, **about) for o in overrides),
    )
    return perfscore.score(before.filing, before.evaluation.rubric, review=review)


def test_an_overridden_row_without_targets_is_the_reviews_doing() -> None:
    before = scored({"done": "是"}, OWN)
    found = compare(before, by_review(before, {"path": "t", "old": "0~5", "new": 3}))
    assert causes(found) == {"review": 3}


def test_an_overridden_block_with_rows_taken_out_is_the_reviews_doing() -> None:
    group = "- id: g\n  title: g\n  points: 10\n  criteria:\n" + "\n".join(
        "    " + line
        for name, points, rule in (("a", 6, ATTAINED), ("b", 4, DONE))
        for line in indicator(name, points, rule).splitlines()
    )
    by = load(rubric_text(MEASURES, group, points=10, more="not applicable: rescale siblings\n"))
    before = scored({"rate": "83%", "done": "不适用"}, by)
    found = compare(before, by_review(before, {"path": "g", "old": "8.3", "new": 5}))
    assert causes(found) == {"review": Fraction("-3.3")}


def test_points_that_a_filing_takes_away_are_weight() -> None:
    by = load(
        rubric_text(
            MEASURES,
            indicator("a", 6, ATTAINED, f"adjustable: {BASIS}"),
            indicator("b", 4, DONE),
        )
    )
    before = scored({"rate": "100%", "done": "是"}, by)
    for points in (0, 1):
        filing = before.filing.model_copy(update={"points": {"a": Fraction(points)}})
        found = compare(before, perfscore.score(filing, by))
        assert causes(found) == {"weight": points - 6}


def test_other_weights_with_a_row_taken_out_are_weight_and_not_applicability() -> None:
    cards = [
        scored(
            {"rate": "50%", "done": "不适用", "faults": "0件"}, rubric(points=points, more=RESCALED)
        )
        for points in ((10, 6, 4), (12, 4, 4))
    ]
    assert set(causes(compare(*cards))) <= {"weight", "rounding"}


RESCALED = "not applicable: rescale whole\n"
