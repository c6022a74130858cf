"""The webhook, for Telegram; and what an action may ask about linking."""

import hmac
from typing import Annotated, Any

from fastapi import APIRouter, Header
from pydantic import BaseModel, ValidationError

from api.access import Reading, ServicesHere, TurnUnderWay
from api.channels.telegram import inbox
from api.channels.telegram.bridge import WEBHOOK_PATH
from api.channels.telegram.standing import Standing, standing_of
from api.channels.telegram.updates import read_update
from api.errors import LeermaatError

router = APIRouter(tags=["telegram"])


class NotTelegram(LeermaatError):
    """Whoever calls does not know the secret that we agreed with Telegram."""

    status = 403
    sentence = "Only Telegram may call this."


class UnreadableUpdate(LeermaatError):
    """This is not an update as Telegram sends them."""

    status = 422
    sentence = "This is not an update."


@router.post(WEBHOOK_PATH)
async def webhook(
    parts: ServicesHere,
    update: dict[str, Any],
    x_telegram_bot_api_secret_token: Annotated[str, Header()] = "",
) -> dict[str, bool]:
    """Store one update from Telegram; it is committed before the answer leaves.

    403 without the secret of this installation, or when it has none; nothing is stored then.
    """
    secret = parts.settings.telegram_webhook_secret
    given = x_telegram_bot_api_secret_token
    if not secret or not hmac.compare_digest(given.encode(), secret.encode()):
        raise NotTelegram
    try:
        raw = read_update(update)
    except ValidationError:
        raise UnreadableUpdate from None
    await inbox.keep(parts.database, [raw])
    return {"ok": True}


class StandingShown(BaseModel):
    """Whether the worker of this turn can link Telegram, or has."""

    standing: Standing


@router.get("/turn/telegram")
async def standing(parts: ServicesHere, db: Reading, turn: TurnUnderWay) -> StandingShown:
    """How the worker of this turn stands with Telegram. 401 without a turn under way."""
    return StandingShown(standing=await standing_of(db, turn, is_on=parts.telegram.is_on))
