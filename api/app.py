"""The API: every door, and the services behind them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from api.accounts.endpoints import router as accounts
from api.accounts.pictures.endpoints import router as pictures
from api.accounts.reservations.endpoints import router as reservations
from api.accounts.schemes.check import check_schemes
from api.accounts.viewing_endpoints import router as viewing
from api.appointments.endpoints import router as appointments
from api.channels.telegram.endpoints import router as telegram
from api.channels.web.endpoints import router as web
from api.console.door import open_console
from api.data_copies.endpoints import router as data_copies
from api.demo.endpoints import router as demo
from api.errors import handle_errors
from api.escalations.endpoints import router as escalations
from api.jobs import running
from api.organisation import get_organisation
from api.quiet_logs import hide_secrets
from api.reminders.endpoints import router as reminders
from api.services import Services
from api.settings import Settings, get_settings


@asynccontextmanager
async def _running(app: FastAPI) -> AsyncIterator[None]:
    """Let the jobs run from the start, and stop everything at the end."""
    parts: Services = app.state.services
    get_organisation()
    check_schemes()
    hide_secrets()
    try:
        async with running(parts.jobs), parts.telegram.running():
            yield
    finally:
        await parts.close()


def create_app(settings: Settings | None = None) -> FastAPI:
    """Put the application together; `uvicorn --factory` calls this."""
    settings = settings or get_settings()
    # No documentation pages outside: they would list the doors.
    app = FastAPI(title="Leermaat", openapi_url=None, lifespan=_running)
    app.state.services = Services.assemble(settings)
    handle_errors(app)
    for router in (
        web,
        telegram,
        accounts,
        pictures,
        reservations,
        viewing,
        escalations,
        data_copies,
        appointments,
        reminders,
    ):
        app.include_router(router)
    open_console(app)
    if settings.demo:
        app.include_router(demo)

    @app.get("/health", tags=["operations"])
    async def health() -> dict[str, str]:
        """Tell that this process answers."""
        return {"status": "ok"}

    return app
