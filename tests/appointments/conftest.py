"""The same two coaches as for hand-offs."""

from tests.escalations.conftest import coaches, password_hash

__all__ = ["coaches", "password_hash"]
