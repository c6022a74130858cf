"""Promises about the lists: who is first, what can be chosen, and what is long over."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from api.console.lists.choices import Filter
from api.console.live.open_page import LivePage
from api.console.live.versions import Versions
from api.console.signing_in.sessions import CoachSessions
from api.database import now
from api.escalations.tables import Escalation
from tests.console.coaches import Asked, Console


async def change(console: Console, asked: Asked, **values: Any) -> None:
    """Let the hand-off have come about differently."""
    changing = update(Escalation).where(Escalation.id == asked.escalation_id)
    async with console.parts.database.transaction() as db:
        await db.execute(changing.values(**values))


async def three_waiting(console: Console) -> list[Asked]:
    """Dennis (bouw, waits longest), Fatma (zorg, urgent) and Anouk (bouw, another topic)."""
    asked = [await console.asks(name=name) for name in ("Dennis", "Fatma", "Anouk")]
    about = [("bouw", "cv_maken"), ("thuiszorg", "cv_maken"), ("bouw", "ww_recht")]
    for minutes, (one, (sector, topic)) in enumerate(zip(asked, about, strict=True)):
        since = now() - timedelta(minutes=30 - minutes)
        await change(console, one, sector=sector, topic=topic, requested_at=since)
    await change(console, asked[1], is_urgent=True)
    return asked


class TestQueue:
    async def test_urgent_and_then_longest_waiting_comes_first(self, console: Console) -> None:
        await three_waiting(console)
        async with console.coach() as sanne:
            page = (await sanne.get("/console")).text
        places = [page.index(f"Neem gesprek met {name}") for name in ("Fatma", "Dennis", "Anouk")]
        assert places == sorted(places)
        assert page.count(">Urgent<") == 1

    async def test_can_be_narrowed_in_the_address(self, console: Console) -> None:
        await three_waiting(console)
        async with console.coach() as sanne:
            page = (await sanne.get("/console?sector=bouw")).text
            both = (await sanne.get("/console?sector=bouw&topic=ww_recht")).text
            none = (await sanne.get("/console?sector=horeca")).text
        assert ("Dennis" in page, "Fatma" in page, "Anouk" in page) == (True, False, True)
        assert "Je ziet 2 van 3." in page
        assert "<b>3</b> wachten" in page
        assert ("Dennis" in both, "Anouk" in both) == (False, True)
        assert "Met deze keuze wacht niemand." in none
        assert 'href="/console?topic=ww_recht"' in both

    async def test_stays_narrowed_while_the_page_is_open(self, console: Console) -> None:
        known = CoachSessions(console.parts.database, 30)
        await three_waiting(console)
        async with console.coach() as sanne:
            on_duty = await known.resume(sanne.cookies["leermaat_coach"])
            page = LivePage(Versions({"waiting": ""}), None, 0, chosen=Filter(sector="thuiszorg"))
            async with console.parts.database.reading() as db:
                html = (await page.look(db, on_duty))[0].html
        assert "Fatma" in html
        assert "Dennis" not in html

    async def test_says_of_colleagues_only_that_they_are_busy(self, console: Console) -> None:
        async with console.taken() as (_sanne, asked), console.coach("youssef") as youssef:
            page = (await youssef.get("/console")).text
        assert "heeft een gesprek" in page
        assert "Samira" not in page
        assert str(asked.escalation_id) not in page


def earlier(closed: Escalation, days: int) -> Escalation:
    """The same conversation, so many days ago."""
    moment = now() - timedelta(days=days)
    kept = ("conversation_id", "message_id", "reason", "coach_id", "agreements", "outcome")
    values = {name: getattr(closed, name) for name in kept}
    return Escalation(**values, requested_at=moment, claimed_at=moment, resolved_at=moment)


class TestClosed:
    async def closes(self, console: Console, name: str, what: str, **values: Any) -> None:
        """Sanne takes and closes a conversation."""
        asked = await console.asks(name=name)
        async with console.coach() as sanne:
            await sanne.post(f"{asked.page}/claim")
            form = {"what": what, "outcome": "referred", "step": "close"}
            assert (await sanne.post(f"{asked.page}/close", data=form)).status_code == 303
        await change(console, asked, **(values or {"told_it_is_kept": False}))

    async def test_shows_today_first_and_finds_by_name_and_agreement(
        self, console: Console
    ) -> None:
        await self.closes(console, "Dennis", "Bel het UWV", resolved_at=now() - timedelta(days=3))
        await self.closes(console, "Fatma", "Zoek een cursus")
        async with console.coach() as sanne:
            page = (await sanne.get("/console/closed")).text
            by_name = (await sanne.get("/console/closed?q=dennis")).text
            by_what = (await sanne.get("/console/closed?q=CURSUS")).text
            nothing = (await sanne.get("/console/closed?q=100%25")).text
        assert page.index("Vandaag") < page.index("Fatma") < page.index("Eerder")
        assert page.index("Eerder") < page.index("Dennis")
        assert page.count("Doorverwezen") == 2
        assert ("Dennis" in by_name, "Fatma" in by_name) == (True, False)
        assert ("Dennis" in by_what, "Fatma" in by_what) == (False, True)
        assert "Niets gevonden" in nothing

    async def test_is_shown_a_page_at_a_time(self, console: Console) -> None:
        await self.closes(console, "Dennis", "Bel")
        async with console.parts.database.transaction() as db:
            first = (await db.scalars(select(Escalation))).one()
            db.add_all(earlier(first, days) for days in range(1, 31))
        async with console.coach() as sanne:
            page = (await sanne.get("/console/closed")).text
            second = (await sanne.get("/console/closed?page=2")).text
        assert page.count('class="row"') == 25
        assert "Pagina 1 van 2" in page
        assert second.count('class="row"') == 6

    async def test_of_a_colleague_is_not_shown(self, console: Console) -> None:
        await self.closes(console, "Dennis", "Bel het UWV")
        async with console.coach("youssef") as youssef:
            page = (await youssef.get("/console/closed?q=Dennis")).text
        assert "Bel het UWV" not in page
        assert "Niets gevonden" in page

    async def test_needs_an_outcome(self, console: Console) -> None:
        async with console.taken() as (sanne, asked):
            for step in ("review", "close"):
                page = await sanne.post(f"{asked.page}/close", data={"step": step, "what": "Bel"})
                assert page.status_code == 422
                assert "Kies eerst hoe dit gesprek eindigt." in page.text
                assert "Bel</textarea>" in page.text
            wrong = {"step": "close", "outcome": "iets"}
            assert (await sanne.post(f"{asked.page}/close", data=wrong)).status_code == 422
            assert 'id="reply"' in (await sanne.get(asked.page)).text
