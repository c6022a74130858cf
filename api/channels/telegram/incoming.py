"""One stored update on its way in, with everything needed to act on it."""

from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy.ext.asyncio import AsyncSession

from api.channels.telegram.tables import TelegramChat, TelegramUpdate
from api.channels.telegram.updates import Kept
from api.conversations.gateway import Receiving
from api.conversations.repository import MessageRepository
from api.conversations.tables import Channel

# Ids made from Telegram's own numbers: doing an update again finds what was done before.
NAMESPACE = uuid5(NAMESPACE_URL, "leermaat:telegram")


@dataclass
class Incoming:
    """An update, the chat it came from, and the way into its conversation."""

    db: AsyncSession
    update: TelegramUpdate
    kept: Kept
    chat: TelegramChat
    # The chat's very first update: its thread has only just begun.
    is_first: bool

    def __post_init__(self) -> None:
        conversation_id = self.chat.conversation_id
        self.messages = MessageRepository(self.db, conversation_id)
        client_id = self.client_id if self.kept.button_id is None else self.press_id
        self.receiving = Receiving(self.db, conversation_id, client_id, Channel.TELEGRAM)

    @property
    def client_id(self) -> UUID:
        """The client id of the message: the same for every edit of it."""
        return uuid5(NAMESPACE, f"message/{self.chat.chat_id}/{self.kept.message_id}")

    @property
    def press_id(self) -> UUID:
        """The client id of this one update."""
        return uuid5(NAMESPACE, f"update/{self.update.update_id}")
