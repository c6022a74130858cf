"""The way into the console, and out of it."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from api.access import ServicesHere
from api.console.access import (
    SessionsHere,
    drop_token,
    from_our_own_page,
    keep_token,
    token_of,
)
from api.console.pages import show
from api.console.sessions import SignInNeeded
from api.console.sign_in import SignInRefused, TooManyAttempts
from api.console.words import explain_to_coach

router = APIRouter(dependencies=[Depends(from_our_own_page)])

DESK = "/console"
# Only pages of the console, so that a link to our sign-in cannot lead elsewhere.
_OWN_PAGE = re.compile(r"/console(/escalations/[0-9a-f-]{36}(/close)?)?")


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
            await known.resume(token)
        except SignInNeeded:
            return show("login.html", problem=None, email="", next=_own(next))
        return RedirectResponse(_own(next), 303)
    return show("login.html", problem=None, email="", next=_own(next))


@router.post("/login")
async def sign_in(
    request: Request,
    parts: ServicesHere,
    known: SessionsHere,
    form: Annotated[SignInForm, Form()],
) -> Response:
    """Begin a session with a token that nobody has seen before; an older one ends."""
    address = request.client.host if request.client else "unknown"
    try:
        coach = await parts.sign_in.try_to(form.email, form.password, address)
    except (SignInRefused, TooManyAttempts) as error:
        problem = explain_to_coach(error)
        return show(
            "login.html", error.status, problem=problem, email=form.email, next=_own(form.next)
        )
    await known.end(token_of(request, parts.settings) or "")
    response = RedirectResponse(_own(form.next), 303)
    keep_token(response, parts.settings, await known.begin(coach.id))
    return response


@router.post("/logout")
async def sign_out(request: Request, parts: ServicesHere, known: SessionsHere) -> Response:
    """End the session, here and in every tab."""
    await known.end(token_of(request, parts.settings) or "")
    response = RedirectResponse("/console/login", 303)
    drop_token(response, parts.settings)
    return response


def _own(page: str) -> str:
    return page if _OWN_PAGE.fullmatch(page) else DESK
