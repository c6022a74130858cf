"""The "Telegram" panel of the widget: what it shows a signed-in worker, and what they wish."""

import re
from enum import StrEnum
from typing import Literal

import segno
from pydantic import BaseModel
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.channels.telegram import chats, codes, linking
from api.channels.telegram.bridge import Bridge
from api.channels.telegram.tables import TelegramBridge, TelegramChat, TelegramLink
from api.channels.telegram.words import word
from api.channels.web.sessions import Visit
from api.channels.web.tables import WebSession
from api.database import Database, now
from api.dutch import clock_in_words

_STROKES = re.compile(r' d="([^"]+)"')


class Wish(StrEnum):
    """What the worker asks of the panel."""

    CODE = "code"
    STOP = "stop"
    CONFIRM = "confirm"
    DENY = "deny"
    UNLINK = "unlink"


class Choice(BaseModel):
    """A button of the panel."""

    wish: Wish
    title: str


class QrShown(BaseModel):
    """A code to scan: a square of `size` modules, its dark ones as strokes of an SVG path."""

    size: int
    path: str


class PanelShown(BaseModel):
    """All that the panel shows: a whole snapshot, of which the last one counts."""

    type: Literal["telegram"] = "telegram"
    text: str
    # True when somebody waits for an answer, so that the panel should not stay closed.
    asks: bool = False
    link: str | None = None
    link_text: str | None = None
    qr: QrShown | None = None
    choices: list[Choice]


class LinkPanel:
    """The panel of one open socket; only it ever knows the code it was given."""

    def __init__(self, bridge: Bridge, database: Database, visit: Visit) -> None:
        self.database = database
        self.visit = visit
        # A visitor has nothing to link.
        self.is_on = bridge.is_on and visit.signed_in_as is not None
        self._code: str | None = None
        self._last: PanelShown | None = None
        self._seen = 0

    async def news(self, db: AsyncSession) -> PanelShown | None:
        """What the panel shows now, unless it was shown before."""
        shown = await self._shown(db) if self.is_on else None
        if shown == self._last:
            return None
        self._last = shown
        return shown

    async def _shown(self, db: AsyncSession) -> PanelShown | None:
        username = await db.scalar(select(TelegramBridge.bot_username))
        if username is None:
            return None
        chat = await db.scalar(
            select(TelegramChat).where(TelegramChat.conversation_id == self.visit.conversation_id)
        )
        if chat:
            return _linked(chat)
        link = await db.scalar(
            select(TelegramLink).where(
                TelegramLink.web_session_id == self.visit.session_id,
                TelegramLink.ended_at.is_(None),
                TelegramLink.expires_at > now(),
            )
        )
        if link and link.agreed_at:
            return _asking(link)
        if link and self._code:
            return _with_code(link, f"https://t.me/{username}?start={self._code}")
        return PanelShown(text=word("panel_unlinked"), choices=[_choice(Wish.CODE, "start")])

    async def obey(self, wish: Wish) -> None:
        """Do what the worker asks. Raises LinkOver or CoachStillOwed."""
        if not self.is_on:
            raise linking.LinkOver
        async with self.database.transaction() as db:
            session = await db.get_one(WebSession, self.visit.session_id)
            if session.worker_id is None or session.is_over:
                raise linking.LinkOver
            await self._obey(db, wish, session)

    async def _obey(self, db: AsyncSession, wish: Wish, session: WebSession) -> None:
        match wish:
            case Wish.CODE:
                assert session.worker_id  # noqa: S101 (checked by obey)
                self._code = await codes.new_code(db, session.id, session.worker_id)
            case Wish.STOP:
                await codes.end_attempts(db, session.id)
            case Wish.CONFIRM:
                await linking.confirm(db, session.id)
            case Wish.DENY:
                await linking.deny(db, session.id)
            case Wish.UNLINK:
                assert session.worker_id  # noqa: S101 (checked by obey)
                chat = await chats.of_worker(db, session.worker_id)
                if chat:
                    await linking.unlink(db, chat)
        linking.tell(db, self.visit.conversation_id)

    async def note_seen(self, seq: int) -> None:
        """Note how far this socket has shown the conversation, where a linked chat needs it.

        What an open socket was sent counts as seen: whether somebody looks, nobody knows.
        """
        if not self.is_on or seq <= self._seen:
            return
        self._seen = seq
        behind = (
            TelegramChat.conversation_id == self.visit.conversation_id,
            TelegramChat.web_seq < seq,
        )
        async with self.database.reading() as db:
            if await db.scalar(select(TelegramChat.chat_id).where(*behind)) is None:
                return
        async with self.database.transaction() as db:
            await db.execute(update(TelegramChat).where(*behind).values(web_seq=seq))


def _linked(chat: TelegramChat) -> PanelShown:
    name = chat.name or word("no_name")
    return PanelShown(
        text=word("panel_linked", name=name), choices=[_choice(Wish.UNLINK, "unlink")]
    )


def _asking(link: TelegramLink) -> PanelShown:
    name = link.telegram_name or word("no_name")
    return PanelShown(
        text=word("panel_confirm", name=name),
        asks=True,
        choices=[_choice(Wish.CONFIRM, "yes"), _choice(Wish.DENY, "no")],
    )


def _with_code(link: TelegramLink, address: str) -> PanelShown:
    return PanelShown(
        text=word("panel_code", until=clock_in_words(link.expires_at)),
        link=address,
        link_text=word("panel_link"),
        qr=_qr(address),
        choices=[_choice(Wish.CODE, "again"), _choice(Wish.STOP, "stop")],
    )


def _choice(wish: Wish, word_key: str) -> Choice:
    return Choice(wish=wish, title=word(f"panel_{word_key}"))


def _qr(address: str) -> QrShown:
    code = segno.make_qr(address, error="m")
    drawing = code.svg_inline(omitsize=True, lineclass=None, svgclass=None)
    found = _STROKES.search(drawing)
    assert found  # noqa: S101 (segno always draws a path)
    return QrShown(size=int(code.symbol_size()[0]), path=found[1])
