"""Two questions in one message: the first is answered, the second becomes a button."""

from __future__ import annotations

import re
from typing import List, Optional, Text, Tuple

from rasa.core.agent import Agent

from bot.understanding.parses import (
    Parse,
    best,
    is_clear_by_itself,
    is_topic,
    led_by_likeliest,
    likelihoods,
    parse_text,
    question_of,
)

_NEXT_QUESTION = re.compile(r"(?<=\?)\s+|\s+(?:en ook|en daarnaast|en nog iets)\b[:,]?\s*", re.I)
# "Wat is EVC en hoe vraag ik studieverlof aan": only where the whole is not clear by itself.
_PERHAPS_NEXT = re.compile(
    r"\s+(?=en (?:wat|wie|hoe|waar|wanneer|welke?|kan|mag|moet|krijg|heb) (?:\w+ ?){2})", re.I
)
# A second question about "dat" is about what the first one was about.
_POINTS_BACK = re.compile(r"\b(dat|die|dit|deze|het|erop|ervan|ervoor|daar\w*|er)\b", re.I)
_FEWEST_WORDS = 3
_SURE_OF_BOTH = 0.5


async def two_questions(agent: Agent, text: Text, whole: Parse) -> Optional[Tuple[Parse, Text]]:
    """Give the parse of the first and the intent of the second question, or None.

    Both have to be clear, and about different topics.
    """
    parts = [part for part in _parts(text, whole) if len(part.split()) >= _FEWEST_WORDS]
    if len(parts) < 2:
        return None
    first, second = await _read_both(agent, parts[0], parts[1])
    intents = [best(part)["name"] for part in (first, second)]
    are_clear = all(best(part)["confidence"] >= _SURE_OF_BOTH for part in (first, second))
    are_topics = all(is_topic(name, agent.domain) for name in intents)
    if intents[0] == intents[1] or not are_clear or not are_topics:
        return None
    return {**first, "text": text}, str(intents[1])


def _parts(text: Text, whole: Parse) -> List[Text]:
    """The questions that a text may consist of."""
    parts = _NEXT_QUESTION.split(text)
    if len(parts) > 1 or is_clear_by_itself(whole):
        return parts
    return _PERHAPS_NEXT.split(text)


async def _read_both(agent: Agent, one: Text, other: Text) -> Tuple[Parse, Parse]:
    first, second = await parse_text(agent, one), await parse_text(agent, other)
    subject = best(first)["name"]
    if _POINTS_BACK.search(other) and is_topic(subject, agent.domain):
        second = await _besides(agent, str(subject), other)
    return first, second


async def _besides(agent: Agent, subject: Text, text: Text) -> Parse:
    """What a text that points back to a subject asks, other than that subject itself."""
    parse = await parse_text(agent, f"{question_of(subject, agent.domain)} {text}")
    others = {name: p for name, p in likelihoods(parse).items() if name != subject}
    return led_by_likeliest(parse, others)
