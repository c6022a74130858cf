"""Schemes are dated data."""

from datetime import date

import pytest

from api.accounts.schemes import UnknownScheme, get_scheme
from api.settings import DATA

NAMES = sorted(path.stem for path in (DATA / "schemes").glob("*.yml"))


@pytest.mark.parametrize("name", NAMES)
def test_every_scheme_names_its_source_and_says_whether_it_is_a_demo(name: str) -> None:
    scheme = get_scheme(name)
    assert scheme.source
    assert scheme.is_demo == name.endswith("_demo")


def test_expiry_follows_the_scheme() -> None:
    assert get_scheme("supermarkt_demo").expiry_of(date(2024, 2, 29)) == date(2029, 2, 28)
    assert get_scheme("bank_demo").expiry_of(date(2024, 2, 29)) is None


@pytest.mark.parametrize("name", ["onbekend", "../organisation", ""])
def test_unknown_scheme_is_refused(name: str) -> None:
    with pytest.raises(UnknownScheme):
        get_scheme(name)
