"""The organisation's own sign-in (OpenID Connect): the only file that knows that world.

Authorization code with PKCE, state and nonce, by Authlib; what it leaves to us is checked here.
"""

import logging
import secrets
from datetime import timedelta

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth
from fastapi import Request, Response
from httpx import HTTPError
from joserfc.errors import JoseError
from sqlalchemy import delete, func, select

from api.console.signing_in.tables import OidcVisit
from api.conversations.turns import hash_token
from api.database import Database, now
from api.errors import LeermaatError
from api.escalations.tables import Coach, Role
from api.settings import Settings

BACK = "/console/login/organisation/back"
VISIT_LASTS = timedelta(minutes=10)
TIMEOUT_SECONDS = 8.0
# Signatures with a key of the provider's own; never "none", never our shared secret.
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384"})
_FAULTS = (AuthlibBaseError, JoseError, HTTPError, ValueError, KeyError, RuntimeError)
log = logging.getLogger(__name__)


class OrganisationRefused(LeermaatError):
    """The organisation's sign-in did not vouch, or vouched for nobody who may come in."""

    status = 401
    sentence = "The organisation's sign-in did not vouch for anybody who may come in."


class OrganisationUnreachable(LeermaatError):
    """The organisation's sign-in does not answer."""

    status = 503
    sentence = "The organisation's sign-in does not answer now."


class OrganisationSignIn:
    """Sends people to their organisation's sign-in, and hears who they are when they come back."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self.settings = settings
        self._provider = OAuth().register(
            "organisation",
            client_id=settings.oidc_client_id,
            client_secret=settings.oidc_client_secret or None,
            server_metadata_url=f"{self._issuer}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid email profile",
                "code_challenge_method": "S256",
                "timeout": TIMEOUT_SECONDS,
            },
        )

    @property
    def is_offered(self) -> bool:
        """Whether the organisation has such a sign-in."""
        return bool(self.settings.oidc_issuer and self.settings.oidc_client_id)

    @property
    def _issuer(self) -> str:
        return self.settings.oidc_issuer.rstrip("/")

    async def send(self, request: Request, next_page: str) -> tuple[Response, str]:
        """The way to the organisation's sign-in, and the token that its answer is bound to.

        Raises OrganisationUnreachable.
        """
        request.scope["session"] = {}
        try:
            await self._check_provider()
            address = f"{self.settings.public_url.rstrip('/')}{BACK}"
            response: Response = await self._provider.authorize_redirect(request, address)
        except _FAULTS as error:
            log.warning("The organisation's sign-in does not work: %s.", type(error).__name__)
            raise OrganisationUnreachable from None
        token = secrets.token_urlsafe(32)
        async with self.database.transaction() as db:
            await db.execute(delete(OidcVisit).where(OidcVisit.created_at < now() - VISIT_LASTS))
            kept = {"token_hash": hash_token(token), "state": dict(request.session)}
            db.add(OidcVisit(**kept, next_page=next_page))
        return response, token

    async def receive(self, request: Request, token: str | None) -> tuple[Coach, str]:
        """Who came back, and the page they wanted. The visit is over, whatever comes of it.

        Raises OrganisationRefused.
        """
        visit = await self._take_visit(token) if token else None
        if visit is None:
            raise OrganisationRefused
        request.scope["session"] = dict(visit.state)
        try:
            await self._check_provider()
            claims = await self._ask(request)
        except _FAULTS as error:
            log.warning("The organisation vouched for nobody: %s.", type(error).__name__)
            raise OrganisationRefused from None
        return await self._coach(claims), visit.next_page

    async def _ask(self, request: Request) -> dict[str, object]:
        issuer, client = self._issuer_as_published(), self.settings.oidc_client_id
        answered_by = request.query_params.get("iss")  # RFC 9207
        if answered_by is not None and answered_by != issuer:
            raise ValueError("Another provider answered.")
        answer = await self._provider.authorize_access_token(
            request,
            claims_options={
                "iss": {"essential": True, "value": issuer},
                "aud": {"essential": True, "value": client},
            },
        )
        return dict(answer["userinfo"])

    async def _check_provider(self) -> None:
        """Hold what the provider publishes against what we expect of it."""
        published = await self._provider.load_server_metadata()
        if published["issuer"].rstrip("/") != self._issuer:
            raise ValueError("The provider calls itself by another name.")
        offered = set(published.get("id_token_signing_alg_values_supported") or ["RS256"])
        published["id_token_signing_alg_values_supported"] = sorted(offered & ALGORITHMS)
        if not offered & ALGORITHMS:
            raise ValueError("The provider signs in no way that we trust.")

    def _issuer_as_published(self) -> str:
        issuer: str = self._provider.server_metadata["issuer"]
        return issuer

    async def _take_visit(self, token: str) -> OidcVisit | None:
        taking = delete(OidcVisit).where(OidcVisit.token_hash == hash_token(token))
        async with self.database.transaction() as db:
            visit: OidcVisit | None = await db.scalar(taking.returning(OidcVisit))
        return visit if visit and visit.created_at > now() - VISIT_LASTS else None

    async def _coach(self, claims: dict[str, object]) -> Coach:
        email = str(claims.get("email") or "").strip().lower()
        if not email or claims.get("email_verified") is not True:
            raise OrganisationRefused
        subject = f"{claims['iss']} {claims['sub']}"
        wanted = select(Coach).where(func.lower(Coach.email) == email)
        async with self.database.transaction() as db:
            coach: Coach | None = await db.scalar(wanted)
            if coach is None and self.settings.oidc_adds_coaches:
                name = str(claims.get("name") or email.partition("@")[0])[:80]
                coach = Coach(email=email, name=name, role=Role.COACH, password_hash="")
                db.add(coach)
            if coach is None or coach.disabled_at:
                raise OrganisationRefused
            # An address may be given to somebody else one day; the subject never is.
            if coach.organisation_subject not in (None, subject):
                raise OrganisationRefused
            coach.organisation_subject = subject
        return coach
