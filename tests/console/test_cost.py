"""Promises about what a page costs: as many questions to the database, however many wait."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from api.app import create_app
from api.appointments.tables import Appointment
from api.console.access import Cookie
from api.console.live.open_page import LivePage
from api.console.live.versions import Versions
from api.console.signing_in.sessions import CoachSessions, OnDuty
from api.conversations.tables import Conversation, Message, Speaker
from api.database import Database, now
from api.escalations.tables import CallBack, Coach, Escalation, Role
from api.escalations.teamwork_tables import EscalationNote, EscalationTransfer
from api.settings import Settings
from api.signals import DESK, conversation_topic
from api.workers.tables import Worker

FEW, MANY, MOST = 5, 50, 12
PAGES = [
    "/console",
    "/console/appointments",
    "/console/closed",
    "/console/team",
    "/console/answers?q=cv",
    "/console/escalations/{}",
]
LISTS = ("alarm", "counts", "waiting", "mine", "offered", "theirs", "promised", "team")
REGIONS = (*LISTS, "sheet", "summary", "handover")


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements that are sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    engine = database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


class Office:
    """A lead with one conversation, and a colleague; rows make them busy."""

    def __init__(self, db: AsyncSession) -> None:
        self.db = db
        self.lead = self._coach("Lies", role=Role.LEAD)
        self.colleague = self._coach("Cor")
        self.editor = self._coach("Ed", role=Role.EDITOR)

    async def opens(self) -> Escalation:
        """Let the lead have a conversation with something of everything in it."""
        await self.db.flush()
        one = await self._asks(coach_id=self.lead.id, claimed_at=now())
        whose = {"escalation_id": one.id, "conversation_id": one.conversation_id}
        for coach in (self.lead, self.colleague):
            note = {"client_id": uuid4(), "number": 1, "after_seq": 1, "text": "Rustig aan"}
            self.db.add(EscalationNote(coach_id=coach.id, **whose, **note))
        self._offers(one, self.lead, self.colleague)
        return one

    async def gets_busy(self, count: int) -> None:
        """So many more wait, are on offer to the lead, were helped, or were promised something."""
        for number in range(count):
            await self._asks()
            theirs = await self._asks(coach_id=self.colleague.id, claimed_at=now())
            self._offers(theirs, self.colleague, self.lead)
            ended = await self._asks(coach_id=self.lead.id, claimed_at=now(), resolved_at=now())
            at = now() + timedelta(days=count, hours=number)
            whose = {"conversation_id": ended.conversation_id, "escalation_id": ended.id}
            self.db.add(CallBack(due_at=at, **whose))
            coach = (self.lead, self.colleague)[number % 2]
            self.db.add(Appointment(coach_id=coach.id, starts_at=at, ends_at=at, **whose))

    def _coach(self, name: str, **more: Any) -> Coach:
        coach = Coach(id=uuid4(), email=name, name=name, password_hash="", **more)
        coach.connected_until = now() + timedelta(hours=1)
        self.db.add(coach)
        return coach

    async def _asks(self, **more: Any) -> Escalation:
        worker = Worker(id=uuid4(), host_reference=str(uuid4()), name="Samira")
        conversation = Conversation(id=uuid4(), worker_id=worker.id, last_seq=1)
        of_worker = {"speaker": Speaker.WORKER, "speaker_name": "", "text": "Mag dat?"}
        message = Message(id=uuid4(), conversation_id=conversation.id, seq=1, **of_worker)
        about = {"conversation_id": conversation.id, "message_id": message.id, "reason": "asked"}
        escalation = Escalation(id=uuid4(), is_urgent=True, alarmed_at=now(), **about, **more)
        for row in (worker, conversation, message, escalation):
            self.db.add(row)
            await self.db.flush()
        return escalation

    def _offers(self, one: Escalation, giver: Coach, taker: Coach) -> None:
        whose = {"from_coach_id": giver.id, "to_coach_id": taker.id}
        self.db.add(EscalationTransfer(escalation_id=one.id, **whose))


@pytest.fixture
async def app(settings: Settings, database_url: str) -> AsyncIterator[FastAPI]:
    """The API on either kind of database, without anything that works by the clock."""
    app = create_app(settings.model_copy(update={"database_url": database_url}))
    yield app
    await app.state.services.close()


async def cost_of_page(app: FastAPI, address: str, token: str) -> int:
    """How many questions one page asks."""
    cookies = {Cookie.SESSION: token}
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://x", cookies=cookies) as http:
        with counted(app.state.services.database) as sent:
            response = await http.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return len(sent)


async def cost_of_news(app: FastAPI, on_duty: OnDuty, one: Escalation, *about: str) -> int:
    """How many questions an open page asks when something of this kind happens."""
    database = app.state.services.database
    page = LivePage(Versions(dict.fromkeys(REGIONS, "")), one.id, after=0)
    async with database.reading() as db:
        await page.look(db, on_duty)
    async with database.reading() as db:
        with counted(database) as sent:
            await page.look_at_thread(db, on_duty.coach, frozenset(about))
            await page.look(db, on_duty, frozenset(about))
    return len(sent)


async def test_is_the_same_however_many_wait(app: FastAPI) -> None:
    database = app.state.services.database
    known = CoachSessions(database, idle_minutes=60)
    async with database.transaction() as db:
        office = Office(db)
        one = await office.opens()
    token = await known.begin(office.lead.id)
    of_editor = await known.begin(office.editor.id)
    on_duty = await known.resume(token)
    talk = conversation_topic(one.conversation_id)
    costs = []
    for count in (FEW, MANY):
        async with database.transaction() as db:
            office.db = db
            await office.gets_busy(count)
        pages = [page.format(one.id) for page in PAGES]
        cost = {page: await cost_of_page(app, page, token) for page in pages}
        cost |= {
            "content": await cost_of_page(app, "/console/content", of_editor),
            "news of the queue": await cost_of_news(app, on_duty, one, DESK),
            "news of the talk": await cost_of_news(app, on_duty, one, talk),
        }
        costs.append(cost)
    assert costs[0] == costs[1]
    assert max(costs[0].values()) <= MOST, costs[0]
