"""The access log says which door was used, and not with which key."""

import logging
import secrets
from uuid import UUID

import httpx
import pytest

from api.quiet_logs import ACCESS
from tests.conftest import RunningApi

ESCALATION = UUID("0f3a1b52-7c4d-4e7e-9a55-2d1c6f0e8b41")


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/data-copy/{token}", "/data-copy/..."),
        ("/calendar/{token}.ics", "/calendar/....ics"),
        ("/pictures/{token}.png?x=1", "/pictures/....png?x=1"),
        ("/console/login?state={token}&code={token}", "/console/login?state=...&code=..."),
        (f"/console/escalations/{ESCALATION}", f"/console/escalations/{ESCALATION}"),
        ("/health", "/health"),
    ],
)
async def test_no_secret_in_the_access_log(
    api: RunningApi, caplog: pytest.LogCaptureFixture, path: str, logged: str
) -> None:
    log = logging.getLogger(ACCESS)
    log.setLevel(logging.INFO)
    log.addHandler(caplog.handler)
    async with httpx.AsyncClient(base_url=api.address) as http:
        await http.get(path.format(token=secrets.token_urlsafe(16)))
    log.removeHandler(caplog.handler)
    assert f'"GET {logged} HTTP/1.1"' in caplog.text
