"""Values as forms write them; refusals name the characters."""

from fractions import Fraction

import pytest

from perfscore.bounds import Bounds, point
from perfscore.errors import Refusal
from perfscore.values import Absent, Amount, Words, read_value, value_text

F = Fraction


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("50万人次", 50, 50, "万人次"),
        ("7.2 亿元", F("7.2"), F("7.2"), "亿元"),
        ("98%", 98, 98, "%"),
        ("９８％", 98, 98, "%"),
        ("1,690,736宗", 1690736, 1690736, "宗"),
        ("１，２３４．５万元", F("1234.5"), F("1234.5"), "万元"),
        ("98百分比", 98, 98, "%"),
        ("5个百分点", 5, 5, "百分点"),
        ("24小时", 24, 24, "小时"),
        ("30天", 30, 30, "天"),
        ("30日", 30, 30, "天"),
        ("15个工作日", 15, 15, "工作日"),
        ("6个月", 6, 6, "月"),
        ("120㎡", 120, 120, "平方米"),
        ("-3.5%", F("-3.5"), F("-3.5"), "%"),
        ("0", 0, 0, ""),
        ("-0元", 0, 0, "元"),
        ("80%~90%", 80, 90, "%"),
        ("80%-90%", 80, 90, "%"),
        ("5至10个", 5, 10, "个"),
        ("5～10个", 5, 10, "个"),
        ("5万元到10万元", 5, 10, "万元"),
    ],
)
def test_numbers_and_ranges(text: str, low, high, unit: str) -> None:
    assert Amount(Bounds(F(low), F(high)), unit) == read_value(text)


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("≤24小时", Bounds(None, F(24))),
        ("<=24小时", Bounds(None, F(24))),
        ("≦24小时", Bounds(None, F(24))),
        ("不超过24小时", Bounds(None, F(24))),
        ("24小时以内", Bounds(None, F(24))),
        ("24小时以下", Bounds(None, F(24))),
        ("24小时内", Bounds(None, F(24))),
        ("不足24小时", Bounds(None, F(24), high_open=True)),
        ("少于24小时", Bounds(None, F(24), high_open=True)),
        ("不满24小时", Bounds(None, F(24), high_open=True)),
        ("不少于24小时", Bounds(F(24), None)),
        ("24小时以上", Bounds(F(24), None)),
        ("24小时及以上", Bounds(F(24), None)),
        ("至少24小时", Bounds(F(24), None)),
        ("超24小时", Bounds(F(24), None, True)),
        ("超过24小时", Bounds(F(24), None, True)),
        ("24小时以外", Bounds(F(24), None, True)),
        ("24余小时", Bounds(F(24), None, True)),
        ("=24小时", point(24)),
    ],
)
def test_which_side_an_edge_belongs_to(text: str, bounds: Bounds) -> None:
    """以上, 以下 and 以内 include the number, 不满 and 超过 do not (Civil Code, art. 1259)."""
    assert Amount(bounds, "小时") == read_value(text)


def test_a_range_whose_ends_do_not_both_count() -> None:
    assert read_value(">5个, ≤10个") == Amount(Bounds(F(5), F(10), True), "个")
    assert read_value("超过5%,不满10%") == Amount(Bounds(F(5), F(10), True, True), "%")


def test_more_than_a_round_number() -> None:
    """111万次 exceeded, and 500余万次: above it, by how much is not said."""
    assert Amount(Bounds(F(111), None, True), "万次") == read_value("超111万次")
    assert Amount(Bounds(F(500), None, True), "万次") == read_value("500余万次")
    assert Amount(Bounds(F(50), None, True), "万件") == read_value("50多万件")


@pytest.mark.parametrize("text", ["约50万人次", "大约50万人次", "50万人次左右", "近50万人次"])
def test_an_approximate_number_says_so(text: str) -> None:
    assert Amount(point(50), "万人次", True) == read_value(text)


