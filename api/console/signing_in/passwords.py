"""Passwords of coaches: what they must be like, and how they are kept (argon2id)."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from api.errors import LeermaatError

SHORTEST_PASSWORD, LONGEST_PASSWORD = 15, 200
# "aaaaaaaaaaaaaaaa" and "1212121212121212" are long and yet the first that anybody tries.
FEWEST_CHARACTERS = 6


class WeakPassword(LeermaatError):
    """A new password that is too easy to guess."""

    status = 422
    sentence = "Choose a password of 15 characters or more that is not easy to guess."


# OWASP ASVS 5.0, appendix C: argon2id with two passes needs 19 MiB or more.
_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
# Checked when nobody has the e-mail address, so that the answer takes as long.
_NOBODYS_HASH = _hasher.hash("nobody")


def hash_password(password: str) -> str:
    """What is kept of a password."""
    return _hasher.hash(password)


def check_new_password(password: str, email: str) -> None:
    """Refuse what is short, has few different characters or holds the address.

    Raises WeakPassword. Spaces, paste and every character are welcome.
    """
    is_long = SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD
    name = email.partition("@")[0].lower()
    is_own_name = len(name) > 2 and name in password.lower()
    if not is_long or is_own_name or len(set(password)) < FEWEST_CHARACTERS:
        raise WeakPassword


def password_is_right(password: str, kept: str | None) -> bool:
    """Whether the password fits what was kept; takes as long when nothing was."""
    try:
        # An empty one is of somebody who has no password.
        return _hasher.verify(kept or _NOBODYS_HASH, password) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False
