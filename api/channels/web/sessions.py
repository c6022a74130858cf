"""Who is at the other end of a chat socket: a visitor, or a worker the host site vouches for."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.channels.web.tables import WebSession
from api.conversations.notices import notice
from api.conversations.opening import open_conversation
from api.conversations.repository import Offer
from api.conversations.tables import ButtonKind
from api.conversations.turns import hash_token
from api.database import announce, now
from api.errors import LeermaatError
from api.escalations.owed import leave_behind
from api.settings import Settings
from api.signals import conversation_topic
from api.texts import say
from api.workers.identity import find_or_add_worker, read_identity
from api.workers.tables import Worker


class SessionOver(LeermaatError):
    """The session is unknown, revoked or expired."""

    status = 401
    sentence = "This session is over. Say hello without it."


@dataclass(frozen=True)
class Visit:
    """A session in use; `secret` is filled only when it is new to the browser."""

    session_id: UUID
    conversation_id: UUID
    secret: str | None
    signed_in_as: str | None


async def visit(
    db: AsyncSession, settings: Settings, secret: str | None, identity_token: str | None
) -> Visit:
    """Let a browser in: by the host site's token, by its session secret, or as a new visitor.

    A visitor's thread never becomes a worker's: signing in opens the worker's own conversation.
    The browser forgets the visitor's, so who waited there for a coach hears that it is over.
    Raises IdentityRefused or SessionOver.
    """
    if identity_token:
        worker = await find_or_add_worker(db, read_identity(identity_token, settings))
        begun = await _begin(db, worker, timedelta(hours=settings.web_session_hours))
        if secret and await _leave_visitor(db, secret):
            ask = Offer(say("button_coach"), ButtonKind.REQUEST_COACH)
            await notice(db, begun.conversation_id, say("coach_left_behind"), ask)
        return begun
    if secret:
        return await _resume(db, secret)
    return await _begin(db, None, None)


async def _begin(db: AsyncSession, worker: Worker | None, lifetime: timedelta | None) -> Visit:
    conversation = await open_conversation(db, worker)
    secret = secrets.token_urlsafe(32)
    session = WebSession(
        secret_hash=hash_token(secret),
        conversation_id=conversation.id,
        worker_id=conversation.worker_id,
        expires_at=now() + lifetime if lifetime else None,
    )
    db.add(session)
    await db.flush()
    return Visit(session.id, conversation.id, secret, worker.name if worker else None)


async def _resume(db: AsyncSession, secret: str) -> Visit:
    session = await _of_secret(db, secret)
    if session is None or session.is_over:
        raise SessionOver
    worker = await db.get(Worker, session.worker_id) if session.worker_id else None
    return Visit(session.id, session.conversation_id, None, worker.name if worker else None)


async def _leave_visitor(db: AsyncSession, secret: str) -> bool:
    """End what a coach owes the visitor that this browser was; tells if there was any."""
    visitor = await _of_secret(db, secret)
    if visitor is None or visitor.is_over or visitor.worker_id:
        return False
    return await leave_behind(db, visitor.conversation_id)


async def _of_secret(db: AsyncSession, secret: str) -> WebSession | None:
    found: WebSession | None = await db.scalar(
        select(WebSession).where(WebSession.secret_hash == hash_token(secret))
    )
    return found


async def is_over(db: AsyncSession, session_id: UUID) -> bool:
    """Whether a session in use has ended meanwhile."""
    session = await db.get(WebSession, session_id, populate_existing=True)
    return session is None or session.is_over


async def sign_out(db: AsyncSession, session_id: UUID) -> None:
    """End the session, and for a signed-in worker every other web session too."""
    session = await db.get_one(WebSession, session_id)
    same = (
        WebSession.worker_id == session.worker_id
        if session.worker_id
        else WebSession.id == session.id
    )
    ending = update(WebSession).where(same, WebSession.revoked_at.is_(None))
    await db.execute(ending.values(revoked_at=now()))
    announce(db, conversation_topic(session.conversation_id))
