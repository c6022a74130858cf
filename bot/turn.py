"""One request of the gateway, read and checked before Rasa sees any of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Optional, Text

MAXIMUM_TEXT_CHARACTERS = 4_000
_MAXIMUM_ID_CHARACTERS = 255  # the width of sender_id in Rasa's event table


class ChannelError(Exception):
    """A request cannot be answered; the class name is all that the gateway is told."""

    status = 500


class BadTurn(ChannelError):
    """The request is not a turn as the contract has it."""

    status = 400


class SlashText(ChannelError):
    """Text starts with a slash, which Rasa would take for a command."""

    status = 400


@dataclass(frozen=True)
class Turn:
    """What a worker typed (text) or pressed (payload); exactly one of the two is there."""

    conversation_id: Text
    turn_token: Text
    text: Optional[Text]
    payload: Optional[Text]
    new_session: bool

    @classmethod
    def from_json(cls, body: Any) -> Turn:
        """Read a request body, raising BadTurn or SlashText."""
        if not isinstance(body, dict) or not isinstance(body.get("new_session", False), bool):
            raise BadTurn("The body is not a turn.")
        text, payload = _string_or_none(body, "text"), _string_or_none(body, "payload")
        if (text is None) == (payload is None):
            raise BadTurn("A turn has either text or a payload.")
        conversation_id = _string_or_none(body, "conversation_id")
        turn_token = _string_or_none(body, "turn_token")
        if not conversation_id or len(conversation_id) > _MAXIMUM_ID_CHARACTERS or not turn_token:
            raise BadTurn("A turn has a conversation id and a turn token.")
        return cls(
            conversation_id, turn_token, _checked(text), payload, body.get("new_session", False)
        )


def _string_or_none(body: Dict[Text, Any], key: Text) -> Optional[Text]:
    value = body.get(key)
    if value is not None and not isinstance(value, str):
        raise BadTurn(f"{key} is not a string.")
    # Half of a surrogate pair is valid JSON but not valid text; it becomes a question mark.
    return None if value is None else value.encode("utf-8", "replace").decode("utf-8")


def _checked(text: Optional[Text]) -> Optional[Text]:
    if text is None:
        return None
    if len(text) > MAXIMUM_TEXT_CHARACTERS:
        raise BadTurn(f"Text is over {MAXIMUM_TEXT_CHARACTERS} characters.")
    # The same strip() as Rasa's, so this wall stands exactly where Rasa would take a command.
    if text.strip().startswith("/"):
        raise SlashText("Text starts with a slash.")
    return text
