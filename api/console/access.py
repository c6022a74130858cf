"""Who may use the console. Every route of it depends on this file."""

from enum import StrEnum
from typing import Annotated

from fastapi import Depends, Response
from fastapi.requests import HTTPConnection

from api.access import ServicesHere
from api.console.signing_in.sessions import CoachSessions, OnDuty, SignInNeeded
from api.database import now
from api.errors import LeermaatError, NotFound
from api.escalations import presence
from api.escalations.tables import Role
from api.settings import Settings

READING = ("GET", "HEAD")


class ForeignOrigin(LeermaatError):
    """A form that did not come from one of our own pages."""

    status = 403
    sentence = "This request did not come from our own pages."


async def from_our_own_page(connection: HTTPConnection, parts: ServicesHere) -> None:
    """Let nothing be changed from other people's pages. Raises ForeignOrigin.

    Sites that may open a chat are no exception: they may share our domain, and then the cookie's
    SameSite does not keep them out.
    """
    if connection.scope.get("method") in READING:
        return
    if connection.headers.get("origin") not in parts.settings.own_origins:
        raise ForeignOrigin


async def sessions(parts: ServicesHere) -> CoachSessions:
    """The sessions of coaches."""
    return CoachSessions(parts.database, parts.settings.console_idle_minutes)


SessionsHere = Annotated[CoachSessions, Depends(sessions)]


async def somebody_on_duty(
    connection: HTTPConnection, parts: ServicesHere, known: SessionsHere
) -> OnDuty:
    """Whoever is signed in in this browser, in any role. Raises SignInNeeded."""
    token = token_of(connection, parts.settings)
    if token is None:
        raise SignInNeeded
    return await known.resume(token)


SomebodyHere = Annotated[OnDuty, Depends(somebody_on_duty)]


async def coach_on_duty(on_duty: SomebodyHere) -> OnDuty:
    """Somebody who may speak with workers. Raises SignInNeeded or, for other roles, NotFound."""
    return _in_role(on_duty, *presence.DESK_ROLES)


async def lead_on_duty(on_duty: SomebodyHere) -> OnDuty:
    """The lead of the coaches. Raises SignInNeeded or, for other roles, NotFound."""
    return _in_role(on_duty, Role.LEAD)


async def editor_on_duty(on_duty: SomebodyHere) -> OnDuty:
    """Who writes what the chatbot says. Raises SignInNeeded or, for other roles, NotFound."""
    return _in_role(on_duty, Role.EDITOR)


async def administrator_on_duty(on_duty: SomebodyHere) -> OnDuty:
    """Who looks after the people of the console. Raises SignInNeeded or, for others, NotFound."""
    return _in_role(on_duty, Role.ADMINISTRATOR)


def _in_role(on_duty: OnDuty, *roles: Role) -> OnDuty:
    if on_duty.coach.role not in roles:
        raise NotFound
    return on_duty


CoachHere = Annotated[OnDuty, Depends(coach_on_duty)]
LeadHere = Annotated[OnDuty, Depends(lead_on_duty)]
EditorHere = Annotated[OnDuty, Depends(editor_on_duty)]
AdministratorHere = Annotated[OnDuty, Depends(administrator_on_duty)]


async def seen_at_the_desk(parts: ServicesHere, on_duty: CoachHere) -> None:
    """Count a coach without scripts as present for a while; an open page says it more exactly."""
    until = on_duty.coach.connected_until
    if until and until > now():
        return
    async with parts.database.transaction() as db:
        await presence.connect(db, on_duty.coach.id, presence.PAGE_COUNTS_FOR)


class Cookie(StrEnum):
    """The cookies of the console."""

    SESSION = "leermaat_coach"
    # Somebody who has steps to go before they are in.
    HALF = "leermaat_half"
    # Somebody who was sent to their organisation's own sign-in.
    VISIT = "leermaat_visit"


HALF = Cookie.HALF


def cookie_name(settings: Settings, cookie: Cookie = Cookie.SESSION) -> str:
    """The prefix makes browsers refuse the cookie from other hosts and over plain HTTP."""
    return f"__Host-{cookie}" if settings.served_over_https else cookie.value


def token_of(
    connection: HTTPConnection, settings: Settings, cookie: Cookie = Cookie.SESSION
) -> str | None:
    """The token in the browser's cookie."""
    return connection.cookies.get(cookie_name(settings, cookie))


def keep_token(
    response: Response, settings: Settings, token: str, cookie: Cookie = Cookie.SESSION
) -> None:
    """Give the browser its token, out of reach of scripts and other sites."""
    response.set_cookie(
        cookie_name(settings, cookie),
        token,
        path="/",
        secure=settings.served_over_https,
        httponly=True,
        samesite="strict",
    )


def drop_token(response: Response, settings: Settings, cookie: Cookie = Cookie.SESSION) -> None:
    """Let the browser forget its token."""
    response.delete_cookie(
        cookie_name(settings, cookie),
        path="/",
        secure=settings.served_over_https,
        httponly=True,
        samesite="strict",
    )
