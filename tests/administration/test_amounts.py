"""Dutch amounts and dates are read exactly, or refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.administration.amounts import MOST_CENTS, read_amount, read_date
from api.administration.faults import Unreadable
from api.dutch import euros


@given(st.integers(1, MOST_CENTS))
def test_what_we_write_we_read(cents: int) -> None:
    assert read_amount(euros(cents)) == cents


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        ("175", 17_500),
        ("175,00", 17_500),
        ("175,5", 17_550),
        ("175,-", 17_500),
        ("€175,05", 17_505),
        ("€ 1.234,56", 123_456),
        ("1234,56", 123_456),
        ("0,01", 1),
        ("007", 700),
        ("100.000,00", MOST_CENTS),
    ],
)
def test_read_exactly(written: str, cents: int) -> None:
    assert read_amount(written) == cents


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("1.234", "amount_unclear"),
        ("175.00", "amount_unclear"),
        ("1,234", "amount_unclear"),
        ("1.23,00", "amount_unclear"),
        ("1,234.56", "amount_unclear"),
        ("1 234,56", "amount_unclear"),
        ("0.001", "amount_unclear"),
        ("1e309", "amount_unclear"),
        ("NaN", "amount_unclear"),
        ("oneindig", "amount_unclear"),
        ("１７５", "amount_unclear"),
        ("+175", "amount_unclear"),
        ("175 EUR", "amount_unclear"),
        ("$ 175,00", "amount_unclear"),
        ("", "amount_unclear"),
        ("-1", "amount_negative"),
        ("€ -1,00", "amount_negative"),
        ("0", "amount_zero"),
        ("0,00", "amount_zero"),
        ("100.000,01", "amount_too_high"),
        ("1000000000000", "amount_too_high"),
    ],
)
def test_refused(written: str, why: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_amount(written)
    assert refused.value.key == why


@pytest.mark.parametrize("written", ["2026-03-02", "2-3-2026", "02-03-2026"])
def test_dates_read_day_first_or_year_first(written: str) -> None:
    assert read_date(written) == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("2/3/2026", "date_unclear"),
        ("2-3-26", "date_unclear"),
        ("20260302", "date_unclear"),
        ("46083", "date_unclear"),
        ("31-2-2026", "date_unknown"),
        ("2026-13-01", "date_unknown"),
    ],
)
def test_dates_refused(written: str, why: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_date(written)
    assert refused.value.key == why
