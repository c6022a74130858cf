"""Follow-ups: "en als ik ziek word?" is about what was asked before."""

from __future__ import annotations

import re
from typing import List, Optional, Text

from rasa.core.agent import Agent
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.understanding.parses import (
    Parse,
    is_clear_by_itself,
    is_topic,
    led_by_likeliest,
    likelihoods,
    parse_text,
    question_of,
)

_FOLLOW_UP = re.compile(
    r"^\W*(en|maar|of|ook|geldt|hoe zit dat|wat als|en als|krijg ik dat|kan dat|mag dat)\b", re.I
)
_MOST_WORDS = 10
_SUBJECTS = 2
_UNLIKELY = 0.002  # the confidence of what does not stand in a ranking
_SURE_OF_SUBJECT = 0.5


def seems_follow_up(text: Text, parse: Parse) -> bool:
    """Tell whether a text is short, opens as a follow-up does and is not clear by itself."""
    is_short = len(text.split()) <= _MOST_WORDS
    return is_short and not is_clear_by_itself(parse) and bool(_FOLLOW_UP.match(text))


def last_topics(tracker: Optional[DialogueStateTracker], domain: Domain) -> List[Text]:
    """Give the intents of the last messages about a topic, oldest first.

    Two, because a follow-up on a follow-up still has the first one's subject.
    """
    topics = [
        str(event.intent_name)
        for event in (tracker.events if tracker else ())
        if isinstance(event, UserUttered)
        and event.intent_name
        and is_topic(event.intent_name, domain)
    ]
    return topics[-_SUBJECTS:]


async def in_light_of(agent: Agent, subjects: List[Text], text: Text, parse: Parse) -> Parse:
    """Weigh what the text means by itself with what it means after the questions it follows.

    "En wie betaalt dat?" by itself leans to small talk; after "Wat is een leerrekening?" only
    its second guess, who pays into the account, is likely both ways.
    """
    before = " ".join(question_of(subject, agent.domain) for subject in subjects)
    together = likelihoods(await parse_text(agent, f"{before} {text}"))
    alone = likelihoods(parse)
    both = {
        name: alone.get(name, _UNLIKELY) * together.get(name, _UNLIKELY)
        for name in alone.keys() | together.keys()
    }
    if alone.get(subjects[-1], 0.0) < _SURE_OF_SUBJECT and len(both) > 1:
        both.pop(subjects[-1], None)  # nobody asks on to hear the same answer again
    return led_by_likeliest(parse, both)
