"""Workers who ask for a coach, and coaches at the console's front door."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import httpx
from playwright.async_api import Browser, BrowserContext
from sqlalchemy import select

from api.accounts.service import Deposit, deposit, open_account
from api.console.access import Cookie
from api.console.signing_in import people
from api.console.signing_in.sessions import CoachSessions
from api.conversations.gateway import Incoming
from api.conversations.opening import open_conversation
from api.conversations.tables import Message, Turn
from api.escalations import service as escalations
from api.services import Services
from api.signals import conversation_topic
from api.workers.identity import Identity, find_or_add_worker, sign_identity

PASSWORD = "een lang wachtwoord"


@dataclass(frozen=True)
class Asked:
    """A worker who asked for a coach."""

    conversation_id: UUID
    escalation_id: UUID

    @property
    def page(self) -> str:
        """The address of the hand-off in the console."""
        return f"/console/escalations/{self.escalation_id}"


@dataclass
class Console:
    """A running API with a console."""

    address: str
    parts: Services

    def identity(self, name: str = "Samira") -> str:
        """A token for a worker, as the host site would sign it."""
        return sign_identity(Identity(f"ref-{name}", name), self.parts.settings)

    async def asks(
        self,
        text: str = "Ik wil iemand spreken",
        name: str | None = "Samira",
        before: Sequence[str] = ("Hoi, ik zoek een andere baan",),
    ) -> Asked:
        """A worker (or a visitor, without a name) says this, and is in the queue by the last."""
        async with self.parts.database.transaction() as db:
            worker = await find_or_add_worker(db, Identity(f"ref-{name}", name)) if name else None
            conversation = await open_conversation(db, worker)
        for words in before:
            await self.says(conversation.id, words)
        message = await self.says(conversation.id, text)
        async with self.parts.database.transaction() as db:
            escalation = await escalations.request(db, message, "asked")
        return Asked(conversation.id, escalation.id)

    async def has_account(self, name: str, cents: int) -> None:
        """The worker gets a learning account with this much on it."""
        async with self.parts.database.transaction() as db:
            worker = await find_or_add_worker(db, Identity(f"ref-{name}", name))
            account = await open_account(db, worker.id)
            paid_in = Deposit("Zon", "supermarkt_demo", cents, date(2026, 3, 2), "2026")
            await deposit(db, account, paid_in)

    async def says(self, conversation_id: UUID, text: str) -> Message:
        """The worker types something, and reads the bot's answer if the bot may speak."""
        incoming = Incoming(uuid4(), text=text)
        signals = self.parts.database.signals
        with signals.listening(conversation_topic(conversation_id)) as listener:
            message = await self.parts.gateway.receive(conversation_id, incoming)
            while await self._owes_an_answer():
                await listener.wait(1)
        return message

    async def _owes_an_answer(self) -> bool:
        async with self.parts.database.reading() as db:
            return await db.scalar(select(Turn).where(Turn.answered_at.is_(None))) is not None

    @asynccontextmanager
    async def visitor(self) -> AsyncIterator[httpx.AsyncClient]:
        """A browser in which nobody is signed in."""
        own = {"Origin": self.address}
        # A busy machine is slow, not broken.
        async with httpx.AsyncClient(base_url=self.address, headers=own, timeout=15) as browser:
            yield browser

    @asynccontextmanager
    async def coach(self, name: str = "sanne") -> AsyncIterator[httpx.AsyncClient]:
        """A browser in which a coach has signed in."""
        async with self.visitor() as browser:
            response = await sign_in(browser, f"{name}@werkplaats.example")
            assert response.status_code == 303
            yield browser

    async def window(self, browser: Browser, name: str = "sanne", **how: Any) -> BrowserContext:
        """A real browser in which a coach has signed in."""
        async with self.parts.database.reading() as db:
            coach = await people.by_email(db, f"{name}@werkplaats.example")
        known = CoachSessions(self.parts.database, self.parts.settings.console_idle_minutes)
        token = await known.begin(coach.id)
        context = await browser.new_context(**how)
        cookie = {"name": Cookie.SESSION.value, "value": token, "url": self.address}
        await context.add_cookies([{**cookie, "httpOnly": True, "sameSite": "Strict"}])
        return context

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[tuple[httpx.AsyncClient, Asked]]:
        """Sanne's browser, and a conversation that she has taken."""
        asked = await self.asks()
        async with self.coach() as sanne:
            await sanne.post(f"{asked.page}/claim")
            yield sanne, asked


async def sign_in(
    browser: httpx.AsyncClient, email: str, password: str = PASSWORD
) -> httpx.Response:
    """Fill in the sign-in form."""
    return await browser.post("/console/login", data={"email": email, "password": password})


async def reply(browser: httpx.AsyncClient, asked: Asked, text: str) -> httpx.Response:
    """Fill in the reply form of the page, as a browser without scripts does."""
    page = (await browser.get(asked.page)).text
    found = re.search(r'name="client_id" value="([^"]+)"', page)
    assert found, page
    data = {"client_id": found[1], "text": text}
    return await browser.post(f"{asked.page}/messages", data=data)
