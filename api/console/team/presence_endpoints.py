"""Saying that you are there, or not for a while."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict

from api.access import Writing
from api.console.access import CoachHere, coach_on_duty, from_our_own_page
from api.console.signing_in.sign_in_endpoints import own_page
from api.escalations import presence
from api.escalations.tables import AwayReason

# In this order: who may not come in must not take the turn to write.
router = APIRouter(dependencies=[Depends(from_our_own_page), Depends(coach_on_duty)])


class PresenceForm(BaseModel):
    """Being there or not; the reason counts only when not."""

    model_config = ConfigDict(extra="forbid")

    there: Literal["yes", "no"]
    reason: AwayReason = AwayReason.OTHER


@router.post("/presence")
async def say_presence(
    request: Request, db: Writing, on_duty: CoachHere, form: Annotated[PresenceForm, Form()]
) -> Response:
    """Note that the coach is away, or back; the page they were on comes again."""
    if form.there == "yes":
        await presence.come_back(db, on_duty.coach.id)
    else:
        await presence.go_away(db, on_duty.coach.id, form.reason)
    return RedirectResponse(own_page(request.headers.get("referer", "")), 303)
