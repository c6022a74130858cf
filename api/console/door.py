"""The console's door: its routes, its stylesheets, and the headers on everything it sends."""

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import MutableHeaders
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.console.content.endpoints import router as content
from api.console.conversation.answers_endpoints import router as answers
from api.console.conversation.endpoints import router as work
from api.console.conversation.transfer_endpoints import router as transfers
from api.console.lists.appointments_endpoints import router as appointments
from api.console.lists.closed_endpoints import router as closed
from api.console.live.endpoint import router as live
from api.console.pages import FOLDER
from api.console.refusals import in_console, show_refusals
from api.console.signing_in.account_endpoints import router as account
from api.console.signing_in.organisation_endpoints import router as organisation
from api.console.signing_in.people_endpoints import router as people
from api.console.signing_in.sign_in_endpoints import router as sign_in
from api.console.signing_in.steps_endpoints import router as steps
from api.console.team.endpoints import router as team
from api.console.team.presence_endpoints import router as presence

LARGEST_FORM = 64 * 1024  # bytes
STATIC = "/console/static"

PAGES = (work, transfers, answers, closed, appointments, presence, account, people, team, content)

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; object-src 'none'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # With "no-referrer" browsers send `Origin: null` with a form, and we ask for our own origin.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
# Only where browsers reach us over TLS: elsewhere it would shut them out.
OVER_TLS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


def open_console(app: FastAPI) -> None:
    """Put the console into the application, under /console."""
    for router in (sign_in, steps, organisation, *PAGES, live):
        app.include_router(router, prefix="/console", tags=["console"])
    app.mount(STATIC, StaticFiles(directory=FOLDER / "static"))
    app.add_middleware(GuardedConsole)
    show_refusals(app)


class GuardedConsole:
    """Sends our headers with every answer of the console, and takes no large forms."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.limited = RequestBodyLimitMiddleware(app, max_body_size=LARGEST_FORM)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; other doors are none of our business."""
        if scope["type"] != "http" or not in_console(scope["path"]):
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                if scope["app"].state.services.settings.served_over_https:
                    headers.update(OVER_TLS)
                if scope["path"].startswith(f"{STATIC}/"):
                    headers["Cache-Control"] = "no-cache"
            await send(message)

        await self.limited(scope, receive, send_guarded)
