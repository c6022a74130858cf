"""An API that says what a test tells it to."""

import pytest

from tests.support.actions import ScriptedApi


@pytest.fixture
def scripted_api(monkeypatch: pytest.MonkeyPatch) -> ScriptedApi:
    """An account with € 630,00 free, until a test says otherwise."""
    api = ScriptedApi()
    api.on(
        "GET /turn/account",
        {"available_cents": 63000, "reserved_cents": 0, "as_of": "2026-11-24T12:00:00Z"},
    )
    api.put_in_place(monkeypatch)
    return api
