"""Who may reach what. Every resource is reached through a function of this file."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends
from fastapi.requests import HTTPConnection
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations.tables import Channel, Conversation, Message, Turn
from api.conversations.turns import TurnRefused, TurnRepository
from api.errors import LeermaatError
from api.services import Services
from api.workers.tables import Worker


class NotSignedIn(LeermaatError):
    """A visitor asks for what only a known worker may see."""

    status = 403
    sentence = "The worker in this conversation is not signed in."


class NotLinked(LeermaatError):
    """Somebody asks on Telegram for what only a known worker may see."""

    status = 403
    sentence = "This Telegram chat is not linked to a worker."


def services(connection: HTTPConnection) -> Services:
    """The running parts, for endpoints and sockets alike."""
    found: Services = connection.app.state.services
    return found


def address_of(connection: HTTPConnection) -> str:
    """Where a request or socket comes from, to count by: an IP address."""
    return connection.client.host if connection.client else "unknown"


async def writing(parts: Annotated[Services, Depends(services)]) -> AsyncIterator[AsyncSession]:
    """One transaction for one request, committed before the answer is sent."""
    async with parts.database.transaction() as db:
        yield db


async def reading(parts: Annotated[Services, Depends(services)]) -> AsyncIterator[AsyncSession]:
    """One look at the database for one request."""
    async with parts.database.reading() as db:
        yield db


ServicesHere = Annotated[Services, Depends(services)]
# "function": committed before the response leaves, so that an answer is always true.
Writing = Annotated[AsyncSession, Depends(writing, scope="function")]
Reading = Annotated[AsyncSession, Depends(reading, scope="function")]
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))]


async def turn_under_way(parts: ServicesHere, bearer: Bearer) -> Turn:
    """The turn whose token the caller carries: actions are let in by this and nothing else.

    Looked up in a moment of its own, before anything waits for its turn to write. Raises
    TurnRefused.
    """
    if bearer is None:
        raise TurnRefused
    async with parts.database.reading() as db:
        return await TurnRepository(db).by_token(bearer.credentials)


TurnUnderWay = Annotated[Turn, Depends(turn_under_way)]


async def worker_of_turn(parts: ServicesHere, turn: TurnUnderWay) -> Worker:
    """The signed-in worker who speaks in this turn. Raises NotSignedIn or NotLinked."""
    async with parts.database.reading() as db:
        conversation = await db.get_one(Conversation, turn.conversation_id)
        worker = await db.get(Worker, conversation.worker_id) if conversation.worker_id else None
        if worker is None:
            message = await db.get_one(Message, turn.message_id)
            raise NotLinked if message.channel is Channel.TELEGRAM else NotSignedIn
        return worker


WorkerOfTurn = Annotated[Worker, Depends(worker_of_turn)]
