"""Pages and parts of pages, from `templates/`. Whatever a worker wrote is escaped there."""

from pathlib import Path
from uuid import uuid4

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from api.console.plainly import plainly
from api.console.roles import home_of
from api.console.words import (
    away_reasons,
    clock,
    day_and_clock,
    duration,
    euros,
    outcomes,
    reason_in_words,
    role_in_words,
    time_since,
    words,
)
from api.conversations.gateway import LONGEST_TEXT
from api.dutch import page_date_in_words
from api.escalations.tables import Role
from api.organisation import get_organisation

FOLDER = Path(__file__).parent

_environment = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters |= {
    "clock": clock,
    "day_and_clock": day_and_clock,
    "since": time_since,
    "reason": reason_in_words,
    "role": role_in_words,
    "plainly": plainly,
    "euros": euros,
    "duration": duration,
    "page_date": page_date_in_words,
}
_environment.globals |= {
    "home_of": home_of,
    "words": words,
    "away_reasons": away_reasons,
    "outcomes": outcomes,
    "organisation": get_organisation,
    "Role": Role,
    "longest_text": LONGEST_TEXT,
    "fresh_id": uuid4,
}


def render(template: str, **context: object) -> Markup:
    """Fill in a template; the result is HTML, and knows that it is."""
    return Markup(_environment.get_template(template).render(context))  # noqa: S704


def show(template: str, status: int = 200, **context: object) -> HTMLResponse:
    """A whole page as a response."""
    return HTMLResponse(render(template, **context), status)
