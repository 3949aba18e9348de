"""Every card that ``score`` wrote is verified; any card with one changed digit is not."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import filing, one_rule, read

import perfscore
from perfscore.documents import read_json
from perfscore.errors import FilingError
from perfscore.readers import filing_from_document
from perfscore.scoring.verification import differences, named_rubric
from perfscore.testing.filings import filings

RUBRIC = perfscore.load_rubric("cn.guangzhou.department", edition="2024")
INSTALLED = {
    name: perfscore.load_rubric(name)
    for name in ("cn.guangzhou.department", "cn.mof.project", "cn.hubei.project")
}


def verified(text: str, by: perfscore.Rubric = RUBRIC) -> bool:
    try:
        card = read_json(text.encode(), "card.json", FilingError)
        return named_rubric(card) == (by.id, by.edition) and not differences(card, by)
    except FilingError:
        return False


@settings(max_examples=40)
@given(st.sampled_from(sorted(INSTALLED)).flatmap(lambda name: filings(INSTALLED[name])))
def test_every_card_that_score_wrote_is_verified(filing: perfscore.Filing) -> None:
    by = INSTALLED[filing.rubric]
    assert verified(perfscore.json_report(perfscore.score(filing, by)), by)


@pytest.fixture(scope="module")
def huadu_card(huadu) -> str:
    return perfscore.json_report(perfscore.score(huadu, RUBRIC))


@settings(max_examples=60)
@given(st.data())
def test_any_card_with_one_changed_digit_is_not(huadu_card: str, data) -> None:
    digits = [match.start() for match in re.finditer(r"\d", huadu_card)]
    at = data.draw(st.sampled_from(digits))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != huadu_card[at]]))
    changed = huadu_card[:at] + digit + huadu_card[at + 1 :]
    assert not verified(changed), huadu_card[max(0, at - 60) : at + 20]


def test_a_huadu_card_is_verified_and_says_what_was_edited(huadu_card: str, tmp_path) -> None:
    path = tmp_path / "card.json"
    path.write_text(huadu_card, encoding="utf-8")
    assert perfscore.verify_card(path) == ()
    record = json.loads(huadu_card)
    record["rows"][9]["score"]["low"] = "3.00"
    record["rows"][9]["steps"][0]["name"]["zh"] = "完成"
    del record["findings"][0]
    path.write_text(json.dumps(record), encoding="utf-8")
    found = [difference.path for difference in perfscore.verify_card(path)]
    assert {"rows[9].score.low", "rows[9].steps[0].name.zh", "findings[12]"} <= set(found) | {
        re.sub(r"findings\[\d+\].*", "findings[12]", path) for path in found
    }


def test_another_rubric_of_the_same_name_is_found() -> None:
    """The digest of the rubric is part of the card."""
    measures = 'rate: {title: rate, unit: "%", at least: 0%}'
    one = one_rule(measures, "{kind: pass or fail, when: rate <= 10%}")
    other = one_rule(measures, "{kind: pass or fail, when: rate <= 11%}")
    text = perfscore.json_report(perfscore.score(filing({"rate": "5%"}), one))
    card = read_json(text.encode(), "card.json", FilingError)
    assert differences(card, one) == ()
    assert "rubric.digest" in {difference.path for difference in differences(card, other)}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{}", "card-expected"),
        ("[]", "card-expected"),
        ('{"format": 2, "filing": {}}', "card-format"),
        ('{"format": "1", "filing": {}}', "card-format"),
        ('{"format": 1, "filing": {}, "rubric": {}}', "card-expected"),
        ('{"format": 1, "filing"', "json-syntax"),
        ('{"format": 1, "filing": ' + "[" * 2_000_000, "yaml-too-deep"),
        ("[" * 17_000_000, "file-too-large"),
    ],
)
def test_what_is_no_scorecard(tmp_path, text: str, code: str) -> None:
    path = tmp_path / "card.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FilingError) as caught:
        perfscore.verify_card(path)
    assert code in [problem.code for problem in caught.value.problems]


def test_a_carried_filing_that_cannot_be_scored_is_a_difference(tmp_path) -> None:
    path = tmp_path / "card.json"
    rubric = '{"id": "cn.guangzhou.department", "edition": "2024"}'
    path.write_text(
        f'{{"format": 1, "filing": {{"rubric": 3}}, "rubric": {rubric}, "trust": "reported"}}',
        encoding="utf-8",
    )
    assert [difference.path for difference in perfscore.verify_card(path)] == ["filing"]


def test_an_item_added_to_any_list_is_found(huadu_card: str) -> None:
    """An appended null, too."""
    for at in [match.end() for match in re.finditer(r"[\]}\"](?=\s*\n\s*\])", huadu_card)][:40]:
        assert not verified(huadu_card[:at] + ", null" + huadu_card[at:])


def test_every_prefix_of_a_card_is_cleanly_refused(huadu_card: str) -> None:
    for end in range(0, len(huadu_card) - 2, len(huadu_card) // 40):
        assert not verified(huadu_card[:end])


@pytest.mark.parametrize("text", ["\x80\x9f", "\ufffe", "\u2028\x85", "𠀀", '"\\', "\ufeff"])
def test_a_card_with_unusual_characters_is_verified(text: str) -> None:
    by = one_rule("done: {title: d, kind: condition}", "{kind: pass or fail, when: done}")
    given = filing({"done": "是"})
    odd = given.model_copy(
        update={"department": perfscore.Department(name=perfscore.Text(text + "a", text + "a"))}
    )
    assert verified(perfscore.json_report(perfscore.score(odd, by)), by)


def test_a_card_of_statements_from_two_files_is_verified() -> None:
    by = one_rule("done: {title: d, kind: condition}", "{kind: pass or fail, when: done}")
    other = read(
        'rubric: r\nedition: "1"\ndepartment: {name: d}\nperiod: "1"\nevidence:\n'
        "  - {measure: done, value: 是}\n",
        "other.yaml",
    )
    card = perfscore.score(filing({}).plus(*other.evidence), by)
    assert '"other.yaml"' in perfscore.json_report(card)
    assert verified(perfscore.json_report(card), by)


def test_a_card_of_a_filing_on_one_line_is_verified() -> None:
    """Two statements that say the same in the same line stay two."""
    said = [
        {"measure": m, "value": v}
        for m, v in (("a", "1元"), ("b", "3元"), ("r", "33%"), ("r", "33%"))
    ]
    given = {
        "rubric": "test.rubric",
        "edition": "1",
        "department": {"name": "d"},
        "period": "1",
        "evidence": said,
    }
    by = one_rule(
        'a: {title: a, unit: 元}\nb: {title: b, unit: 元}\nr: {title: r, unit: "%", from: a / b}',
        "{kind: attainment, actual: r, target: 100%, better: higher}",
    )
    document = read_json(json.dumps(given).encode(), "f.json", FilingError)
    card = perfscore.json_report(perfscore.score(filing_from_document(document), by))
    assert verified(card, by)
