"""The reservations there are: looking at them, and cancelling one."""

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import account_api
from actions.account_api import Reservation
from actions.career_api import Refused, explain_refusals
from actions.coach import leave_speaking_to_the_service
from actions.dutch import euros, long_date
from actions.forms import form_words, said
from actions.responses import fill

UNAVAILABLE = "utter_rekening_niet_bereikbaar"
LONGEST_TITLE = 28  # characters on a button

Events = list[dict[str, Any]]
Values = dict[str, Any]


class ShowReservations(Action):
    """Says what is put aside now."""

    def name(self) -> str:
        return "action_show_reservations"

    @explain_refusals(unavailable=UNAVAILABLE)
    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Events:
        open_ones = await _open_reservations(tracker)
        if not open_ones:
            dispatcher.utter_message(response="utter_reserveringen_geen")
            return []
        lines = "\n".join(_line(domain, reservation) for reservation in open_ones)
        total_cents = sum(reservation.held_cents for reservation in open_ones)
        dispatcher.utter_message(
            response="utter_reserveringen", lines=lines, total=euros(total_cents)
        )
        return []


class CancelReservation(Action):
    """Lets the API ask, with a button, whether to cancel; asks which one when there are several."""

    def name(self) -> str:
        return "action_cancel_reservation"

    @explain_refusals(unavailable=UNAVAILABLE)
    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Events:
        open_ones = await _open_reservations(tracker)
        chosen = _chosen(tracker, open_ones)
        if chosen:
            await _propose_cancellation(chosen, dispatcher, tracker)
        elif open_ones:
            none = {"title": fill(domain, "utter_knop_geen_van_deze"), "payload": "/stoppen"}
            buttons = [*(_button(reservation) for reservation in open_ones), none]
            dispatcher.utter_message(response="utter_welke_reservering", buttons=buttons)
        else:
            dispatcher.utter_message(response="utter_reserveringen_geen")
        return []


async def _open_reservations(tracker: Tracker) -> list[Reservation]:
    reservations = await account_api.get_reservations(tracker)
    return [reservation for reservation in reservations if reservation.state == "reserved"]


def _chosen(tracker: Tracker, open_ones: list[Reservation]) -> Reservation | None:
    """The one whose button was pressed, the only one there is, or the only one that was named."""
    pressed = next(tracker.get_latest_entity_values("reservation"), None)
    if pressed:
        return next((one for one in open_ones if one.id == pressed), None)
    named = [one for one in open_ones if _words(one) & _telling(said(tracker))]
    likely = open_ones if len(open_ones) == 1 else named
    return likely[0] if len(likely) == 1 else None


def _words(reservation: Reservation) -> set[str]:
    return _telling(f"{reservation.what} {reservation.provider}")


def _telling(text: str) -> set[str]:
    """The words that tell one course from another."""
    every_course = set(form_words()["reservation"]["every_course"])
    return set(re.findall(r"\w{3,}", text.lower())) - every_course


async def _propose_cancellation(
    chosen: Reservation, dispatcher: CollectingDispatcher, tracker: Tracker
) -> None:
    try:
        await account_api.propose_cancellation(tracker, chosen.id)
    except Refused:
        dispatcher.utter_message(response="utter_reserveringen_geen")
        return
    leave_speaking_to_the_service(dispatcher)


def _button(reservation: Reservation) -> dict[str, str]:
    title = f"{reservation.what}: {euros(reservation.held_cents)}"
    if len(title) > LONGEST_TITLE:
        title = f"{reservation.what[: LONGEST_TITLE - 1].rstrip()}…"
    return {
        "title": title,
        "payload": f'/reservering_annuleren{{"reservation": "{reservation.id}"}}',
    }


def _line(domain: Values, reservation: Reservation) -> str:
    with_day = "_met_datum" if reservation.starts_on else ""
    return fill(
        domain,
        f"utter_reservering_regel{with_day}",
        amount=euros(reservation.held_cents),
        what=reservation.what,
        provider=reservation.provider,
        date=long_date(reservation.starts_on) if reservation.starts_on else "",
    )
