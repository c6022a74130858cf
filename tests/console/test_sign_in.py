"""Promises about getting into the console."""

from http.cookies import SimpleCookie

import httpx
import pytest
from sqlalchemy import select, update

from api.console.signing_in.tables import CoachSession
from api.database import now
from api.escalations.tables import Coach
from tests.console.coaches import PASSWORD, Console, sign_in

SANNE = "sanne@werkplaats.example"


def cookie_of(response: httpx.Response) -> str:
    """The cookie as it was set, with its attributes."""
    found: str = response.headers["set-cookie"]
    return found


class TestSignIn:
    async def test_coach_comes_in_and_sees_the_desk(self, console: Console) -> None:
        async with console.coach() as sanne:
            page = await sanne.get("/console")
        assert page.status_code == 200
        assert "Wacht op een coach" in page.text
        assert "Sanne" in page.text

    async def test_address_is_read_without_case_and_spaces(self, console: Console) -> None:
        async with console.visitor() as browser:
            assert (await sign_in(browser, " Sanne@Werkplaats.Example ")).status_code == 303

    async def test_cookie_is_out_of_reach(self, console: Console) -> None:
        async with console.visitor() as browser:
            cookie = cookie_of(await sign_in(browser, SANNE))
        assert cookie.startswith("leermaat_coach=")
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert "Path=/" in cookie

    async def test_cookie_is_bound_to_the_host_over_https(self, console: Console) -> None:
        console.parts.settings.public_url = "https://coach.example"
        async with console.visitor() as browser:
            browser.headers["Origin"] = "https://coach.example"
            cookie = cookie_of(await sign_in(browser, SANNE))
        assert cookie.startswith("__Host-leermaat_coach=")
        assert "Secure" in cookie

    async def test_only_a_hash_of_the_token_is_kept(self, console: Console) -> None:
        async with console.visitor() as browser:
            cookie = SimpleCookie(cookie_of(await sign_in(browser, SANNE)))
        token = cookie["leermaat_coach"].value
        async with console.parts.database.reading() as db:
            kept = (await db.scalars(select(CoachSession))).one()
        assert token not in (kept.token_hash, str(kept.id))
        assert len(kept.token_hash) == 64

    async def test_signing_in_again_ends_the_older_session(self, console: Console) -> None:
        async with console.coach() as sanne:
            older = sanne.cookies["leermaat_coach"]
            await sign_in(sanne, SANNE)
            assert sanne.cookies["leermaat_coach"] != older
            sanne.cookies.set("leermaat_coach", older, domain="127.0.0.1", path="/")
        async with console.visitor() as thief:
            thief.cookies.set("leermaat_coach", older)
            assert (await thief.get("/console")).status_code == 303

    @pytest.mark.parametrize(
        ("page", "lands_on"),
        [
            ("/console/escalations/00000000-0000-0000-0000-000000000000", None),
            ("https://evil.example", "/console"),
            ("//evil.example", "/console"),
            ("/console/../demo", "/console"),
            ("/console\\@evil.example", "/console"),
            ("javascript:alert(1)", "/console"),
        ],
    )
    async def test_goes_on_to_pages_of_the_console_only(
        self, console: Console, page: str, lands_on: str | None
    ) -> None:
        async with console.visitor() as browser:
            form = {"email": SANNE, "password": PASSWORD, "next": page}
            response = await browser.post("/console/login", data=form)
        assert response.headers["location"] == (lands_on or page)


class TestRefusal:
    async def test_unknown_mistyped_and_disabled_get_the_same_answer(
        self, console: Console
    ) -> None:
        async with console.parts.database.transaction() as db:
            leaving = update(Coach).where(Coach.name == "Youssef")
            await db.execute(leaving.values(disabled_at=now()))
        answers = []
        async with console.visitor() as browser:
            for email, password in (
                (SANNE, "iets anders"),
                ("youssef@werkplaats.example", PASSWORD),
                ("niemand@werkplaats.example", PASSWORD),
            ):
                response = await sign_in(browser, email, password)
                assert "set-cookie" not in response.headers
                answers.append((response.status_code, response.text.replace(email, "")))
        assert answers[0] == answers[1] == answers[2]
        assert answers[0][0] == 401
        assert "horen niet bij elkaar" in answers[0][1]

    async def test_unknown_address_costs_as_much_work(
        self, console: Console, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        checked: list[bool] = []

        def checking(_password: str, kept: str | None) -> bool:
            checked.append(kept is None)
            return False

        monkeypatch.setattr("api.console.signing_in.sign_in.password_is_right", checking)
        async with console.visitor() as browser:
            await sign_in(browser, SANNE)
            await sign_in(browser, "niemand@werkplaats.example")
        assert checked == [False, True]

    async def test_sixth_try_for_an_account_is_refused(self, console: Console) -> None:
        async with console.visitor() as browser:
            for _ in range(5):
                assert (await sign_in(browser, SANNE, "fout")).status_code == 401
            refused = await sign_in(browser, SANNE, PASSWORD)
            assert (await sign_in(browser, "youssef@werkplaats.example")).status_code == 303
        assert refused.status_code == 429
        assert "Wacht een kwartier" in refused.text

    async def test_right_password_gives_the_tries_back(self, console: Console) -> None:
        async with console.visitor() as browser:
            for _ in range(2):
                for _ in range(4):
                    await sign_in(browser, SANNE, "fout")
                assert (await sign_in(browser, SANNE)).status_code == 303

    async def test_twenty_first_try_from_an_address_is_refused(
        self, console: Console, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("api.console.signing_in.sign_in.password_is_right", lambda *_: False)
        async with console.visitor() as browser:
            for number in range(20):
                assert (await sign_in(browser, f"{number}@x.example")).status_code == 401
            assert (await sign_in(browser, "21@x.example")).status_code == 429


class TestSignOut:
    async def test_session_is_over_for_whoever_has_the_cookie(self, console: Console) -> None:
        async with console.coach() as sanne:
            token = sanne.cookies["leermaat_coach"]
            response = await sanne.post("/console/logout")
            assert response.headers["location"] == "/console/login"
            assert "leermaat_coach" not in sanne.cookies
        async with console.visitor() as thief:
            thief.cookies.set("leermaat_coach", token)
            assert (await thief.get("/console")).headers["location"] == "/console/login"
