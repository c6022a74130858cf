"""Where every setting of the API is named once, with its default and its unit."""

from functools import lru_cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings

REPOSITORY = Path(__file__).resolve().parent.parent
DATA = REPOSITORY / "data"


class Settings(BaseSettings):
    """Read from the environment; the defaults serve one machine without any server to install."""

    # Everything that is made while running stands here.
    var_folder: Path = REPOSITORY / "var"
    database_url: str = f"sqlite+aiosqlite:///{REPOSITORY / 'var' / 'leermaat.db'}"
    public_url: str = "http://127.0.0.1:8080"
    # Sites that may open a chat socket, beside our own address: exact origins.
    allowed_origins: list[str] = Field(default_factory=list)

    assistant_url: str = "http://127.0.0.1:5005"
    assistant_token: str = ""
    assistant_timeout_seconds: float = 8.0
    turn_token_seconds: int = 120

    # The secret that the host site signs its workers' tokens with (HS256, at least 32 bytes).
    widget_signing_secret: str = ""
    identity_token_seconds: int = 600
    web_session_hours: int = 12
    sockets_per_address: int = 50
    # People whom we do not know yet; who comes back, or is signed in, is not counted.
    new_visitors_per_minute: int = 120
    messages_per_minute: int = 20
    # Frames of one socket, of whatever kind: a busy browser sends a few a second.
    frames_per_minute: int = 600
    console_idle_minutes: int = 30
    # A coach whose line is gone for so long loses the conversation to a colleague.
    coach_gone_after_seconds: int = 180

    # Telegram: off without a token. With a webhook secret Telegram brings updates to
    # `public_url`; without one we fetch them.
    telegram_bot_token: str = ""
    telegram_webhook_secret: str = ""
    telegram_api_url: str = "https://api.telegram.org"
    # Of several API processes one is the bridge; when it dies, another begins after this time.
    telegram_lease_seconds: float = 15.0

    # Everybody in the console signs in with a code from their telephone too.
    second_factor_required: bool = True
    # What the secrets behind those codes are encrypted with, at least 32 characters.
    second_factor_key: str = ""

    # The organisation's own sign-in, when it has one (OpenID Connect).
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    # That sign-in asks a second factor itself, so that we need not.
    oidc_provides_second_factor: bool = False
    # Whoever that sign-in vouches for becomes a coach; otherwise an administrator adds people.
    oidc_adds_coaches: bool = False

    # Shows the demo page and signs in its invented workers: never on a real service.
    demo: bool = False

    @property
    def own_origins(self) -> set[str]:
        """The origins that our own pages are served from."""
        own = self.public_url.rstrip("/")
        return {own, own.replace("127.0.0.1", "localhost")}

    @property
    def origins(self) -> set[str]:
        """Every origin that may open a chat socket."""
        return self.own_origins | set(self.allowed_origins)

    @property
    def served_over_https(self) -> bool:
        """True when browsers reach us over TLS, so that cookies can be `Secure`."""
        return self.public_url.startswith("https://")


@lru_cache
def get_settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
