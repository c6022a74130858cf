"""Who the worker is, as the host site vouches for it with a short-lived signed token."""

from dataclasses import dataclass
from datetime import timedelta

import jwt
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.database import now
from api.errors import LeermaatError
from api.settings import Settings
from api.workers.tables import Worker

ALGORITHM = "HS256"
AUDIENCE = "leermaat-widget"
SMALLEST_SECRET_BYTES = 32  # RFC 7518, section 3.2: a key as long as the hash


class IdentityRefused(LeermaatError):
    """The token does not prove who this is."""

    status = 401
    sentence = "The identity token is missing, expired, forged or meant for somebody else."


@dataclass(frozen=True)
class Identity:
    """What the host site says about the worker who is looking at its page."""

    reference: str
    name: str


def read_identity(token: str, settings: Settings) -> Identity:
    """Check the host site's token and read who it speaks of.

    Raises IdentityRefused unless the token is signed with our algorithm and secret, meant for the
    widget, not expired, and valid for no longer than `identity_token_seconds`.
    """
    if len(settings.widget_signing_secret.encode()) < SMALLEST_SECRET_BYTES:
        raise IdentityRefused
    try:
        claims = jwt.decode(
            token,
            settings.widget_signing_secret,
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            options={"require": ["exp", "iat", "aud", "sub"]},
        )
    except jwt.InvalidTokenError as error:
        raise IdentityRefused from error
    lifetime_seconds = claims["exp"] - claims["iat"]
    if lifetime_seconds > settings.identity_token_seconds or not claims["sub"]:
        raise IdentityRefused
    return Identity(reference=claims["sub"], name=str(claims.get("name", ""))[:80])


def sign_identity(identity: Identity, settings: Settings) -> str:
    """Sign a token as a host site would; the demo page and the tests use it."""
    issued_at = now()
    return jwt.encode(
        {
            "sub": identity.reference,
            "name": identity.name,
            "aud": AUDIENCE,
            "iat": issued_at,
            "exp": issued_at + timedelta(seconds=settings.identity_token_seconds),
        },
        settings.widget_signing_secret,
        algorithm=ALGORITHM,
    )


async def find_or_add_worker(db: AsyncSession, identity: Identity) -> Worker:
    """The worker the host site speaks of; the first time, we make their acquaintance.

    Somebody whose account was opened from a file has no name until the host site tells it.
    """
    found = await db.scalar(
        select(Worker).where(Worker.host_reference == identity.reference).with_for_update()
    )
    if found:
        found.name = found.name or identity.name
        return found
    worker = Worker(host_reference=identity.reference, name=identity.name)
    db.add(worker)
    await db.flush()
    return worker
