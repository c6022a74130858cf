"""Looking up an answer to insert: as a page, or for the search box of our own script."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from api.access import Reading
from api.console.access import CoachHere, coach_on_duty, from_our_own_page
from api.console.conversation.answers import CannedAnswer, library, search
from api.console.pages import show
from api.console.showing import frame_of

router = APIRouter(dependencies=[Depends(from_our_own_page), Depends(coach_on_duty)])

Words = Annotated[str, Query(max_length=100)]
Topics = Annotated[list[str], Query(max_length=5)]


@router.get("/answers")
async def answers(
    request: Request,
    db: Reading,
    on_duty: CoachHere,
    q: Words = "",
    topic: Topics = [],  # noqa: B006, FastAPI copies it
    conversation: UUID | None = None,
) -> Response:
    """Answers with these words in them, or without words the answers to these topics."""
    found = search(q) if q.strip() else [library()[one] for one in topic if one in library()]
    if request.headers.get("accept") == "application/json":
        return JSONResponse([_shown(answer) for answer in found])
    frame = await frame_of(db, on_duty, conversation)
    return show("answers.html", found=found, q=q, conversation=conversation, **frame)


def _shown(answer: CannedAnswer) -> dict[str, str]:
    return {"title": answer.title, "text": answer.text, "insert": answer.insertable}
