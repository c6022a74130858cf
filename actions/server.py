"""The action server: a small app around the SDK's executor, for Rasa on this machine only."""

import logging
import os
import secrets
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

log = logging.getLogger(__name__)

REPOSITORY = Path(__file__).resolve().parent.parent


@cache
def domain() -> dict[str, Any]:
    """The domain as Rasa has it: `domain.yml` with the responses merged in.

    Rasa is told not to send it with every call (`enable_selective_domain`).
    """
    merged: dict[str, Any] = _read(REPOSITORY / "domain.yml")
    merged.setdefault("responses", {})
    for path in sorted((REPOSITORY / "data" / "responses").glob("*.yml")):
        merged["responses"].update(_read(path)["responses"])
    return merged


def _read(path: Path) -> dict[str, Any]:
    with path.open(encoding="utf-8") as file:
        content: dict[str, Any] = yaml.safe_load(file)
    return content


def create_app() -> FastAPI:
    """Register every action of this package and answer Rasa's calls."""
    token = os.environ.get("ACTIONS_TOKEN", "")
    executor = ActionExecutor()
    executor.register_package("actions")
    domain()
    app = FastAPI(title="Leermaat actions", openapi_url=None)

    @app.get("/health")
    async def health() -> dict[str, str]:
        """Tell that this process answers."""
        return {"status": "ok"}

    @app.post("/webhook")
    async def run_action(request: Request) -> JSONResponse:
        """Run one action for Rasa, in the form its action server API asks for.

        401 without our token, 404 for an unknown action, 400 when an action refuses to run. What
        the worker said stays out of errors and logs.
        """
        authorization = request.headers.get("authorization", "")
        if not secrets.compare_digest(authorization.encode(), f"Bearer {token}".encode()):
            return JSONResponse({"error": "The token is missing or wrong."}, 401)
        call = await request.json()
        call.setdefault("domain", domain())
        return await _execute(executor, call)

    return app


async def _execute(executor: ActionExecutor, call: dict[str, Any]) -> JSONResponse:
    name = call.get("next_action")
    try:
        result = await executor.run(call)
    except ActionExecutionRejection as rejection:
        return JSONResponse({"error": "rejected", "action_name": rejection.action_name}, 400)
    except ActionNotFoundException:
        return JSONResponse({"error": "unknown action", "action_name": name}, 404)
    return JSONResponse(result.model_dump() if result else None)


def __getattr__(name: str) -> FastAPI:
    """`actions.server:app` for uvicorn, made when asked for."""
    if name == "app":
        return create_app()
    raise AttributeError(name)
