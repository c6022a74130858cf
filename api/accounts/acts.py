"""One key, one act: what was asked before is not done twice, and what was refused stays refused."""

import hashlib
import json
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.names import INSERT
from api.accounts.reservations.tables import Act
from api.database import Database
from api.errors import LeermaatError
from api.retries import T, Work, write


class IdempotencyKeyReused(LeermaatError):
    """The same key came with something else."""

    status = 409
    sentence = "This idempotency key was used for something else."


async def begin(db: AsyncSession, key: str, **content: Any) -> bool:
    """Claim the key for this content; False when exactly this was done before.

    Raises IdempotencyKeyReused for other content, and the same refusal again for what was refused.
    On PostgreSQL a second writer with the same key waits here for the first one.
    """
    content_hash = _hash(content)
    db.info["act"] = (key, content_hash)
    if await _claim(db, Act(key=key, content_hash=content_hash)):
        return True
    known = await db.get_one(Act, key, populate_existing=True)
    if known.content_hash != content_hash:
        raise IdempotencyKeyReused
    if known.refused_with:
        raise _refusals()[known.refused_with](**known.facts)
    return False


async def perform(database: Database, work: Work[T]) -> T:
    """Do one keyed act in a transaction of its own, and remember for ever when it is refused.

    Raises what the work raises; the same key meets the same refusal the next time.
    """
    sessions: list[AsyncSession] = []

    async def attempt(db: AsyncSession) -> T:
        sessions.append(db)
        return await work(db)

    try:
        return await write(database, attempt)
    except LeermaatError as refusal:
        if await _remember(database, sessions[-1], refusal):
            raise
    # Another writer did it with this key in the meantime: meet the same answer.
    return await write(database, work)


async def _remember(database: Database, session: AsyncSession, refusal: LeermaatError) -> bool:
    if isinstance(refusal, IdempotencyKeyReused) or "act" not in session.info:
        return True
    key, content_hash = session.info["act"]
    act = Act(
        key=key, content_hash=content_hash, refused_with=refusal.code, facts=dict(refusal.facts)
    )

    async def keep(db: AsyncSession) -> bool:
        return await _claim(db, act) or (await db.get_one(Act, key)).refused_with is not None

    return await write(database, keep)


async def _claim(db: AsyncSession, act: Act) -> bool:
    claiming = (
        INSERT[db.get_bind().dialect.name](Act)
        .values(
            key=act.key,
            content_hash=act.content_hash,
            refused_with=act.refused_with,
            facts=act.facts or {},
        )
        .on_conflict_do_nothing()
        .returning(Act.key)
    )
    return (await db.execute(claiming)).first() is not None


def _hash(content: dict[str, Any]) -> str:
    written = json.dumps(content, default=str, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()


def _refusals() -> dict[str, type[LeermaatError]]:
    """Every error of ours by the name it is kept under."""
    found = {LeermaatError.__name__: LeermaatError}
    waiting = [LeermaatError]
    while waiting:
        for error in waiting.pop().__subclasses__():
            found[error.__name__] = error
            waiting.append(error)
    return found
