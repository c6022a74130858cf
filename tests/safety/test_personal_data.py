"""Citizen numbers and account numbers never reach the database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.nl import bsn

from api.safety.personal_data import MASK, mask_personal_numbers


@pytest.mark.parametrize(
    "text",
    [
        "123456782",
        "123 45 67 82",
        "1234.56.782",
        "mijn bsn is 123456782.",
        "NL91ABNA0417164300",
        "stort op nl91 abna 0417 1643 00 graag",
        "BE68 5390 0754 7034",
    ],
)
def test_valid_number_is_taken_out(text: str) -> None:
    masked = mask_personal_numbers(text)
    assert masked.found
    assert MASK in masked.text
    assert not any(part in masked.text for part in ("123456782", "0417", "0754", "56.78"))


@pytest.mark.parametrize(
    "text", ["123456789", "bel 0612345678", "€ 1.250,50", "25 maart 2026", "order 1234567890123"]
)
def test_other_number_is_kept(text: str) -> None:
    assert mask_personal_numbers(text).text == text


def test_words_around_the_number_are_kept() -> None:
    masked = mask_personal_numbers("stort op nl91 abna 0417 1643 00 graag vandaag")
    assert masked.text == f"stort op {MASK} graag vandaag"


@given(st.integers(0, 999_999_999))
def test_nine_digits_are_masked_exactly_when_they_pass_the_eleven_test(number: int) -> None:
    digits = f"{number:09}"
    assert mask_personal_numbers(f"nummer {digits} hier").found == bsn.is_valid(digits)


@given(st.text(max_size=200))
def test_any_text_survives(text: str) -> None:
    assert isinstance(mask_personal_numbers(text).text, str)
