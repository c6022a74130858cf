"""A copy of somebody's own data: a file for machines, and the same to read."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.tables import Conversation
from api.data_copies.gathering import gather, name_others
from api.database import now
from api.organisation import get_organisation
from api.texts import texts


class DataCopy(BaseModel):
    """All that is kept about one person: the rows by table, and the names of others in them.

    Amounts are in cents, moments in UTC.
    """

    format: Literal["leermaat-data-copy"] = "leermaat-data-copy"
    version: Literal[1] = 1
    made_at: datetime
    organisation: str
    about: str
    # What the copy does not have, and why.
    left_out: str
    kept: dict[str, list[dict[str, Any]]]
    others: dict[str, list[dict[str, Any]]]


async def make_copy(db: AsyncSession, conversation: Conversation) -> DataCopy:
    """Gather everything as it is at this moment."""
    kept = await gather(db, conversation)
    organisation = get_organisation()
    return DataCopy(
        made_at=now(),
        organisation=organisation.name,
        about=texts("data_copy")["about"].strip(),
        left_out=texts("data_copy")["left_out"].format(days=organisation.forget_after_days).strip(),
        kept=kept,
        others=await name_others(db, kept),
    )
