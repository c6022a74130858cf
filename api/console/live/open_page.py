"""What an open page shows, and what it has to show next."""

from dataclasses import dataclass, field, replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.console.conversation.case import Standing, case_of
from api.console.conversation.entries import Entry, is_of_the_service, last_note, last_seq
from api.console.conversation.sheet import Sheet, sheet_of
from api.console.conversation.surroundings import surroundings_of
from api.console.conversation.thread import last_page, thread_after
from api.console.lists.choices import Filter
from api.console.lists.desk import Desk, desk_of, mine_of
from api.console.lists.promised import promised_to_workers
from api.console.live.regions import (
    Region,
    beside_sheet,
    desk_regions,
    entries_html,
    mine_region,
    presence_region,
    promised_region,
    session_region,
    sheet_region,
    typing_region,
)
from api.console.live.versions import Update, Versions
from api.console.signing_in.sessions import OnDuty
from api.console.team.overview import team_of
from api.conversations.typing import Typing
from api.escalations.repository import EscalationRepository
from api.escalations.tables import Coach, Role
from api.signals import DESK, conversation_topic


@dataclass
class LivePage:
    """One open page: the versions of its regions, and the last message and note of its thread."""

    versions: Versions
    escalation_id: UUID | None
    after: int
    note: int = 0
    chosen: Filter = field(default_factory=Filter)
    topics: frozenset[str] = frozenset({DESK})
    # The hand-off that is open, as it was looked up last.
    sheet: Sheet | None = None

    # What rings when only somebody in hand says something, and when it is said here.
    in_hand: frozenset[str] = frozenset()
    own_topic: str = ""
    only_talked: bool = False

    async def look_at_thread(
        self, db: AsyncSession, coach: Coach, about: frozenset[str] | None
    ) -> list[Update]:
        """Only what was said meanwhile, which is quick to find: a coach is not kept waiting."""
        self.only_talked = False
        if self.sheet is None or (about is not None and self.own_topic not in about):
            return []
        escalation = await EscalationRepository(db).by_id(self.sheet.escalation_id)
        if escalation is None or escalation.coach_id != coach.id or escalation.resolved_at:
            return []
        # A permission that was just taken back is gone for what is read now.
        shares = escalation.shares_account or self.sheet.is_visitor
        sheet = replace(self.sheet, shares_account=shares)
        entries = await thread_after(db, sheet, self.after, self.note)
        self.only_talked = bool(entries) and not any(map(is_of_the_service, entries))
        return self._grown(self.sheet, entries)

    async def look(
        self, db: AsyncSession, on_duty: OnDuty, about: frozenset[str] | None = None
    ) -> list[Update]:
        """What else changed since the page was last told. Raises NotFound.

        With `about` only these topics are news. What colleagues and the queue do rings the desk,
        so that a message to one coach costs the other open pages next to nothing.
        """
        updates = await self._look_at_lists(db, on_duty, about)
        if self.escalation_id and self._may_differ(about):
            updates += await self._look_at_sheet(db, self.escalation_id, on_duty.coach)
        return updates

    def _may_differ(self, about: frozenset[str] | None) -> bool:
        """What two people say to each other leaves the rest of the conversation as it is."""
        if about is None or DESK in about:
            return True
        return self.own_topic in about and not self.only_talked

    async def _look_at_lists(
        self, db: AsyncSession, on_duty: OnDuty, about: frozenset[str] | None
    ) -> list[Update]:
        if about is not None and not about:
            return []
        if about is not None and about <= self.in_hand:
            mine = await mine_of(db, on_duty.coach.id)
            return self.versions.replace_what_differs([mine_region(mine, self.escalation_id)])
        desk = await desk_of(db, on_duty.coach.id, self.chosen)
        self._follow(desk)
        regions = desk_regions(desk, self.escalation_id)
        if "promised" in self.versions:
            regions.append(promised_region(await promised_to_workers(db, on_duty.coach.id)))
        if "team" in self.versions and on_duty.coach.role is Role.LEAD:
            regions.append(Region("team", await team_of(db)))
        return self.versions.replace_what_differs(regions)

    def look_at_session(self, on_duty: OnDuty) -> list[Update]:
        """Whether the warning that the session ends came or went, and whether the coach did."""
        own = [session_region(on_duty), presence_region(on_duty.coach)]
        return self.versions.replace_what_differs(own)

    def look_at_typing(self, workers: Typing) -> list[Update]:
        """Whether the worker began or stopped typing to this coach."""
        sheet = self.sheet
        if sheet is None or sheet.standing is not Standing.MINE:
            return self.versions.replace_what_differs([typing_region()])
        is_typing = workers.is_typing(sheet.conversation_id)
        return self.versions.replace_what_differs(
            [typing_region(sheet.name if is_typing else None)]
        )

    def _follow(self, desk: Desk) -> None:
        """Listen to whoever is on the desk now; everything else rings the desk itself."""
        self.topics = frozenset({DESK, *map(conversation_topic, desk.conversation_ids)})
        self.in_hand = frozenset(map(conversation_topic, desk.ids_in_hand))

    async def _look_at_sheet(
        self, db: AsyncSession, escalation_id: UUID, coach: Coach
    ) -> list[Update]:
        is_first_look = self.sheet is None
        case = await case_of(db, escalation_id)
        self.sheet = sheet = await sheet_of(db, case, coach)
        self.own_topic = conversation_topic(sheet.conversation_id)
        around = beside_sheet(*await surroundings_of(db, case, sheet))
        if self.versions.differs(sheet_region(sheet)):
            return [await self._whole_sheet(db, sheet), *self.versions.replace_what_differs(around)]
        # Later on, `look_at_thread` has just looked at what was said.
        entries = await thread_after(db, sheet, self.after, self.note) if is_first_look else []
        return self._grown(sheet, entries) + self.versions.replace_what_differs(around)

    def _grown(self, sheet: Sheet, entries: list[Entry]) -> list[Update]:
        self._has_shown(entries)
        return [Update("thread", "append", entries_html(sheet, entries))] if entries else []

    async def _whole_sheet(self, db: AsyncSession, sheet: Sheet) -> Update:
        start = await last_page(db, sheet)
        entries = await thread_after(db, sheet, start)
        self._has_shown(entries)
        return self.versions.replace(sheet_region(sheet, entries, has_earlier=start > 0))

    def _has_shown(self, entries: list[Entry]) -> None:
        self.after = last_seq(entries, self.after)
        self.note = last_note(entries, self.note)
