"""What is printed reads back as the same value; what cannot be read is refused, never guessed."""

from hypothesis import example, given
from hypothesis import strategies as st

from perfscore.errors import Refusal
from perfscore.testing.strategies import amounts
from perfscore.values import Absent, Amount, Words, amount_text, read_value, value_text


@given(amounts())
def test_an_amount_reads_back(amount: Amount) -> None:
    assert amount == read_value(amount_text(amount))


@given(amounts())
def test_full_width_text_reads_the_same(amount: Amount) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in amount_text(amount))
    assert amount == read_value(wide)


TEXT = st.text(
    alphabet="0123456789.,-~≤≥<>%万亿元人次个不超过少于约余以上下内年月日 １２，％一ab/",
    max_size=12,
)


@given(TEXT)
@example("1,234,56元")
@example("--5元")
@example("5~~6个")
def test_any_text_is_read_faithfully_or_refused(text: str) -> None:
    """What is read, printed and read again is the same; refusals point inside the text."""
    try:
        value = read_value(text)
    except Refusal as refusal:
        assert 0 <= refusal.start <= len(text)
        return
    assert value == read_value(value_text(value)) or isinstance(value, Words | Absent)


@given(st.text(max_size=20))
def test_nothing_but_a_refusal_comes_out_of_any_text(text: str) -> None:
    try:
        read_value(text)
    except Refusal as refusal:
        assert refusal.problems[0].message("zh")
        assert refusal.problems[0].message("en")


@given(st.characters(categories=["Nd"], exclude_characters="0123456789"))
def test_digits_of_other_scripts_are_refused_or_full_width(digit: str) -> None:
    try:
        value = read_value(f"1{digit}元")
    except Refusal as refusal:
        assert refusal.code == "value-foreign-digit"
    else:
        assert "０" <= digit <= "９"
        assert value == read_value(f"1{ord(digit) - 0xFF10}元")


@given(st.characters(categories=["Cc", "Cf"], exclude_characters="\t\n"))
def test_characters_that_cannot_be_seen_are_refused(character: str) -> None:
    try:
        read_value(f"5{character}个")
    except Refusal as refusal:
        assert (refusal.code, refusal.start) == ("value-unseen-character", 1)
    else:
        raise AssertionError(repr(character))
