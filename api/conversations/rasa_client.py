"""The one file that knows Rasa: a turn goes in, replies come out."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
from pydantic import BaseModel, Field

from api.errors import LeermaatError
from api.settings import Settings

PATH = "/webhooks/gateway/turns"
# While Rasa starts it refuses connections; asking again soon is cheaper than an apology.
RETRY_SECONDS = 0.5


class AssistantFailed(LeermaatError):
    """The assistant did not answer in time, or not at all."""

    status = 503
    sentence = "The assistant did not answer."


class ReplyButton(BaseModel):
    """A button as Rasa's responses describe it."""

    title: str
    payload: str


class Reply(BaseModel):
    """One thing the assistant says. Without text or image it deliberately says nothing."""

    text: str | None = None
    response: str | None = None
    image: str | None = None
    buttons: list[ReplyButton] = Field(default_factory=list)
    metadata: dict[str, Any] | None = None

    @property
    def says_something(self) -> bool:
        """False for the marker with which an action leaves the speaking to the service."""
        return bool(self.text or self.image)


class Intent(BaseModel):
    """What the assistant took the message to mean."""

    name: str | None = None
    confidence: float = 0.0


class Answer(BaseModel):
    """All that came back from one turn."""

    replies: list[Reply]
    intent: Intent = Intent()
    ranking: list[Intent] = Field(default_factory=list)
    active_form: str | None = None
    sector: str | None = None


class Question(BaseModel):
    """One turn for Rasa: typed words, or the payload of a button we stored ourselves."""

    conversation_id: UUID
    turn_token: str
    text: str | None = None
    payload: str | None = None
    new_session: bool = False


class RasaClient:
    """Asks Rasa through our own channel, never through its stock REST channel."""

    def __init__(self, settings: Settings) -> None:
        self.timeout_seconds = settings.assistant_timeout_seconds
        self.http = httpx.AsyncClient(
            base_url=settings.assistant_url,
            headers={"Authorization": f"Bearer {settings.assistant_token}"},
            timeout=self.timeout_seconds,
        )

    async def ask(self, question: Question) -> Answer:
        """Ask, and wait at most the agreed seconds. Raises AssistantFailed.

        Rasa answers 200 with no replies when its own work failed, so silence is a failure too.
        """
        body = question.model_dump(mode="json", exclude_none=True)
        try:
            async with asyncio.timeout(self.timeout_seconds):
                response = await self._post_until_it_listens(body)
            answer = Answer.model_validate_json(response.raise_for_status().content)
        except (TimeoutError, httpx.HTTPError, ValueError) as error:
            raise AssistantFailed from error
        if not answer.replies:
            raise AssistantFailed
        return answer

    async def _post_until_it_listens(self, body: dict[str, Any]) -> httpx.Response:
        while True:
            try:
                response = await self.http.post(PATH, json=body)
            except httpx.ConnectError:
                await asyncio.sleep(RETRY_SECONDS)
                continue
            if response.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                return response
            await asyncio.sleep(RETRY_SECONDS)

    async def close(self) -> None:
        """Let go of the connections."""
        await self.http.aclose()
