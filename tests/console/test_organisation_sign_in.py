"""Promises about coming in through the organisation's own sign-in."""

from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.async_api import Browser, expect
from sqlalchemy import func, select, update

from api.console.signing_in import people
from api.console.signing_in.tables import OidcVisit
from api.database import now
from api.escalations.tables import Coach
from api.settings import Settings
from tests.console.coaches import PASSWORD, Console, sign_in
from tests.console.test_open_page import browser, faults, violations
from tests.support.browser import CHROMIUM
from tests.support.oidc_provider import CLIENT_ID, CLIENT_SECRET, Provider, key
from tests.support.servers import serving

__all__ = ["browser", "faults"]
START = "/console/login/organisation"

PROVE_NOTHING: list[dict[str, object]] = [
    {"nonce": "of somebody else"},
    {"nonce": None},
    {"iss": "https://evil.example"},
    {"aud": "another-client"},
    {"aud": "another-client", "azp": CLIENT_ID},
    {"aud": None},
    {"exp": 1_000_000_000},
    {"email_verified": False},
    {"email_verified": "true"},
    {"email_verified": None},
    {"email": None},
    {"email": "niemand@werkplaats.example"},
]


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    """A provider that runs, on another site than the console."""
    provider = Provider()
    async with serving(provider.app) as address:
        provider.issuer = address.replace("127.0.0.1", "localhost")
        yield provider


@pytest.fixture
def settings(settings: Settings, provider: Provider) -> Settings:
    """The settings of an organisation that has its own sign-in."""
    own = {
        "oidc_issuer": provider.issuer,
        "oidc_client_id": CLIENT_ID,
        "oidc_client_secret": CLIENT_SECRET,
    }
    return settings.model_copy(update=own)


async def come_in(browser: httpx.AsyncClient) -> httpx.Response:
    """Go to the organisation, and come back with its answer."""
    return await browser.get(await answer_of(browser))


async def answer_of(browser: httpx.AsyncClient) -> str:
    """The address that the organisation sends the browser back to."""
    away = await browser.get(START)
    assert away.status_code == 302, away.text
    async with httpx.AsyncClient() as elsewhere:
        return (await elsewhere.get(away.headers["location"])).headers["location"]


async def is_in(browser: httpx.AsyncClient) -> bool:
    """Whether the desk opens."""
    return (await browser.get("/console")).status_code == 200


class TestComingIn:
    async def test_lets_in_who_is_vouched_for(self, console: Console, provider: Provider) -> None:
        async with console.visitor() as browser:
            assert "Inloggen via je organisatie" in (await browser.get("/console/login")).text
            page = await come_in(browser)
            assert page.status_code == 200
            assert 'content="0;url=/console"' in page.text
            assert await is_in(browser)
        (asked,) = provider.asked
        assert asked["method"] == "S256"
        assert len(asked["nonce"]) >= 20
        assert len(asked["state"]) >= 20
        assert provider.refusals == []

    async def test_goes_on_to_the_page_that_was_wanted(self, console: Console) -> None:
        async with console.visitor() as browser:
            away = await browser.get(f"{START}?next=/console/account")
            async with httpx.AsyncClient() as elsewhere:
                back = (await elsewhere.get(away.headers["location"])).headers["location"]
            assert "0;url=/console/account" in (await browser.get(back)).text

    async def test_is_not_offered_without_settings(self, console: Console) -> None:
        console.parts.settings.oidc_issuer = ""
        async with console.visitor() as browser:
            assert "je organisatie" not in (await browser.get("/console/login")).text
            for path in (START, f"{START}/back"):
                assert (await browser.get(path)).status_code == 404

    async def test_without_a_password_no_password_opens(self, console: Console) -> None:
        async with console.parts.database.transaction() as db:
            await db.execute(update(Coach).values(password_hash=""))
        async with console.visitor() as browser:
            for password in ("", "nobody", PASSWORD):
                answer = await sign_in(browser, "sanne@werkplaats.example", password)
                assert answer.status_code in (401, 422)


class TestSecondFactor:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        """Everybody needs a second factor."""
        return settings.model_copy(update={"second_factor_required": True})

    async def test_is_ours_unless_the_organisation_asks_it(self, console: Console) -> None:
        async with console.visitor() as browser:
            assert "0;url=/console/login/step" in (await come_in(browser)).text
            assert not await is_in(browser)
            console.parts.settings.oidc_provides_second_factor = True
            assert "0;url=/console" in (await come_in(browser)).text
            assert await is_in(browser)


