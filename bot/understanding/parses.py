"""Reading what the pipeline made of a text: its ranking, and which intents are topics."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Text

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.core.domain import Domain

Parse = Dict[Text, Any]

# A sentence that is clear by itself keeps its own meaning, whatever stands around it.
_CLEAR_BY_ITSELF = 0.85
# A topic is what has a question of its own in data/responses; small talk has none.
_QUESTION = "utter_vraag_{}"


async def parse_text(agent: Agent, text: Text) -> Parse:
    """Give what the pipeline makes of a text by itself."""
    parse: Parse = await agent.processor.parse_message(UserMessage(text))
    return parse


def certainly(text: Text, intent: Text) -> Parse:
    """Give the parse of a text whose meaning is known without the classifier."""
    only = {"name": intent, "confidence": 1.0}
    return {"text": text, "intent": only, "intent_ranking": [only], "entities": []}


def ranking(parse: Parse) -> List[Dict[Text, Any]]:
    """Give the ranked intents, likeliest first, without the one that means "in doubt"."""
    ranked = parse.get("intent_ranking") or [parse["intent"]]
    return [rank for rank in ranked if rank["name"] != DEFAULT_NLU_FALLBACK_INTENT_NAME]


def best(parse: Parse) -> Dict[Text, Any]:
    """Give the likeliest intent with its confidence, also when that is in doubt."""
    ranked = ranking(parse)
    return ranked[0] if ranked else {"name": None, "confidence": 0.0}


def is_clear_by_itself(parse: Parse) -> bool:
    """Tell whether the likeliest intent needs no help of what was said before or after."""
    return bool(best(parse)["confidence"] >= _CLEAR_BY_ITSELF)


def likelihoods(parse: Parse) -> Dict[Text, float]:
    """Give the confidence of each ranked intent."""
    return {rank["name"]: rank["confidence"] for rank in ranking(parse)}


def led_by_likeliest(parse: Parse, weighed: Dict[Text, float]) -> Parse:
    """Give the parse with these intents as its ranking; together they are certain."""
    total = sum(weighed.values())
    ranked = [
        {"name": name, "confidence": weighed[name] / total}
        for name in sorted(weighed, key=weighed.__getitem__, reverse=True)
    ]
    return {**parse, "intent": ranked[0], "intent_ranking": ranked}


def asked_back(parse: Parse) -> Parse:
    """Give the same ranking, led by the intent that asks what was meant."""
    unsure = {"name": DEFAULT_NLU_FALLBACK_INTENT_NAME, "confidence": best(parse)["confidence"]}
    return {**parse, "intent": unsure, "intent_ranking": [unsure, *ranking(parse)]}


def is_topic(intent: Optional[Text], domain: Domain) -> bool:
    """Tell whether an intent is a subject that one can ask about."""
    return _QUESTION.format(intent) in domain.responses


def question_of(intent: Text, domain: Domain) -> Text:
    """Give the short question of a topic, as it stands on a button."""
    return str(domain.responses[_QUESTION.format(intent)][0]["text"])
