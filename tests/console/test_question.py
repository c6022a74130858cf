"""Promises about the question on the card: what it is about, not how the worker got here."""

from typing import Any

import pytest

from tests.console.coaches import Console
from tests.console.test_card import card
from tests.support.rasa import ScriptedRasa, answer
from tests.support.rasa import reply as said

QUESTION = "Moet ik mijn cursus terugbetalen?"
NO_QUESTION = "Geen vraag aan de chatbot."
# What the bot takes a message for, by how it begins.
INTENTS = {
    "Moet ik": "studiekostenbeding",
    "Hoi": "begroeten",
    "Oke": "bedanken",
    "Gedoe": "nlu_fallback",
    "Wie betaalt": "opleidingsgeld_uitzoeken",
    "bouw": "programma_bouw_dia",
    "Mag ik een mens": "coach_spreken",
}
ASKED_ON = ("opleidingsgeld_uitzoeken", "programma_bouw_dia")


@pytest.fixture(autouse=True)
def understanding(rasa: ScriptedRasa) -> None:
    """A bot that understands by how a message begins, and asks on when it is about money."""

    async def script(question: dict[str, Any]) -> Any:
        name = next(i for start, i in INTENTS.items() if question["text"].startswith(start))
        intent = {"name": name, "confidence": 0.5}
        form = "funding_form" if name in ASKED_ON else None
        return answer(said(f"Over {name}."), intent=intent, ranking=[intent], active_form=form)

    rasa.script = script


async def card_of(console: Console, *before: str, then: str = "Ik wil iemand spreken") -> str:
    """The card of a worker who said all this."""
    asked = await console.asks(then, before=before)
    async with console.coach() as sanne:
        await sanne.post(f"{asked.page}/claim")
        return await card(sanne, asked)


@pytest.mark.parametrize("before", [[QUESTION], ["Hoi", QUESTION, "Oke"], ["Gedoe", QUESTION]])
async def test_is_what_was_asked_before(console: Console, before: list[str]) -> None:
    shown = await card_of(console, *before)
    assert QUESTION in shown
    assert "Ik wil iemand spreken" not in shown
    assert "Begrepen als: Baas wil studiekosten terug" in shown
    assert "twijfelde wat (50 van 100)" in shown
    assert "Over studiekostenbeding." in shown


@pytest.mark.parametrize("before", [[], ["Hoi"], ["Hoi", "Oke"]])
async def test_is_missed_plainly_when_there_was_none(console: Console, before: list[str]) -> None:
    shown = await card_of(console, *before)
    assert NO_QUESTION in shown
    assert "Begrepen als" not in shown
    assert "kunnen passen" not in shown


async def test_is_shown_also_when_the_bot_did_not_understand_it(console: Console) -> None:
    shown = await card_of(console, "Gedoe met mijn baas over uren")
    assert "Gedoe met mijn baas over uren" in shown
    assert "De chatbot begreep dit niet." in shown
    assert "van 100" not in shown


async def test_is_shown_also_when_the_bot_was_down(console: Console, rasa: ScriptedRasa) -> None:
    rasa.fail_with(500)
    shown = await card_of(console, QUESTION)
    assert QUESTION in shown
    assert "kon toen geen antwoord geven" in shown


async def test_is_not_what_was_filled_in_on_a_form(console: Console) -> None:
    shown = await card_of(console, "Wie betaalt mijn opleiding?", "bouw", "bouw")
    assert "Wie betaalt mijn opleiding?" in shown
    assert ">bouw<" not in shown


async def test_is_what_made_the_service_point_to_help(console: Console) -> None:
    shown = await card_of(console, QUESTION, "ik wil dood")
    assert "ik wil dood" in shown
    assert QUESTION not in shown
    assert "113" in shown


async def test_stands_beside_how_they_asked_for_a_person(console: Console) -> None:
    then = "Mag ik een mens spreken over mijn contract?"
    shown = await card_of(console, then=then)
    assert NO_QUESTION in shown
    assert then in shown


async def test_of_an_earlier_hand_off_is_over(console: Console) -> None:
    first = await console.asks(before=[QUESTION])
    async with console.coach() as sanne:
        await sanne.post(f"{first.page}/claim")
        await sanne.post(f"{first.page}/close", data={"outcome": "answered", "step": "close"})
        shown = await card_of(console, "Hoi")
    assert NO_QUESTION in shown
    assert QUESTION not in shown
    assert "Geen afspraken genoteerd." in shown
