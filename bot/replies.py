"""What the assistant says in one turn, kept whole until the gateway has it."""

from __future__ import annotations

from typing import Any, Dict, List, Text

from rasa.core.channels.channel import OutputChannel
from rasa.shared.core.domain import Domain

from bot.understanding.parses import question_of

_SECOND_QUESTION = "utter_tweede_vraag"
_HELP = "utter_misschien_crisis"


class ReplyCollector(OutputChannel):
    """Collects the replies of one turn and the names of the errors behind failed actions."""

    def __init__(self) -> None:
        """Start with nothing said and nothing failed."""
        self.replies: List[Dict[Text, Any]] = []
        self.failures: List[Text] = []

    @classmethod
    def name(cls) -> Text:
        """Give the name that `channel:` in a response may ask for."""
        return "gateway"

    async def send_response(self, recipient_id: Text, message: Dict[Text, Any]) -> None:
        """Keep the whole message: Rasa's own channels drop which response it was."""
        self.replies.append(as_reply(message))

    def offer_second_question(self, intent: Text, domain: Domain) -> None:
        """Name the worker's other question as a button, unless a coach is about to speak."""
        if not all(reply["text"] for reply in self.replies):
            return
        button = {"title": question_of(intent, domain), "payload": f"/{intent}"}
        text = domain.responses[_SECOND_QUESTION][0]["text"]
        reply = as_reply({"text": text, "utter_action": _SECOND_QUESTION, "buttons": [button]})
        self.replies.append(reply)

    def name_help(self, domain: Domain) -> None:
        """Say where somebody in danger finds help, after whatever else is answered."""
        said: Dict[Text, Any] = domain.responses[_HELP][0]
        self.replies.append(as_reply({**said, "utter_action": _HELP}))


def as_reply(message: Dict[Text, Any]) -> Dict[Text, Any]:
    """Turn Rasa's flat message into the reply of the contract.

    Rasa lays the metadata of an utterance flat beside text and buttons: `utter_action` is the
    name of the response, `metadata` what the response or the action attached, `custom` the
    json_message of an action, which joins the metadata.
    """
    return {
        "text": message.get("text") or None,
        "response": message.get("utter_action"),
        "buttons": [
            {"title": button.get("title"), "payload": button.get("payload")}
            for button in message.get("buttons") or []
        ],
        "image": message.get("image") or None,
        "metadata": {**(message.get("custom") or {}), **(message.get("metadata") or {})},
    }
