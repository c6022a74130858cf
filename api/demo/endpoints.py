"""A plain page with the widget on it, standing in for a host site that signs its workers in."""

from typing import Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, HTMLResponse
from fastapi.templating import Jinja2Templates
from pydantic import BaseModel

from api.access import ServicesHere
from api.demo.content import get_demo
from api.errors import NotFound
from api.organisation import get_organisation
from api.settings import REPOSITORY
from api.workers.identity import Identity, sign_identity

router = APIRouter(tags=["demo"])
FOLDER = REPOSITORY / "api" / "demo"
templates = Jinja2Templates(FOLDER / "templates")

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class IdentityToken(BaseModel):
    """What the host site gives its page, for the widget."""

    token: str


@router.get("/", response_class=HTMLResponse)
async def demo_page(request: Request) -> HTMLResponse:
    """The page to try the widget on."""
    return templates.TemplateResponse(
        request,
        "demo.html",
        {"organisation": get_organisation(), "workers": get_demo().workers},
        headers={"Content-Security-Policy": PAGE_POLICY},
    )


@router.get("/demo/{name}.{kind}")
async def demo_file(name: Literal["demo", "icon"], kind: Literal["css", "js", "svg"]) -> Response:
    """The page's stylesheet, script and icon; 404 for anything else."""
    file = FOLDER / "static" / f"{name}.{kind}"
    if not file.is_file():
        raise NotFound
    return FileResponse(file, headers={"Cache-Control": "no-cache"})


@router.post("/demo/identity/{reference}")
async def demo_identity(parts: ServicesHere, reference: str) -> IdentityToken:
    """Sign a token for one of the demo's invented workers, as a host site does for its own.

    404 for anybody else.
    """
    worker = next((w for w in get_demo().workers if w.reference == reference), None)
    if worker is None:
        raise NotFound
    identity = Identity(worker.reference, worker.name)
    return IdentityToken(token=sign_identity(identity, parts.settings))
