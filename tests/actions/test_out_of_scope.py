"""What this service is not for is said kindly, in the worker's own language where we can."""

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.out_of_scope import SayOutOfScope
from actions.server import domain


@pytest.mark.parametrize(
    ("language", "response"),
    [
        (None, "utter_buiten_bereik"),
        ("pl", "utter_andere_taal_pl"),
        ("ar", "utter_andere_taal_ar"),
        ("xx", "utter_andere_taal_en"),
    ],
)
async def test_answer_fits_the_language(language: str | None, response: str) -> None:
    entities = [{"entity": "language", "value": language}] if language else []
    tracker = Tracker.from_dict(
        {"sender_id": "c", "slots": {}, "events": [], "latest_message": {"entities": entities}}
    )
    dispatcher = CollectingDispatcher()
    await SayOutOfScope().run(dispatcher, tracker, domain())
    assert dispatcher.messages[0]["response"] == response
    assert domain()["responses"][response][0]["buttons"][-1]["payload"] == "/coach_spreken"
