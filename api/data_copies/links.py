"""Making and honouring links to a copy of somebody's own data."""

import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.tables import Conversation
from api.conversations.turns import hash_token
from api.data_copies.tables import DataCopyLink
from api.database import now
from api.errors import LeermaatError
from api.escalations.tables import Escalation

VALID_FOR = timedelta(minutes=30)
TOKEN_BYTES = 32


class DataCopyLinkOver(LeermaatError):
    """The link was never made, or its time is up: both look the same."""

    status = 404
    sentence = "This link is not valid, or no longer."


class NewLink(NamedTuple):
    """The secret of a link, which only its holder has, and its last moment in UTC."""

    token: str
    expires_at: datetime


async def make_link(db: AsyncSession, conversation: Conversation) -> NewLink:
    """A link to the data of this conversation and of the worker in it."""
    link = NewLink(secrets.token_urlsafe(TOKEN_BYTES), now() + VALID_FOR)
    db.add(
        DataCopyLink(
            conversation_id=conversation.id,
            token_hash=hash_token(link.token),
            expires_at=link.expires_at,
        )
    )
    await db.flush()
    return link


async def conversation_of(db: AsyncSession, token: str) -> Conversation:
    """The conversation that the link is for. Raises DataCopyLinkOver.

    The link stands in the thread, and a coach who takes the conversation reads the thread. So from
    then on it opens nothing: what a coach may see of an account goes by the worker's yes.
    """
    found = await db.scalar(
        select(Conversation)
        .join(DataCopyLink, DataCopyLink.conversation_id == Conversation.id)
        .where(DataCopyLink.token_hash == hash_token(token), DataCopyLink.expires_at > now())
        .where(~_a_coach_may_have_read_it())
    )
    if found is None:
        raise DataCopyLinkOver
    return found


def _a_coach_may_have_read_it() -> ColumnElement[bool]:
    is_open = Escalation.resolved_at.is_(None) & Escalation.withdrawn_at.is_(None)
    return exists().where(
        Escalation.conversation_id == DataCopyLink.conversation_id,
        is_open
        | (Escalation.requested_at >= DataCopyLink.made_at)
        | (Escalation.resolved_at >= DataCopyLink.made_at),
    )
