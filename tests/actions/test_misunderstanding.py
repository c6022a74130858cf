"""In doubt the assistant asks what was meant; twice in a row it offers a coach first."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.misunderstanding import SayNotUnderstood
from actions.server import domain

FALLBACK = {"event": "user", "parse_data": {"intent": {"name": "nlu_fallback"}}}
UNDERSTOOD = {"event": "user", "parse_data": {"intent": {"name": "begroeten"}}}


async def say(ranking: dict[str, float], *before: dict[str, Any]) -> dict[str, Any]:
    tracker = Tracker.from_dict(
        {
            "sender_id": "c",
            "slots": {},
            "events": [*before, FALLBACK],
            "latest_message": {
                "intent_ranking": [
                    {"name": name, "confidence": confidence}
                    for name, confidence in {"nlu_fallback": 0.3, **ranking}.items()
                ]
            },
        }
    )
    dispatcher = CollectingDispatcher()
    await SayNotUnderstood().run(dispatcher, tracker, domain())
    reply: dict[str, Any] = dispatcher.messages[0]
    return reply


async def test_likely_topics_become_buttons_in_plain_words() -> None:
    reply = await say({"ww_recht": 0.2, "cv_maken": 0.15, "begroeten": 0.1, "netwerken": 0.01})
    assert reply["response"] == "utter_bedoel_je"
    assert reply["buttons"] == [
        {"title": "Krijg ik WW?", "payload": "/ww_recht"},
        {"title": "Een cv maken", "payload": "/cv_maken"},
        {"title": "Iets anders", "payload": "/iets_anders"},
    ]


async def test_at_most_three_topics() -> None:
    likely = dict.fromkeys(["ww_recht", "cv_maken", "netwerken", "werkcentrum"], 0.2)
    assert len((await say(likely))["buttons"]) == 4


async def test_something_else_is_offered_once() -> None:
    reply = await say({"iets_anders": 0.3, "ww_recht": 0.2})
    titles = [button["title"] for button in reply["buttons"]]
    assert titles == ["Krijg ik WW?", "Iets anders"]


async def test_without_a_clue_it_asks_to_say_it_otherwise() -> None:
    assert (await say({"ww_recht": 0.01}))["response"] == "utter_niet_begrepen"


async def test_twice_in_a_row_offers_a_coach_first() -> None:
    reply = await say({"ww_recht": 0.2}, UNDERSTOOD, FALLBACK)
    assert reply["response"] == "utter_niet_begrepen_coach"


async def test_an_answer_in_between_starts_the_count_again() -> None:
    reply = await say({"ww_recht": 0.2}, FALLBACK, UNDERSTOOD)
    assert reply["response"] == "utter_bedoel_je"
