"""Promises about the code from a telephone that everybody signs in with."""

import asyncio
import re
from datetime import timedelta

import httpx
import pyotp
import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from api.console.signing_in import people, recovery_codes
from api.console.signing_in.passwords import hash_password
from api.console.signing_in.tables import HalfSignIn, RecoveryCode, SecondFactor
from api.database import now
from api.escalations.tables import Coach
from api.settings import Settings
from tests.console.coaches import PASSWORD, Console, sign_in

SANNE = "sanne@werkplaats.example"
WRONG = "000000"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The settings of a real service."""
    return settings.model_copy(update={"second_factor_required": True})


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch, password_hash: str) -> None:
    """Eight real hashes for every enrolment would take most of the time of these tests."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(recovery_codes, "hash_password", cheap.hash)


class Telephone:
    """An app that makes codes; each `code()` is of a later step than the one before."""

    def __init__(self, secret: str) -> None:
        self.totp = pyotp.TOTP(secret)
        self.step = self.totp.timecode(now()) - 1

    def code(self) -> str:
        """The next code that the service has not seen."""
        code = self.totp.generate_otp(self.step)
        self.step += 1
        return code


async def enrol(browser: httpx.AsyncClient) -> tuple[Telephone, list[str]]:
    """Sign in for the first time, and link a telephone; returns it with the recovery codes."""
    response = await sign_in(browser, SANNE)
    assert response.headers["location"] == "/console/login/step"
    page = (await browser.get("/console/login/step")).text
    found = re.search(r'id="secret">([A-Z2-7]{32})<', page)
    assert found
    telephone = Telephone(found[1])
    shown = await browser.post("/console/login/enrol", data={"code": telephone.code()})
    assert shown.status_code == 200, shown.text
    return telephone, re.findall(r"<code>([A-Z0-9-]{14})</code>", shown.text)


async def give(browser: httpx.AsyncClient, code: str) -> httpx.Response:
    """Fill in the code."""
    return await browser.post("/console/login/code", data={"code": code})


async def is_in(browser: httpx.AsyncClient) -> bool:
    """Whether the desk opens."""
    return (await browser.get("/console")).status_code == 200


class TestEnrolment:
    async def test_is_asked_at_the_first_sign_in(self, console: Console) -> None:
        async with console.visitor() as browser:
            await sign_in(browser, SANNE)
            assert not await is_in(browser)
            page = (await browser.get("/console/login/step")).text
            assert "Koppel je telefoon" in page
            assert "<svg" in page
            assert "style=" not in page

    async def test_ends_with_recovery_codes_and_in(self, console: Console) -> None:
        async with console.visitor() as browser:
            _, codes = await enrol(browser)
            assert len(set(codes)) == 8
            assert await is_in(browser)

    async def test_offers_the_same_secret_until_it_is_used(self, console: Console) -> None:
        async with console.visitor() as browser:
            await sign_in(browser, SANNE)
            pages = [(await browser.get("/console/login/step")).text for _ in range(2)]
        assert pages[0] == pages[1]

    async def test_wrong_code_enrols_nothing(self, console: Console) -> None:
        async with console.visitor() as browser:
            await sign_in(browser, SANNE)
            await browser.get("/console/login/step")
            refused = await browser.post("/console/login/enrol", data={"code": WRONG})
            assert refused.status_code == 401
            assert "Deze code klopt niet" in refused.text
            assert not await is_in(browser)
        async with console.parts.database.reading() as db:
            assert (await db.scalars(select(SecondFactor))).all() == []

    async def test_secret_is_not_readable_in_the_database(self, console: Console) -> None:
        async with console.visitor() as browser:
            telephone, codes = await enrol(browser)
        async with console.parts.database.reading() as db:
            kept = (await db.scalars(select(SecondFactor))).one().secret
            hashes = [code.code_hash for code in await db.scalars(select(RecoveryCode))]
        assert telephone.totp.secret not in kept
        assert all(hash_.startswith("$argon2id$") for hash_ in hashes)
        assert not any(code.replace("-", "")[4:] in "".join(hashes) for code in codes)

    async def test_nothing_is_kept_without_a_key(self, console: Console) -> None:
        console.parts.second_factors._key = "kort"
        async with console.visitor() as browser:
            await sign_in(browser, SANNE)
            assert (await browser.get("/console/login/step")).status_code == 500


