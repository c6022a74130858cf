"""The steps between a right password and being in: a code, a password of your own, a telephone."""

from typing import Annotated, NamedTuple

import segno
from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field
from pyotp import TOTP

from api.access import ServicesHere
from api.console.access import HALF, SessionsHere, from_our_own_page, token_of
from api.console.pages import show
from api.console.signing_in import people
from api.console.signing_in.entrance import STEP, let_in, next_page_for
from api.console.signing_in.half_sign_ins import Step
from api.console.signing_in.passwords import SHORTEST_PASSWORD, WeakPassword
from api.console.signing_in.second_factors import CodeRefused, TooManyCodes
from api.console.signing_in.sessions import SignInNeeded
from api.console.signing_in.tables import HalfSignIn
from api.console.words import explain_to_coach
from api.errors import LeermaatError
from api.escalations.tables import Coach
from api.organisation import get_organisation
from api.services import Services

router = APIRouter(prefix="/login", dependencies=[Depends(from_our_own_page)])


class Halfway(NamedTuple):
    """Somebody who is not in yet, and the step that is due."""

    half: HalfSignIn
    coach: Coach
    step: Step | None
    token: str


class CodeForm(BaseModel):
    """Six digits, or a recovery code."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(max_length=40)


class NewPasswordForm(BaseModel):
    """A password of one's own choice."""

    model_config = ConfigDict(extra="forbid")

    password: str = Field(max_length=500)


async def halfway(request: Request, parts: ServicesHere) -> Halfway:
    """Who holds the cookie of a half sign-in. Raises SignInNeeded."""
    token = token_of(request, parts.settings, HALF)
    if token is None:
        raise SignInNeeded
    return Halfway(*await parts.half_sign_ins.look(token), token)


HalfwayHere = Annotated[Halfway, Depends(halfway)]


@router.get("/step")
async def step_page(parts: ServicesHere, here: HalfwayHere) -> Response:
    """The step that is due now."""
    return await _page(parts, here)


@router.post("/code")
async def give_code(
    request: Request,
    parts: ServicesHere,
    known: SessionsHere,
    here: HalfwayHere,
    form: Annotated[CodeForm, Form()],
) -> Response:
    """Take the code of the telephone, or a recovery code."""
    if here.step is Step.CODE:
        try:
            await parts.half_sign_ins.pass_code(here.half, form.code)
        except (CodeRefused, TooManyCodes) as error:
            return await _page(parts, here, error)
    return await _go_on(request, parts, known, here)


@router.post("/password")
async def choose_password(
    request: Request,
    parts: ServicesHere,
    known: SessionsHere,
    here: HalfwayHere,
    form: Annotated[NewPasswordForm, Form()],
) -> Response:
    """Replace the temporary password."""
    if here.step is Step.PASSWORD:
        try:
            async with parts.database.transaction() as db:
                await people.set_password(db, here.coach, form.password)
        except WeakPassword as error:
            return await _page(parts, here, error)
    return await _go_on(request, parts, known, here)


@router.post("/enrol")
async def enrol(
    request: Request,
    parts: ServicesHere,
    known: SessionsHere,
    here: HalfwayHere,
    form: Annotated[CodeForm, Form()],
) -> Response:
    """Keep the telephone whose code is right, and show the recovery codes this once."""
    if here.step is not Step.ENROL:
        return await _go_on(request, parts, known, here)
    try:
        codes = await parts.half_sign_ins.enrol(here.half, form.code)
    except (CodeRefused, TooManyCodes) as error:
        return await _page(parts, here, error)
    async with parts.database.transaction() as db:
        await people.sign_out(db, here.coach.id)
    on = next_page_for(here.coach, here.half.next_page)
    response = show("recovery_codes.html", codes=codes, next=on)
    await let_in(request, response, parts, known, here.coach.id)
    return response


async def _go_on(request: Request, parts: Services, known: SessionsHere, here: Halfway) -> Response:
    _, coach, step = await parts.half_sign_ins.look(here.token)
    if step is not None:
        return RedirectResponse(STEP, 303)
    response = RedirectResponse(next_page_for(coach, here.half.next_page), 303)
    await let_in(request, response, parts, known, coach.id)
    return response


async def _page(parts: Services, here: Halfway, error: LeermaatError | None = None) -> Response:
    """The page of the step, with what went wrong when something did."""
    problem = explain_to_coach(error) if error else None
    more: dict[str, object] = {}
    if here.step is Step.ENROL:
        totp = parts.second_factors.open(await parts.half_sign_ins.offer(here.half))
        more = {
            "secret": totp.secret,
            "picture": picture_of(_address_for_app(totp, here.coach)),
        }
    name = here.step.value if here.step else Step.CODE.value
    return show(
        f"steps/{name}.html",
        error.status if error else 200,
        problem=problem,
        shortest=SHORTEST_PASSWORD,
        **more,
    )


def _address_for_app(totp: TOTP, coach: Coach) -> str:
    return totp.provisioning_uri(name=coach.email, issuer_name=get_organisation().name)


def picture_of(address: str) -> Markup:
    """A QR code as inline SVG; what it says stands beside it as text."""
    code = segno.make(address, error="m")
    svg = code.svg_inline(omitsize=True, border=4, light="#fff", svgclass="qr", lineclass=None)
    return Markup(svg.replace("<svg ", '<svg aria-hidden="true" ', 1))  # noqa: S704 (ours)
