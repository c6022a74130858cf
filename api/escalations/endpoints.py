"""What an action may ask of the desk, for the worker it speaks for."""

from typing import Literal

from fastapi import APIRouter, status
from pydantic import BaseModel, ConfigDict

from api.access import Reading, TurnUnderWay, Writing
from api.conversations.tables import Message
from api.escalations import plan, service
from api.escalations.plan import Plan, Queue
from api.escalations.tables import EscalationState

router = APIRouter(prefix="/turn/escalation", tags=["turn"])


class Wish(BaseModel):
    """Why the worker should get a person."""

    model_config = ConfigDict(extra="forbid")

    reason: Literal["asked", "not_understood", "topic"]


class EscalationShown(BaseModel):
    """Where the hand-off stands."""

    state: EscalationState


@router.post("", status_code=status.HTTP_201_CREATED)
async def request_coach(turn: TurnUnderWay, db: Writing, wish: Wish) -> EscalationShown:
    """Put the worker of this turn in the queue for a coach; asking twice changes nothing.

    The service tells the worker the rest, in the thread. 401 without a turn under way.
    """
    message = await db.get_one(Message, turn.message_id)
    escalation = await service.request(db, message, wish.reason)
    return EscalationShown(state=escalation.state)


@router.get("/queue")
async def queue(db: Reading, turn: TurnUnderWay) -> Queue:
    """What a worker who thinks of waiting wants to know. 401 without a turn under way."""
    return await plan.queue_now(db)


@router.get("/plan")
async def worker_plan(db: Reading, turn: TurnUnderWay) -> Plan:
    """What the worker of this turn has agreed and may expect. 401 without a turn under way."""
    return await plan.plan_of(db, turn.conversation_id)
