"""The WebSocket door: frames in, the feed out."""

import asyncio
import json
import logging
from typing import Any
from uuid import UUID

from fastapi import WebSocket, WebSocketDisconnect, status
from pydantic import BaseModel, ValidationError

from api.access import address_of
from api.channels.telegram.panel import LinkPanel
from api.channels.web import sessions
from api.channels.web.frames import (
    LARGEST_FRAME,
    SPOKEN,
    Hello,
    LinkTelegram,
    Press,
    Say,
    SignOut,
    Typing,
)
from api.channels.web.sessions import Visit
from api.conversations import feed
from api.conversations.gateway import LONGEST_TEXT, Incoming, NotKept
from api.conversations.tables import Speaker
from api.errors import LeermaatError
from api.limits import TooManyMessages
from api.safety.crisis import sounds_like_crisis
from api.services import Services
from api.signals import conversation_topic
from api.sockets import BAD_FRAME, NO_FIRST_FRAME, SESSION_OVER, Closed, close, receive_frame
from api.texts import explain, say
from api.workers.identity import IdentityRefused

log = logging.getLogger(__name__)

SUBPROTOCOL = "leermaat.v1"
HELLO_SECONDS = 10
HEARTBEAT_SECONDS = 25


class ChatSocket:
    """One open socket of one browser."""

    def __init__(self, socket: WebSocket, parts: Services) -> None:
        self.socket = socket
        self.parts = parts
        self.database = parts.database
        self.key = str(id(self))
        self.address = address_of(socket)
        self.speaking = ""

    async def serve(self) -> None:
        """Serve the browser until it leaves."""
        await self.socket.accept(subprotocol=SUBPROTOCOL)
        try:
            hello = await self._hello()
            visit = await self._welcome(hello)
            self.panel = LinkPanel(self.parts.telegram, self.database, visit)
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._listen(visit))
                tasks.create_task(self._speak(visit, hello.after if not visit.secret else 0))
        except* Closed as closing:
            await close(self.socket, closing)
        except* WebSocketDisconnect:
            pass

    async def _hello(self) -> Hello:
        try:
            async with asyncio.timeout(HELLO_SECONDS):
                return Hello.model_validate(await self._receive())
        except TimeoutError:
            raise Closed(NO_FIRST_FRAME) from None
        except ValidationError:
            raise Closed(BAD_FRAME) from None

    async def _welcome(self, hello: Hello) -> Visit:
        is_new = not hello.session and not hello.identity
        if is_new and not self.parts.new_visitors_limit.take(self.address):
            raise Closed(status.WS_1013_TRY_AGAIN_LATER)
        try:
            async with self.database.transaction() as db:
                visit = await sessions.visit(db, self.parts.settings, hello.session, hello.identity)
                latest = await feed.latest_seq(db, visit.conversation_id)
        except (IdentityRefused, sessions.SessionOver) as error:
            await self._refuse(error)
            raise Closed(SESSION_OVER) from error
        await self._send(
            type="welcome",
            session=visit.secret,
            conversation=visit.conversation_id,
            signed_in_as=visit.signed_in_as,
            latest=latest,
        )
        return visit

    async def _listen(self, visit: Visit) -> None:
        """Take frames in, one by one, so that messages keep their order."""
        while True:
            try:
                frame = SPOKEN.validate_python(await self._receive())
            except ValidationError:
                raise Closed(BAD_FRAME) from None
            if isinstance(frame, SignOut):
                async with self.database.transaction() as db:
                    await sessions.sign_out(db, visit.session_id)
                raise Closed(SESSION_OVER)
            if isinstance(frame, LinkTelegram):
                await self._link_telegram(frame)
            elif isinstance(frame, Typing):
                self._show_typing(visit)
            else:
                await self._take_in(visit, frame)

    def _show_typing(self, visit: Visit) -> None:
        """Let the coach see it. Nobody else is waiting for what a worker types."""
        if self.speaking == "coach":
            self.parts.workers_typing.note(visit.conversation_id)

    async def _link_telegram(self, frame: LinkTelegram) -> None:
        try:
            if not self.parts.messages_limit.take(f"telegram {self.key}"):
                raise TooManyMessages
            await self.panel.obey(frame.wish)
        except LeermaatError as error:
            await self._refuse(error)

    async def _take_in(self, visit: Visit, frame: Say | Press) -> None:
        try:
            self._slow_down(visit, frame)
            message = await self.parts.gateway.receive(visit.conversation_id, _incoming(frame))
        except NotKept as error:
            await self._refuse(error, frame.id, help_in_need(frame))
        except LeermaatError as error:
            await self._refuse(error, frame.id)
        else:
            self.parts.workers_typing.stop(visit.conversation_id)
            await self._send(type="ack", id=frame.id, seq=message.seq)

    def _slow_down(self, visit: Visit, frame: Say | Press) -> None:
        # A cry for help is never dropped for coming too fast.
        if isinstance(frame, Say) and sounds_like_crisis(frame.text[:LONGEST_TEXT]):
            return
        if not self.parts.messages_limit.take(str(visit.conversation_id)):
            raise TooManyMessages

    async def _receive(self) -> Any:
        limit = self.parts.frames_limit
        text = await receive_frame(self.socket, limit, self.key, LARGEST_FRAME)
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise Closed(BAD_FRAME) from None

    async def _speak(self, visit: Visit, after: int) -> None:
        """Send the feed from the last number the browser showed, and go on as it grows."""
        topic = conversation_topic(visit.conversation_id)
        with self.database.signals.listening(topic) as listener:
            after = await self._resync_when_ahead(visit, after)
            shown: feed.StatusShown | None = None
            while True:
                after, shown = await self._send_news(visit, after, shown)
                if not await listener.wait(HEARTBEAT_SECONDS):
                    await self._send(type="heartbeat")

    async def _resync_when_ahead(self, visit: Visit, after: int) -> int:
        """A browser that has shown more than there is must begin again."""
        async with self.database.reading() as db:
            latest = await feed.latest_seq(db, visit.conversation_id)
        if after <= latest:
            return after
        await self._send(type="resync")
        return 0

    async def _send_news(
        self, visit: Visit, after: int, shown: feed.StatusShown | None
    ) -> tuple[int, feed.StatusShown]:
        async with self.database.reading() as db:
            if await sessions.is_over(db, visit.session_id):
                raise Closed(SESSION_OVER)
            messages = await feed.messages_after(db, visit.conversation_id, after)
            status = await feed.status(db, visit.conversation_id)
            if any(message.speaker is Speaker.COACH for message in messages):
                self.parts.coaches_typing.stop(visit.conversation_id)
            self.speaking = status.speaking
            status.typing = status.speaking == "coach" and self.parts.coaches_typing.is_typing(
                visit.conversation_id
            )
            panel = await self.panel.news(db)
        for message in messages:
            await self._send_model(message)
            after = message.seq
        if status != shown:
            await self._send_model(status)
        if panel:
            await self._send_model(panel)
        await self.panel.note_seen(after)
        if len(messages) == feed.PAGE:
            return await self._send_news(visit, after, status)
        return after, status

    async def _refuse(
        self, error: LeermaatError, client_id: UUID | None = None, before: str = ""
    ) -> None:
        text = f"{before}\n\n{explain(error)}".strip()
        await self._send(type="refused", id=client_id, code=error.code, text=text)

    async def _send(self, **frame: Any) -> None:
        await self.socket.send_text(json.dumps(frame, default=str))

    async def _send_model(self, model: BaseModel) -> None:
        await self.socket.send_text(model.model_dump_json())


def help_in_need(frame: Say | Press) -> str:
    """Where to find help now, also when nothing can be kept."""
    is_in_need = isinstance(frame, Say) and sounds_like_crisis(frame.text[:LONGEST_TEXT])
    return say("crisis") if is_in_need else ""


def _incoming(frame: Say | Press) -> Incoming:
    if isinstance(frame, Say):
        return Incoming(frame.id, text=frame.text)
    return Incoming(frame.id, button_id=frame.button)
