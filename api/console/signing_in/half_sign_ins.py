"""Between the right password and being in: the steps that are left, for ten minutes at most."""

import secrets
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.console.signing_in.second_factors import SecondFactors
from api.console.signing_in.sessions import SignInNeeded
from api.console.signing_in.tables import HalfSignIn
from api.conversations.turns import hash_token
from api.database import Database, now
from api.escalations.tables import Coach

LASTS = timedelta(minutes=10)


class Step(StrEnum):
    """What somebody has to do before they are in; in this order."""

    CODE = "code"
    PASSWORD = "password"  # noqa: S105 (the name of a step)
    ENROL = "enrol"


class HalfSignIns:
    """Begins, finds and ends half sign-ins, and knows which step is due."""

    def __init__(self, database: Database, factors: SecondFactors, *, required: bool) -> None:
        self.database = database
        self.factors = factors
        self.required = required

    async def begin(
        self, coach: Coach, next_page: str, *, proven: bool = False, wants_new_factor: bool = False
    ) -> str | None:
        """Begin one and return its token; None when nothing is left to do.

        `proven` means that the organisation's own sign-in asked a second factor already.
        """
        token = secrets.token_urlsafe(32)
        half = HalfSignIn(
            token_hash=hash_token(token),
            coach_id=coach.id,
            next_page=next_page,
            code_was_right=proven,
            wants_new_factor=wants_new_factor,
        )
        async with self.database.transaction() as db:
            await db.execute(delete(HalfSignIn).where(HalfSignIn.created_at < now() - LASTS))
            if await self._due(db, half, coach) is None:
                return None
            db.add(half)
        return token

    async def look(self, token: str) -> tuple[HalfSignIn, Coach, Step | None]:
        """Who holds this token and which step is due. Raises SignInNeeded."""
        async with self.database.reading() as db:
            half = await db.get(HalfSignIn, hash_token(token))
            if half is None or half.created_at < now() - LASTS:
                raise SignInNeeded
            coach = await db.get_one(Coach, half.coach_id)
            if coach.disabled_at:
                raise SignInNeeded
            return half, coach, await self._due(db, half, coach)

    async def pass_code(self, half: HalfSignIn, code: str) -> None:
        """Take the code. Raises CodeRefused or TooManyCodes."""
        await self.factors.check(half.coach_id, code)
        await self._note(half, code_was_right=True)

    async def offer(self, half: HalfSignIn) -> str:
        """The secret to enrol with, encrypted; the same one until it is used."""
        if half.secret is None:
            half.secret = self.factors.offer()
            await self._note(half, secret=half.secret)
        return half.secret

    async def enrol(self, half: HalfSignIn, code: str) -> list[str]:
        """Enrol with the offered secret; returns recovery codes. Raises CodeRefused."""
        codes = await self.factors.enrol(half.coach_id, await self.offer(half), code)
        await self._note(half, wants_new_factor=False, code_was_right=True)
        return codes

    async def end(self, token: str) -> None:
        """Be done with it."""
        async with self.database.transaction() as db:
            await db.execute(delete(HalfSignIn).where(HalfSignIn.token_hash == hash_token(token)))

    async def _note(self, half: HalfSignIn, **values: object) -> None:
        noting = update(HalfSignIn).where(HalfSignIn.token_hash == half.token_hash)
        async with self.database.transaction() as db:
            await db.execute(noting.values(**values))

    async def _due(self, db: AsyncSession, half: HalfSignIn, coach: Coach) -> Step | None:
        is_enrolled = await self.factors.is_enrolled(db, coach.id)
        if is_enrolled and not half.code_was_right:
            return Step.CODE
        if coach.password_ends_at:
            return Step.PASSWORD
        lacks_one = self.required and not is_enrolled and not half.code_was_right
        return Step.ENROL if half.wants_new_factor or lacks_one else None


async def end_all_of(db: AsyncSession, coach_id: UUID) -> None:
    """Let every half sign-in of this coach be over."""
    await db.execute(delete(HalfSignIn).where(HalfSignIn.coach_id == coach_id))
