"""The list of what a coach closed."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from api.access import Reading
from api.console.access import CoachHere, coach_on_duty, from_our_own_page, seen_at_the_desk
from api.console.lists.closed import closed_by
from api.console.pages import show
from api.console.showing import frame_of

router = APIRouter(
    dependencies=[
        Depends(from_our_own_page),
        Depends(coach_on_duty),
        Depends(seen_at_the_desk),
    ]
)


@router.get("/closed")
async def closed_page(
    db: Reading,
    on_duty: CoachHere,
    q: Annotated[str, Query(max_length=100)] = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    """What this coach closed, today's first, a page at a time; `q` searches in it."""
    found = await closed_by(db, on_duty.coach.id, q, page)
    return show("closed.html", closed=found, q=q, **await frame_of(db, on_duty))
