"""Why the balance is what it is, and when which part of it expires."""

from collections.abc import Iterator
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import account_api
from actions.account_api import ExplainedMovement, Explanation, LotLeft, WorkChange
from actions.career_api import explain_refusals
from actions.dutch import day, euros, long_date
from actions.responses import fill

UNAVAILABLE = "utter_rekening_niet_bereikbaar"
# More lines than these do not fit on a telephone; what came before becomes one line.
MOST_LINES = 10
MOST_CHANGES = 3  # of work: the last ones

# The line of data/responses/learning_account.yml for each reason that money moved.
LINES = {
    "deposit": "utter_uitleg_regel_storting",
    "reserve": "utter_uitleg_regel_reservering",
    "give_back": "utter_uitleg_regel_teruggezet",
    "pay": "utter_uitleg_regel_betaling",
    "expire": "utter_uitleg_regel_vervallen",
    "refund": "utter_uitleg_regel_terugbetaling",
    "correct": "utter_uitleg_regel_correctie",
    "opening": "utter_uitleg_regel_beginstand",
}

Events = list[dict[str, Any]]
Values = dict[str, Any]


class ExplainBalance(Action):
    """Explains the balance line by line, with the rule behind each, told where it first counts."""

    def name(self) -> str:
        return "action_explain_balance"

    @explain_refusals(unavailable=UNAVAILABLE)
    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Events:
        explanation = await account_api.get_explanation(tracker)
        if not explanation.lines:
            dispatcher.utter_message(response="utter_mutaties_leeg")
            return []
        _say_when_other_amount(dispatcher, tracker, explanation)
        dispatcher.utter_message(
            response="utter_saldo_verklaren",
            available=euros(explanation.available_cents),
            lines="\n".join(_lines(domain, explanation)),
            reserved=_reserved(domain, explanation),
        )
        return []


class ShowExpiry(Action):
    """Says per deposit what is left of it and until when."""

    def name(self) -> str:
        return "action_show_expiry"

    @explain_refusals(unavailable=UNAVAILABLE)
    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Events:
        lots = [lot for lot in await account_api.get_lots(tracker) if lot.left_cents]
        if not lots:
            dispatcher.utter_message(response="utter_verval_niets")
            return []
        lines = "\n".join(_lot_line(domain, lot) for lot in lots)
        dispatcher.utter_message(response="utter_verval_opvragen", lines=lines)
        return []


class ShowPicture(Action):
    """Shows the balance over time as a picture, and says the same in two sentences."""

    def name(self) -> str:
        return "action_show_picture"

    @explain_refusals(unavailable=UNAVAILABLE)
    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Values
    ) -> Events:
        picture = await account_api.get_picture(tracker)
        dispatcher.utter_message(
            response="utter_saldo_plaatje",
            text=picture.text,
            image=picture.image,
            metadata={"kind": "own_account", "image_text": picture.text},
        )
        return []


def _say_when_other_amount(
    dispatcher: CollectingDispatcher, tracker: Tracker, explanation: Explanation
) -> None:
    """ "Waarom is mijn saldo 412,50?", while it is another amount: say that first."""
    named = list(tracker.get_latest_entity_values("amount_cents"))
    available_cents = explanation.available_cents
    same = {available_cents, available_cents // 100 * 100}  # people leave the cents out
    if named and not same & set(named):
        asked_cents = named[-1]
        dispatcher.utter_message(
            response="utter_saldo_verklaren_ander_bedrag", asked=euros(asked_cents)
        )


def _lines(domain: Values, explanation: Explanation) -> list[str]:
    earlier, shown = explanation.lines[:-MOST_LINES], explanation.lines[-MOST_LINES:]
    lines = list(_lines_with_rules(domain, shown))
    if earlier:
        amount = euros(earlier[-1].running_balance_cents)
        lines.insert(0, fill(domain, "utter_uitleg_regel_eerder", amount=amount))
    changes = explanation.changes[-MOST_CHANGES:]
    return [*lines, *(_change_line(domain, change) for change in changes)]


def _lines_with_rules(domain: Values, shown: list[ExplainedMovement]) -> Iterator[str]:
    """A line per movement. A rule that holds for several is told once: five times is noise."""
    told: set[str] = set()
    for movement in shown:
        rule = movement.scheme_rule or fill(domain, "utter_uitleg_regel_onbekend")
        yield _line(domain, movement, "" if rule in told else rule)
        told.add(rule)


def _line(domain: Values, movement: ExplainedMovement, rule: str) -> str:
    return fill(
        domain,
        LINES[movement.reason],
        date=day(movement.made_at) if movement.made_at else "",
        amount=euros(movement.amount_cents),
        depositor=movement.depositor,
        rule=rule,
        description=movement.description,
        left=euros(movement.running_balance_cents),
    )


def _change_line(domain: Values, change: WorkChange) -> str:
    return fill(
        domain,
        f"utter_uitleg_werk_{change.change}",
        date=long_date(change.happened_on),
        employer=change.employer or fill(domain, "utter_uitleg_werk_zonder_naam"),
    )


def _reserved(domain: Values, explanation: Explanation) -> str:
    if not explanation.reserved_cents:
        return fill(domain, "utter_saldo_verklaren_niets_apart")
    reserved = euros(explanation.reserved_cents)
    return fill(domain, "utter_saldo_verklaren_gereserveerd", reserved=reserved)


def _lot_line(domain: Values, lot: LotLeft) -> str:
    until = "utter_verval_regel_voorbij" if lot.has_lapsed else "utter_verval_regel"
    return fill(
        domain,
        until if lot.expires_on else "utter_verval_regel_nooit",
        amount=euros(lot.left_cents),
        depositor=lot.depositor,
        scheme=lot.scheme_name,
        date=long_date(lot.expires_on) if lot.expires_on else "",
    )
