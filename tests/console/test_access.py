"""Promises about who reaches what, and for how long."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import update

from api.console.door import HEADERS
from api.console.signing_in.tables import CoachSession
from api.database import now
from api.escalations.tables import Coach
from tests.console.coaches import Console
from tests.console.routes import all_routes, filled_in

OPEN_TO_ALL = {"/console/login", "/console/logout"}


def console_routes() -> list[tuple[str, str]]:
    """Every route of the console, as the application has it."""
    return [route for route in all_routes() if route[1].startswith("/console")]


async def change_session(console: Console, **values: Any) -> None:
    """Let time pass for every session."""
    async with console.parts.database.transaction() as db:
        await db.execute(update(CoachSession).values(**values))


async def is_in(browser: httpx.AsyncClient) -> bool:
    """Whether the desk opens."""
    return (await browser.get("/console")).status_code == 200


class TestEveryRoute:
    async def test_is_closed_to_who_is_not_signed_in(self, console: Console) -> None:
        asked = await console.asks()
        routes = [r for r in console_routes() if r[1] not in OPEN_TO_ALL]
        assert len(routes) >= 6
        async with console.visitor() as browser:
            for method, path in routes:
                address = filled_in(path, escalation_id=asked.escalation_id)
                response = await browser.request(method, address)
                assert response.status_code in (303, 404), (method, path)
                assert response.headers.get("location", "/console/login").startswith(
                    "/console/login"
                )
                assert "Samira" not in response.text

    async def test_takes_forms_from_our_own_pages_only(self, console: Console) -> None:
        asked = await console.asks()
        console.parts.settings.allowed_origins = ["https://vakbond.example"]
        posts = [path for method, path in console_routes() if method == "POST"]
        assert len(posts) >= 10
        async with console.coach() as sanne:
            for origin in (
                "https://evil.example",
                "https://vakbond.example",
                "null",
                console.address + ".evil.example",
                console.address.replace("http:", "https:"),
                "",
            ):
                sanne.headers["Origin"] = origin
                for path in posts:
                    address = filled_in(path, escalation_id=asked.escalation_id)
                    response = await sanne.post(address, data={"text": "x"})
                    assert response.status_code == 403, (origin, path)
            del sanne.headers["Origin"]
            assert (await sanne.post(f"{asked.page}/claim")).status_code == 403
            assert await is_in(sanne)
            assert "Neem gesprek" in (await sanne.get(asked.page)).text

    async def test_changes_nothing_with_get(self, console: Console) -> None:
        async with console.coach() as sanne:
            asked = await console.asks()
            for path in ("/console/logout", f"{asked.page}/claim", f"{asked.page}/messages"):
                assert (await sanne.get(path)).status_code == 404
            assert await is_in(sanne)


class TestUnknown:
    @pytest.mark.parametrize("path", ["/console/escalations/1", "/console/x", "/console/static/x"])
    async def test_address_is_told_in_dutch(self, console: Console, path: str) -> None:
        async with console.coach() as sanne:
            response = await sanne.get(path)
        assert response.status_code == 404
        assert "is er niet, of is niet voor jou" in response.text

    async def test_escalation_cannot_be_read_or_changed(self, console: Console) -> None:
        page = f"/console/escalations/{uuid4()}"
        async with console.coach() as sanne:
            form = {"text": "Hoi", "client_id": str(uuid4())}
            for response in (
                await sanne.get(page),
                await sanne.get(f"{page}/close"),
                await sanne.post(f"{page}/claim"),
                await sanne.post(f"{page}/messages", data=form),
                await sanne.post(f"{page}/close", data={"step": "close"}),
            ):
                assert response.status_code == 404

    async def test_documentation_and_metrics_are_not_there(self, console: Console) -> None:
        async with console.visitor() as browser:
            for path in ("/docs", "/redoc", "/openapi.json", "/metrics", "/.git/config"):
                assert (await browser.get(path)).status_code == 404, path

    async def test_other_doors_keep_their_own_answers(self, console: Console) -> None:
        async with console.visitor() as browser:
            assert (await browser.get("/nergens")).json() == {"detail": "Not Found"}
            assert (await browser.post("/turn/escalation", json={})).status_code == 401

    async def test_stranger_does_not_wait_for_a_turn_to_write(self, console: Console) -> None:
        async with console.visitor() as browser, console.parts.database.transaction():
            for path in ("/turn/escalation", "/turn/reminders", "/turn/account/proposals"):
                refused = await asyncio.wait_for(browser.post(path, json={}), 15)
                assert refused.status_code == 401, path


class TestSession:
    async def test_ends_when_nothing_is_done(self, console: Console) -> None:
        async with console.coach() as sanne:
            await change_session(console, last_seen_at=now() - timedelta(minutes=29))
            assert await is_in(sanne)
            await change_session(console, last_seen_at=now() - timedelta(minutes=30))
            assert not await is_in(sanne)

    async def test_lives_on_while_a_coach_works(self, console: Console) -> None:
        async with console.coach() as sanne:
            for _ in range(3):
                await change_session(console, last_seen_at=now() - timedelta(minutes=20))
                assert await is_in(sanne)

    async def test_lives_on_by_going_away_too(self, console: Console) -> None:
        async with console.coach() as sanne:
            await change_session(console, last_seen_at=now() - timedelta(minutes=20))
            going = sanne.post("/console/presence", data={"there": "no", "reason": "break"})
            assert (await asyncio.wait_for(going, 15)).status_code == 303
            assert await is_in(sanne)

    async def test_ends_after_twelve_hours_of_work(self, console: Console) -> None:
        async with console.coach() as sanne:
            await change_session(console, created_at=now() - timedelta(hours=11, minutes=59))
            assert await is_in(sanne)
            await change_session(console, created_at=now() - timedelta(hours=12))
            assert not await is_in(sanne)

    async def test_ends_when_the_coach_is_disabled(self, console: Console) -> None:
        async with console.coach() as sanne:
            async with console.parts.database.transaction() as db:
                await db.execute(update(Coach).values(disabled_at=now()))
            assert not await is_in(sanne)

    async def test_way_back_leads_to_the_same_page(self, console: Console) -> None:
        asked = await console.asks()
        async with console.visitor() as browser:
            response = await browser.get(asked.page)
            assert response.headers["location"] == f"/console/login?next={asked.page}"
            assert asked.page in (await browser.get(response.headers["location"])).text


class TestHeaders:
    @pytest.mark.parametrize(
        "path", ["/console/login", "/console", "/console/x", "/console/static/console.js"]
    )
    async def test_are_strict_on_every_answer(self, console: Console, path: str) -> None:
        async with console.visitor() as browser:
            headers = (await browser.get(path)).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        is_file = path.endswith(".js")
        assert headers["cache-control"] == ("no-cache" if is_file else "no-store")

    async def test_ask_for_tls_where_there_is_tls(self, console: Console) -> None:
        async with console.visitor() as browser:
            for address, expected in ((console.address, False), ("https://c.example", True)):
                console.parts.settings.public_url = address
                headers = (await browser.get("/console/login")).headers
                assert ("strict-transport-security" in headers) is expected

    async def test_are_on_the_answers_of_every_route(self, console: Console) -> None:
        async with console.visitor() as browser:
            for method, path in console_routes():
                answer = await browser.request(method, filled_in(path))
                for name, value in HEADERS.items():
                    assert answer.headers[name] == value, (method, path)

    async def test_form_of_a_megabyte_is_refused(self, console: Console) -> None:
        async with console.visitor() as browser:
            form = {"email": "x" * 1_000_000, "password": "x"}
            assert (await browser.post("/console/login", data=form)).status_code in (413, 422)
