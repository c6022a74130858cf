"""Promises about what each role reaches: every role against every route that the app has."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import select

from api.console.door import HEADERS
from api.console.signing_in import people
from api.escalations.tables import Coach, Role
from tests.console.coaches import Console, sign_in
from tests.console.routes import all_routes, filled_in, names_in
from tests.console.test_live import looking

DESK = {Role.COACH, Role.LEAD}
EVERYBODY = set(Role)
# Who reaches what, by the beginning of the path; the longest that fits decides. A route that no
# row fits fails the test: whoever adds a place says here whom it is for.
ROWS: dict[str, set[Role]] = {
    "/console$": DESK,
    "/console/escalations": DESK,
    "/console/answers": DESK,
    "/console/appointments": DESK,
    "/console/call-backs": DESK,
    "/console/closed": DESK,
    "/console/presence": DESK,
    "/console/account": EVERYBODY,
    "/console/content": {Role.EDITOR},
    "/console/people": {Role.ADMINISTRATOR},
    "/console/team": {Role.LEAD},
}
# Not for somebody in particular: the way in and out, and doors with keys of their own.
OPEN = (
    "/console/login",
    "/console/logout",
    "/widget.js",
    "/health",
    "/demo/",
    "/$",
    "/data-copy/{token}",
    "/calendar/{token}.ics",
    "/pictures/{token}.png",
    "/telegram/webhook",
)
FOR_ACTIONS = "/turn/"


def row_of(path: str) -> set[Role] | None:
    """Whom a path is for; None when no row says so."""
    fitting = [row for row in ROWS if (path + "$").startswith(row)]
    return ROWS[max(fitting, key=len)] if fitting else None


def console_routes() -> list[tuple[str, str]]:
    """The routes that are for some role."""
    return [route for route in all_routes() if row_of(route[1]) is not None]


@pytest.fixture
async def staff(console: Console, password_hash: str) -> dict[Role, Coach]:
    """Somebody in each role."""
    members = {
        role: Coach(email=f"{role}@x.example", name=role, role=role, password_hash=password_hash)
        for role in Role
    }
    async with console.parts.database.transaction() as db:
        db.add_all(members.values())
    return members


async def signed_in(
    console: Console, stack: AsyncExitStack, role: Role | None
) -> httpx.AsyncClient:
    """A browser in which somebody in this role has signed in, or nobody."""
    browser = await stack.enter_async_context(console.visitor())
    if role:
        assert (await sign_in(browser, f"{role}@x.example")).status_code == 303
    return browser


def test_every_route_has_a_row() -> None:
    without = [
        path
        for _, path in all_routes()
        if row_of(path) is None and not (path + "$").startswith((*OPEN, FOR_ACTIONS))
    ]
    assert without == [], "Say in ROWS whom these routes are for."


@pytest.mark.parametrize("role", [None, *Role])
async def test_matrix(console: Console, staff: dict[Role, Coach], role: Role | None) -> None:
    asked = await console.asks()
    async with console.parts.database.reading() as db:
        youssef = await db.scalar(select(Coach.id).where(Coach.name == "Youssef"))
    known = {"escalation_id": asked.escalation_id, "coach_id": youssef, "session_id": uuid4()}
    async with AsyncExitStack() as stack:
        browser = await signed_in(console, stack, role)
        for method, path in console_routes():
            response = await browser.request(method, filled_in(path, **known))
            allowed = role in (row_of(path) or set())
            seen = (role, method, path, response.status_code)
            for name, value in HEADERS.items():
                assert response.headers[name] == value, seen
            if allowed and names_in(path) <= known.keys():
                assert response.status_code != 404, seen
                assert not response.headers.get("location", "").startswith("/console/login"), seen
            elif not allowed:
                assert response.status_code in ((303, 404) if role is None else (404,)), seen
                assert "Samira" not in response.text, seen


@pytest.mark.parametrize("role", [None, *Role])
async def test_no_role_opens_the_door_of_the_actions(
    console: Console, staff: dict[Role, Coach], role: Role | None
) -> None:
    routes = [route for route in all_routes() if route[1].startswith(FOR_ACTIONS)]
    assert len(routes) >= 3
    async with AsyncExitStack() as stack:
        browser = await signed_in(console, stack, role)
        for method, path in routes:
            response = await browser.request(method, filled_in(path), json={})
            assert response.status_code in (401, 403), (method, path, response.status_code)


@pytest.mark.parametrize("role", list(Role))
async def test_live_pages_are_for_the_desk(
    console: Console, staff: dict[Role, Coach], role: Role
) -> None:
    async with AsyncExitStack() as stack:
        browser = await signed_in(console, stack, role)
        page = await stack.enter_async_context(looking(console, browser))
        await page.shows()
        if role in DESK:
            assert await page.target("waiting")
        else:
            assert await page.closed_with(5) == 4401


async def test_another_role_ends_the_session_and_the_open_page(
    console: Console, staff: dict[Role, Coach]
) -> None:
    async with AsyncExitStack() as stack:
        browser = await signed_in(console, stack, Role.COACH)
        page = await stack.enter_async_context(looking(console, browser))
        await page.shows()
        await page.target("mine")
        async with console.parts.database.transaction() as db:
            coach = await people.by_email(db, f"{Role.COACH}@x.example")
            await people.set_role(db, coach, Role.EDITOR)
        assert await page.closed_with(5) == 4401
        assert (await browser.get("/console")).status_code == 303


async def test_disabled_coach_is_out_within_five_seconds(console: Console) -> None:
    async with console.coach() as sanne, looking(console, sanne) as page:
        await page.shows()
        await page.target("mine")
        async with console.parts.database.transaction() as db:
            await people.disable(db, await people.by_email(db, "sanne@werkplaats.example"))
        assert await page.closed_with(5) == 4401


class TestPeoplePage:
    async def test_administrator_adds_somebody_who_comes_in(
        self, console: Console, staff: dict[Role, Coach]
    ) -> None:
        async with AsyncExitStack() as stack:
            browser = await signed_in(console, stack, Role.ADMINISTRATOR)
            form = {"name": "Noor <b>", "email": "Noor@X.example", "role": "coach"}
            shown = (await browser.post("/console/people", data=form)).text
            assert "Noor &lt;b&gt;" in shown
            password = shown.split("Tijdelijk wachtwoord voor Noor &lt;b&gt;: ")[1].split(" ")[0]
            assert password not in (await browser.get("/console/people")).text
            again = await browser.post("/console/people", data=form)
            assert again.status_code == 409
            new = await signed_in(console, stack, None)
            response = await sign_in(new, "noor@x.example", password)
            assert response.headers["location"] == "/console/login/step"

    async def test_nobody_locks_themselves_out(
        self, console: Console, staff: dict[Role, Coach]
    ) -> None:
        own = staff[Role.ADMINISTRATOR].id
        async with AsyncExitStack() as stack:
            browser = await signed_in(console, stack, Role.ADMINISTRATOR)
            for path, form in ((f"{own}", {"act": "disable"}), (f"{own}/role", {"role": "coach"})):
                response = await browser.post(f"/console/people/{path}", data=form)
                assert response.status_code == 409
            assert (await browser.get("/console/people")).status_code == 200

    @pytest.mark.parametrize("more", [{"is_admin": "1"}, {"password_hash": "x"}])
    async def test_undeclared_fields_are_refused(
        self, console: Console, staff: dict[Role, Coach], more: dict[str, str]
    ) -> None:
        async with AsyncExitStack() as stack:
            browser = await signed_in(console, stack, Role.ADMINISTRATOR)
            form = {"name": "N", "email": "n@x.example", "role": "coach"} | more
            assert (await browser.post("/console/people", data=form)).status_code == 422


class TestOwnSessions:
    async def test_are_listed_and_ended_one_by_one(self, console: Console) -> None:
        async with console.visitor() as laptop, console.visitor() as tablet:
            tablet.headers["User-Agent"] = "Mozilla/5.0 (iPad; CPU OS) Safari/605"
            for browser in (laptop, tablet):
                await sign_in(browser, "sanne@werkplaats.example")
            page = (await laptop.get("/console/account")).text
            assert "Safari · iPad" in page
            assert page.count("Dit ben je nu") == 1
            (other,) = sessions_on(page)
            await laptop.post(f"/console/account/sessions/{other}/end")
            assert (await tablet.get("/console")).status_code == 303
            assert (await laptop.get("/console")).status_code == 200

    async def test_of_somebody_else_are_left_alone(self, console: Console) -> None:
        async with (
            console.coach("sanne") as sanne,
            console.coach("youssef") as youssef,
            console.coach("youssef") as elsewhere,
        ):
            (other,) = sessions_on((await youssef.get("/console/account")).text)
            await sanne.post(f"/console/account/sessions/{other}/end")
            assert (await elsewhere.get("/console")).status_code == 200

    async def test_new_password_ends_the_others(self, console: Console) -> None:
        async with console.coach() as here, console.coach() as elsewhere:
            form = {"current": "een lang wachtwoord", "password": "een veel langer wachtwoord"}
            assert (await here.post("/console/account/password", data=form)).status_code == 303
            assert (await here.get("/console")).status_code == 200
            assert (await elsewhere.get("/console")).status_code == 303


def sessions_on(page: str) -> Sequence[UUID]:
    """The sessions that can be ended from the page."""
    parts = page.split("/console/account/sessions/")[1:]
    return [UUID(part[:36]) for part in parts if part[36:].startswith("/end")]
