"""Making and honouring links to a picture of the balance over time."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.pictures.drawing import Standing, in_words
from api.accounts.pictures.tables import AccountPictureLink
from api.accounts.repository import LearningAccountRepository
from api.accounts.tables import LearningAccount, Transfer
from api.conversations.turns import hash_token
from api.database import Database, now
from api.dutch import today
from api.errors import LeermaatError
from api.jobs import Job

PATH = "/pictures/"
VALID_FOR = timedelta(days=7)
TOKEN_BYTES = 32
HOUR_SECONDS = 3600.0


class PictureOver(LeermaatError):
    """The picture was never there, or its time is up: both look the same."""

    status = 404
    sentence = "This picture is not there, or no longer."


@dataclass(frozen=True)
class Picture:
    """What there is to draw: how the account stood, oldest first, up to a day."""

    standings: tuple[Standing, ...]
    day: date


async def offer_picture(db: AsyncSession, account: LearningAccount) -> tuple[str | None, str]:
    """The path of a picture of the account as it is now, and the same in two sentences.

    Without any movement there is nothing to draw: then the path is None.
    """
    standings, last_number = await _standings(db, account, today())
    if not standings:
        return None, in_words(standings, today())
    token = secrets.token_urlsafe(TOKEN_BYTES)
    db.add(
        AccountPictureLink(
            learning_account_id=account.id,
            last_number=last_number,
            drawn_on=today(),
            token_hash=hash_token(token),
            expires_at=now() + VALID_FOR,
        )
    )
    await db.flush()
    return f"{PATH}{token}.png", in_words(standings, today())


async def picture_of(db: AsyncSession, token: str) -> Picture:
    """What a link shows. Raises PictureOver."""
    link = await db.scalar(
        select(AccountPictureLink).where(
            AccountPictureLink.token_hash == hash_token(token),
            AccountPictureLink.expires_at > now(),
        )
    )
    if link is None:
        raise PictureOver
    account = await db.get_one(LearningAccount, link.learning_account_id)
    standings, _ = await _standings(db, account, link.drawn_on, link.last_number)
    return Picture(tuple(standings), link.drawn_on)


def picture_job(database: Database) -> Job:
    """Forgets links whose time is up."""

    async def forget() -> None:
        async with database.transaction() as db:
            over = AccountPictureLink.expires_at <= now()
            await db.execute(delete(AccountPictureLink).where(over))

    return Job("forgetting pictures", HOUR_SECONDS, forget)


async def _standings(
    db: AsyncSession, account: LearningAccount, day: date, last_number: int | None = None
) -> tuple[Sequence[Standing], int]:
    """What was free after every day on which money moved, and the number of the last transfer.

    A deposit may be booked long after its day, so the days decide, not the order of booking. What
    was past its last day on `day` is taken off, whether the clock had moved it or not.
    """
    query = (
        select(Transfer.number, Transfer.made_at, Transfer.available_after_cents)
        .where(Transfer.learning_account_id == account.id)
        .order_by(Transfer.number)
    )
    if last_number is not None:
        query = query.where(Transfer.number <= last_number)
    rows = (await db.execute(query)).all()
    before = [0, *(available for _, _, available in rows)]
    changes = [(made_at, available - before[at]) for at, (_, made_at, available) in enumerate(rows)]
    lapsed = await LearningAccountRepository(db).lapsed(account, day, last_number)
    changes += [(each.lapsed_at, -each.available_cents) for each in lapsed if each.lapsed_at]
    return _by_day(sorted(changes, key=lambda change: change[0])), rows[-1][0] if rows else 0


def _by_day(changes: Sequence[tuple[datetime, int]]) -> list[Standing]:
    standings: list[Standing] = []
    cents = 0
    for made_at, change in changes:
        cents += change
        standing = Standing(made_at, cents)
        if standings and standings[-1].day == standing.day:
            standings[-1] = standing
        else:
            standings.append(standing)
    return standings
