"""Who may come in: an e-mail address with its password, tried a few times at most."""

import asyncio

from sqlalchemy import func, select

from api.console.signing_in.passwords import password_is_right
from api.database import Database, now
from api.errors import LeermaatError
from api.escalations.tables import Coach
from api.limits import Limit


class SignInRefused(LeermaatError):
    """Unknown, disabled or mistyped: from outside it is all the same."""

    status = 401
    sentence = "This e-mail address and password do not fit."


class TooManyAttempts(LeermaatError):
    """Somebody keeps trying."""

    status = 429
    sentence = "Too many attempts. Wait a quarter of an hour."


class PasswordExpired(LeermaatError):
    """A temporary password that was not used in time."""

    status = 401
    sentence = "This temporary password is over. Ask the administrator for another."


class SignIn:
    """The door of the console."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._per_account = Limit("5/15 minutes")
        self._per_address = Limit("20/15 minutes")

    async def try_to(self, email: str, password: str, address: str) -> Coach:
        """The coach with this e-mail address and password, trying from a network address.

        Raises SignInRefused or TooManyAttempts; how long that takes tells nothing. PasswordExpired
        only to who knew the password.
        """
        account = email.strip().lower()
        if not (self._per_address.take(address) and self._per_account.take(account)):
            raise TooManyAttempts
        coach = await self._find(account)
        kept = coach.password_hash if coach else None
        # Half a tenth of a second of work, which must not hold up every conversation.
        is_right = await asyncio.to_thread(password_is_right, password, kept)
        if coach is None or not is_right:
            raise SignInRefused
        self._per_account.forget(account)
        if coach.password_ends_at and coach.password_ends_at < now():
            raise PasswordExpired
        return coach

    async def _find(self, account: str) -> Coach | None:
        wanted = select(Coach).where(func.lower(Coach.email) == account)
        async with self.database.reading() as db:
            found: Coach | None = await db.scalar(wanted.where(Coach.disabled_at.is_(None)))
        return found
