"""The lead's pages: the team now, how it goes, and the same for a spreadsheet."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from api.access import Reading, Writing
from api.console.access import (
    LeadHere,
    from_our_own_page,
    lead_on_duty,
    seen_at_the_desk,
)
from api.console.live.regions import Region
from api.console.pages import show
from api.console.showing import frame_of
from api.console.team.figures import (
    coaches_table,
    figures,
    topics_table,
    weeks_table,
)
from api.console.team.overview import team_of
from api.console.team.spreadsheet import csv_file
from api.console.topics import name_of_topic
from api.database import now
from api.escalations import presence
from api.escalations.topic_counts import SMALLEST_GROUP
from api.organisation import get_organisation

router = APIRouter(
    prefix="/team",
    dependencies=[Depends(from_our_own_page), Depends(lead_on_duty), Depends(seen_at_the_desk)],
)
MOST_AT_ONCE = 50


class CapacityForm(BaseModel):
    """How many conversations at once; empty follows the organisation's rule."""

    model_config = ConfigDict(extra="forbid")

    capacity: Annotated[int, Field(ge=0, le=MOST_AT_ONCE)] | Literal[""] = ""


@router.get("")
async def team_page(db: Reading, on_duty: LeadHere) -> Response:
    """Who waits how long, who is there with how much, and how it goes today and this week."""
    team = await team_of(db)
    return show(
        "team.html",
        team=Region("team", team),
        coaches=team.coaches,
        figures=await figures(db),
        most_at_once=MOST_AT_ONCE,
        smallest_group=SMALLEST_GROUP,
        name_of_topic=name_of_topic,
        usual=get_organisation().coach_capacity,
        **await frame_of(db, on_duty),
    )


@router.post("/capacity/{coach_id}")
async def change_capacity(
    db: Writing, _on_duty: LeadHere, coach_id: UUID, form: Annotated[CapacityForm, Form()]
) -> Response:
    """Let a coach have more conversations at once, or fewer; what they have stays theirs."""
    capacity = None if form.capacity == "" else form.capacity
    await presence.set_capacity(db, coach_id, capacity)
    return RedirectResponse("/console/team#capacity", 303)


@router.get("/export/{what}.csv")
async def export(
    db: Reading, _on_duty: LeadHere, what: Literal["weeks", "topics", "coaches"]
) -> Response:
    """The figures as a CSV file: no worker in it, no small group, and no formula."""
    tables = {"weeks": weeks_table, "topics": topics_table, "coaches": coaches_table}
    name = f"leermaat-{what}-{now().date().isoformat()}.csv"
    return Response(
        csv_file(await tables[what](db)),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
