"""An evaluator's values stand beside the computed ones, never over them."""

import dataclasses
from fractions import Fraction
from textwrap import dedent

import pytest
from making import filing, indicator, load, rubric_text

import perfscore
from perfscore.documents import read_json, read_yaml
from perfscore.errors import FilingError
from perfscore.readers.review_file import review_from_document
from perfscore.scoring.verification import differences

MEASURES = (
    'rate: {title: rate, unit: "%", at least: 0%, at most: 100%}\n'
    'half: {title: half, unit: "%", from: rate / 2}\n'
    "done: {title: done, kind: condition}"
)
RUBRIC = load(
    rubric_text(
        MEASURES,
        indicator("a", 10, "{kind: attainment, actual: rate, target: 100%, better: higher}"),
        indicator("b", 6, "{kind: attainment, actual: half, target: 50%, better: higher}"),
        indicator("c", 4, "{kind: pass or fail, when: done}"),
        points=20,
        more="grades: [{from: 10, title: good}, {from: 0, title: poor}]\n",
    )
)
FILING = filing({"rate": "80%"})
HEAD = 'rubric: test.rubric\nedition: "1"\ndepartment: {name: a department}\nperiod: "2024"\n'
BY = "person: Li, date: 2025-03-20, ground: seen on site"


def review(*overrides: str, head: str = HEAD) -> perfscore.Review:
    rows = "".join(f"  - {{{each}}}\n" for each in overrides)
    text = f"{head}overrides:\n{rows}" if overrides else f"{head}overrides: []\n"
    return review_from_document(read_yaml(dedent(text).encode(), "review.yaml", FilingError))


def scored(*overrides: str) -> perfscore.Scorecard:
    return perfscore.score(FILING, RUBRIC, review=review(*overrides))


def settled(number: str | int) -> perfscore.Bounds:
    return perfscore.Bounds(Fraction(number), Fraction(number))


def test_a_score_is_overridden_beside_the_computed_one() -> None:
    card = scored(f"path: a, old: 8, new: 5, {BY}")
    assert (card["a"].score, card["a"].reviewed) == (settled(8), settled(5))
    assert card["b"].reviewed == card["b"].score
    assert card.reviewed is not None
    assert card.reviewed.total == perfscore.Bounds(Fraction("9.8"), Fraction("13.8"))
    assert card.total == perfscore.Bounds(Fraction("12.8"), Fraction("16.8"))
    assert [grade.title.en for grade in card.reviewed_grade] == ["poor", "good"]


def test_a_reading_is_overridden_and_what_follows_from_it_too() -> None:
    card = scored(f"measure: rate, old: 80%, new: 50%, {BY}")
    assert (card["a"].reviewed, card["b"].reviewed) == (settled(5), settled(3))
    assert (card["a"].score, card["b"].score) == (settled(8), settled("4.8"))
    assert [override.of for override in card["a"].overrides] == ["rate"]


def test_a_worked_out_reading_is_overridden_alone() -> None:
    card = scored(f"measure: half, old: 40%, new: 10%, {BY}")
    assert (card["a"].reviewed, card["b"].reviewed) == (settled(8), settled("1.2"))


def test_evidence_is_rejected_and_a_missing_reading_supplied() -> None:
    card = scored(
        f"measure: rate, old: 80%, new: '', {BY}", f"measure: done, old: '', new: 是, {BY}"
    )
    assert card["a"].reviewed == perfscore.Bounds(Fraction(0), Fraction(10))
    assert card["c"].reviewed == settled(4)


def test_an_open_score_is_overridden_by_naming_its_two_ends() -> None:
    assert scored(f"path: c, old: 0~4, new: 4, {BY}")["c"].reviewed == settled(4)


def test_each_override_is_a_finding_priced_by_what_it_alone_changes() -> None:
    card = scored(f"measure: rate, old: 80%, new: 50%, {BY}", f"path: c, old: 0~4, new: 1, {BY}")
    stakes = {f.path: f.points_at_stake for f in card.findings if f.code == "overridden"}
    assert stakes == {"a": Fraction("4.8"), "c": 3}
    messages = [f.message("en") for f in card.findings if f.code == "overridden"]
    assert messages[0] == "Li put 50% in place of 80% for 'rate' on 2025-03-20: seen on site"


def test_without_a_review_there_is_no_reviewed_score() -> None:
    card = perfscore.score(FILING, RUBRIC)
    assert card.reviewed is None
    assert all(row.reviewed is None for row in card)


def test_reports_show_both() -> None:
    card = scored(f"path: a, old: 8, new: 5, {BY}")
    assert "reviewed                 9.80~13.80  poor, good" in perfscore.text_report(card, "en")
    assert "reviewed score 5.00" in card["a"].explain("en")
    record = perfscore.as_record(card)
    assert record["reviewed"]["low"] == "9.80"
    assert record["rows"][0]["overrides"][0]["ground"] == {
        "zh": "seen on site",
        "en": "seen on site",
    }


def test_a_reviewed_card_is_verified_and_an_edited_ground_found() -> None:
    text = perfscore.json_report(scored(f"path: a, old: 8, new: 5, {BY}"))
    assert differences(read_json(text.encode(), "card.json", FilingError), RUBRIC) == ()
    edited = text.replace("seen on site", "seen on paper", 1)
    assert differences(read_json(edited.encode(), "card.json", FilingError), RUBRIC)


