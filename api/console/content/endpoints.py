"""The editor's page: what the chatbot says about each topic, and what it did not understand."""

from fastapi import APIRouter, Depends, Response

from api.access import Reading
from api.console.access import EditorHere, editor_on_duty, from_our_own_page
from api.console.content.not_understood import WEEKS, wavered_between, weeks
from api.console.content.topics_to_read import SOON, topics_to_read
from api.console.pages import show
from api.console.topics import name_of_topic
from api.database import now
from api.dutch import AMSTERDAM
from api.escalations.topic_counts import SMALLEST_GROUP

router = APIRouter(
    prefix="/content", dependencies=[Depends(from_our_own_page), Depends(editor_on_duty)]
)


@router.get("")
async def content_page(db: Reading, on_duty: EditorHere) -> Response:
    """Every topic with its texts and sources, overdue ones first; and counts, without words."""
    today = now().astimezone(AMSTERDAM).date()
    return show(
        "content.html",
        coach=on_duty.coach,
        today=today,
        due=[one for one in topics_to_read() if one.is_due(today)],
        later=[one for one in topics_to_read() if not one.is_due(today)],
        soon_days=SOON.days,
        weeks=await weeks(db, now()),
        number_of_weeks=WEEKS,
        wavered=await wavered_between(db, now()),
        smallest_group=SMALLEST_GROUP,
        name_of_topic=name_of_topic,
    )
