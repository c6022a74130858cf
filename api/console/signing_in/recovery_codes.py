"""Recovery codes: on paper, for who has lost their telephone. Each lets somebody in once."""

import asyncio
import secrets
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.console.signing_in.passwords import hash_password, password_is_right
from api.console.signing_in.tables import RecoveryCode
from api.database import Database, now

HOW_MANY = 8
MARK = 4  # characters that a code is found by; the other eight are the secret, 39 bits
_PAPER_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # none that look alike


async def make_codes(coach_id: UUID) -> tuple[list[str], list[RecoveryCode]]:
    """Fresh codes as they are read from paper, and the rows that know them again."""
    codes = [_paper_code() for _ in range(HOW_MANY)]
    hashes = await asyncio.to_thread(lambda: [hash_password(code) for code in codes])
    rows = [
        RecoveryCode(coach_id=coach_id, mark=code[:MARK], code_hash=code_hash)
        for code, code_hash in zip(codes, hashes, strict=True)
    ]
    return ["-".join(code[at : at + 4] for at in (0, 4, 8)) for code in codes], rows


async def codes_left(db: AsyncSession, coach_id: UUID) -> int:
    """How many still work."""
    unused = select(func.count()).where(
        RecoveryCode.coach_id == coach_id, RecoveryCode.used_at.is_(None)
    )
    return await db.scalar(unused) or 0


async def take_code(database: Database, coach_id: UUID, code: str) -> bool:
    """Whether this code (without dashes) is right and was not taken before; now it is taken."""
    wanted = (RecoveryCode.coach_id == coach_id) & (RecoveryCode.mark == code[:MARK])
    async with database.reading() as db:
        kept = await db.scalar(select(RecoveryCode.code_hash).where(wanted))
    if not await asyncio.to_thread(password_is_right, code, kept):
        return False
    taking = update(RecoveryCode).where(wanted, RecoveryCode.used_at.is_(None))
    async with database.transaction() as db:
        taken = await db.execute(taking.values(used_at=now()).returning(RecoveryCode.id))
        return taken.scalar_one_or_none() is not None


def _paper_code() -> str:
    return "".join(secrets.choice(_PAPER_LETTERS) for _ in range(MARK + 8))
