"""Who may pay for a course: asking, and telling in which order to try."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import career_api
from actions.career_api import Balance, CareerApiError, NoLearningAccount, NotSignedIn
from actions.dutch import euros
from actions.forms import forget
from actions.funding_data import Pot, Situation, pots_for
from actions.funding_form import COST, EMPLOYMENT, INTENT, MANDATORY, PURPOSE, SECTOR
from actions.responses import fill
from actions.sector_data import UNKNOWN, named_sectors
from actions.sectors import ask_sector

FORM = "funding_form"
# What belongs to one course; where and how somebody works is still so at the next.
OF_THE_COURSE = (PURPOSE, COST, MANDATORY)

Events = list[dict[str, Any]]
Values = dict[str, Any]


class BeginFunding(Action):
    """Starts the questions, unless the message itself answers one of them."""

    def name(self) -> str:
        return "action_begin_funding"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Events:
        is_new = bool(named_sectors(tracker)) or tracker.get_slot(SECTOR) == UNKNOWN
        return [
            *forget(*OF_THE_COURSE),
            *(forget(SECTOR) if is_new else []),
            FollowupAction(FORM),
        ]


class AskFundingSector(Action):
    """Asks for the sector with buttons."""

    def name(self) -> str:
        return "action_ask_funding_form_sector"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Events:
        ask_sector(dispatcher, tracker, domain, INTENT, "utter_wegwijzer_sector")
        return []


class ShowFunding(Action):
    """Tells which pots may pay, in which order and why; each with its own sources."""

    def name(self) -> str:
        return "action_show_funding"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Events:
        situation = _situation(tracker)
        account = await _account(tracker)
        pots = [p for p in pots_for(situation) if p.id != "own_account" or account is not None]
        dispatcher.utter_message(response="utter_wegwijzer_begin")
        for number, pot in enumerate(pots, 1):
            _tell(dispatcher, domain, number, pot, situation, account)
        dispatcher.utter_message(
            response=_closing(situation), buttons=_next_steps(domain, situation, account)
        )
        return []


def _situation(tracker: Tracker) -> Situation:
    def told(slot: str) -> str:
        return str(tracker.get_slot(slot) or UNKNOWN)

    cost = tracker.get_slot(COST)
    return Situation(
        purpose=told(PURPOSE),
        sector=told(SECTOR),
        employment=told(EMPLOYMENT),
        mandatory=told(MANDATORY),
        cost_cents=None if cost in (None, UNKNOWN) else int(cost),
    )


async def _account(tracker: Tracker) -> Balance | CareerApiError | None:
    """The balance; why it cannot be seen; None for somebody without an account."""
    try:
        return await career_api.get_balance(tracker)
    except NoLearningAccount:
        return None
    except CareerApiError as error:
        return error


def _tell(
    dispatcher: CollectingDispatcher,
    domain: Values,
    number: int,
    pot: Pot,
    situation: Situation,
    account: Balance | CareerApiError | None,
) -> None:
    says = pot.says
    if pot.id == "own_account":
        says = f"{says} {_about_account(domain, situation, account)}"
    # An own amount is marked as such: Telegram shows it only to who said yes to that.
    is_own = pot.id == "own_account" and isinstance(account, Balance)
    metadata = {
        "topic": INTENT,
        "sources": list(pot.sources),
        "checked_on": pot.checked_on,
        **({"kind": "own_account"} if is_own else {}),
    }
    dispatcher.utter_message(
        response="utter_wegwijzer_potje",
        number=str(number),
        name=pot.name,
        says=says,
        paid_by=pot.paid_by,
        interest=pot.interest,
        metadata=metadata,
    )


def _about_account(
    domain: Values, situation: Situation, account: Balance | CareerApiError | None
) -> str:
    if isinstance(account, NotSignedIn):
        return fill(domain, "utter_wegwijzer_rekening_niet_ingelogd")
    if not isinstance(account, Balance):
        return fill(domain, "utter_wegwijzer_rekening_onbekend")
    said = [fill(domain, "utter_wegwijzer_rekening", available=euros(account.available_cents))]
    short_cents = (situation.cost_cents or 0) - account.available_cents
    if short_cents > 0:
        cost = euros(situation.cost_cents or 0)
        said.append(
            fill(domain, "utter_wegwijzer_rekening_tekort", cost=cost, short=euros(short_cents))
        )
    if situation.employment in ("werkzoekend", "tussen_banen"):
        said.append(fill(domain, "utter_wegwijzer_rekening_zonder_werk"))
    return " ".join(said)


def _closing(situation: Situation) -> str:
    is_paid_by_boss = situation.mandatory == "yes"
    return "utter_wegwijzer_slot_verplicht" if is_paid_by_boss else "utter_wegwijzer_slot"


def _next_steps(
    domain: Values, situation: Situation, account: Balance | CareerApiError | None
) -> list[dict[str, str]]:
    """At most three: the one that fits best, one other way, and a coach."""
    has_money = isinstance(account, Balance) and account.available_cents > 0
    steps = [
        ("goed_gesprek_met_baas", situation.employment in ("werkend", "flex", UNKNOWN)),
        ("budget_reserveren", has_money and situation.mandatory != "yes"),
        ("werkcentrum", situation.employment not in ("werkend", "flex")),
        ("oo_fonds_wat_is_het", True),
    ]
    chosen = [intent for intent, fits in steps if fits][:2]
    return [
        {"title": fill(domain, f"utter_vraag_{intent}"), "payload": f"/{intent}"}
        for intent in (*chosen, "coach_spreken")
    ]
