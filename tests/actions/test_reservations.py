"""Money is proposed, refused in plain words, corrected and let go; only a button moves it."""

from typing import Any

import pytest

from actions.reservation_list import CancelReservation, ShowReservations
from actions.reservation_reading import AMOUNT, PROVIDER, SLOTS, STARTS_ON, WHAT
from actions.reservations import (
    BeginReservation,
    CorrectReservation,
    DeclineReservation,
    LeaveReservation,
    PointToButton,
    ProposeReservation,
)
from tests.support.actions import ScriptedApi, heard, run

FILLED = {WHAT: "training BHV", PROVIDER: "ROC", AMOUNT: 40000, STARTS_ON: "2027-03-01"}
EMPTY = dict.fromkeys(SLOTS)
PROPOSE = "POST /turn/account/proposals"
DROP = "DELETE /turn/account/proposals"
LIST = "GET /turn/account/reservations"
EXCEL = {
    "id": "r1",
    "what": "cursus Excel",
    "provider": "Deltion",
    "kind": "course",
    "amount_cents": 24550,
    "paid_cents": 10000,
    "held_cents": 14550,
    "starts_on": "2027-03-01",
    "state": "reserved",
}
LASSEN = {**EXCEL, "id": "r2", "what": "lassen voor gevorderden in de avond", "held_cents": 24550}
DONE = {**EXCEL, "id": "r3", "held_cents": 0, "state": "paid"}


async def test_a_new_plan_starts_empty(scripted_api: ScriptedApi) -> None:
    outcome = await run(BeginReservation(), heard("reserveren", slots=FILLED))
    assert outcome.slots == EMPTY
    assert outcome.followed_by == "reservation_form"


async def test_without_free_money_nothing_is_asked(scripted_api: ScriptedApi) -> None:
    nothing = {"available_cents": 0, "reserved_cents": 0, "as_of": "2026-11-24T12:00:00Z"}
    scripted_api.on("GET /turn/account", nothing)
    outcome = await run(BeginReservation(), heard("reserveren"))
    assert outcome.responses == ["utter_reservering_geen_geld"]
    assert outcome.followed_by is None


@pytest.mark.parametrize(
    ("error", "response"),
    [("NotSignedIn", "utter_niet_ingelogd"), ("NoLearningAccount", "utter_geen_leerrekening")],
)
async def test_who_has_nothing_to_reserve_from_hears_why(
    scripted_api: ScriptedApi, error: str, response: str
) -> None:
    scripted_api.refuse("GET /turn/account", error, 403)
    outcome = await run(BeginReservation(), heard("reserveren"))
    assert outcome.responses == [response]
    assert outcome.followed_by is None


async def test_a_full_plan_goes_to_the_api_which_speaks_itself(scripted_api: ScriptedApi) -> None:
    scripted_api.on(PROPOSE, {"id": "p"}, 201)
    outcome = await run(ProposeReservation(), heard("x", slots=FILLED))
    plan = {
        "kind": "training",
        "what": "training BHV",
        "provider": "ROC",
        "amount_cents": 40000,
        "starts_on": "2027-03-01",
    }
    assert scripted_api.asked == [(PROPOSE, plan)]
    assert outcome.messages[0]["custom"] == {"speaker": "service"}
    assert outcome.text == ""


@pytest.mark.parametrize(
    ("error", "facts", "says", "asks_again"),
    [
        ("NotEnoughMoney", {"available_cents": 12345}, "€ 123,45", AMOUNT),
        ("PurposeNotAllowed", {"available_cents": 12345}, "€ 123,45", AMOUNT),
        ("InvalidAmount", {}, "bedrag", AMOUNT),
        ("StartsInThePast", {}, "al voorbij", STARTS_ON),
    ],
)
async def test_what_can_be_mended_is_asked_again(
    scripted_api: ScriptedApi, error: str, facts: dict[str, Any], says: str, asks_again: str
) -> None:
    scripted_api.refuse(PROPOSE, error, **facts)
    outcome = await run(ProposeReservation(), heard("x", slots=FILLED))
    assert says in outcome.text
    assert outcome.slots == {asks_again: None}
    assert outcome.followed_by == "reservation_form"


@pytest.mark.parametrize(
    ("error", "facts", "says"),
    [
        ("PurposeNotAllowed", {}, "voor iets anders bedoeld"),
        ("SchemeRefuses", {"ground": "start_te_ver_weg"}, "te ver weg"),
        ("SchemeRefuses", {"ground": "bedrag_te_hoog"}, "te hoog"),
        ("SchemeRefuses", {"ground": "something_new"}, "volgens de regels"),
        ("RuleUnknown", {}, "weet ik niet"),
    ],
)
async def test_what_a_scheme_refuses_ends_the_plan_with_a_reason_and_a_person(
    scripted_api: ScriptedApi, error: str, facts: dict[str, Any], says: str
) -> None:
    scripted_api.refuse(PROPOSE, error, **facts)
    outcome = await run(ProposeReservation(), heard("x", slots=FILLED))
    assert says in outcome.text
    assert "coach" in outcome.text
    assert outcome.slots == EMPTY
    assert outcome.followed_by is None


async def test_an_api_that_is_away_says_so(scripted_api: ScriptedApi) -> None:
    scripted_api.on(PROPOSE, {}, 500)
    outcome = await run(ProposeReservation(), heard("x", slots=FILLED))
    assert outcome.responses == ["utter_rekening_niet_bereikbaar"]


