"""The second factor: a code from a telephone (TOTP), or a recovery code when that is gone."""

import base64
import hashlib
import hmac
from datetime import timedelta
from uuid import UUID

import pyotp
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.console.signing_in.recovery_codes import make_codes, take_code
from api.console.signing_in.tables import RecoveryCode, SecondFactor
from api.database import Database, now
from api.errors import LeermaatError
from api.limits import Limit

SHORTEST_KEY = 32  # characters
STEP_SECONDS = 30
# A clock may be one step behind or ahead.
DRIFT = (0, -1, 1)


class CodeRefused(LeermaatError):
    """Wrong, too old, or used before."""

    status = 401
    sentence = "This code is not right, or was used before."


class TooManyCodes(LeermaatError):
    """Somebody keeps trying codes."""

    status = 429
    sentence = "Too many codes. Wait a quarter of an hour."


class SecondFactorKeyMissing(LeermaatError):
    """Nothing to encrypt the secrets with: refuse, rather than keep them readable."""

    status = 500
    sentence = "Set SECOND_FACTOR_KEY to at least 32 characters."


class SecondFactors:
    """Makes, keeps and checks second factors."""

    def __init__(self, database: Database, key: str) -> None:
        self.database = database
        self._key = key
        self._tries = Limit("5/15 minutes")

    async def is_enrolled(self, db: AsyncSession, coach_id: UUID) -> bool:
        """Whether this coach has a second factor."""
        return await db.get(SecondFactor, coach_id) is not None

    def offer(self) -> str:
        """A fresh secret to enrol with, encrypted. Raises SecondFactorKeyMissing."""
        return self._box().encrypt(pyotp.random_base32().encode()).decode()

    def open(self, secret: str) -> pyotp.TOTP:
        """What a kept secret makes codes with. Raises SecondFactorKeyMissing."""
        try:
            return pyotp.TOTP(self._box().decrypt(secret.encode()).decode())
        except InvalidToken:
            raise SecondFactorKeyMissing from None

    async def enrol(self, coach_id: UUID, secret: str, code: str) -> list[str]:
        """Keep an offered secret once its first code is right; the older factor is gone.

        Returns the recovery codes, which are readable only now. Raises CodeRefused, TooManyCodes.
        """
        self._count(coach_id)
        step = step_of(self.open(secret), code)
        if step is None:
            raise CodeRefused
        codes, rows = await make_codes(coach_id)
        async with self.database.transaction() as db:
            await forget(db, coach_id)
            db.add(SecondFactor(coach_id=coach_id, secret=secret, last_step=step))
            db.add_all(rows)
        self._tries.forget(str(coach_id))
        return codes

    async def check(self, coach_id: UUID, code: str) -> None:
        """Take a code, of the telephone or from paper; it will not be taken again.

        Raises CodeRefused or TooManyCodes.
        """
        self._count(coach_id)
        tidy = "".join(letter for letter in code.upper() if letter.isalnum())
        if tidy.isdigit():
            is_right = await self._take_code(coach_id, tidy)
        else:
            is_right = await take_code(self.database, coach_id, tidy)
        if not is_right:
            raise CodeRefused
        self._tries.forget(str(coach_id))

    async def _take_code(self, coach_id: UUID, code: str) -> bool:
        async with self.database.transaction() as db:
            factor = await db.get(SecondFactor, coach_id)
            step = step_of(self.open(factor.secret), code) if factor else None
            if step is None:
                return False
            # The update itself decides, so that the same code counts once, also at one instant.
            taking = update(SecondFactor).where(
                SecondFactor.coach_id == coach_id, SecondFactor.last_step < step
            )
            taken = taking.values(last_step=step).returning(SecondFactor.coach_id)
            return (await db.execute(taken)).scalar_one_or_none() is not None

    def _count(self, coach_id: UUID) -> None:
        if not self._tries.take(str(coach_id)):
            raise TooManyCodes

    def _box(self) -> Fernet:
        if len(self._key) < SHORTEST_KEY:
            raise SecondFactorKeyMissing
        return Fernet(base64.urlsafe_b64encode(hashlib.sha256(self._key.encode()).digest()))


async def forget(db: AsyncSession, coach_id: UUID) -> None:
    """Let this coach have no second factor any more."""
    await db.execute(delete(RecoveryCode).where(RecoveryCode.coach_id == coach_id))
    await db.execute(delete(SecondFactor).where(SecondFactor.coach_id == coach_id))


def step_of(totp: pyotp.TOTP, code: str) -> int | None:
    """The time step that this code belongs to, when it is a step of about now."""
    tidy = "".join(code.split())
    for drift in DRIFT:
        step = totp.timecode(now() + timedelta(seconds=drift * STEP_SECONDS))
        if hmac.compare_digest(totp.generate_otp(step).encode(), tidy.encode()):
            return step
    return None
