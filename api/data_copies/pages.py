"""The pages behind a link to somebody's own data, with headers that keep them between us."""

import secrets
from datetime import datetime
from pathlib import Path
from typing import Any

from babel.dates import format_datetime
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.dutch import AMSTERDAM, euros
from api.organisation import get_organisation

PRIVATE = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
POLICY = (
    "default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


def moment_with_year(moment: datetime) -> str:
    """A moment in UTC as a time in Amsterdam: "23 november 2026 20:15"."""
    return format_datetime(moment.astimezone(AMSTERDAM), "d MMMM y HH:mm", locale="nl_NL")


_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters |= {"euros": euros, "moment": moment_with_year}


def show(template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A page as a response. Whatever a person wrote is escaped in the templates."""
    nonce = secrets.token_urlsafe(16)
    page = _templates.get_template(template).render(
        context | {"organisation": get_organisation(), "nonce": nonce}
    )
    policy = {"Content-Security-Policy": POLICY.format(nonce=nonce)}
    return HTMLResponse(page, status, headers=PRIVATE | policy)
