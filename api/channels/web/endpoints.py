"""The web door: the widget's script, its socket, and a page to try it on."""

from fastapi import APIRouter, Request, Response, WebSocket, status

from api.access import services
from api.channels.web.bundle import etag, widget_script
from api.channels.web.socket import ChatSocket

router = APIRouter(tags=["web"])


@router.get("/widget.js")
async def widget(request: Request) -> Response:
    """The whole widget as one script: cached, and asked again only whether it changed."""
    script = widget_script()
    headers = {"ETag": etag(script), "Cache-Control": "public, max-age=300, must-revalidate"}
    headers |= {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "cross-origin"}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers=headers)
    return Response(script, media_type="text/javascript; charset=utf-8", headers=headers)


@router.websocket("/web/socket")
async def open_chat(socket: WebSocket) -> None:
    """The chat itself. Pages of other sites are refused before a word is exchanged."""
    parts = services(socket)
    chat = ChatSocket(socket, parts)
    if socket.headers.get("origin") not in parts.settings.origins:
        await socket.close(status.WS_1008_POLICY_VIOLATION)
        return
    if not parts.open_sockets.enter(chat.address):
        await socket.close(status.WS_1013_TRY_AGAIN_LATER)
        return
    try:
        await chat.serve()
    finally:
        parts.open_sockets.leave(chat.address)
