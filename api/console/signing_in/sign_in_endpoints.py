"""The way into the console, and out of it."""

import re
from contextlib import suppress
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from api.access import ServicesHere, address_of
from api.console.access import (
    SessionsHere,
    drop_token,
    from_our_own_page,
    token_of,
)
from api.console.pages import show
from api.console.signing_in.entrance import admit, next_page_for
from api.console.signing_in.sessions import SignInNeeded
from api.console.signing_in.sign_in import PasswordExpired, SignInRefused, TooManyAttempts
from api.console.words import explain_to_coach
from api.errors import LeermaatError
from api.escalations import presence
from api.services import Services

router = APIRouter(dependencies=[Depends(from_our_own_page)])

DESK = "/console"
# Only pages of the console, so that a link to our sign-in cannot lead elsewhere.
_OWN_PAGE = re.compile(
    r"/console(/account|/team|/people|/closed|/appointments|/escalations/[0-9a-f-]{36}(/[a-z]+)?)?"
)


class SignInForm(BaseModel):
    """What the sign-in page sends."""

    model_config = ConfigDict(extra="forbid")

    email: str = Field(max_length=254)
    password: str = Field(max_length=500)
    next: str = Field(default=DESK, max_length=200)


@router.get("/login")
async def sign_in_page(
    request: Request, parts: ServicesHere, known: SessionsHere, next: str = DESK
) -> Response:
    """The sign-in page; who is signed in already goes on to their work."""
    token = token_of(request, parts.settings)
    if token:
        try:
            on_duty = await known.resume(token)
        except SignInNeeded:
            return sign_in_page_with(parts, next)
        return RedirectResponse(next_page_for(on_duty.coach, own_page(next)), 303)
    return sign_in_page_with(parts, next)


@router.post("/login")
async def sign_in(
    request: Request,
    parts: ServicesHere,
    known: SessionsHere,
    form: Annotated[SignInForm, Form()],
) -> Response:
    """Check the password, and send the coach on to the step that is due, or in."""
    address = address_of(request)
    try:
        coach = await parts.sign_in.try_to(form.email, form.password, address)
    except (SignInRefused, PasswordExpired, TooManyAttempts) as error:
        return sign_in_page_with(parts, form.next, form.email, error)
    return await admit(request, parts, known, coach, own_page(form.next))


@router.post("/logout")
async def sign_out(request: Request, parts: ServicesHere, known: SessionsHere) -> Response:
    """End the session, here and in every tab; the coach has left the desk."""
    token = token_of(request, parts.settings) or ""
    with suppress(SignInNeeded):
        leaving = await known.resume(token)
        async with parts.database.transaction() as db:
            await presence.disconnect(db, leaving.coach.id)
    await known.end(token)
    response = RedirectResponse("/console/login", 303)
    drop_token(response, parts.settings)
    return response


def sign_in_page_with(
    parts: Services, next_page: str, email: str = "", error: LeermaatError | None = None
) -> Response:
    """The sign-in page, with what went wrong when something did."""
    return show(
        "login.html",
        error.status if error else 200,
        problem=explain_to_coach(error) if error else None,
        email=email,
        next=own_page(next_page),
        settings=parts.settings,
        has_organisation=parts.organisation_sign_in.is_offered,
    )


def own_page(page: str) -> str:
    """The path, when it is a page of the console that somebody may come back to; else the desk."""
    path = urlsplit(page).path if page.startswith(("http:", "https:")) else page
    return path if _OWN_PAGE.fullmatch(path) else DESK