class TestSigningIn:
    async def test_takes_password_and_code(self, console: Console) -> None:
        async with console.visitor() as browser:
            telephone, _ = await enrol(browser)
            await browser.post("/console/logout")
            await sign_in(browser, SANNE)
            assert not await is_in(browser)
            assert "Vul je code in" in (await browser.get("/console/login/step")).text
            response = await give(browser, telephone.code())
            assert response.headers["location"] == "/console"
            assert await is_in(browser)

    async def test_half_a_sign_in_opens_nothing(self, console: Console) -> None:
        asked = await console.asks()
        async with console.visitor() as browser:
            await sign_in(browser, SANNE)
            half = browser.cookies["leermaat_half"]
            assert "leermaat_coach" not in browser.cookies
            browser.cookies.set("leermaat_coach", half)
            for page in ("/console", "/console/account", asked.page):
                assert (await browser.get(page)).status_code == 303

    async def test_code_counts_once(self, console: Console) -> None:
        async with console.visitor() as browser, console.visitor() as thief:
            telephone, _ = await enrol(browser)
            code = telephone.code()
            for someone in (browser, thief):
                await sign_in(someone, SANNE)
            assert (await give(browser, code)).status_code == 303
            assert (await give(thief, code)).status_code == 401
            assert not await is_in(thief)

    async def test_code_counts_once_at_one_instant(self, console: Console) -> None:
        async with console.visitor() as first, console.visitor() as second:
            telephone, _ = await enrol(first)
            for browser in (first, second):
                await sign_in(browser, SANNE)
            code = telephone.code()
            answers = await asyncio.gather(give(first, code), give(second, code))
        assert sorted(answer.status_code for answer in answers) == [303, 401]

    async def test_older_code_than_the_last_is_refused(self, console: Console) -> None:
        async with console.visitor() as browser:
            telephone, _ = await enrol(browser)
            older = telephone.code()
            await sign_in(browser, SANNE)
            await give(browser, telephone.code())
            await sign_in(browser, SANNE)
            assert (await give(browser, older)).status_code == 401

    @pytest.mark.parametrize(("drift", "expected"), [(-2, 401), (-1, 303), (1, 303), (2, 401)])
    async def test_clock_may_be_one_step_off(
        self, console: Console, drift: int, expected: int
    ) -> None:
        async with console.visitor() as browser:
            telephone, _ = await enrol(browser)
            async with console.parts.database.transaction() as db:
                await db.execute(update(SecondFactor).values(last_step=0))
            await sign_in(browser, SANNE)
            at = now() + timedelta(seconds=30 * drift)
            # On the edge between two steps the drift would be another one.
            while now().timestamp() % 30 > 27:
                await asyncio.sleep(0.2)
                at = now() + timedelta(seconds=30 * drift)
            assert (await give(browser, telephone.totp.at(at))).status_code == expected

    async def test_sixth_wrong_code_is_too_many_also_in_a_new_browser(
        self, console: Console
    ) -> None:
        async with console.visitor() as browser, console.visitor() as other:
            telephone, _ = await enrol(browser)
            await sign_in(browser, SANNE)
            for _ in range(5):
                assert (await give(browser, WRONG)).status_code == 401
            await sign_in(other, SANNE)
            refused = await give(other, telephone.code())
        assert refused.status_code == 429
        assert "Wacht een kwartier" in refused.text

    async def test_is_over_after_ten_minutes(self, console: Console) -> None:
        async with console.visitor() as browser:
            telephone, _ = await enrol(browser)
            await browser.post("/console/logout")
            await sign_in(browser, SANNE)
            async with console.parts.database.transaction() as db:
                await db.execute(
                    update(HalfSignIn).values(created_at=now() - timedelta(minutes=11))
                )
            response = await give(browser, telephone.code())
            assert response.headers["location"].startswith("/console/login")
            assert not await is_in(browser)

    async def test_disabled_meanwhile_stays_out(self, console: Console) -> None:
        async with console.visitor() as browser:
            telephone, _ = await enrol(browser)
            await sign_in(browser, SANNE)
            async with console.parts.database.transaction() as db:
                await db.execute(update(Coach).values(disabled_at=now()))
            await give(browser, telephone.code())
            assert not await is_in(browser)

    async def test_token_of_half_a_sign_in_is_worth_nothing_afterwards(
        self, console: Console
    ) -> None:
        async with console.visitor() as browser, console.visitor() as thief:
            telephone, _ = await enrol(browser)
            await sign_in(browser, SANNE)
            half = browser.cookies["leermaat_half"]
            await give(browser, telephone.code())
            thief.cookies.set("leermaat_half", half)
            response = await thief.get("/console/login/step")
            assert response.headers["location"].startswith("/console/login")