@pytest.mark.parametrize(
    ("slots", "response"),
    [(FILLED, "utter_reservering_druk_op_knop"), (EMPTY, "utter_bevestigen")],
)
async def test_a_typed_yes_only_points_to_the_button(
    scripted_api: ScriptedApi, slots: dict[str, Any], response: str
) -> None:
    outcome = await run(PointToButton(), heard("ja", "bevestigen", slots=slots))
    assert outcome.responses == [response]
    assert scripted_api.asked == []


async def test_a_typed_no_lets_the_plan_go(scripted_api: ScriptedApi) -> None:
    scripted_api.on(DROP, None)
    outcome = await run(DeclineReservation(), heard("nee", "ontkennen", slots=FILLED))
    assert outcome.responses == ["utter_reservering_gestopt"]
    assert outcome.slots == EMPTY
    assert scripted_api.asked == [(DROP, None)], "the button of the summary does nothing any more"


async def test_without_a_plan_no_is_just_no() -> None:
    outcome = await run(DeclineReservation(), heard("nee", "ontkennen", slots=EMPTY))
    assert outcome.responses == ["utter_ontkennen"]


async def test_a_correction_opens_the_form_again() -> None:
    outcome = await run(CorrectReservation(), heard("doe maar 350", slots=FILLED))
    assert outcome.followed_by == "reservation_form"


async def test_without_a_plan_there_is_nothing_to_correct() -> None:
    outcome = await run(CorrectReservation(), heard("doe maar 350", slots=EMPTY))
    assert outcome.responses == ["utter_reservering_niets_te_wijzigen"]


async def test_stop_leaves_nothing_behind(scripted_api: ScriptedApi) -> None:
    scripted_api.on(DROP, None)
    outcome = await run(LeaveReservation(), heard("stop", "stoppen", slots=FILLED))
    assert outcome.slots == EMPTY
    assert {"event": "active_loop", "timestamp": None, "name": None} in outcome.events
    assert scripted_api.asked == [(DROP, None)]


async def test_stop_also_works_while_the_api_is_away(scripted_api: ScriptedApi) -> None:
    scripted_api.refuse(DROP, "Broken", 500)
    outcome = await run(LeaveReservation(), heard("stop", "stoppen", slots=FILLED))
    assert outcome.slots == EMPTY
    assert outcome.responses == ["utter_rekening_niet_bereikbaar"]


async def test_reservations_are_told_to_the_cent(scripted_api: ScriptedApi) -> None:
    scripted_api.on(LIST, [EXCEL, LASSEN, DONE])
    outcome = await run(ShowReservations(), heard("mijn reserveringen"))
    assert "samen € 391,00" in outcome.text
    assert "€ 145,50 voor cursus Excel, Deltion. Begint op 1 maart 2027." in outcome.text


async def test_without_reservations_it_says_so(scripted_api: ScriptedApi) -> None:
    scripted_api.on(LIST, [DONE])
    outcome = await run(ShowReservations(), heard("mijn reserveringen"))
    assert outcome.responses == ["utter_reserveringen_geen"]


async def test_the_only_reservation_needs_no_choice(scripted_api: ScriptedApi) -> None:
    scripted_api.on(LIST, [EXCEL, DONE])
    scripted_api.on("POST /turn/account/reservations/r1/cancellation-proposal", {}, 201)
    outcome = await run(CancelReservation(), heard("reservering annuleren"))
    assert outcome.messages[0]["custom"] == {"speaker": "service"}


async def test_one_of_several_is_chosen_with_a_button(scripted_api: ScriptedApi) -> None:
    scripted_api.on(LIST, [EXCEL, LASSEN])
    outcome = await run(CancelReservation(), heard("reservering annuleren"))
    buttons = outcome.messages[0]["buttons"]
    assert [button["title"] for button in buttons] == [
        "cursus Excel: € 145,50",
        "lassen voor gevorderden in…",
        "Geen van deze",
    ]
    assert buttons[1]["payload"] == '/reservering_annuleren{"reservation": "r2"}'


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("annuleer dat lassen maar", "r2"),
        ("cancel mn excel cursus", "r1"),
        ("annuleer mijn cursus bij deltion", None),  # both are there
        ("annuleer een cursus", None),
    ],
)
async def test_the_one_that_is_named_needs_no_button(
    scripted_api: ScriptedApi, text: str, chosen: str | None
) -> None:
    scripted_api.on(LIST, [EXCEL, LASSEN])
    for one in ("r1", "r2"):
        path = f"POST /turn/account/reservations/{one}/cancellation-proposal"
        scripted_api.on(path, {}, 201)
    await run(CancelReservation(), heard(text))
    asked = [call for call, _ in scripted_api.asked[1:]]
    expected = [f"POST /turn/account/reservations/{chosen}/cancellation-proposal"]
    assert asked == (expected if chosen else [])


async def test_the_chosen_one_is_proposed(scripted_api: ScriptedApi) -> None:
    scripted_api.on(LIST, [EXCEL, LASSEN])
    call = "POST /turn/account/reservations/r2/cancellation-proposal"
    scripted_api.on(call, {}, 201)
    pressed = {"entity": "reservation", "value": "r2"}
    await run(CancelReservation(), heard("/reservering_annuleren", "x", pressed))
    assert scripted_api.asked[-1][0] == call


async def test_a_reservation_of_somebody_else_cannot_be_chosen(scripted_api: ScriptedApi) -> None:
    scripted_api.on(LIST, [EXCEL, LASSEN])
    pressed = {"entity": "reservation", "value": "of-somebody-else"}
    outcome = await run(CancelReservation(), heard("/reservering_annuleren", "x", pressed))
    assert outcome.responses == ["utter_welke_reservering"]
    assert [call for call, _ in scripted_api.asked] == [LIST]
