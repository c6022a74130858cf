"""Drawing what is asked for: one picture at a time, and no database connection held meanwhile."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor

from api.accounts.pictures.drawing import draw
from api.accounts.pictures.links import PATH, Picture, PictureOver, picture_of
from api.database import Database

# So that one link, asked for again and again, is drawn once.
REMEMBERED_SECONDS = 60.0
_ADDRESS = re.compile(rf"{PATH}([\w-]+)\.png$")
# Two threads in matplotlib at once get in each other's way, and who waits for a picture must not
# take the threads of others.
_HAND = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drawing")


class Drawings:
    """The pictures behind the links. What was drawn is remembered for a minute, in memory."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._drawn: dict[Picture, asyncio.Task[bytes]] = {}

    async def of(self, token: str) -> bytes:
        """The PNG behind a link. Raises PictureOver."""
        async with self._database.reading() as db:
            picture = await picture_of(db, token)
        if picture not in self._drawn:
            self._drawn[picture] = asyncio.create_task(self._draw(picture))
        # Somebody who hangs up does not take the picture away from the others.
        return await asyncio.shield(self._drawn[picture])

    async def at(self, address: str) -> bytes | None:
        """The PNG at an address of ours, for a door that sends bytes; None when it is gone."""
        found = _ADDRESS.search(address)
        try:
            return await self.of(found[1]) if found else None
        except PictureOver:
            return None

    async def _draw(self, picture: Picture) -> bytes:
        loop = asyncio.get_running_loop()
        seconds = 0.0  # a failure is not remembered
        try:
            png = await loop.run_in_executor(_HAND, draw, picture.standings, picture.day)
            seconds = REMEMBERED_SECONDS
            return png
        finally:
            loop.call_later(seconds, self._drawn.pop, picture, None)
