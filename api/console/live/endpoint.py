"""The one socket of a coach's page."""

from fastapi import APIRouter, WebSocket, status

from api.access import services
from api.console.access import (
    ForeignOrigin,
    coach_on_duty,
    from_our_own_page,
    sessions,
    somebody_on_duty,
)
from api.console.live.socket import CoachSocket
from api.console.signing_in.sessions import SignInNeeded
from api.errors import NotFound
from api.sockets import SESSION_OVER

router = APIRouter()


@router.websocket("/socket")
async def live(socket: WebSocket) -> None:
    """News for a page that is open. Pages of other sites are refused before a word is exchanged."""
    parts = services(socket)
    known = await sessions(parts)
    try:
        await from_our_own_page(socket, parts)
    except ForeignOrigin:
        await socket.close(status.WS_1008_POLICY_VIOLATION)
        return
    await socket.accept()
    try:
        on_duty = await coach_on_duty(await somebody_on_duty(socket, parts, known))
    except (SignInNeeded, NotFound):
        await socket.close(SESSION_OVER)
        return
    whose = f"coach:{on_duty.coach.id}"
    if not parts.open_sockets.enter(whose):
        await socket.close(status.WS_1013_TRY_AGAIN_LATER)
        return
    try:
        await CoachSocket(socket, parts, known, on_duty).serve()
    finally:
        parts.open_sockets.leave(whose)
