"""PART: published programs, the edges of the bands, thirds, N/A, and Results Not Demonstrated."""

from fractions import Fraction
from pathlib import Path

import pytest

import perfscore

FOLDER = Path(__file__).resolve().parent.parent / "src" / "perfscore_us_part"
QUESTIONS = perfscore.load_rubric(FOLDER / "2008.yaml")
SECTIONS = perfscore.load_rubric(FOLDER / "2008-sections.yaml")

# Section scores in per cent and the rating, as published.
PUBLISHED = {
    "Fundamental Science and Engineering Research": ((100, 100, 100, 87), "Effective"),
    "Support for Research Institutions": ((100, 100, 100, 78), "Effective"),
    "Federal Detention Activities": ((100, 89, 100, 80), "Effective"),
    "Conservation Operations": ((100, 100, 100, 67), "Moderately Effective"),
    "Guaranteed Loans of Agricultural Credit": ((100, 63, 100, 67), "Moderately Effective"),
    "State Assessment Grants": ((90, 86, 78, 16), "Adequate"),
    "Job Corps": ((80, 78, 88, 28), "Adequate"),
    "Threat and Vulnerability": ((80, 100, 62, 26), "Results Not Demonstrated"),
    "Dairy Price Support Program": ((40, 50, 57, 7), "Results Not Demonstrated"),
}


def scored(rubric: perfscore.Rubric, given: dict[str, str]) -> perfscore.Scorecard:
    filing = perfscore.Filing.model_validate(
        {
            "rubric": rubric.id,
            "edition": rubric.edition,
            "department": {"name": "a program"},
            "period": "2007",
            "evidence": [{"measure": name, "value": value} for name, value in given.items()],
        }
    )
    return perfscore.score(filing, rubric)


def by_sections(*scores: int, **given: str) -> perfscore.Scorecard:
    names = ("purpose", "planning", "management", "results")
    stated = {name: f"{score}%" for name, score in zip(names, scores, strict=True)}
    return scored(SECTIONS, stated | given)


def answered(**answers: str) -> perfscore.Scorecard:
    """All questions answered with yes but those given."""
    return scored(QUESTIONS, dict.fromkeys(QUESTIONS.measures, "yes") | answers)


def points(card: perfscore.Scorecard, path: str) -> Fraction:
    score = card[path].score
    assert score is not None
    return score.value


def ids(card: perfscore.Scorecard) -> set[str]:
    return {grade.id for grade in card.grade}


def coarse(card: perfscore.Scorecard) -> list[str]:
    return [each.title.en for each in card.graded.coarse]


def test_the_sections_of_state_assessment_grants() -> None:
    card = by_sections(90, 86, 78, 16, demonstrated="是")
    parts = [points(card, path) for path in ("purpose", "planning", "management", "results")]
    assert parts == [18, Fraction("8.6"), Fraction("15.6"), 8]
    assert card.total.value == Fraction("50.2")
    assert ids(card) == {"adequate"}


@pytest.mark.parametrize(("sections", "rating"), PUBLISHED.values(), ids=PUBLISHED)
def test_published_programs(sections: tuple[int, ...], rating: str) -> None:
    is_shown = rating != "Results Not Demonstrated"
    card = by_sections(*sections, demonstrated="是" if is_shown else "否")
    assert [grade.title.en for grade in card.grade] == [rating]


@pytest.mark.parametrize(
    ("sections", "total", "grade"),
    [
        ((100, 100, 100, 70), "85", "effective"),
        ((100, 99, 100, 70), "84.9", "moderately_effective"),
        ((100, 100, 100, 40), "70", "moderately_effective"),
        ((100, 99, 100, 40), "69.9", "adequate"),
        ((100, 100, 100, 0), "50", "adequate"),
        ((100, 99, 100, 0), "49.9", "ineffective"),
    ],
)
def test_a_band_reaches_up_to_the_next(sections: tuple[int, ...], total: str, grade: str) -> None:
    card = by_sections(*sections, demonstrated="是")
    assert card.total.value == Fraction(total)
    assert ids(card) == {grade}


