"""A small OpenID Connect provider, over real HTTP, with real signatures. It can misbehave."""

import base64
import hashlib
import json
import secrets
from functools import cache
from typing import Any
from urllib.parse import urlencode

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi import FastAPI, Form, Header, HTTPException
from fastapi.responses import RedirectResponse
from jwt.algorithms import RSAAlgorithm

from api.database import now

CLIENT_ID, CLIENT_SECRET = "leermaat-console", "geheim van de client"
KEY_ID = "key-1"


@cache
def key(name: str) -> rsa.RSAPrivateKey:
    """A key to sign with; making one takes a while, so each is made once."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider:
    """Vouches for whoever `claims` says, once; `wrongly` changes the token that it signs."""

    def __init__(self) -> None:
        self.issuer = ""
        self.claims: dict[str, Any] = {
            "sub": "1",
            "email": "Sanne@Werkplaats.example",
            "email_verified": True,
        }
        self.wrongly: dict[str, Any] = {}
        self.key = key("own")
        self.algorithm = "RS256"
        self.published_algorithms = ["RS256"]
        self.published_issuer: str | None = None
        self.asked: list[dict[str, str]] = []
        self.refusals: list[str] = []
        self._codes: dict[str, dict[str, str]] = {}
        self._published_key = self.key
        self.app = FastAPI()
        self.app.get("/.well-known/openid-configuration")(self._configuration)
        self.app.get("/keys")(self._keys)
        self.app.get("/authorize")(self._authorize)
        self.app.post("/token")(self._token)

    async def _configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.published_issuer or self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": self.published_algorithms,
        }

    async def _keys(self) -> dict[str, Any]:
        public = json.loads(RSAAlgorithm.to_jwk(self._published_key.public_key()))
        return {"keys": [public | {"kid": KEY_ID, "use": "sig"}]}

    async def _authorize(
        self,
        client_id: str,
        redirect_uri: str,
        response_type: str,
        state: str,
        nonce: str,
        code_challenge: str,
        code_challenge_method: str,
        scope: str,
    ) -> RedirectResponse:
        asked = {
            "client_id": client_id,
            "redirect_uri": redirect_uri,
            "state": state,
            "nonce": nonce,
            "challenge": code_challenge,
            "method": code_challenge_method,
            "scope": scope,
        }
        assert response_type == "code"
        self.asked.append(asked)
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        return RedirectResponse(f"{redirect_uri}?{urlencode({'code': code, 'state': state})}")

    async def _token(
        self,
        code: str = Form(),
        redirect_uri: str = Form(),
        code_verifier: str = Form(""),
        authorization: str = Header(""),
    ) -> dict[str, Any]:
        asked = self._codes.pop(code, None)
        digest = hashlib.sha256(code_verifier.encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        problems = {
            "code": asked is None,
            "client": authorization != f"Basic {basic}",
            "verifier": bool(asked) and proof != (asked or {})["challenge"],
            "redirect": bool(asked) and redirect_uri != (asked or {})["redirect_uri"],
        }
        found = [name for name, is_wrong in problems.items() if is_wrong]
        if found or asked is None:
            self.refusals += found
            raise HTTPException(400, {"error": "invalid_grant"})
        return {
            "access_token": "not used",
            "token_type": "Bearer",
            "expires_in": 60,
            "id_token": self._id_token(asked),
        }

    def _id_token(self, asked: dict[str, str]) -> str:
        moment = int(now().timestamp())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": moment,
            "exp": moment + 300,
            "nonce": asked["nonce"],
        }
        claims = {
            name: value
            for name, value in (claims | self.claims | self.wrongly).items()
            if value is not None
        }
        signers: dict[str, Any] = {"none": None, "HS256": CLIENT_SECRET * 2}
        signer = signers.get(self.algorithm, self.key)
        return jwt.encode(claims, signer, self.algorithm, headers={"kid": KEY_ID})