class TestRecovery:
    async def test_code_works_once_in_any_shape(self, console: Console) -> None:
        async with console.visitor() as browser:
            _, codes = await enrol(browser)
            await sign_in(browser, SANNE)
            assert (await give(browser, codes[0].lower().replace("-", " "))).status_code == 303
            assert "Je hebt nog 7 herstelcodes" in (await browser.get("/console/account")).text
            await sign_in(browser, SANNE)
            assert (await give(browser, codes[0])).status_code == 401
            assert (await give(browser, codes[1])).status_code == 303

    async def test_code_of_somebody_else_does_not_work(self, console: Console) -> None:
        async with console.visitor() as browser:
            _, codes = await enrol(browser)
            async with console.parts.database.transaction() as db:
                youssef = await people.by_email(db, "youssef@werkplaats.example")
                db.add(SecondFactor(coach_id=youssef.id, secret="x", last_step=0))
            await sign_in(browser, "youssef@werkplaats.example")
            assert (await give(browser, codes[0])).status_code == 401


class TestAnotherTelephone:
    async def test_needs_password_and_old_code_and_ends_the_old(self, console: Console) -> None:
        async with console.visitor() as browser, console.visitor() as elsewhere:
            telephone, old_codes = await enrol(browser)
            await sign_in(elsewhere, SANNE)
            await give(elsewhere, telephone.code())
            change = "/console/account/second-factor"
            assert (await browser.post(change, data={"current": "fout"})).status_code == 401
            await browser.post(change, data={"current": PASSWORD})
            assert "Vul je code in" in (await browser.get("/console/login/step")).text
            await give(browser, old_codes[0])
            page = (await browser.get("/console/login/step")).text
            found = re.search(r'id="secret">([A-Z2-7]{32})<', page)
            assert found
            assert found[1] != telephone.totp.secret
            other = Telephone(found[1])
            await browser.post("/console/login/enrol", data={"code": other.code()})
            assert await is_in(browser)
            assert not await is_in(elsewhere)
            await sign_in(elsewhere, SANNE)
            for gone in (telephone.code(), old_codes[1]):
                assert (await give(elsewhere, gone)).status_code == 401
            assert (await give(elsewhere, other.code())).status_code == 303

    async def test_after_a_reset_the_next_sign_in_enrols(self, console: Console) -> None:
        async with console.visitor() as browser:
            await enrol(browser)
            async with console.parts.database.transaction() as db:
                await people.reset_second_factor(db, await people.by_email(db, SANNE))
            assert not await is_in(browser)
            await enrol(browser)


class TestTemporaryPassword:
    async def test_must_be_replaced_and_then_is_gone(self, console: Console) -> None:
        async with console.parts.database.transaction() as db:
            coach = await people.by_email(db, SANNE)
            temporary = await people.give_temporary_password(db, coach)
        async with console.visitor() as browser:
            await sign_in(browser, SANNE, temporary)
            assert "Kies een eigen wachtwoord" in (await browser.get("/console/login/step")).text
            for weak in ("kort", "a" * 20, "sanne is de baas hier", "1212121212121212"):
                refused = await browser.post("/console/login/password", data={"password": weak})
                assert refused.status_code == 422, weak
            chosen = "fietsen door de duinen"
            await browser.post("/console/login/password", data={"password": chosen})
            assert "Koppel je telefoon" in (await browser.get("/console/login/step")).text
            assert (await sign_in(browser, SANNE, temporary)).status_code == 401
            assert (await sign_in(browser, SANNE, chosen)).status_code == 303

    async def test_is_over_after_a_week(self, console: Console) -> None:
        async with console.parts.database.transaction() as db:
            coach = await people.by_email(db, SANNE)
            coach.password_hash = hash_password("tijdelijk")
            coach.password_ends_at = now() - timedelta(minutes=1)
        async with console.visitor() as browser:
            refused = await sign_in(browser, SANNE, "tijdelijk")
        assert refused.status_code == 401
        assert "verlopen" in refused.text
