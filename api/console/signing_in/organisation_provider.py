"""The organisation's own sign-in (OpenID Connect): the only file that knows that world.

Authorization code with PKCE, state and nonce, by Authlib; what it leaves to us is checked here.
"""

import logging
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth
from fastapi import Request, Response
from httpx import HTTPError
from joserfc.errors import JoseError

from api.errors import LeermaatError
from api.settings import Settings

BACK = "/console/login/organisation/back"
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


class OrganisationProvider:
    """Sends browsers to the provider, and asks it who came back."""

    def __init__(self, settings: Settings) -> None:
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
    def _issuer(self) -> str:
        return self.settings.oidc_issuer.rstrip("/")

    async def send(self, request: Request) -> tuple[Response, dict[str, Any]]:
        """The way to the provider, and the state that its answer must fit.

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
        return response, dict(request.session)

    async def receive(self, request: Request, state: dict[str, Any]) -> dict[str, object]:
        """What the provider vouches for, of who came back. Raises OrganisationRefused."""
        request.scope["session"] = dict(state)
        try:
            await self._check_provider()
            return await self._ask(request)
        except _FAULTS as error:
            log.warning("The organisation vouched for nobody: %s.", type(error).__name__)
            raise OrganisationRefused from None

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
