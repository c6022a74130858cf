"""What the worker agreed with a coach, and what they may expect."""

from collections.abc import Iterator
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import hand_off_api
from actions.career_api import explain_refusals
from actions.dutch import clock, day, weekday
from actions.hand_off_api import Plan
from actions.responses import fill


class ShowPlan(Action):
    """Says what was agreed, which appointment stands, and what will be reminded of."""

    def name(self) -> str:
        return "action_show_plan"

    @explain_refusals(unavailable="utter_coach_niet_bereikbaar")
    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        plan = await hand_off_api.get_plan(tracker)
        lines = "\n\n".join(_lines(domain, plan))
        if lines:
            dispatcher.utter_message(response="utter_mijn_plan_overzicht", lines=lines)
        else:
            dispatcher.utter_message(response="utter_mijn_plan")
        return []


def _lines(domain: dict[str, Any], plan: Plan) -> Iterator[str]:
    for agreed in plan.agreements:
        yield fill(
            domain,
            "utter_plan_regel_afspraken",
            coach=agreed.coach,
            day=day(agreed.closed_at),
            agreements=agreed.agreements,
        )
    if plan.appointment:
        yield fill(
            domain,
            "utter_plan_regel_gesprek",
            coach=plan.appointment.coach,
            day=weekday(plan.appointment.starts_at),
            time=clock(plan.appointment.starts_at),
        )
    if before := plan.call_back_before:
        yield fill(
            domain, "utter_plan_regel_terugschrijven", day=weekday(before), time=clock(before)
        )
    for one in plan.reminders:
        response = "utter_plan_regel_herinnering" if one.what else "utter_plan_regel_navraag"
        yield fill(domain, response, day=weekday(one.due_at), what=one.what or "")
