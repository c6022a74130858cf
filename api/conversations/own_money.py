"""Which messages tell of the worker's own account: not everybody may read those."""

import re

from api.conversations.feed import MessageShown
from api.conversations.tables import Message

OWN_ACCOUNT = "own_account"
_AMOUNT = re.compile(r"€|\beur\b|\d[\d.,]*\s*(?:euro|cent)", re.IGNORECASE)


def tells_of_own_money(message: Message) -> bool:
    """Whether a message may say something about the worker's own account.

    Answers to a topic tell general facts: they have a topic, and the same amounts for everybody.
    """
    details = message.details
    if details.get("kind") == OWN_ACCOUNT or details.get("image"):
        return True
    if details.get("topic"):
        return False
    return names_an_amount(message.text)


def names_an_amount(text: str) -> bool:
    """Whether there is an amount of money in the text."""
    return bool(_AMOUNT.search(text))


def withheld(shown: MessageShown, text: str) -> MessageShown:
    """The message with this text in the place of all that it showed."""
    nothing = {"checked_on": None, "image": None, "image_text": None, "link": None}
    return shown.model_copy(update={"text": text, "buttons": [], "sources": [], **nothing})
