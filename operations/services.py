"""The three processes of Leermaat: what starts them, what they may know, when they are ready."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from operations.paths import BOT_PYTHON, PYTHON, VAR
from operations.ports import HOST, port

# Rasa gets no fixes any more and the action server may only ask, so neither gets a key that
# is not its own.
CONFIDENTIAL = re.compile(r"TOKEN|SECRET|PASSWORD|_KEY$|DATABASE_URL")


@dataclass(frozen=True)
class Service:
    """One process that has to stay up."""

    name: str
    title: str
    command: tuple[str, ...]
    health: str
    environment: Mapping[str, str]


def environment(demo: bool) -> dict[str, str]:
    """What the processes are told; the tokens between them are new at every start."""
    addresses = {
        "API_URL": f"http://{HOST}:{port('API_PORT')}",
        "ASSISTANT_URL": f"http://{HOST}:{port('RASA_PORT')}",
        "ACTIONS_URL": f"http://{HOST}:{port('ACTIONS_PORT')}/webhook",
    }
    defaults = {
        "PUBLIC_URL": addresses["API_URL"],
        "DATABASE_URL": f"sqlite+aiosqlite:///{VAR / 'leermaat.db'}",
        "TRACKER_DATABASE_URL": f"sqlite:///{VAR / 'tracker.db'}",
        # Whoever tries the demo has no telephone enrolled, and everybody in it is invented.
        "SECOND_FACTOR_REQUIRED": str(int(not demo)),
    }
    fixed = {
        "WIDGET_SIGNING_SECRET": os.environ.get("WIDGET_SIGNING_SECRET") or kept_secret(),
        "SECOND_FACTOR_KEY": os.environ.get("SECOND_FACTOR_KEY")
        or kept_secret("second-factor-key"),
        "ASSISTANT_TOKEN": secrets.token_urlsafe(32),
        "ACTIONS_TOKEN": secrets.token_urlsafe(32),
        "DEMO": str(int(demo)),
        "VAR_FOLDER": str(VAR),
        "OMP_NUM_THREADS": "1",
        "RASA_TELEMETRY_ENABLED": "false",
    }
    return {**defaults, **os.environ, **addresses, **fixed}


def kept_secret(name: str = "widget-signing-secret") -> str:
    """A secret of this installation; kept, so that what it signed or encrypted stays good."""
    path = VAR / name
    try:
        return path.read_text()
    except FileNotFoundError:
        secret = secrets.token_urlsafe(32)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secret)
        return secret


def without_secrets(environment: Mapping[str, str], *kept: str) -> dict[str, str]:
    """The environment of a process that may know no other secrets than these."""
    return {
        name: value
        for name, value in environment.items()
        if name in kept or not CONFIDENTIAL.search(name)
    }


def rasa(model: Path, environment: Mapping[str, str]) -> Service:
    """The assistant, on a trained model."""
    options = ["run", "-i", HOST, "--port", str(port("RASA_PORT")), "--model", str(model)]
    return Service(
        name="rasa",
        title="Rasa",
        command=(str(BOT_PYTHON), "-m", "bot", *options),
        health=f"{environment['ASSISTANT_URL']}/webhooks/gateway/",
        environment=without_secrets(
            environment, "ASSISTANT_TOKEN", "ACTIONS_TOKEN", "TRACKER_DATABASE_URL"
        ),
    )


def actions(environment: Mapping[str, str]) -> Service:
    """The action server."""
    return Service(
        name="actions",
        title="the action server",
        command=uvicorn("actions.server:app", port("ACTIONS_PORT")),
        health=f"http://{HOST}:{port('ACTIONS_PORT')}/health",
        environment=without_secrets(environment, "ACTIONS_TOKEN"),
    )


def api(environment: Mapping[str, str]) -> Service:
    """The API, with the widget, the demo page and the console."""
    return Service(
        name="api",
        title="the API",
        command=uvicorn("api.app:create_app", port("API_PORT"), "--factory"),
        health=f"{environment['API_URL']}/health",
        environment=environment,
    )


def uvicorn(app: str, number: int, *options: str) -> tuple[str, ...]:
    """The command that serves one of our apps on loopback."""
    listen = ("--host", HOST, "--port", str(number), "--timeout-graceful-shutdown", "5")
    return (str(PYTHON), "-m", "uvicorn", app, *options, *listen)
