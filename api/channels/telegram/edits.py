"""An edited message is an edit: the coach sees it, and nothing is asked or done again."""

from api.channels.telegram.incoming import Incoming
from api.channels.telegram.words import notice, word
from api.conversations.gateway import readable
from api.conversations.repository import Utterance
from api.conversations.tables import Channel, Message, Speaker
from api.escalations.repository import EscalationRepository
from api.safety.crisis import sounds_like_crisis


async def handle_edit(incoming: Incoming) -> None:
    """Let a coach read what was changed; say to anybody else that nobody reads it again.

    Raises EmptyMessage or MessageTooLong.
    """
    original = await incoming.messages.by_client_id(incoming.client_id)
    text = incoming.kept.text
    if original is None or not text or text == original.text:
        return
    text = readable(text)
    escalations = EscalationRepository(incoming.db)
    if sounds_like_crisis(text):
        incoming.receiving.client_id = incoming.press_id
        await incoming.receiving.say(text)
    elif await escalations.open_one(incoming.chat.conversation_id):
        await _show(incoming, original, text)
    else:
        await notice(incoming.messages, word("edit_not_read"))


async def _show(incoming: Incoming, original: Message, text: str) -> None:
    words = Utterance(
        Speaker.WORKER,
        "",
        word("edited", text=text),
        incoming.press_id,
        Channel.TELEGRAM,
        details={"edit_of": original.seq},
    )
    await incoming.messages.append(words)
