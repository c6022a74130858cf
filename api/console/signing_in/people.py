"""The people of the console: adding them, giving them a role, and letting them go.

There is no way in for who was not added here. Every function is part of the caller's transaction.
"""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.console.signing_in import half_sign_ins, second_factors
from api.console.signing_in.passwords import check_new_password, hash_password
from api.console.signing_in.tables import CoachSession
from api.database import announce, now
from api.errors import LeermaatError, NotFound
from api.escalations.tables import Coach, Role
from api.signals import DESK

TEMPORARY_PASSWORD_LASTS = timedelta(days=7)


class AddressTaken(LeermaatError):
    """Somebody with this e-mail address is here already."""

    status = 409
    sentence = "Somebody with this e-mail address is here already."


async def everybody(db: AsyncSession) -> Sequence[Coach]:
    """Everybody who is or was here, by name."""
    return list(await db.scalars(select(Coach).order_by(Coach.name, Coach.id)))


async def by_email(db: AsyncSession, email: str) -> Coach:
    """The person with this address, whatever its case. Raises NotFound."""
    found = await db.scalar(select(Coach).where(func.lower(Coach.email) == _tidy(email)))
    if found is None:
        raise NotFound
    return found


async def add(db: AsyncSession, email: str, name: str, role: Role) -> tuple[Coach, str]:
    """Let somebody in, and return their temporary password. Raises AddressTaken."""
    if await db.scalar(select(Coach.id).where(func.lower(Coach.email) == _tidy(email))):
        raise AddressTaken
    coach = Coach(email=_tidy(email), name=name.strip(), role=role, password_hash="")
    db.add(coach)
    await db.flush()
    return coach, await give_temporary_password(db, coach)


async def give_temporary_password(db: AsyncSession, coach: Coach) -> str:
    """A password to begin with: it must be replaced at the first sign-in, within a week."""
    password = secrets.token_urlsafe(12)
    coach.password_hash = hash_password(password)
    coach.password_ends_at = now() + TEMPORARY_PASSWORD_LASTS
    await sign_out(db, coach.id)
    return password


async def set_password(db: AsyncSession, coach: Coach, password: str) -> None:
    """Let somebody sign in with a password of their own choice. Raises WeakPassword."""
    check_new_password(password, coach.email)
    changing = update(Coach).where(Coach.id == coach.id)
    await db.execute(changing.values(password_hash=hash_password(password), password_ends_at=None))


async def set_role(db: AsyncSession, coach: Coach, role: Role) -> None:
    """Give somebody another role; they sign in again, so that no open page outlives the old one."""
    coach.role = role
    await sign_out(db, coach.id)


async def disable(db: AsyncSession, coach: Coach) -> None:
    """Let somebody in no more. Who waits for their answer is not forgotten: see the desk."""
    coach.disabled_at = now()
    coach.connected_until = None
    await sign_out(db, coach.id)


async def enable(db: AsyncSession, coach: Coach) -> None:
    """Let somebody in again."""
    coach.disabled_at = None


async def reset_second_factor(db: AsyncSession, coach: Coach) -> None:
    """Forget somebody's telephone, recovery codes and tie to the organisation's own sign-in."""
    coach.organisation_subject = None
    await second_factors.forget(db, coach.id)
    await sign_out(db, coach.id)


async def sign_out(db: AsyncSession, coach_id: UUID, but: UUID | None = None) -> None:
    """End every session of somebody, except perhaps the one they use now."""
    ending = update(CoachSession).where(
        CoachSession.coach_id == coach_id, CoachSession.revoked_at.is_(None)
    )
    if but:
        ending = ending.where(CoachSession.id != but)
    await db.execute(ending.values(revoked_at=now()))
    await half_sign_ins.end_all_of(db, coach_id)
    # Open pages look at once whether their session still holds.
    announce(db, DESK)


def _tidy(email: str) -> str:
    return email.strip().lower()
