"""Understanding more than one sentence at a time: languages, follow-ups and second questions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Text

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.languages import other_language
from bot.plans import CORRECTION, corrects_plan
from bot.scam import looks_like_scam

Parse = Dict[Text, Any]

OUT_OF_SCOPE = "buiten_bereik"
SCAM = "melding_oplichting"
# Signs that are an answer by themselves; the assistant is taught what they mean.
_TELLING_SIGNS = frozenset("👍👌✅👎❌👋🙏😊❤😡🤬")
# A topic is what has a question of its own in data/responses; small talk has none.
_QUESTION = "utter_vraag_{}"

_FOLLOW_UP = re.compile(
    r"^\W*(en|maar|of|ook|geldt|hoe zit dat|wat als|en als|krijg ik dat|kan dat|mag dat)\b", re.I
)
_MOST_WORDS_IN_FOLLOW_UP = 10
# A sentence that is clear by itself keeps its own meaning, whatever came before it.
_CLEAR_BY_ITSELF = 0.85
_SUBJECTS = 2
_UNLIKELY = 0.002  # the confidence of what does not stand in a ranking
# "Geld" can mean a dozen things: one word for a topic has to be very clear, or we ask back.
_CLEAR_WORD = 0.95

_NEXT_QUESTION = re.compile(r"(?<=\?)\s+|\s+(?:en ook|en daarnaast|en nog iets)\b[:,]?\s*", re.I)
# "Wat is EVC en hoe vraag ik studieverlof aan": only where the whole is not clear by itself.
_PERHAPS_NEXT = re.compile(
    r"\s+(?=en (?:wat|wie|hoe|waar|wanneer|welke?|kan|mag|moet|krijg|heb) (?:\w+ ?){2})", re.I
)
# A second question about "dat" is about what the first one was about.
_POINTS_BACK = re.compile(r"\b(dat|die|dit|deze|het|erop|ervan|ervoor|daar\w*|er)\b", re.I)
_FEWEST_WORDS_IN_QUESTION = 3
_SURE_OF_BOTH = 0.5


@dataclass(frozen=True)
class Understanding:
    """What was asked, and what was asked besides."""

    parse: Parse
    second_intent: Optional[Text] = None


async def understand(agent: Agent, text: Text, conversation_id: Text) -> Understanding:
    """Give the meaning of typed text in the conversation it stands in.

    In a form the text is the answer to a question: "English Academy" is a school there, and "en
    voor de bouw?" follows on nothing but that question.
    """
    if looks_like_scam(text):
        return Understanding(_as(text, SCAM))
    tracker = await agent.tracker_store.retrieve(conversation_id)
    if tracker and tracker.active_loop_name:
        return Understanding(await _parse(agent, text))
    if _says_nothing(text):
        return Understanding(_as(text, OUT_OF_SCOPE))
    language = other_language(text)
    if language:
        return Understanding(_in_other_language(text, language))
    parse = await _parse(agent, text)
    if corrects_plan(text, tracker):
        return Understanding({**_as(text, CORRECTION), "entities": parse["entities"]})
    two = await _two_questions(agent, text, parse)
    if two:
        return two
    if _seems_follow_up(text, parse):
        subjects = _last_topics(tracker, agent.domain)
        if subjects:
            parse = await _in_light_of(agent, subjects, text, parse)
    return Understanding(_asked_back(parse) if _is_vague(text, parse, agent.domain) else parse)


def question_of(intent: Text, domain: Domain) -> Text:
    """Give the short question of a topic, as it stands on a button."""
    return str(domain.responses[_QUESTION.format(intent)][0]["text"])


async def _parse(agent: Agent, text: Text) -> Parse:
    parse: Parse = await agent.processor.parse_message(UserMessage(text))
    return parse


def _says_nothing(text: Text) -> bool:
    """Whether there is no letter, digit or telling sign: a row of dots, three pizzas."""
    return not any(sign.isalnum() or sign in _TELLING_SIGNS for sign in text)


def _in_other_language(text: Text, language: Text) -> Parse:
    return {**_as(text, OUT_OF_SCOPE), "entities": [{"entity": "language", "value": language}]}


def _as(text: Text, name: Text) -> Parse:
    intent = {"name": name, "confidence": 1.0}
    return {"text": text, "intent": intent, "intent_ranking": [intent], "entities": []}


def _seems_follow_up(text: Text, parse: Parse) -> bool:
    is_short = len(text.split()) <= _MOST_WORDS_IN_FOLLOW_UP
    is_clear = _best(parse)["confidence"] >= _CLEAR_BY_ITSELF
    return is_short and not is_clear and bool(_FOLLOW_UP.match(text))


def _parts(text: Text, whole: Parse) -> List[Text]:
    """The questions that a text may consist of."""
    parts = _NEXT_QUESTION.split(text)
    is_clear = _best(whole)["confidence"] >= _CLEAR_BY_ITSELF
    return parts if len(parts) > 1 or is_clear else _PERHAPS_NEXT.split(text)


async def _besides(agent: Agent, subject: Text, text: Text) -> Parse:
    """What a text that points back to a subject asks, other than that subject itself."""
    parse = await _parse(agent, f"{question_of(subject, agent.domain)} {text}")
    others = {name: p for name, p in _likelihoods(parse).items() if name != subject}
    return _led_by_likeliest(parse, others)


async def _in_light_of(agent: Agent, subjects: List[Text], text: Text, parse: Parse) -> Parse:
    """Weigh what the text means by itself with what it means after the questions it follows.

    "En wie betaalt dat?" by itself leans to small talk; after "Wat is een leerrekening?" only
    its second guess, who pays into the account, is likely both ways.
    """
    before = " ".join(question_of(subject, agent.domain) for subject in subjects)
    together = _likelihoods(await _parse(agent, f"{before} {text}"))
    alone = _likelihoods(parse)
    both = {
        name: alone.get(name, _UNLIKELY) * together.get(name, _UNLIKELY)
        for name in alone.keys() | together.keys()
    }
    if alone.get(subjects[-1], 0.0) < _SURE_OF_BOTH and len(both) > 1:
        both.pop(subjects[-1], None)  # nobody asks on to hear the same answer again
    return _led_by_likeliest(parse, both)


def _led_by_likeliest(parse: Parse, likelihoods: Dict[Text, float]) -> Parse:
    """The parse with these intents as its ranking; together they are certain."""
    total = sum(likelihoods.values())
    ranking = [
        {"name": name, "confidence": likelihoods[name] / total}
        for name in sorted(likelihoods, key=likelihoods.__getitem__, reverse=True)
    ]
    return {**parse, "intent": ranking[0], "intent_ranking": ranking}


def _likelihoods(parse: Parse) -> Dict[Text, float]:
    return {rank["name"]: rank["confidence"] for rank in _ranking(parse)}


async def _two_questions(agent: Agent, text: Text, whole: Parse) -> Optional[Understanding]:
    """Two clear questions about two topics, or None."""
    parts = [part for part in _parts(text, whole) if len(part.split()) >= _FEWEST_WORDS_IN_QUESTION]
    if len(parts) < 2:
        return None
    first, second = await _parse(agent, parts[0]), await _parse(agent, parts[1])
    subject = _best(first)["name"]
    if _POINTS_BACK.search(parts[1]) and _is_topic(subject, agent.domain):
        second = await _besides(agent, str(subject), parts[1])
    intents = [_best(part)["name"] for part in (first, second)]
    are_clear = all(_best(part)["confidence"] >= _SURE_OF_BOTH for part in (first, second))
    are_topics = all(_is_topic(name, agent.domain) for name in intents)
    if intents[0] == intents[1] or not are_clear or not are_topics:
        return None
    return Understanding({**first, "text": text}, second_intent=intents[1])


def _is_topic(intent: Optional[Text], domain: Domain) -> bool:
    return _QUESTION.format(intent) in domain.responses


def _is_vague(text: Text, parse: Parse, domain: Domain) -> bool:
    """Whether a word or two are not clear enough to be answered."""
    best, words = _best(parse), len(text.split())
    if words == 2 and _seems_follow_up(text, parse):
        return True  # "en nu?"
    return words == 1 and best["confidence"] < _CLEAR_WORD and _is_topic(best["name"], domain)


def _asked_back(parse: Parse) -> Parse:
    """The same ranking, led by the intent that asks what was meant."""
    unsure = {"name": DEFAULT_NLU_FALLBACK_INTENT_NAME, "confidence": _best(parse)["confidence"]}
    return {**parse, "intent": unsure, "intent_ranking": [unsure, *_ranking(parse)]}


def _last_topics(tracker: Optional[DialogueStateTracker], domain: Domain) -> List[Text]:
    """The intents of the last messages about a topic, oldest first.

    Two, because a follow-up on a follow-up still has the first one's subject.
    """
    topics = [
        str(event.intent_name)
        for event in (tracker.events if tracker else ())
        if isinstance(event, UserUttered)
        and event.intent_name
        and _is_topic(event.intent_name, domain)
    ]
    return topics[-_SUBJECTS:]


def _ranking(parse: Parse) -> List[Dict[Text, Any]]:
    ranking = parse.get("intent_ranking") or [parse["intent"]]
    return [rank for rank in ranking if rank["name"] != DEFAULT_NLU_FALLBACK_INTENT_NAME]


def _best(parse: Parse) -> Dict[Text, Any]:
    ranking = _ranking(parse)
    return ranking[0] if ranking else {"name": None, "confidence": 0.0}
