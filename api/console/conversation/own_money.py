"""What a worker keeps private is not read in the thread either.

What the worker typed, and what a coach wrote, always stays.
"""

from api.console.words import words
from api.conversations import feed
from api.conversations.feed import MessageShown
from api.conversations.own_money import OWN_ACCOUNT, tells_of_own_money, withheld
from api.conversations.tables import Button, Message, Speaker


def text_for_coach(message: Message, *, shares_account: bool) -> str:
    """The text, or in its place that the worker does not share it."""
    is_hidden = not shares_account and _is_of_the_account(message)
    return words("account_message_withheld") if is_hidden else message.text


def shown_to_coach(
    message: Message, buttons: list[Button], *, shares_account: bool
) -> MessageShown:
    """The message as the coach may see it; a hidden one has no picture, sources or buttons."""
    showing = feed.shown(message, buttons)
    text = text_for_coach(message, shares_account=shares_account)
    return showing if text == message.text else withheld(showing, text)


def _is_of_the_account(message: Message) -> bool:
    if message.speaker is Speaker.WORKER:  # a pressed button has our words
        return message.details.get("kind") == OWN_ACCOUNT
    return message.speaker is not Speaker.COACH and tells_of_own_money(message)
