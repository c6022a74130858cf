"""How the console says no: on a page in Dutch, or in JSON to its own script."""

from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exception_handlers import (
    http_exception_handler,
    request_validation_exception_handler,
)
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException

from api.console.pages import show
from api.console.signing_in.sessions import SignInNeeded
from api.console.words import explain_to_coach
from api.errors import LeermaatError, NotFound, render_error


class FormRefused(LeermaatError):
    """A form with fields missing, too long or unknown."""

    status = 422
    sentence = "The form is not filled in as it should be."


def in_console(path: str) -> bool:
    """Whether a path belongs to the console."""
    return path == "/console" or path.startswith("/console/")


def show_refusals(app: FastAPI) -> None:
    """Let the console say no in its own way; other doors keep theirs."""
    app.add_exception_handler(LeermaatError, _refuse)
    app.add_exception_handler(RequestValidationError, _refuse_form)
    app.add_exception_handler(HTTPException, _refuse_address)


async def _refuse(request: Request, error: Exception) -> Response:
    if not isinstance(error, LeermaatError):
        raise error
    if not in_console(request.url.path):
        return await render_error(request, error)
    return _refusal(request, error)


async def _refuse_form(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    if not in_console(request.url.path):
        return await request_validation_exception_handler(request, error)
    is_in_address = any(fault["loc"][0] == "path" for fault in error.errors())
    return _refusal(request, NotFound() if is_in_address else FormRefused())


async def _refuse_address(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    if not in_console(request.url.path):
        return await http_exception_handler(request, error)
    return _refusal(request, NotFound() if error.status_code in (404, 405) else FormRefused())


def _refusal(request: Request, error: LeermaatError) -> Response:
    sentence = explain_to_coach(error)
    if request.headers.get("accept") == "application/json":
        return JSONResponse({"error": error.code, "detail": sentence}, error.status)
    if isinstance(error, SignInNeeded):
        return RedirectResponse(f"/console/login{_way_back(request)}", 303)
    return show("refusal.html", error.status, sentence=sentence, back=_conversation(request, error))


def _way_back(request: Request) -> str:
    is_page = request.method == "GET" and request.url.path != "/console"
    return f"?next={quote(request.url.path)}" if is_page else ""


def _conversation(request: Request, error: LeermaatError) -> str | None:
    """The page of the conversation that this was about, when there is one to see."""
    id_ = request.path_params.get("escalation_id")
    return None if id_ is None or isinstance(error, NotFound) else f"/console/escalations/{id_}"
