"""Who is halfway through signing in, and the page of the step that is due."""

from typing import Annotated, NamedTuple

import segno
from fastapi import Depends, Request, Response
from markupsafe import Markup
from pyotp import TOTP

from api.access import ServicesHere
from api.console.access import HALF, token_of
from api.console.pages import show
from api.console.signing_in.half_sign_ins import Step
from api.console.signing_in.passwords import SHORTEST_PASSWORD
from api.console.signing_in.sessions import SignInNeeded
from api.console.signing_in.tables import HalfSignIn
from api.console.words import explain_to_coach
from api.errors import LeermaatError
from api.escalations.tables import Coach
from api.organisation import get_organisation
from api.services import Services


class Halfway(NamedTuple):
    """Somebody who is not in yet, and the step that is due."""

    half: HalfSignIn
    coach: Coach
    step: Step | None
    token: str


async def halfway(request: Request, parts: ServicesHere) -> Halfway:
    """Who holds the cookie of a half sign-in. Raises SignInNeeded."""
    token = token_of(request, parts.settings, HALF)
    if token is None:
        raise SignInNeeded
    return Halfway(*await parts.half_sign_ins.look(token), token)


HalfwayHere = Annotated[Halfway, Depends(halfway)]


async def page_of_step(
    parts: Services, here: Halfway, error: LeermaatError | None = None
) -> Response:
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
