"""The form takes what was said, in whatever order, and asks for nothing that was said."""

from datetime import date, timedelta
from typing import Any

import pytest

from actions.reservation_form import ValidateReservationForm
from actions.reservation_reading import AMOUNT, PROVIDER, STARTS_ON, WHAT, kind_of
from tests.support.actions import Outcome, ScriptedApi, entity, heard, run

FIRST = "ik wil 400 euro reserveren voor een cursus lassen bij ROC Twente vanaf 1 maart"
LATER = (date.today() + timedelta(days=90)).isoformat()
FILLED = {WHAT: "cursus lassen", PROVIDER: "ROC Twente", AMOUNT: 40000, STARTS_ON: LATER}


async def say(text: str, *args: Any, **more: Any) -> Outcome:
    return await run(ValidateReservationForm(), heard(text, *args, **more))


@pytest.fixture(autouse=True)
def account(scripted_api: ScriptedApi) -> ScriptedApi:
    return scripted_api


async def test_one_sentence_can_say_everything() -> None:
    amount = entity(FIRST, "amount_cents", "400 euro", 40000)
    day = entity(FIRST, "date", "1 maart", LATER)
    assert (await say(FIRST, "budget_reserveren", amount, day)).slots == FILLED


@pytest.mark.parametrize(
    ("text", "what", "provider"),
    [
        ("zet geld opzij voor een heftruckcursus", "heftruckcursus", None),
        ("cursus vca van mn potje boeken", "cursus vca", None),
        ("reserveer coach uit leerpot", "coach", None),
        ("wil leergeld gebruiken vr opleiding barista", "opleiding barista", None),
        ("ik neem code 95 bij een rijschool in Tiel", None, "rijschool in Tiel"),
        ("Ik werk bij Jumbo en wil geld apart zetten", None, None),
        ("kan ik bij jullie geld apart zetten voor mij", None, None),
        ("ik wil reserveren", None, None),
    ],
)
async def test_what_and_where_are_found_in_a_first_sentence(
    text: str, what: str | None, provider: str | None
) -> None:
    slots = (await say(text, "budget_reserveren")).slots
    assert (slots.get(WHAT), slots.get(PROVIDER)) == (what, provider)


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        ("lassen", "lassen"),
        ("voor een cursus Excel", "cursus Excel"),
        ("een coach", "coach"),
        ("schilderen met olieverf", "schilderen met olieverf"),
        ("heftruck.", "heftruck"),
    ],
)
async def test_any_words_answer_what_it_is_for(answer: str, value: str) -> None:
    assert (await say(answer, "buiten_bereik", asked=WHAT)).slots == {WHAT: value}


async def test_an_answer_that_reads_as_a_topic_is_still_the_answer() -> None:
    answer = await say("een cursus heftruck", "leerrekening_waarvoor_gebruiken", asked=WHAT)
    assert answer.slots == {WHAT: "cursus heftruck"}


async def test_an_answer_may_tell_more_than_was_asked() -> None:
    answer = await say("lassen bij het Deltion College", asked=WHAT)
    assert answer.slots == {WHAT: "lassen", PROVIDER: "Deltion College"}


@pytest.mark.parametrize("answer", ["400", "nee, 400", "doe maar 400", "het kost 400,00", "400,-"])
async def test_a_bare_number_answers_how_much(answer: str) -> None:
    assert (await say(answer, asked=AMOUNT)).slots == {AMOUNT: 40000}


async def test_an_amount_is_corrected_while_something_else_is_asked() -> None:
    slots = {WHAT: "lassen", PROVIDER: "ROC", AMOUNT: 40000}
    answer = await say("nee, 350", "ontkennen", slots=slots, asked=STARTS_ON)
    assert answer.slots == {AMOUNT: 35000}


async def test_what_must_change_is_asked_again() -> None:
    answer = await say("andere datum", "reservering_wijzigen", slots=FILLED)
    assert answer.slots == {STARTS_ON: None}
    assert answer.responses == []


async def test_never_more_characters_than_agreed() -> None:
    slots = (await say("x" * 500, asked=WHAT)).slots
    assert len(slots[WHAT]) == 120


async def test_more_than_is_free_is_refused_with_the_amount_that_is() -> None:
    text = "900 euro"
    answer = await say(text, "x", entity(text, "amount_cents", text, 90000), asked=AMOUNT)
    assert answer.slots == {AMOUNT: None}
    assert "€ 630,00" in answer.text
    assert "€ 900,00" in answer.text


async def test_the_exact_balance_is_not_too_much() -> None:
    text = "630 euro"
    answer = await say(text, "x", entity(text, "amount_cents", text, 63000), asked=AMOUNT)
    assert answer.slots == {AMOUNT: 63000}


async def test_without_the_api_the_amount_is_kept_for_the_end(account: ScriptedApi) -> None:
    account.on("GET /turn/account", {"error": "X"}, 500)
    assert (await say("900", asked=AMOUNT)).slots == {AMOUNT: 90000}


async def test_a_day_in_the_past_is_refused() -> None:
    day = entity("gisteren", "date", "gisteren", "2020-01-01")
    answer = await say("gisteren", "x", day, asked=STARTS_ON)
    assert answer.slots == {STARTS_ON: None}
    assert answer.responses == ["utter_reservering_datum_voorbij"]


@pytest.mark.parametrize("slot", [WHAT, PROVIDER, AMOUNT, STARTS_ON])
async def test_not_knowing_gets_help_and_the_question_again(slot: str) -> None:
    answer = await say("weet ik nog niet", "ontkennen", asked=slot)
    assert answer.slots == {slot: None}
    assert answer.responses == [f"utter_help_{slot}"]


async def test_twice_in_a_row_offers_a_coach() -> None:
    helped = {"event": "bot", "metadata": {"utter_action": f"utter_help_{AMOUNT}"}}
    user = {"event": "user", "parse_data": {"intent": {"name": "x"}}}
    answer = await say("tja", asked=AMOUNT, before=(user, helped))
    assert answer.responses == ["utter_formulier_coach"]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("wat is een leerrekening?", "leerrekening_wat_is_het"),
        ("waarom is mijn saldo 412,50?", "saldo_verklaren"),
        ("hoeveel staat er nog op", "saldo_opvragen"),
        ("hoi", "begroeten"),
        ("stop", "stoppen"),
        ("ik wil een mens spreken", "coach_spreken"),
        ("ik wil een afspraak met een coach", "coach_afspraak_maken"),
        ("mijn baas zit aan me", "seksueel_geweld"),
        ("/saldo_opvragen", "saldo_opvragen"),
    ],
)
@pytest.mark.parametrize("slot", [WHAT, AMOUNT])
async def test_something_else_fills_nothing_so_that_it_is_answered(
    text: str, intent: str, slot: str
) -> None:
    answer = await say(text, intent, asked=slot)
    assert answer.slots == {}
    assert answer.messages == []


async def test_what_the_api_refused_is_not_read_again_from_the_same_message() -> None:
    tried = {"event": "action", "name": "action_propose_reservation"}
    tracker = heard("900", asked=None)
    tracker.events.append(tried)
    assert (await run(ValidateReservationForm(), tracker)).slots == {}


@pytest.mark.parametrize(
    ("what", "kind"),
    [("lascursus", "course"), ("training BHV", "training"), ("een loopbaancoach", "coaching")],
)
def test_the_kind_follows_from_the_words(what: str, kind: str) -> None:
    assert kind_of(what) == kind
