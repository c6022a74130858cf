"""What a typed message means, in the order in which that is decided."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Optional, Text

from rasa.core.agent import Agent
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.understanding.follow_ups import in_light_of, last_topics, seems_follow_up
from bot.understanding.languages import other_language
from bot.understanding.parses import (
    Parse,
    asked_back,
    best,
    certainly,
    is_topic,
    likelihoods,
    parse_text,
)
from bot.understanding.plans import CORRECTION, corrects_plan
from bot.understanding.scam import looks_like_scam
from bot.understanding.second_questions import two_questions

OUT_OF_SCOPE = "buiten_bereik"
SCAM = "melding_oplichting"
CRISIS = "crisis_zelfdoding"
# So likely, and help is named beside whatever is answered: see docs/decisions/0005.
_PERHAPS_CRISIS = 0.1
# Signs that are an answer by themselves; the assistant is taught what they mean.
_TELLING_SIGNS = frozenset("👍👌✅👎❌👋🙏😊❤😡🤬")
# "Geld" can mean a dozen things: one word for a topic has to be very clear, or we ask back.
_CLEAR_WORD = 0.95


@dataclass(frozen=True)
class Understanding:
    """What was asked, what was asked besides, and whether somebody may be in danger."""

    parse: Parse
    second_intent: Optional[Text] = None
    perhaps_crisis: bool = False


async def understand(agent: Agent, text: Text, conversation_id: Text) -> Understanding:
    """Give the meaning of typed text in the conversation it stands in.

    In a form the text is the answer to a question: "English Academy" is a school there, and "en
    voor de bouw?" follows on nothing but that question.
    """
    if looks_like_scam(text):
        return Understanding(certainly(text, SCAM))
    tracker = await agent.tracker_store.retrieve(conversation_id)
    in_form = tracker is not None and bool(tracker.active_loop_name)
    if not in_form and _says_nothing(text):
        return Understanding(certainly(text, OUT_OF_SCOPE))
    language = None if in_form else other_language(text)
    if language:
        return Understanding(_in_other_language(text, language))
    parse = await parse_text(agent, text)
    found = Understanding(parse) if in_form else await _in_conversation(agent, text, parse, tracker)
    return replace(found, perhaps_crisis=_is_perhaps_crisis(parse, found.parse))


async def _in_conversation(
    agent: Agent, text: Text, parse: Parse, tracker: Optional[DialogueStateTracker]
) -> Understanding:
    """The meaning of Dutch text outside a form, after what was said before."""
    if corrects_plan(text, tracker):
        correction = certainly(text, CORRECTION)
        return Understanding({**correction, "entities": parse["entities"]})
    two = await two_questions(agent, text, parse)
    if two:
        return Understanding(*two)
    subjects = last_topics(tracker, agent.domain) if seems_follow_up(text, parse) else []
    if subjects:
        parse = await in_light_of(agent, subjects, text, parse)
    return Understanding(asked_back(parse) if _is_vague(text, parse, agent.domain) else parse)


def _is_perhaps_crisis(alone: Parse, answered: Parse) -> bool:
    """Whether the words hint at suicide, and the answer will be about something else."""
    is_answered = answered["intent"]["name"] == CRISIS
    return not is_answered and likelihoods(alone).get(CRISIS, 0.0) >= _PERHAPS_CRISIS


def _says_nothing(text: Text) -> bool:
    """Whether there is no letter, digit or telling sign: a row of dots, three pizzas."""
    return not any(sign.isalnum() or sign in _TELLING_SIGNS for sign in text)


def _in_other_language(text: Text, language: Text) -> Parse:
    found = {"entity": "language", "value": language}
    return {**certainly(text, OUT_OF_SCOPE), "entities": [found]}


def _is_vague(text: Text, parse: Parse, domain: Domain) -> bool:
    """Whether a word or two are not clear enough to be answered."""
    intent, words = best(parse), len(text.split())
    if words == 2 and seems_follow_up(text, parse):
        return True  # "en nu?"
    return words == 1 and intent["confidence"] < _CLEAR_WORD and is_topic(intent["name"], domain)
