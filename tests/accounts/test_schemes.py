"""Schemes are dated data, and what their examples promise is what the rules do."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.accounts.schemes import FOLDER, Scheme, UnknownScheme, get_scheme
from api.accounts.schemes.check import faults
from api.accounts.schemes.examples import differences
from api.accounts.schemes.terms import Example

NAMES = sorted(path.stem for path in FOLDER.glob("*.yml"))


def examples() -> Iterator[Any]:
    for name in NAMES:
        for example in get_scheme(name).examples:
            yield pytest.param(get_scheme(name), example, id=f"{name}: {example.says}")


@pytest.mark.parametrize(("scheme", "example"), list(examples()))
def test_worked_example(scheme: Scheme, example: Example) -> None:
    assert list(differences(scheme, example)) == []


def test_the_files_have_no_faults() -> None:
    assert list(faults(FOLDER)) == []


def test_expiry_follows_the_scheme() -> None:
    assert get_scheme("supermarkt_demo").expiry_of(date(2024, 2, 29)) == date(2029, 2, 28)
    assert get_scheme("bank_demo").expiry_of(date(2024, 2, 29)) is None


@pytest.mark.parametrize("name", ["onbekend", "../organisation", ""])
def test_unknown_scheme_is_refused(name: str) -> None:
    with pytest.raises(UnknownScheme):
        get_scheme(name)


class TestCheck:
    """Each fault in a copy of a good file is named in one sentence."""

    def written(self, folder: Path, name: str = "proef_demo", **changes: Any) -> list[str]:
        good = yaml.safe_load((FOLDER / "supermarkt_demo.yml").read_text(encoding="utf-8"))
        (folder / f"{name}.yml").write_text(
            yaml.safe_dump(good | changes, allow_unicode=True), encoding="utf-8"
        )
        return list(faults(folder))

    def test_good_file_has_none(self, tmp_path: Path) -> None:
        assert self.written(tmp_path) == []

    @pytest.mark.parametrize(
        ("changes", "named"),
        [
            ({"valid_until": date(2019, 1, 1)}, "valid_until lies before valid_from"),
            ({"source": ""}, "source: String should have at least 1 character"),
            ({"pays_for": ["holiday"]}, "pays_for.0: Input should be"),
            ({"onbekend": 1}, "onbekend: Extra inputs are not permitted"),
            ({"is_demo": False}, "a demo scheme has a file name that ends in _demo"),
            ({"rules": {"deposit": "Zo is het."}}, "rules.expire is missing"),
            ({"rules": {"feest": "Zo is het."}}, "rules.feest is about nothing"),
            ({"examples": []}, "it has no worked example"),
            (
                {"examples": [{"says": "Je krijgt 175 euro.", "hours_per_week": 5, "months": 12}]},
                "example 1: deposit_cents is None in the example and 0 by the rules",
            ),
            ({"examples": [{"says": "Hier staat niets in."}]}, "example 1: it gives no case"),
            (
                {"grounds": [{"id": "te_duur", "decided_by": "fonds", "largest_amount_cents": 1}]},
                "ground te_duur has no sentence",
            ),
            (
                {"grounds": [{"id": "start_te_ver_weg", "decided_by": "fonds"}]},
                "ground start_te_ver_weg names no limit",
            ),
            (
                {"grounds": [{"id": "start_te_ver_weg", "decided_by": "werkgever"}]},
                "grounds.0.decided_by: Input should be 'fonds'",
            ),
        ],
    )
    def test_fault_is_named(self, tmp_path: Path, changes: dict[str, Any], named: str) -> None:
        assert any(named in fault for fault in self.written(tmp_path, **changes))

    def test_two_files_of_one_agreement_on_the_same_day_are_a_conflict(
        self, tmp_path: Path
    ) -> None:
        self.written(tmp_path, "oud_demo", valid_until=date(2025, 1, 1))
        found = self.written(tmp_path, "nieuw_demo", valid_from=date(2025, 1, 1))
        assert found == ["nieuw_demo.yml and oud_demo.yml: both are valid on the same day"]

    def test_what_is_not_yaml_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "stuk.yml").write_text("name: [")
        assert "this is not YAML" in next(faults(tmp_path))