class TestRefusal:
    async def test_of_a_token_that_proves_nothing(
        self, console: Console, provider: Provider
    ) -> None:
        async with console.visitor() as browser:
            for wrongly in PROVE_NOTHING:
                provider.wrongly = wrongly
                page = await come_in(browser)
                assert page.status_code == 401, wrongly
                assert "Inloggen via je organisatie lukte niet" in page.text
                assert not await is_in(browser)
            provider.wrongly = {}
            assert (await come_in(browser)).status_code == 200

    async def test_of_a_foreign_signature(self, console: Console, provider: Provider) -> None:
        provider.key = key("foreign")
        async with console.visitor() as browser:
            assert (await come_in(browser)).status_code == 401

    @pytest.mark.parametrize("algorithm", ["none", "HS256"])
    async def test_of_a_signature_that_anybody_could_make(
        self, console: Console, provider: Provider, algorithm: str
    ) -> None:
        provider.algorithm = algorithm
        provider.published_algorithms = ["RS256", "none", "HS256"]
        async with console.visitor() as browser:
            assert (await come_in(browser)).status_code == 401

    async def test_of_a_provider_with_another_name(
        self, console: Console, provider: Provider
    ) -> None:
        provider.published_issuer = "https://evil.example"
        async with console.visitor() as browser:
            page = await browser.get(START)
        assert page.status_code == 503
        assert "doet het nu niet" in page.text

    async def test_of_an_answer_in_another_browser(self, console: Console) -> None:
        async with console.visitor() as victim, console.visitor() as attacker:
            back = await answer_of(attacker)
            assert (await victim.get(back)).status_code == 401
            await victim.get(START)
            assert (await victim.get(back)).status_code == 401
            assert not await is_in(victim)

    async def test_of_the_same_answer_twice(self, console: Console) -> None:
        async with console.visitor() as browser:
            back = await answer_of(browser)
            assert (await browser.get(back)).status_code == 200
            await browser.post("/console/logout")
            assert (await browser.get(back)).status_code == 401
            assert not await is_in(browser)

    async def test_of_another_state_and_of_another_issuer(self, console: Console) -> None:
        async with console.visitor() as browser:
            back = urlsplit(await answer_of(browser))
            code = parse_qs(back.query)["code"][0]
            forged = f"{START}/back?code={code}&state=x"
            assert (await browser.get(forged)).status_code == 401
            other = (await answer_of(browser)) + "&iss=https://evil.example"
            assert (await browser.get(other)).status_code == 401
            assert (await browser.get(f"{START}/back?error=access_denied")).status_code == 401

    async def test_of_an_answer_that_took_too_long(self, console: Console) -> None:
        async with console.visitor() as browser:
            back = await answer_of(browser)
            async with console.parts.database.transaction() as db:
                await db.execute(update(OidcVisit).values(created_at=now() - timedelta(minutes=11)))
            assert (await browser.get(back)).status_code == 401

    async def test_of_an_address_that_somebody_else_has_now(
        self, console: Console, provider: Provider
    ) -> None:
        async with console.visitor() as browser:
            assert (await come_in(browser)).status_code == 200
            provider.claims["sub"] = "2"
            assert (await come_in(browser)).status_code == 401
            async with console.parts.database.transaction() as db:
                sanne = await people.by_email(db, "sanne@werkplaats.example")
                await people.reset_second_factor(db, sanne)
            assert (await come_in(browser)).status_code == 200

    async def test_of_who_is_disabled(self, console: Console) -> None:
        async with console.parts.database.transaction() as db:
            await db.execute(update(Coach).values(disabled_at=now()))
        async with console.visitor() as browser:
            assert (await come_in(browser)).status_code == 401


class TestAddingCoaches:
    async def test_happens_only_when_a_setting_says_so(
        self, console: Console, provider: Provider
    ) -> None:
        provider.claims |= {"email": "noor@werkplaats.example", "name": "Noor"}
        async with console.visitor() as browser:
            assert (await come_in(browser)).status_code == 401
            console.parts.settings.oidc_adds_coaches = True
            for _ in range(2):
                assert (await come_in(browser)).status_code == 200
            assert "Noor, coach" in (await browser.get("/console/account")).text
        async with console.parts.database.reading() as db:
            noors = select(func.count()).select_from(Coach).where(Coach.name == "Noor")
            assert await db.scalar(noors) == 1


@pytest.mark.skipif(CHROMIUM is None, reason="CHROMIUM IS NOT INSTALLED")
async def test_journey_over_two_sites(
    console: Console, browser: Browser, faults: list[str]
) -> None:
    page = await (await browser.new_context()).new_page()
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    await page.goto(f"{console.address}/console")
    assert await violations(page) == []
    await page.get_by_role("link", name="Inloggen via je organisatie").press("Enter")
    await expect(page.locator("#waiting")).to_be_visible()
    assert urlsplit(page.url).path == "/console"
