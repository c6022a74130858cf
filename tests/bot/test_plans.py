""" "Nee, 400" corrects a plan, when there is one."""

import pytest
from rasa.shared.core.events import SlotSet
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.understanding.plans import corrects_plan

PLAN = {"reservation_what": "lassen", "reservation_amount_cents": 40000}


def tracker(**known):
    slots = [AnySlot(name, mappings=[{}]) for name in PLAN]
    tracker = DialogueStateTracker("c", slots)
    for name, value in known.items():
        tracker.update(SlotSet(name, value))
    return tracker


@pytest.mark.parametrize(
    "text",
    ["nee, 400", "doe maar 350", "350", "andere datum", "maak er 300 van", "toch 12 maart",
     "nee, bij ROC Twente", "het bedrag klopt niet", "kan ik ook 300 doen"],
)  # fmt: skip
def test_a_correction(text):
    assert corrects_plan(text, tracker(**PLAN))


@pytest.mark.parametrize(
    "text",
    ["ja", "nee", "nee dank je", "wat is mijn saldo", "waarom is mijn saldo 412,50?", "stop",
     "mijn contract loopt af op 1 mei en nu wil ik weten of ik dan nog wel WW krijg"],
)  # fmt: skip
def test_something_else(text):
    assert not corrects_plan(text, tracker(**PLAN))


@pytest.mark.parametrize("known", [{}, {"reservation_what": "lassen"}])
def test_without_a_whole_plan_nothing_is_corrected(known):
    assert not corrects_plan("nee, 400", tracker(**known))


def test_a_new_conversation_has_no_plan():
    assert not corrects_plan("nee, 400", None)
