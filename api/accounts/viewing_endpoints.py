"""What an action may tell the worker about who looked at their account."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from api.access import Reading, WorkerOfTurn
from api.accounts import service
from api.accounts.tables import ViewerRole
from api.accounts.viewing import views_of

router = APIRouter(prefix="/turn/account/views", tags=["turn"])

MOST_VIEWS = 20


class ViewShown(BaseModel):
    """One look by somebody else: the moment in UTC, who, in what role, and why."""

    model_config = ConfigDict(from_attributes=True)

    viewed_at: datetime
    viewer: str
    role: ViewerRole
    reason: str


@router.get("")
async def views(db: Reading, worker: WorkerOfTurn) -> list[ViewShown]:
    """The last looks at the account of the worker who speaks, newest first.

    401 without a turn under way, 403 for a visitor, 404 without a learning account.
    """
    account = await service.account_of(db, worker.id)
    return [ViewShown.model_validate(view) for view in await views_of(db, account, MOST_VIEWS)]
