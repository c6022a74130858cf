"""Promises of the lead's page, and of what it gives to a spreadsheet."""

import csv
import io
import unicodedata
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.async_api import Browser, expect
from sqlalchemy import update

from api.console.team.spreadsheet import csv_file
from api.database import announce, now
from api.escalations.tables import AwayReason, Coach, Escalation, Role
from api.signals import DESK
from tests.console.coaches import PASSWORD, Console, sign_in
from tests.console.test_live import looking
from tests.console.test_open_page import browser, faults, violations
from tests.console.test_own_pages import look, open_as
from tests.support.browser import CHROMIUM

__all__ = ["browser", "faults"]
FORMULAS = [
    '=HYPERLINK("https://evil.example")',
    "+31612345678",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    "\0=1+1",
    "＝1+1",
    "＠SUM",
    "  =1+1",
    "\r=1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
]
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


@pytest.fixture
async def lead(console: Console, password_hash: str) -> Coach:
    """Marleen, who leads the coaches."""
    email = "marleen@werkplaats.example"
    coach = Coach(email=email, name="Marleen", role=Role.LEAD, password_hash=password_hash)
    async with console.parts.database.transaction() as db:
        db.add(coach)
    return coach


@pytest.fixture
async def marleen(console: Console, lead: Coach) -> AsyncIterator[httpx.AsyncClient]:
    """Her browser."""
    async with console.coach("marleen") as marleen:
        yield marleen


def cells_of(file: bytes) -> list[list[str]]:
    """The file as a spreadsheet program reads it."""
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig")), delimiter=";"))


def is_harmless(cell: str) -> bool:
    """Whether no spreadsheet program takes the cell for a formula."""
    plain = unicodedata.normalize("NFKC", cell)
    return not plain.startswith(DANGEROUS) and not plain.lstrip().startswith(DANGEROUS)


class TestPage:
    async def test_shows_who_waits_and_who_is_there(
        self, console: Console, marleen: httpx.AsyncClient
    ) -> None:
        await console.asks(name="Dennis")
        async with console.coach("sanne") as sanne, console.coach("youssef") as youssef:
            await sanne.get("/console")
            await youssef.get("/console")
            await youssef.post("/console/presence", data={"there": "no", "reason": "break"})
            page = (await marleen.get("/console/team")).text
        assert "Dennis" in page
        assert "even weg: pauze" in page
        assert "0 van 5" in page

    async def test_capacity_is_set_and_given_back(
        self, console: Console, marleen: httpx.AsyncClient, lead: Coach
    ) -> None:
        asked = await console.asks()
        path = f"/console/team/capacity/{lead.id}"
        await marleen.post(path, data={"capacity": "0"})
        assert "0 van 0" in (await marleen.get("/console/team")).text
        refused = await marleen.post(f"{asked.page}/claim")
        assert refused.status_code == 409
        assert "zoveel gesprekken" in refused.text
        await marleen.post(path, data={"capacity": ""})
        assert (await marleen.post(f"{asked.page}/claim")).status_code == 303
        assert (await marleen.post(path, data={"capacity": "-1"})).status_code == 422

    async def test_follows_live_for_the_lead_only(
        self, console: Console, marleen: httpx.AsyncClient
    ) -> None:
        async with (
            console.coach("sanne") as sanne,
            looking(console, marleen) as page,
            looking(console, sanne) as other,
        ):
            await page.shows(regions={"team": ""})
            await page.target("team")
            await other.shows(regions={"team": "", "waiting": ""})
            await console.asks(name="Dennis")
            assert await page.next(lambda u: u[0] == "team" and "Dennis" in u[2])
            update_ = await other.next(lambda u: u[0] == "team" or "Dennis" in u[2])
            assert update_[0] == "waiting"


class TestExport:
    @pytest.mark.parametrize("what", ["weeks", "topics", "coaches"])
    async def test_is_a_table_that_opens(
        self, console: Console, marleen: httpx.AsyncClient, what: str
    ) -> None:
        await console.asks(name="Dennis")
        response = await marleen.get(f"/console/team/export/{what}.csv")
        header, *rows = cells_of(response.content)
        assert response.headers["content-type"] == "text/csv; charset=utf-8"
        assert response.headers["content-disposition"].startswith("attachment")
        assert response.headers["cache-control"] == "no-store"
        assert all(len(row) == len(header) for row in rows)
        assert "Dennis" not in response.text
        assert len(rows) == {"weeks": 8, "topics": 0, "coaches": 3}[what]

    async def test_name_of_a_coach_is_no_formula(
        self, console: Console, marleen: httpx.AsyncClient
    ) -> None:
        for name in FORMULAS:
            async with console.parts.database.transaction() as db:
                sanne = update(Coach).where(Coach.email == "sanne@werkplaats.example")
                await db.execute(sanne.values(name=name))
            file = (await marleen.get("/console/team/export/coaches.csv")).content
            assert all(is_harmless(cell) for row in cells_of(file) for cell in row), name

    @given(st.lists(st.lists(st.text() | st.sampled_from(FORMULAS), min_size=1, max_size=4)))
    def test_no_text_becomes_a_formula_or_another_cell(self, rows: list[list[str]]) -> None:
        read = cells_of(csv_file(rows))
        assert [len(row) for row in read] == [len(row) for row in rows]
        assert all(is_harmless(cell) for row in read for cell in row)

    def test_numbers_stay_numbers(self) -> None:
        assert cells_of(csv_file([[1, -2.5, None]])) == [["1", "-2.5", ""]]


@pytest.mark.skipif(CHROMIUM is None, reason="CHROMIUM IS NOT INSTALLED")
async def test_page_in_a_browser(
    console: Console, lead: Coach, browser: Browser, faults: list[str]
) -> None:
    for number in range(7):
        await console.asks(name=f"Werknemer {number}")
    async with console.parts.database.transaction() as db:
        await db.execute(
            update(Escalation).values(
                topic="ontslag", rating=4, requested_at=now() - timedelta(minutes=9)
            )
        )
        away = update(Coach).where(Coach.name == "Youssef")
        there = now() + timedelta(minutes=5)
        await db.execute(
            away.values(connected_until=there, away_since=now(), away_reason=AwayReason.MEETING)
        )
        announce(db, DESK)
    page = await open_as(console, browser, "marleen")
    page.on("pageerror", lambda error: faults.append(str(error)))
    await page.get_by_role("link", name="Team").click()
    await expect(page.locator("#team")).to_contain_text("even weg: overleg")
    await look(page, "team")
    await console.asks(name="Nieuw")
    await expect(page.locator("#team")).to_contain_text("Nieuw")
    capacity = page.get_by_label("Hoeveel gesprekken Sanne tegelijk mag hebben")
    await capacity.focus()
    await page.keyboard.type("3")
    await page.keyboard.press("Enter")
    await expect(page.locator("#team")).to_contain_text("0 van 3")
    assert await violations(page) == []


async def test_lead_works_without_scripts(console: Console, lead: Coach) -> None:
    async with console.visitor() as plain:
        assert (await sign_in(plain, "marleen@werkplaats.example", PASSWORD)).status_code == 303
        page = (await plain.get("/console/team")).text
    for words in ("Wie wacht", "Wie er is", "Hoe het gaat", "Voor een rekenblad"):
        assert words in page
