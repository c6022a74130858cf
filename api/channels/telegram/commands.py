"""The commands of the menu: `/start /help /saldo /coach /stop /ontkoppel`."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from api.channels.telegram import codes, linking
from api.channels.telegram.incoming import Incoming
from api.channels.telegram.words import FOR_TELEGRAM, OUT_OF_TURN, notice, word
from api.conversations import feed
from api.conversations.opening import disclosure
from api.conversations.repository import Offer
from api.conversations.tables import ButtonKind
from api.escalations.owed import is_coach_owed
from api.escalations.repository import EscalationRepository
from api.reminders.service import be_quiet
from api.texts import say

Command = Callable[[Incoming, str], Awaitable[None]]

BALANCE = "/saldo_opvragen"


async def start(incoming: Incoming, code: str) -> None:
    """Begin, or use the code of a link that was followed."""
    if code:
        await _link(incoming, code)
    elif not incoming.is_first:
        again = replace(disclosure("greeting_again"), details={FOR_TELEGRAM: True})
        await incoming.messages.append(again)


async def _link(incoming: Incoming, code: str) -> None:
    chat = incoming.chat
    if chat.worker_id:
        await notice(incoming.messages, word("already_linked"))
        return
    if await is_coach_owed(incoming.db, chat.conversation_id):
        await notice(incoming.messages, word("link_after_coach"))
        return
    name = incoming.kept.name or ""
    try:
        await codes.use_code(incoming.db, chat, code, name, incoming.update.update_id)
    except codes.LinkCodeRefused:
        await notice(incoming.messages, word("code_refused"))


async def show_help(incoming: Incoming, _rest: str) -> None:
    """What can be done here."""
    coach = Offer(say("button_coach"), ButtonKind.REQUEST_COACH)
    await incoming.receiving.note("/help", word("help"), coach)


async def balance(incoming: Incoming, _rest: str) -> None:
    """How much is on the worker's account."""
    if incoming.chat.worker_id:
        await incoming.receiving.ask("/saldo", BALANCE)
    else:
        await incoming.receiving.note("/saldo", word("link_first"))


async def coach(incoming: Incoming, _rest: str) -> None:
    """A person; whoever waits already hears where they stand."""
    conversation_id = incoming.chat.conversation_id
    if await EscalationRepository(incoming.db).open_one(conversation_id):
        status = await feed.status(incoming.db, conversation_id)
        await incoming.receiving.note("/coach", status.text)
    else:
        await incoming.receiving.request_coach("/coach")


async def stop(incoming: Incoming, _rest: str) -> None:
    """Send nothing more but the confirmation of that; what still had to come waits for a return."""
    await incoming.receiving.note("/stop", word("stopped"))
    confirmation = await incoming.messages.last()
    if confirmation:
        confirmation.details = {OUT_OF_TURN: True}
        incoming.chat.stopped_after_seq = confirmation.seq
    await be_quiet(incoming.db, incoming.chat.conversation_id)


async def unlink(incoming: Incoming, _rest: str) -> None:
    """Part this chat from the worker's account."""
    if incoming.chat.worker_id:
        await linking.unlink(incoming.db, incoming.chat)
    else:
        await notice(incoming.messages, word("not_linked"))


COMMANDS: dict[str, Command] = {
    "start": start,
    "help": show_help,
    "saldo": balance,
    "coach": coach,
    "stop": stop,
    "ontkoppel": unlink,
}


def find_command(text: str) -> tuple[Command, str] | None:
    """The command a text begins with, and what follows it; none when it is just words."""
    if not text.startswith("/"):
        return None
    first, _, rest = text[1:].partition(" ")
    command = COMMANDS.get(first.partition("@")[0].lower())
    return (command, rest.strip()) if command else None


def menu() -> list[tuple[str, str]]:
    """Every command with its Dutch description, as Telegram shows them."""
    return [(name, word(f"command_{name}")) for name in COMMANDS]
