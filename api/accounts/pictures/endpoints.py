"""The picture of a balance: offered to the worker in a turn, fetched by whatever shows it."""

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.access import ServicesHere, WorkerOfTurn, Writing
from api.accounts import service
from api.accounts.pictures.links import offer_picture

router = APIRouter()

# Nobody in between keeps it, and no page of another site can read it.
PRIVATE = {
    "Cache-Control": "private, max-age=3600",
    "Content-Security-Policy": "default-src 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


class PictureOffered(BaseModel):
    """Where the picture is, if there is anything to draw, and the same in two sentences."""

    image: str | None
    text: str


@router.get("/turn/account/picture", tags=["turn"])
async def offer(parts: ServicesHere, worker: WorkerOfTurn, db: Writing) -> PictureOffered:
    """A picture of the balance over time, at an unguessable address that lasts a week.

    401 without a turn under way, 403 for a visitor, 404 without a learning account.
    """
    path, text = await offer_picture(db, await service.account_of(db, worker.id))
    address = parts.settings.public_url.rstrip("/")
    return PictureOffered(image=f"{address}{path}" if path else None, text=text)


@router.get("/pictures/{token}.png", tags=["web"])
async def fetch(parts: ServicesHere, token: str) -> Response:
    """The picture as a PNG, for whoever has the address; 404 when its time is up."""
    return Response(await parts.drawings.of(token), media_type="image/png", headers=PRIVATE)
