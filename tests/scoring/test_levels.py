"""Scorecards of levels: no total, own levels beside computed ones, reviews, comparisons, JSON."""

import json

import pytest
from making import read

import perfscore

PEFA = perfscore.load_rubric("org.pefa", "2016")
HEAD = """rubric: org.pefa
edition: "2016"
department: {name: a country}
period: "2020"
"""
INDICATOR = "I.PI_3"


def country(letters: str, more: str = "") -> perfscore.Filing:
    one, two = letters
    return read(
        HEAD + f"evidence:\n  - {{measure: PI_3_1, value: {one}}}\n"
        f"  - {{measure: PI_3_2, value: {two}}}\n" + more
    )


def test_a_card_without_a_total_says_so_everywhere() -> None:
    card = perfscore.score(country("AB"), PEFA)
    assert not card.has_total
    with pytest.raises(perfscore.UsageError) as caught:
        _ = card.total
    assert caught.value.code == "total-none"
    report = perfscore.text_report(card, "en")
    assert "This framework gives no total" in report
    assert "0.00" not in report
    record = perfscore.as_record(card)
    assert (record["total"]["low"], record["total"]["points"]) == (None, None)
    assert record["total"]["status"] == "unscored"
    assert record["scale"] == ["D", "D+", "C", "C+", "B", "B+", "A"]
    row = next(each for each in record["rows"] if each["path"] == INDICATOR)
    assert (row["score"], row["points"]) == ({"low": "B+", "high": "B+"}, None)


def test_published_and_computed_stand_side_by_side() -> None:
    own = f"self_assessed: {{{INDICATOR}: A}}\n"
    card = perfscore.score(country("AB", own), PEFA)
    (finding,) = (f for f in card.findings if f.code == "self-assessed-level-differs")
    assert "stated A, recomputed B+" in finding.message()
    same = perfscore.score(country("AB", own.replace(": A", ": B+")), PEFA)
    assert not [f for f in same.findings if f.code == "self-assessed-level-differs"]


@pytest.mark.parametrize(("own", "code"), [("A-", "level-unknown"), ("3", "level-unknown")])
def test_an_own_level_that_the_scale_lacks(own: str, code: str) -> None:
    with pytest.raises(perfscore.FilingError) as caught:
        perfscore.score(country("AB", f'self_assessed: {{{INDICATOR}: "{own}"}}\n'), PEFA)
    assert (caught.value.code, caught.value.place.line) == (code, 8)


def test_an_own_level_where_points_are_asked() -> None:
    rubric = perfscore.load_rubric("cn.guangzhou.department")
    filing = read(
        HEAD.replace("org.pefa", rubric.id).replace("2016", rubric.edition)
        + "self_assessed: {total: 优}\n"
    )
    with pytest.raises(perfscore.FilingError) as caught:
        perfscore.score(filing, rubric)
    assert caught.value.code == "number-unreadable"


REVIEW = """rubric: org.pefa
edition: "2016"
department: {name: a country}
period: "2020"
overrides:
  - {path: I.PI_3, old: B+, new: NEW, person: a reviewer, date: 2026-01-05, ground: rounding error of the print}
"""


def review(new: str, tmp_path) -> perfscore.Review:
    path = tmp_path / "review.yaml"
    path.write_text(REVIEW.replace("NEW", new), encoding="utf-8")
    return perfscore.read_review(path)


def test_a_level_may_be_overridden_with_a_ground(tmp_path) -> None:
    card = perfscore.score(country("AB"), PEFA, review=review("A", tmp_path))
    row = card[INDICATOR]
    assert (row.said(row.score, "en"), row.said(row.reviewed, "en")) == ("B+", "A")
    path = tmp_path / "card.json"
    perfscore.write_report(card, path)
    assert perfscore.verify_card(path, [PEFA]) == ()


def test_a_level_is_not_overridden_by_what_is_none(tmp_path) -> None:
    with pytest.raises(perfscore.FilingError) as caught:
        perfscore.score(country("AB"), PEFA, review=review("E", tmp_path))
    assert caught.value.code == "level-unknown"


@pytest.mark.parametrize(
    ("path", "old", "new", "code"),
    [
        ("I.PI_3.PI_3_2", "B", "C+", "level-not-of-row"),
        ("I", '""', "B", "override-of-unscored"),
    ],
)
def test_an_override_that_the_framework_cannot_have(path, old, new, code, tmp_path) -> None:
    text = REVIEW.replace("I.PI_3,", f"{path},").replace("old: B+", f"old: {old}")
    file = tmp_path / "review.yaml"
    file.write_text(text.replace("NEW", new), encoding="utf-8")
    with pytest.raises(perfscore.FilingError) as caught:
        perfscore.score(country("AB"), PEFA, review=perfscore.read_review(file))
    assert caught.value.code == code


@pytest.mark.parametrize(("own", "differs"), [("NA", False), ("D*", True)])
def test_an_own_level_may_be_a_code(own: str, differs: bool) -> None:
    card = perfscore.score(country("AB", f'self_assessed: {{{INDICATOR}: "{own}"}}\n'), PEFA)
    codes = {finding.code for finding in card.findings}
    assert ("self-assessed-level-differs" in codes) is differs


def test_vetoes_are_findings() -> None:
    share = perfscore.Evidence(measure="suspense_share", value="11%")
    card = perfscore.score(country("AB").plus(share), PEFA)
    found = [f for f in card.findings if f.code == "veto-applies"]
    assert {f.path for f in found} == {"I.PI_2", "I.PI_2.PI_2_1", "I.PI_2.PI_2_2"}
    open_card = perfscore.score(
        country("AB").plus(perfscore.Evidence(measure="suspense_share", value="≥5%")), PEFA
    )
    assert "veto-open" in {f.code for f in open_card.findings}


def test_two_assessments_are_compared_row_by_row() -> None:
    from perfscore.reports.comparison_report import comparison_record, comparison_text

    found = perfscore.compare(*(perfscore.score(country(x), PEFA) for x in ("AB", "DB")))
    paths = [change.path for change in found.changes]
    assert paths == ["I.PI_3", "I.PI_3.PI_3_1"]
    text = comparison_text(found, "en")
    assert "PI-3" in text
    assert "B+ -> C" in text
    assert "+0.00" not in text
    row = comparison_record(found)["rows"][0]
    assert (row["before"], row["after"]) == (
        {"low": "B+", "high": "B+"},
        {"low": "C", "high": "C"},
    )
    assert json.dumps(comparison_record(found))


def test_levels_are_not_compared_with_points() -> None:
    one = perfscore.score(country("AB"), PEFA)
    rubric = perfscore.load_rubric("br.capag", "2017")
    other = read(HEAD.replace("org.pefa", "br.capag").replace('"2016"', '"2017"'))
    with pytest.raises(perfscore.UsageError) as caught:
        perfscore.compare(one, perfscore.score(other, rubric))
    assert caught.value.code in ("compare-scales", "compare-nothing-common")


def test_a_finding_is_priced_in_levels_of_the_indicator_it_bears_on() -> None:
    both = country("AB").plus(perfscore.Evidence(measure="PI_3_1", value="D"))
    card = perfscore.score(both, PEFA)
    (finding,) = (f for f in card.findings if f.code == "conflicting-statements")
    # A B is B+, D B is C: three steps of the scale.
    assert finding.points_at_stake == 3
    record = next(
        each
        for each in perfscore.as_record(card)["findings"]
        if each["code"] == "conflicting-statements"
    )
    assert record["levels_at_stake"] == "3"
    assert "points_at_stake" not in record
