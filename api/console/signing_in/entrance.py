"""Letting somebody in who has shown who they are: by the steps that are left, or at once."""

from uuid import UUID

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from api.console.access import (
    HALF,
    drop_token,
    keep_token,
    token_of,
)
from api.console.roles import home_of
from api.console.signing_in.sessions import CoachSessions
from api.escalations import presence
from api.escalations.tables import Coach
from api.services import Services

STEP = "/console/login/step"


async def admit(
    request: Request,
    parts: Services,
    known: CoachSessions,
    coach: Coach,
    next_page: str,
    *,
    proven: bool = False,
    wants_new_factor: bool = False,
) -> Response:
    """Send somebody on to the step that is due, or let them in when none is."""
    token = await parts.half_sign_ins.begin(
        coach, next_page, proven=proven, wants_new_factor=wants_new_factor
    )
    if token is None:
        response: Response = RedirectResponse(next_page_for(coach, next_page), 303)
        await let_in(request, response, parts, known, coach.id)
        return response
    response = RedirectResponse(STEP, 303)
    keep_token(response, parts.settings, token, HALF)
    return response


async def let_in(
    request: Request, response: Response, parts: Services, known: CoachSessions, coach_id: UUID
) -> None:
    """Begin a session with a token that nobody has seen before; an older one ends."""
    await known.end(token_of(request, parts.settings) or "")
    half = token_of(request, parts.settings, HALF)
    if half:
        await parts.half_sign_ins.end(half)
        drop_token(response, parts.settings, HALF)
    token = await known.begin(coach_id, device_of(request))
    async with parts.database.transaction() as db:
        await presence.come_back(db, coach_id)
    keep_token(response, parts.settings, token)


def next_page_for(coach: Coach, page: str) -> str:
    """The page to go on to; the desk is not for every role."""
    return home_of(coach.role) if page == "/console" else page


def device_of(request: Request) -> str:
    """Browser and system in two words, as far as the browser tells."""
    agent = request.headers.get("user-agent", "")
    browsers = {"Edg/": "Edge", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
    systems = ("Windows", "iPhone", "iPad", "Android", "Mac", "Linux")
    browser = next((name for mark, name in browsers.items() if mark in agent), "")
    system = next((name for name in systems if name in agent), "")
    return " · ".join(part for part in (browser, system) if part)
