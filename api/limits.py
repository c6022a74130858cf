"""How often one person or address may do something."""

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from api.errors import LeermaatError


class TooManyMessages(LeermaatError):
    """The worker sends faster than anybody can read."""

    status = 429
    sentence = "Too many messages in a short time."


class Limit:
    """At most so many times in a moving span of time, counted per key in this process."""

    def __init__(self, rate: str) -> None:
        """`rate` reads like "5/15 minutes"."""
        self._rate: RateLimitItem = parse(rate)
        # It counts per span and forgets a key by itself; a list of moments per key stays for ever.
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def take(self, key: str) -> bool:
        """Count one more for this key, or hear that there is no room for now."""
        return self._limiter.hit(self._rate, key)

    def forget(self, key: str) -> None:
        """Give this key all its room back."""
        self._limiter.clear(self._rate, key)
