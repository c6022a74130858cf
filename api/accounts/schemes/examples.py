"""Working out the examples of a scheme, so that its words and its rules cannot drift apart."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from api.accounts.schemes import Scheme
from api.accounts.schemes.terms import Example
from api.accounts.spending import Wish, refusal_under

PAYS = "pays"


def differences(scheme: Scheme, example: Example) -> Iterator[str]:
    """Everything the rules of the scheme answer otherwise than the example says."""
    worked_out = dict(_worked_out(scheme, example))
    if not worked_out:
        yield "it gives no case that can be worked out"
    for name, found in worked_out.items():
        said = getattr(example, name)
        if said != found:
            yield f"{name} is {said} in the example and {found} by the rules"


def _worked_out(scheme: Scheme, example: Example) -> Iterator[tuple[str, Any]]:
    if example.hours_per_week is not None and example.months is not None:
        due_cents = scheme.deposit.due_cents(example.hours_per_week, example.months)
        yield "deposit_cents", due_cents
    if example.deposited_on:
        yield "last_day", scheme.expiry_of(example.deposited_on) or "never"
    if example.returned_on:
        yield "usable_until", _usable_until(scheme, example.returned_on)
    if example.kind and example.amount_cents and example.asked_on and example.starts_on:
        wish = Wish(example.kind, "", "", example.amount_cents, example.starts_on)
        refusal = refusal_under(scheme, wish, example.asked_on)
        yield "answer", (refusal.facts.get("ground") or refusal.code) if refusal else PAYS


def _usable_until(scheme: Scheme, returned_on: date) -> date | str:
    """Until when money can be used that comes back after its last day."""
    if scheme.expiry is None:
        return "never"
    return scheme.expiry.extended_until(returned_on) or "fund"