def test_results_not_demonstrated_replaces_the_band() -> None:
    card = by_sections(80, 100, 62, 26, demonstrated="否")
    assert card.total.value == Fraction("51.4")
    assert [grade.id for grade in card.graded.by_total] == ["adequate"]
    assert ids(card) == {"rnd"}
    assert coarse(card) == ["Not performing"]


def test_unstated_both_are_possible() -> None:
    card = by_sections(80, 100, 62, 26)
    assert ids(card) == {"adequate", "rnd"}
    assert coarse(card) == ["Performing", "Not performing"]
    assert "grade-rule-open" in {finding.code for finding in card.findings}


def test_three_ratings_are_performing() -> None:
    for results in (70, 40, 0):
        assert coarse(by_sections(100, 100, 100, results, demonstrated="是")) == ["Performing"]
    assert coarse(by_sections(0, 0, 0, 0, demonstrated="是")) == ["Not performing"]


def test_the_total_explains_its_rating() -> None:
    replaced = by_sections(80, 100, 62, 26, demonstrated="否")["total"].explain("en")
    assert "grade by the total: Adequate" in replaced
    assert "grade rule holds: no acceptable performance measures or no baseline data" in replaced
    assert "grades possible: Results Not Demonstrated" in replaced
    kept = by_sections(80, 100, 62, 26, demonstrated="是")["total"].explain("en")
    assert "grade rule does not hold: no acceptable performance measures" in kept
    assert "grades possible: Adequate" in kept


def test_every_question_answered_with_yes() -> None:
    card = answered()
    assert card.total.value == 100
    assert ids(card) == {"effective"}
    assert len(QUESTIONS.indicators) == 25


def test_section_iv_counts_in_thirds() -> None:
    """Large extent three times and small extent once are 7/15, which shows as 47."""
    some, little = "large extent", "Small extent"
    card = answered(q4_1=some, q4_2=some, q4_3=some, q4_4=little, q4_5="no")
    assert points(card, "results.long_term_goals") == Fraction(40, 3)
    assert points(card, "results.comparison") == Fraction(20, 3)
    assert points(card, "results") == 47 * Fraction(50, 100)


@pytest.mark.parametrize(
    ("answers", "section", "shown"),
    [
        ({"q1_4": "no"}, "purpose", 80),
        ({"q2_5": "no"}, "planning", 88),
        ({"q2_5": "no", "q2_6": "no", "q2_7": "no"}, "planning", 63),
        ({"q2_7": "no", "q2_8": "N/A"}, "planning", 86),
        ({"q3_1": "no", "q3_2": "no"}, "management", 71),
        ({"q3_1": "no", "q3_7": "N/A"}, "management", 83),
        ({"q4_4": "N/A", "q4_5": "no"}, "results", 75),
    ],
)
def test_what_a_section_shows(answers: dict[str, str], section: str, shown: int) -> None:
    """N/A takes a question out of its section, and a half rounds up: 62.5 shows as 63."""
    card = answered(**answers)
    assert points(card, section) / card[section].points * 100 == shown


def test_one_open_answer_leaves_the_section_open() -> None:
    given = dict.fromkeys(QUESTIONS.measures, "yes")
    del given["q4_5"]
    card = scored(QUESTIONS, given)
    assert (card.total.low, card.total.high) == (90, 100)
    assert ids(card) == {"effective"}


def test_both_editions_share_weights_bands_and_the_rule() -> None:
    assert [c.points for c in QUESTIONS.criteria] == [c.points for c in SECTIONS.criteria]
    assert QUESTIONS.grades == SECTIONS.grades
    assert QUESTIONS.coarse_grades == SECTIONS.coarse_grades
    assert QUESTIONS.grade_rules == SECTIONS.grade_rules
