"""A worker asks for their own data in the chat, and takes it home through a link."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Form, Response, status
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from api.access import Reading, ServicesHere, TurnUnderWay, Writing
from api.conversations.tables import Conversation
from api.data_copies.copy import make_copy
from api.data_copies.links import DataCopyLinkOver, conversation_of, make_link
from api.data_copies.pages import PRIVATE, show
from api.dutch import AMSTERDAM
from api.texts import texts

router = APIRouter()


class LinkMade(BaseModel):
    """Where the copy can be fetched, and the last moment (UTC) that this works."""

    url: str
    expires_at: datetime


class CopyForm(StrEnum):
    """In what form somebody wants their data."""

    FILE = "file"
    PAGE = "page"


@router.post("/turn/data-copy", status_code=status.HTTP_201_CREATED, tags=["turn"])
async def ask_for_copy(parts: ServicesHere, turn: TurnUnderWay, db: Writing) -> LinkMade:
    """A link to all data of whoever speaks: unguessable, and worthless after half an hour.

    A visitor gets the data of their own thread. 401 without a turn under way.
    """
    link = await make_link(db, await db.get_one(Conversation, turn.conversation_id))
    url = f"{parts.settings.public_url.rstrip('/')}/data-copy/{link.token}"
    return LinkMade(url=url, expires_at=link.expires_at)


@router.get("/data-copy/{token}", response_class=HTMLResponse, tags=["web"])
async def offer_copy(db: Reading, token: str) -> HTMLResponse:
    """Offer the copy. Programs that look at a link beforehand come no further than this page."""
    try:
        await conversation_of(db, token)
    except DataCopyLinkOver as over:
        return show("over.html", over.status)
    return show("offer.html")


@router.post("/data-copy/{token}", tags=["web"])
async def give_copy(db: Reading, token: str, form: Annotated[CopyForm, Form()]) -> Response:
    """Everything that is kept about the holder of the link, as a JSON file or as a page."""
    try:
        conversation = await conversation_of(db, token)
    except DataCopyLinkOver as over:
        return show("over.html", over.status)
    copy = await make_copy(db, conversation)
    if form is CopyForm.PAGE:
        return show("readable.html", copy=copy)
    day = copy.made_at.astimezone(AMSTERDAM).date()
    name = texts("data_copy")["file_name"].format(date=day)
    headers = PRIVATE | {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(copy.model_dump_json(indent=2), media_type="application/json", headers=headers)
