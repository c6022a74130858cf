"""The bytes of a picture in the feed, which Telegram is given instead of an address."""

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

Load = Callable[[AsyncSession, str], Awaitable[bytes | None]]


class Pictures:
    """Knows where each kind of picture is kept."""

    def __init__(self, *sources: Load) -> None:
        self.sources = sources

    async def load(self, db: AsyncSession, address: str) -> bytes | None:
        """The picture at this address of ours, or nothing when it is gone or not ours."""
        for source in self.sources:
            found = await source(db, address)
            if found:
                return found
        return None