@pytest.mark.parametrize(
    ("overrides", "code"),
    [
        (["path: a, old: 8, new: 5"], "key-missing"),
        (["path: a, old: 8, new: 5, person: Li, date: 2025-03-20"], "key-missing"),
        (
            ["path: a, old: 8, new: 5, person: Li, date: 2025-03-20, ground: ' '"],
            "override-without-ground",
        ),
        (
            ["path: a, old: 8, new: 5, person: ' ', date: 2025-03-20, ground: g"],
            "override-without-person",
        ),
        (["path: a, old: 8, new: 5, person: Li, date: '3月', ground: g"], "day-expected"),
        ([f"path: a, measure: rate, old: 8, new: 5, {BY}"], "override-of-one"),
        ([f"old: 8, new: 5, {BY}"], "override-of-one"),
        ([], "list-too-short"),
        (
            [f"path: a, old: 8, new: 5, {BY}", f"path: a, old: 8, new: 4, {BY}"],
            "override-repeated",
        ),
        ([f"path: aa, old: 8, new: 5, {BY}"], "path-unknown"),
        ([f"path: total, old: 8, new: 5, {BY}"], "override-of-total"),
        ([f"measure: rat, old: 80%, new: 50%, {BY}"], "measure-unknown"),
        ([f"path: a, old: 9, new: 5, {BY}"], "override-outdated"),
        ([f"measure: rate, old: 81%, new: 50%, {BY}"], "override-outdated"),
        ([f"path: a, old: 8, new: 11, {BY}"], "override-out-of-points"),
        ([f"path: a, old: 8, new: 5.001, {BY}"], "override-out-of-points"),
        ([f"path: a, old: 8, new: 好, {BY}"], "override-out-of-points"),
        ([f"measure: rate, old: 80%, new: 120%, {BY}"], "override-value"),
        ([f"measure: done, old: '', new: 5, {BY}"], "override-value"),
    ],
)
def test_overrides_that_cannot_be_meant(overrides: list[str], code: str) -> None:
    with pytest.raises(FilingError) as caught:
        scored(*overrides)
    assert caught.value.code == code
    assert caught.value.place.line in (5, 6, 7)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [('"1"', '"2"'), ('"2024"', '"2023"'), ("test.rubric", "test.other"), ("a dep", "another dep")],
)
def test_a_review_of_another_filing(ours: str, theirs: str) -> None:
    other = review(f"path: a, old: 8, new: 5, {BY}", head=HEAD.replace(ours, theirs))
    with pytest.raises(FilingError, match="review-of-another-filing"):
        perfscore.score(FILING, RUBRIC, review=other)


def test_a_row_keeps_its_computed_score_whatever_the_review() -> None:
    plain, with_review = perfscore.score(FILING, RUBRIC), scored(f"path: a, old: 8, new: 5, {BY}")
    for one, other in zip(plain, with_review, strict=True):
        bare = dataclasses.replace(other, reviewed=None, overrides=())
        assert (bare.score, bare.reported, bare.status) == (one.score, one.reported, one.status)


THIRD = load(
    rubric_text(
        'a: {title: a, unit: 元}\nb: {title: b, unit: 元}\nr: {title: r, unit: "%", from: a / b}\n'
        "done: {title: done, kind: condition}\n"
        "l: {title: l, kind: level, levels: [{id: poor, title: p}, {id: good, title: g}]}",
        indicator("rated", 10, "{kind: attainment, actual: r, target: 100%, better: higher}"),
        indicator("met", 5, "{kind: pass or fail, when: done}"),
        points=15,
    )
)


def third(override: str, more: str) -> perfscore.Scorecard:
    return perfscore.score(filing(None, more), THIRD, review=review(override))


@pytest.mark.parametrize("old", ["33.33%", "33.3%", "≈33.333333%"])
def test_an_endless_decimal_is_named_by_its_printed_digits(old: str) -> None:
    more = "evidence:\n  - {measure: a, value: 1元}\n  - {measure: b, value: 3元}\n"
    card = third(f"measure: r, old: '{old}', new: 90%, {BY}", more)
    assert card["rated"].reviewed == settled(9)
    with pytest.raises(FilingError, match="override-outdated"):
        third(f"measure: r, old: 34%, new: 90%, {BY}", more)


def test_contradictions_are_named_by_both_ends() -> None:
    more = "evidence:\n  - {measure: done, value: 是}\n  - {measure: done, value: 否}\n"
    assert third(f"measure: done, old: 否~是, new: 是, {BY}", more)["met"].reviewed == settled(5)


def test_a_score_inside_an_overridden_block_would_change_nothing() -> None:
    group = "- id: g\n  title: g\n  points: 10\n  criteria:\n" + "\n".join(
        "    " + line
        for name in "ab"
        for line in indicator(name, 5, "{kind: pass or fail, when: done}").splitlines()
    )
    by = load(rubric_text("done: {title: done, kind: condition}", group))
    given = filing({"done": "是"})
    with pytest.raises(FilingError, match="override-masked"):
        perfscore.score(
            given,
            by,
            review=review(f"path: g, old: 10, new: 5, {BY}", f"path: g.a, old: 5, new: 1, {BY}"),
        )
    card = perfscore.score(given, by, review=review(f"path: g, old: 10, new: 5, {BY}"))
    assert "reviewed score 5.00" in card.root.explain("en")
