"""Passwords of coaches, kept as argon2id hashes."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP ASVS 5.0, appendix C: argon2id with two passes needs 19 MiB or more.
_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
# Checked when nobody has the e-mail address, so that the answer takes as long.
_NOBODYS_HASH = _hasher.hash("nobody")


def hash_password(password: str) -> str:
    """What is kept of a password."""
    return _hasher.hash(password)


def password_is_right(password: str, kept: str | None) -> bool:
    """Whether the password fits what was kept; takes as long when nothing was."""
    try:
        return _hasher.verify(kept or _NOBODYS_HASH, password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False
