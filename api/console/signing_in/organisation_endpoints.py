"""The way in through the organisation's own sign-in."""

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from api.access import ServicesHere
from api.console.access import Cookie, SessionsHere, cookie_name, from_our_own_page, token_of
from api.console.pages import show
from api.console.signing_in.entrance import admit
from api.console.signing_in.organisation_provider import (
    OrganisationRefused,
    OrganisationUnreachable,
)
from api.console.signing_in.sign_in_endpoints import own_page, sign_in_page_with
from api.errors import NotFound

router = APIRouter(prefix="/login/organisation", dependencies=[Depends(from_our_own_page)])
VISIT_SECONDS = 600


@router.get("")
async def go_to_organisation(
    request: Request, parts: ServicesHere, next: str = "/console"
) -> Response:
    """Send somebody to their organisation's sign-in. 404 when it has none.

    A link and not a form: browsers hold our policy for forms against where a form leads in the end.
    """
    organisation = parts.organisation_sign_in
    if not organisation.is_offered:
        raise NotFound
    try:
        response, token = await organisation.send(request, own_page(next))
    except OrganisationUnreachable as error:
        return sign_in_page_with(parts, next, error=error)
    secure = parts.settings.served_over_https
    # Lax: whoever comes back from another site must bring it along.
    response.set_cookie(
        cookie_name(parts.settings, Cookie.VISIT),
        token,
        max_age=VISIT_SECONDS,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )
    return response


@router.get("/back")
async def come_back(request: Request, parts: ServicesHere, known: SessionsHere) -> Response:
    """Hear who came back, and let them in or on to the next step."""
    if not parts.organisation_sign_in.is_offered:
        raise NotFound
    token = token_of(request, parts.settings, Cookie.VISIT)
    try:
        coach, page = await parts.organisation_sign_in.receive(request, token)
    except OrganisationRefused as error:
        return sign_in_page_with(parts, "/console", error=error)
    is_proven = parts.settings.oidc_provides_second_factor
    redirect = await admit(request, parts, known, coach, page, proven=is_proven)
    return _through_our_own_page(redirect)


def _through_our_own_page(redirect: Response) -> Response:
    """Our cookies are not sent along with a journey that began at another site; so begin anew."""
    if not isinstance(redirect, RedirectResponse):
        return redirect
    page = show("going_on.html", to=redirect.headers["location"])
    for name, value in redirect.raw_headers:
        if name == b"set-cookie":
            page.raw_headers.append((name, value))
    return page
