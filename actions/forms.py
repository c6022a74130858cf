"""What all forms share: telling an answer from a question in between, and forgetting."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import yaml
from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.server import REPOSITORY

FALLBACK_INTENT = "nlu_fallback"
# A form never answers these itself: the worker leaves, or wants or needs a person.
GO_FIRST = {
    "stoppen",
    "coach_spreken",
    "coach_afspraak_maken",
    "crisis_zelfdoding",
    "seksueel_geweld",
    "intimidatie_pesten_werk",
    "discriminatie_werk",
    "melding_oplichting",
}
# Said in answer to a question as often as by themselves.
ANSWERS = {
    "bevestigen",
    "ontkennen",
    "eenvoudiger_uitleggen",
    "iets_anders",
    "buiten_bereik",
    "reservering_wijzigen",
    FALLBACK_INTENT,
}
# A single word of these is clear by itself; of other topics it takes a sentence.
SMALL_TALK = {"begroeten", "bedanken", "afscheid", "wat_kun_je", "tevreden", "ontevreden"}
# A statement is a topic of its own only when that is very clear; measured by the dialogues.
SURE = 0.85
SURE_TO_GO_FIRST = 0.5
FEWEST_WORDS_OF_TOPIC = 3

Values = dict[str, Any]
Event = dict[str, Any]


@cache
def form_words() -> Values:
    """The Dutch words that forms listen for, in data/forms.yml."""
    content: Values = yaml.safe_load((REPOSITORY / "data/forms.yml").read_text(encoding="utf-8"))
    return content


def any_of(words: Iterable[str]) -> str:
    """A pattern for one of the words or phrases, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def has_any(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words or phrases stands in the text."""
    return bool(re.search(rf"\b(?:{any_of(words)})(?!\w)", text.lower()))


def said(tracker: Tracker) -> str:
    """What the worker typed in this turn; empty when a button was pressed."""
    text = str(tracker.latest_message.get("text") or "")
    return "" if text.startswith("/") else text


def intent(tracker: Tracker) -> str:
    """What the message was taken to mean."""
    return str((tracker.latest_message.get("intent") or {}).get("name"))


def entity(tracker: Tracker, name: str) -> Any:
    """The last value of this entity in the message, or None."""
    values = list(tracker.get_latest_entity_values(name))
    return values[-1] if values else None


def is_aside(tracker: Tracker, own: set[str], *, is_answered: bool = False) -> bool:
    """Whether the message is about something else than the form whose intents are `own`.

    `is_answered`: the open question can be read from it, so only a question is something else.
    """
    name, text = intent(tracker), said(tracker)
    if name in own:
        return False
    if not text:
        return True
    sure = float((tracker.latest_message.get("intent") or {}).get("confidence") or 0)
    if name in GO_FIRST:
        return sure >= SURE_TO_GO_FIRST
    if name not in ANSWERS and is_question(text):
        return True
    is_clear = name in SMALL_TALK or len(text.split()) >= FEWEST_WORDS_OF_TOPIC
    return not is_answered and name not in ANSWERS and is_clear and sure >= SURE


def is_question(text: str) -> bool:
    """Whether the text asks something."""
    return "?" in text or bool(
        re.match(
            rf"\W*(?:en |maar |oh |eerst )?(?:{any_of(form_words()['question'])})\b", text, re.I
        )
    )


def does_not_know(text: str) -> bool:
    """Whether the worker says not to know."""
    return has_any(text, form_words()["unknown"])


def has_run_in_this_turn(tracker: Tracker, action: str) -> bool:
    """Whether this action came after the worker's last message: then that message is used up."""
    for event in reversed(tracker.events):
        if event["event"] == "user":
            return False
        if event["event"] == "action" and event.get("name") == action:
            return True
    return False


def forget(*slots: str) -> list[Event]:
    """Empty these slots."""
    return [SlotSet(slot, None) for slot in slots]


def explain_question(dispatcher: CollectingDispatcher, tracker: Tracker, slot: str) -> None:
    """Say how the question of a slot can be answered; the second time in a row offer a coach."""
    if not said(tracker):
        return
    is_again = f"utter_help_{slot}" in _responses_of_last_turn(tracker)
    dispatcher.utter_message(response="utter_formulier_coach" if is_again else f"utter_help_{slot}")


def _responses_of_last_turn(tracker: Tracker) -> set[str]:
    """The names of what the bot said between the last two messages of the worker."""
    turns = [i for i, event in enumerate(tracker.events) if event["event"] == "user"]
    start, end = ([0, 0, *turns])[-2:]
    between = tracker.events[start:end]
    return {
        str((e.get("metadata") or {}).get("utter_action")) for e in between if e["event"] == "bot"
    }
