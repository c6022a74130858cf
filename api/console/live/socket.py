"""Keeping an open page up to date: the page says what it shows, and gets what differs."""

import asyncio
import json

from fastapi import WebSocket, WebSocketDisconnect
from pydantic import ValidationError

from api.console.lists.choices import Filter
from api.console.live.frames import FRAME, LARGEST_FRAME, Here, Show, Typing
from api.console.live.open_page import LivePage
from api.console.live.versions import Versions
from api.console.signing_in.sessions import CoachSessions, OnDuty, SignInNeeded
from api.errors import NotFound
from api.escalations import presence
from api.escalations.repository import EscalationRepository
from api.services import Services
from api.sockets import BAD_FRAME, NO_FIRST_FRAME, SESSION_OVER, Closed, close, receive_frame

SHOW_SECONDS = 10
# A revoked session must be over within 5 seconds.
SESSION_LOOK_SECONDS = 4
QUIET_LOOKS = 5
BE_THERE_SECONDS = 15


class CoachSocket:
    """One open page of one coach."""

    def __init__(
        self, socket: WebSocket, parts: Services, known: CoachSessions, on_duty: OnDuty
    ) -> None:
        self.socket = socket
        self.parts = parts
        self.known = known
        self.on_duty = on_duty
        self.key = f"console:{id(self)}"

    async def serve(self) -> None:
        """Serve the page until it leaves or the session is over."""
        try:
            page = await self._first_look()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._listen(page))
                tasks.create_task(self._speak(page))
                tasks.create_task(self._be_there())
        except* Closed as closing:
            await close(self.socket, closing)
        except* WebSocketDisconnect:
            pass

    async def _first_look(self) -> LivePage:
        try:
            async with asyncio.timeout(SHOW_SECONDS):
                frame = await self._receive()
        except TimeoutError:
            raise Closed(NO_FIRST_FRAME) from None
        if not isinstance(frame, Show):
            raise Closed(BAD_FRAME)
        chosen = Filter(frame.sector, frame.topic)
        return LivePage(Versions(frame.regions), frame.escalation, frame.after, frame.note, chosen)

    async def _listen(self, page: LivePage) -> None:
        """Hear that the coach is at work, which keeps the session alive."""
        while True:
            frame = await self._receive()
            if isinstance(frame, Show):
                raise Closed(BAD_FRAME)
            if isinstance(frame, Typing):
                await self._show_typing(page)
            try:
                self.on_duty = await self.known.keep_alive(self.on_duty)
            except SignInNeeded:
                raise Closed(SESSION_OVER) from None

    async def _be_there(self) -> None:
        """Count as present for as long as this page is open."""
        while True:
            async with self.parts.database.transaction() as db:
                await presence.connect(db, self.on_duty.coach.id)
            await asyncio.sleep(BE_THERE_SECONDS)

    async def _show_typing(self, page: LivePage) -> None:
        """Let the worker see it, as long as the conversation is this coach's."""
        if page.escalation_id is None:
            return
        async with self.parts.database.reading() as db:
            escalation = await EscalationRepository(db).by_id(page.escalation_id)
        if escalation and escalation.claimed_at and escalation.coach_id == self.on_duty.coach.id:
            self.parts.coaches_typing.note(escalation.conversation_id)

    async def _receive(self) -> Show | Here | Typing:
        limit = self.parts.frames_limit
        text = await receive_frame(self.socket, limit, self.key, LARGEST_FRAME)
        try:
            return FRAME.validate_json(text)
        except ValidationError:
            raise Closed(BAD_FRAME) from None

    async def _speak(self, page: LivePage) -> None:
        """Look now and after every signal, and now and then in case a signal got lost."""
        while True:
            topics = page.topics
            with self.parts.database.signals.listening(*topics) as listener:
                await self._send_news(page, None)
                quiet = 0
                while page.topics == topics:
                    rung = await listener.wait(SESSION_LOOK_SECONDS)
                    quiet = 0 if rung else quiet + 1
                    about = listener.take_topics() if quiet % QUIET_LOOKS or rung else None
                    await self._send_news(page, about)

    async def _send_news(self, page: LivePage, about: frozenset[str] | None) -> None:
        """Send what is new about these topics; None is about everything."""
        try:
            async with self.parts.database.reading() as db:
                self.on_duty = await self.known.look(db, self.on_duty.session_id)
                said = await page.look_at_thread(db, self.on_duty.coach, about)
            # Outside: a laptop that fell asleep takes nothing in, and would keep a connection.
            if said:
                await self.socket.send_text(json.dumps(said))
            async with self.parts.database.reading() as db:
                updates = page.look_at_session(self.on_duty)
                updates += await page.look(db, self.on_duty, about)
                updates += page.look_at_typing(self.parts.workers_typing)
        except SignInNeeded:
            raise Closed(SESSION_OVER) from None
        except NotFound:
            raise Closed(BAD_FRAME) from None
        # An empty list is the sign of life that the page waits for.
        await self.socket.send_text(json.dumps(updates))
