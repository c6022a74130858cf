"""What an open page shows, and what it has to show next."""

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.console.alarm import alarms_of
from api.console.desk import Desk, desk_of
from api.console.regions import (
    Region,
    alarm_region,
    desk_regions,
    messages_html,
    presence_region,
    session_region,
    sheet_region,
)
from api.console.sessions import OnDuty
from api.console.thread import last_page, said_after, sheet_of
from api.escalations.tables import Coach
from api.signals import DESK, conversation_topic


class Update(NamedTuple):
    """One change of a page: which element, "replace" it or "append" to it, and the HTML."""

    target: str
    how: str
    html: str


@dataclass
class LivePage:
    """One open page: the versions of its regions, and the last message of its thread."""

    versions: dict[str, str]
    escalation_id: UUID | None
    after: int
    topics: frozenset[str] = frozenset({DESK})

    async def look(self, db: AsyncSession, on_duty: OnDuty) -> list[Update]:
        """What changed since the page was last told. Raises NotFound."""
        desk = await desk_of(db, on_duty.coach.id)
        self._follow(desk)
        regions = [*desk_regions(desk, self.escalation_id), alarm_region(await alarms_of(db))]
        updates = [self._replace(region) for region in regions if self._differs(region)]
        if self.escalation_id:
            updates += await self._look_at_sheet(db, self.escalation_id, on_duty.coach)
        return updates

    def look_at_session(self, on_duty: OnDuty) -> list[Update]:
        """Whether the warning that the session ends came or went, and whether the coach did."""
        regions = (session_region(on_duty), presence_region(on_duty.coach))
        return [self._replace(region) for region in regions if self._differs(region)]

    def _follow(self, desk: Desk) -> None:
        """Listen to whoever is on the desk now; everything else rings the desk itself."""
        self.topics = frozenset({DESK, *map(conversation_topic, desk.conversation_ids)})

    async def _look_at_sheet(
        self, db: AsyncSession, escalation_id: UUID, coach: Coach
    ) -> list[Update]:
        sheet = await sheet_of(db, escalation_id, coach)
        if not self._differs(sheet_region(sheet, ())):
            said = await said_after(db, sheet, self.after)
            self.after = said[-1].seq if said else self.after
            return [Update("thread", "append", messages_html(sheet, said))] if said else []
        start = await last_page(db, sheet)
        said = await said_after(db, sheet, start)
        self.after = said[-1].seq if said else self.after
        return [self._replace(sheet_region(sheet, said, has_earlier=start > 0))]

    def _differs(self, region: Region) -> bool:
        return self.versions.get(region.name, region.version) != region.version

    def _replace(self, region: Region) -> Update:
        self.versions[region.name] = region.version
        return Update(region.name, "replace", region.html)
