"""What our WebSockets share: taking frames in within bounds, and ending with a code."""

from contextlib import suppress

from fastapi import WebSocket, WebSocketDisconnect

from api.limits import Limit

BAD_FRAME, SESSION_OVER, NO_FIRST_FRAME, TOO_MANY_FRAMES = 4400, 4401, 4408, 4429


class Closed(Exception):
    """A socket of ours is over, with a close code of our protocol."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


async def receive_frame(socket: WebSocket, limit: Limit, key: str, largest: int) -> str:
    """The next frame as text: at most `largest` bytes, and counted under the key.

    Raises Closed for a binary or too large frame, or too many of them, and WebSocketDisconnect.
    """
    try:
        text = await socket.receive_text()
    except KeyError:  # a binary frame
        raise Closed(BAD_FRAME) from None
    if not limit.take(key):
        raise Closed(TOO_MANY_FRAMES)
    if len(text.encode("utf-8", "replace")) > largest:
        raise Closed(BAD_FRAME)
    return text


async def close(socket: WebSocket, closing: ExceptionGroup[Closed]) -> None:
    """Close with the code of the first reason; the other side may be gone already."""
    reason = closing.exceptions[0]
    while isinstance(reason, ExceptionGroup):
        reason = reason.exceptions[0]
    with suppress(RuntimeError, WebSocketDisconnect):
        await socket.close(reason.code)
