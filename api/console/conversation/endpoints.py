"""The coach's pages: the desk, a conversation, and what may be done with it."""

from typing import Annotated
from uuid import UUID, uuid4, uuid5

from fastapi import APIRouter, Depends, Form, Query, Request, Response, status
from fastapi.responses import JSONResponse, RedirectResponse

from api.access import Reading, Writing
from api.console.access import CoachHere, coach_on_duty, from_our_own_page, seen_at_the_desk
from api.console.conversation.account_look import look_at_account
from api.console.conversation.agreements import Agreements, Step, fit_to_keep
from api.console.conversation.answers import library
from api.console.conversation.composer import Kind, ReplyForm
from api.console.conversation.panels import Closing, Reply
from api.console.lists.choices import Filter
from api.console.lists.promised import promised_to_workers
from api.console.live.regions import promised_region
from api.console.pages import show
from api.console.showing import frame_of, show_conversation
from api.escalations import notes
from api.escalations import service as escalations

router = APIRouter(
    dependencies=[
        Depends(from_our_own_page),
        Depends(coach_on_duty),
        Depends(seen_at_the_desk),
    ]
)

Name = Annotated[str | None, Query(max_length=80)]


@router.get("")
async def desk_page(
    db: Reading, on_duty: CoachHere, sector: Name = None, topic: Name = None
) -> Response:
    """Who waits (of one sector or topic, if chosen), and whom this coach has in hand."""
    chosen = Filter(sector or None, topic or None)
    promised = promised_region(await promised_to_workers(db, on_duty.coach.id))
    frame = await frame_of(db, on_duty, chosen=chosen)
    return show("desk.html", chosen=chosen, promised=promised, **frame)


@router.get("/escalations/{escalation_id}")
async def conversation_page(
    db: Reading, on_duty: CoachHere, escalation_id: UUID, alles: bool = False, antwoord: Name = None
) -> Response:
    """One hand-off, as far as this coach may see it.

    `alles` shows the thread from its start; `antwoord` is a topic whose answer is filled in.
    """
    chosen = library().get(antwoord or "")
    panel = Reply(chosen.insertable) if chosen else None
    return await show_conversation(db, on_duty, escalation_id, panel=panel, from_the_start=alles)


@router.get("/escalations/{escalation_id}/close")
async def closing_page(db: Reading, on_duty: CoachHere, escalation_id: UUID) -> Response:
    """The conversation, with room to write down what was agreed."""
    panel = Closing(Agreements(step=Step.EDIT))
    return await show_conversation(db, on_duty, escalation_id, panel=panel)


@router.post("/escalations/{escalation_id}/claim")
async def claim(db: Writing, on_duty: CoachHere, escalation_id: UUID) -> Response:
    """Take the conversation; 409 when a colleague has it."""
    await escalations.claim(db, escalation_id, on_duty.coach)
    return back_to(escalation_id)


@router.post("/escalations/{escalation_id}/messages")
async def reply(
    request: Request,
    db: Writing,
    on_duty: CoachHere,
    escalation_id: UUID,
    form: Annotated[ReplyForm, Form()],
) -> Response:
    """Say something to the worker, or note it for colleagues. Our script gets the next id."""
    text = fit_to_keep(form.text)
    # Words that were changed after a failed attempt are another message.
    client_id = uuid5(form.client_id, f"{form.kind}:{text}")
    if form.kind is Kind.NOTE:
        await notes.write_note(db, escalation_id, on_duty.coach, text, client_id)
    else:
        await escalations.answer(db, escalation_id, on_duty.coach, text, client_id)
    if request.headers.get("accept") == "application/json":
        return JSONResponse({"client_id": str(uuid4())})
    return back_to(escalation_id)


@router.post("/escalations/{escalation_id}/account")
async def account(db: Writing, on_duty: CoachHere, escalation_id: UUID) -> Response:
    """The conversation with what is on the worker's account: a look that the worker can see."""
    shown = await look_at_account(db, escalation_id, on_duty.coach)
    return await show_conversation(db, on_duty, escalation_id, account=shown)


@router.post("/escalations/{escalation_id}/close")
async def close(
    db: Writing, on_duty: CoachHere, escalation_id: UUID, form: Annotated[Agreements, Form()]
) -> Response:
    """Show what was agreed once more, and close when the coach says that it is right."""
    if form.step is Step.CLOSE and form.outcome:
        await escalations.resolve(db, escalation_id, on_duty.coach, form.text, form.outcome)
        return back_to(escalation_id)
    is_incomplete = form.step is not Step.EDIT and form.outcome is None
    code = status.HTTP_422_UNPROCESSABLE_CONTENT if is_incomplete else status.HTTP_200_OK
    panel = Closing(form, lacks_outcome=is_incomplete)
    return await show_conversation(db, on_duty, escalation_id, panel=panel, status=code)


def back_to(escalation_id: UUID) -> Response:
    """To the page of the conversation, so that reloading it does nothing twice."""
    return RedirectResponse(f"/console/escalations/{escalation_id}", status.HTTP_303_SEE_OTHER)