@pytest.mark.parametrize("text", ["约5~10人", "5~10人左右"])
def test_an_approximate_range_says_so(text: str) -> None:
    assert read_value(text) == Amount(Bounds(F(5), F(10)), "人", True)


@pytest.mark.parametrize("text", ["level_2", "A", "good"])
def test_english_names_are_words(text: str) -> None:
    assert read_value(text) == Words(text)


@pytest.mark.parametrize("text", ["2024-12-31", "2024年12月31日", "２０２４年１２月３１日"])
def test_dates(text: str) -> None:
    assert Amount(point(739251), "date") == read_value(text)


@pytest.mark.parametrize("text", ["较高", "达成预期指标", "是", "效果明显", "一般", "统一"])
def test_words_are_never_coerced_to_numbers(text: str) -> None:
    assert Words(text) == read_value(text)


@pytest.mark.parametrize("text", ["", " ", "/", "-", "—", "——", "未填", "缺失"])
def test_missing(text: str) -> None:
    assert read_value(text) is Absent.MISSING


@pytest.mark.parametrize("text", ["不适用", "n/a", "N/A"])
def test_not_applicable(text: str) -> None:
    assert read_value(text) is Absent.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("text", "code", "start"),
    [
        ("50 阿猫", "unit-unknown", 3),
        ("50人民币", "unit-unknown", 2),
        ("1e3", "unit-unknown", 1),
        ("1,23元", "value-number-expected", 0),
        ("1,2345元", "value-number-expected", 0),
        ("1.234,5元", "value-number-expected", 0),
        ("010", "value-number-expected", 0),
        ("1 000元", "value-unread", 2),
        ("≥95%以上", "value-two-comparisons", 0),
        ("≥≤5个", "value-two-comparisons", 1),
        ("约≥5个", "value-two-comparisons", 0),
        ("≥5~6个", "value-two-comparisons", 0),
        ("9~3个", "value-range-reversed", 0),
        ("10~20多人", "value-two-comparisons", 7),
        ("0~2024-12-31", "value-range-units", 0),
        ("2024年", "value-date-form", 0),
        ("5~10万元", "value-range-units", 0),
        ("5个~10件", "value-range-units", 0),
        (">5个, ≤10件", "value-range-units", 9),
        (">10个, ≤5个", "value-range-reversed", 9),
        ("5个, 10个", "value-range-reversed", 7),
        (">5个,", "value-number-expected", 4),
        (">5个, ≤10个, ≤12个", "value-unread", 9),
        ("≤", "value-number-expected", 1),
        ("元5", "value-number-expected", 0),
        ("5²个", "value-foreign-digit", 1),
        ("①个", "value-foreign-digit", 0),
        ("5\u200b个", "value-unseen-character", 1),
        ("5\u202e个", "value-unseen-character", 1),
        ("2023-02-29", "value-no-such-day", 0),
        ("2024年13月1日", "value-no-such-day", 0),
        ("2024-1-5", "value-date-form", 0),
        ("2024/12/31", "value-date-form", 0),
        ("无", "value-none-ambiguous", 0),
        ("每季度1次", "value-number-expected", 0),
        ("2.5元/平方米", "unit-unknown", 3),
        ("1" * 19, "number-too-long", 0),
        ("1" * 201, "value-too-long", 0),
        ("达到50万人次", "value-number-expected", 0),
    ],
)
def test_refusals_name_the_characters(text: str, code: str, start: int) -> None:
    with pytest.raises(Refusal) as caught:
        read_value(text)
    assert (code, start) == (caught.value.code, caught.value.start)
    for lang in ("zh", "en"):
        assert caught.value.problems[0].message(lang)


@pytest.mark.parametrize("text", ["98.00%", "136.00万元", "≤0.50小时", "1.5%~2.50%"])
def test_printed_places_are_kept_and_do_not_make_another_amount(text: str) -> None:
    value = read_value(text)
    assert value.places == 2
    assert value == read_value(value_text(value))
    assert value_text(read_value("98.00%")) == "98.00%"
    assert read_value("98%") == read_value("98.00%")
