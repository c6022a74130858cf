"""Coming in through the organisation's own sign-in: who is sent there, and who comes back."""

import secrets
from datetime import timedelta

from fastapi import Request, Response
from sqlalchemy import delete, func, select

from api.console.signing_in.organisation_provider import OrganisationProvider, OrganisationRefused
from api.console.signing_in.tables import OidcVisit
from api.conversations.turns import hash_token
from api.database import Database, now
from api.escalations.tables import Coach, Role
from api.settings import Settings

VISIT_LASTS = timedelta(minutes=10)


class OrganisationSignIn:
    """Keeps the visits to the organisation's sign-in, and knows whom it vouches for."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self.settings = settings
        self._provider = OrganisationProvider(settings)

    @property
    def is_offered(self) -> bool:
        """Whether the organisation has such a sign-in."""
        return bool(self.settings.oidc_issuer and self.settings.oidc_client_id)

    async def send(self, request: Request, next_page: str) -> tuple[Response, str]:
        """The way to the organisation's sign-in, and the token that its answer is bound to.

        Raises OrganisationUnreachable.
        """
        response, state = await self._provider.send(request)
        token = secrets.token_urlsafe(32)
        async with self.database.transaction() as db:
            await db.execute(delete(OidcVisit).where(OidcVisit.created_at < now() - VISIT_LASTS))
            db.add(OidcVisit(token_hash=hash_token(token), state=state, next_page=next_page))
        return response, token

    async def receive(self, request: Request, token: str | None) -> tuple[Coach, str]:
        """Who came back, and the page they wanted. The visit is over, whatever comes of it.

        Raises OrganisationRefused.
        """
        visit = await self._take_visit(token) if token else None
        if visit is None:
            raise OrganisationRefused
        claims = await self._provider.receive(request, visit.state)
        return await self._coach(claims), visit.next_page

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
