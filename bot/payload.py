"""What a pressed button means; never applied to what a worker typed."""

from __future__ import annotations

import json
import re
from typing import Any, Dict, List, Text

from rasa.shared.core.constants import (
    USER_INTENT_BACK,
    USER_INTENT_RESTART,
    USER_INTENT_SESSION_START,
)
from rasa.shared.core.domain import Domain

from bot.turn import ChannelError

_PAYLOAD = re.compile(r"/(?P<intent>\w+)\s*(?P<entities>\{.*\})?", re.DOTALL)
_STEERS_RASA = {USER_INTENT_BACK, USER_INTENT_RESTART, USER_INTENT_SESSION_START}


class BadPayload(ChannelError):
    """The payload of a button does not name an intent and entities of the domain."""

    status = 400


def parse_payload(payload: Text, domain: Domain) -> Dict[Text, Any]:
    """Give the parse that `/intent{"entity": "value"}` stands for, or raise BadPayload."""
    match = _PAYLOAD.fullmatch(payload)
    if not match or match["intent"] in _STEERS_RASA or match["intent"] not in domain.intents:
        raise BadPayload("The payload names no intent of the domain.")
    intent = {"name": match["intent"], "confidence": 1.0}
    return {
        "text": payload,
        "intent": intent,
        "intent_ranking": [intent],
        "entities": _entities(match["entities"] or "{}", domain),
    }


def _entities(text: Text, domain: Domain) -> List[Dict[Text, Any]]:
    try:
        values = json.loads(text)
    except ValueError as error:
        raise BadPayload("The entities of the payload are not JSON.") from error
    if not set(values) <= set(domain.entities):
        raise BadPayload("The payload names an entity that is not in the domain.")
    return [
        {"entity": name, "value": value}
        for name, given in values.items()
        for value in (given if isinstance(given, list) else [given])
    ]
