"""Whole pages: what is on every page, and a conversation with one form below it."""

from typing import Any
from uuid import UUID

from fastapi import Response
from sqlalchemy.ext.asyncio import AsyncSession

from api.console.conversation.account_look import AccountShown
from api.console.conversation.case import Standing, case_of
from api.console.conversation.panels import Panel
from api.console.conversation.sheet import sheet_of
from api.console.conversation.surroundings import surroundings_of
from api.console.conversation.thread import last_page, thread_after
from api.console.lists.choices import Filter
from api.console.lists.desk import desk_of
from api.console.live.regions import (
    beside_sheet,
    desk_regions,
    presence_region,
    session_region,
    sheet_region,
    typing_region,
)
from api.console.pages import show
from api.console.signing_in.sessions import OnDuty


async def frame_of(
    db: AsyncSession, on_duty: OnDuty, current: UUID | None = None, chosen: Filter | None = None
) -> dict[str, Any]:
    """What is on every page: the lists, the counts and who is signed in."""
    lists = desk_regions(await desk_of(db, on_duty.coach.id, chosen), current)
    own = (session_region(on_duty), presence_region(on_duty.coach))
    regions = {region.name: region for region in (*lists, *own)}
    return {"coach": on_duty.coach, **regions}


async def show_conversation(
    db: AsyncSession,
    on_duty: OnDuty,
    escalation_id: UUID,
    *,
    panel: Panel | None = None,
    from_the_start: bool = False,
    account: AccountShown | None = None,
    status: int = 200,
) -> Response:
    """One hand-off as far as this coach may see it; 403 when a colleague has it."""
    case = await case_of(db, escalation_id)
    sheet = await sheet_of(db, case, on_duty.coach)
    start = 0 if from_the_start else await last_page(db, sheet)
    entries = await thread_after(db, sheet, start)
    region = sheet_region(sheet, entries, has_earlier=start > 0, panel=panel)
    beside = beside_sheet(*await surroundings_of(db, case, sheet), account)
    around = {one.name: one for one in beside}
    frame = await frame_of(db, on_duty, escalation_id)
    code = 403 if sheet.standing is Standing.THEIRS else status
    below = typing_region()
    return show("conversation.html", code, sheet=region, typing=below, **around, **frame)
