"""Sessions of coaches: begun at sign-in, kept alive by what a coach does, ended in time."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.console.signing_in.tables import CoachSession
from api.conversations.turns import hash_token
from api.database import Database, announce, now
from api.errors import LeermaatError
from api.escalations.tables import Coach
from api.signals import DESK

LONGEST_SHIFT = timedelta(hours=12)
# Noting every click would make every click a write.
NOTE_AGAIN_AFTER = timedelta(minutes=1)
WARN_BEFORE = timedelta(minutes=2)


class SignInNeeded(LeermaatError):
    """Nobody is signed in here, or not any more."""

    status = 401
    sentence = "Sign in first."


@dataclass(frozen=True)
class OnDuty:
    """A coach who is signed in. The session ends at `ends_at` when nothing is done until then."""

    session_id: UUID
    coach: Coach
    seen_at: datetime
    ends_at: datetime

    @property
    def ends_soon(self) -> bool:
        """Whether it is time to warn."""
        return self.ends_at - now() <= WARN_BEFORE


class CoachSessions:
    """Finds, begins and ends sessions. Without any activity one lasts `idle`."""

    def __init__(self, database: Database, idle_minutes: int) -> None:
        self.database = database
        self.idle = timedelta(minutes=idle_minutes)

    async def begin(self, coach_id: UUID, device: str = "") -> str:
        """Begin a session, and return the token of which only the browser keeps a copy."""
        token = secrets.token_urlsafe(32)
        async with self.database.transaction() as db:
            session = CoachSession(token_hash=hash_token(token), coach_id=coach_id, device=device)
            db.add(session)
        return token

    async def end(self, token: str) -> None:
        """End the session of this token, if there is one."""
        ending = update(CoachSession).where(CoachSession.token_hash == hash_token(token))
        async with self.database.transaction() as db:
            await db.execute(
                ending.where(CoachSession.revoked_at.is_(None)).values(revoked_at=now())
            )

    async def of(self, db: AsyncSession, coach_id: UUID) -> list[CoachSession]:
        """The sessions of a coach that hold now, newest first."""
        found = await db.scalars(
            select(CoachSession)
            .where(
                CoachSession.coach_id == coach_id,
                CoachSession.revoked_at.is_(None),
                CoachSession.created_at > now() - LONGEST_SHIFT,
                CoachSession.last_seen_at > now() - self.idle,
            )
            .order_by(CoachSession.created_at.desc())
        )
        return list(found)

    async def revoke(self, db: AsyncSession, coach_id: UUID, session_id: UUID) -> None:
        """End one of the coach's own sessions; another's is left alone."""
        ending = update(CoachSession).where(
            CoachSession.id == session_id,
            CoachSession.coach_id == coach_id,
            CoachSession.revoked_at.is_(None),
        )
        await db.execute(ending.values(revoked_at=now()))
        announce(db, DESK)

    async def resume(self, token: str) -> OnDuty:
        """Who holds this token; counts as something the coach does. Raises SignInNeeded."""
        async with self.database.reading() as db:
            on_duty = await self._find(db, CoachSession.token_hash == hash_token(token))
        return await self.keep_alive(on_duty)

    async def keep_alive(self, on_duty: OnDuty) -> OnDuty:
        """Note that the coach did something. Raises SignInNeeded."""
        if now() - on_duty.seen_at < NOTE_AGAIN_AFTER:
            return on_duty
        noting = update(CoachSession).where(CoachSession.id == on_duty.session_id)
        async with self.database.transaction() as db:
            await db.execute(noting.values(last_seen_at=now()))
            return await self.look(db, on_duty.session_id)

    async def look(self, db: AsyncSession, session_id: UUID) -> OnDuty:
        """Whether a session still holds; does not count as activity. Raises SignInNeeded."""
        return await self._find(db, CoachSession.id == session_id)

    async def _find(self, db: AsyncSession, wanted: ColumnElement[bool]) -> OnDuty:
        holding = (
            select(CoachSession, Coach)
            .join(Coach, Coach.id == CoachSession.coach_id)
            .where(wanted, CoachSession.revoked_at.is_(None), Coach.disabled_at.is_(None))
            .execution_options(populate_existing=True)
        )
        found = (await db.execute(holding)).one_or_none()
        if found is None:
            raise SignInNeeded
        session, coach = found
        ends_at = min(session.created_at + LONGEST_SHIFT, session.last_seen_at + self.idle)
        if ends_at <= now():
            raise SignInNeeded
        return OnDuty(session.id, coach, session.last_seen_at, ends_at)
