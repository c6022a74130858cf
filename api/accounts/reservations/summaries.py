"""What a worker is shown before money moves: worked out anew at the confirmation, and compared."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.holdings import NothingReserved, holdings_of
from api.accounts.repository import LearningAccountRepository
from api.accounts.reservations.tables import ProposalKind, Purpose, Reservation
from api.accounts.returning import would_lapse
from api.accounts.schemes import scheme_name
from api.accounts.spending import Part, Wish, plan
from api.accounts.tables import LearningAccount, Provider
from api.conversations.repository import Offer
from api.conversations.tables import ButtonKind
from api.dutch import day_in_words, euros
from api.texts import say_of_account

Summary = dict[str, Any]


async def of_wish(db: AsyncSession, account: LearningAccount, wish: Wish, today: date) -> Summary:
    """What reserving this would do now, in cents and ISO dates. Raises what spending.plan raises.

    Two equal summaries mean the same thing would happen.
    """
    accounts = LearningAccountRepository(db)
    parts = plan(await accounts.lots(account), wish, today)
    available_cents = (await accounts.usable(account, today)).available_cents
    return {
        "kind": wish.kind.value,
        "what": wish.what,
        "provider": wish.provider,
        "amount_cents": wish.amount_cents,
        "starts_on": wish.starts_on.isoformat(),
        "available_after_cents": available_cents - wish.amount_cents,
        "parts": [_part(part) for part in parts],
    }


def wish_of(summary: Summary) -> Wish:
    """The wish that this summary was made for."""
    return Wish(
        kind=Purpose(summary["kind"]),
        what=summary["what"],
        provider=summary["provider"],
        amount_cents=summary["amount_cents"],
        starts_on=date.fromisoformat(summary["starts_on"]),
    )


async def of_cancellation(db: AsyncSession, reservation: Reservation, today: date) -> Summary:
    """What cancelling this would do now. Raises NothingReserved."""
    held = (await holdings_of(db, [reservation.id]))[reservation.id]
    if not held.held_cents:
        raise NothingReserved(held_cents=0)
    lapses_cents = sum(p.amount_cents for p in held.held if would_lapse(p.lot, today))
    account = await db.get_one(LearningAccount, reservation.learning_account_id)
    usable = await LearningAccountRepository(db).usable(account, today)
    returns_cents = held.held_cents - lapses_cents
    return {
        "reservation_id": str(reservation.id),
        "kind": reservation.kind.value,
        "what": reservation.what,
        "provider": (await db.get_one(Provider, reservation.provider_id)).name,
        "amount_cents": held.held_cents,
        "starts_on": reservation.starts_on.isoformat(),
        "returns_cents": returns_cents,
        "lapses_cents": lapses_cents,
        "available_after_cents": usable.available_cents + returns_cents,
    }


@dataclass(frozen=True)
class Shown:
    """A summary in Dutch, with its two buttons."""

    text: str
    offers: tuple[Offer, Offer]


def shown(kind: ProposalKind, summary: Summary, proposal_id: UUID) -> Shown:
    """The summary as the worker reads it."""
    if kind is ProposalKind.RESERVE:
        return Shown(
            _in_words("reservation_summary", summary),
            (
                _button("confirm_reservation", ButtonKind.CONFIRM_RESERVATION, proposal_id),
                _button("drop_reservation", ButtonKind.DROP_RESERVATION, proposal_id),
            ),
        )
    key = "cancellation_summary_lapses" if summary["lapses_cents"] else "cancellation_summary"
    return Shown(
        _in_words(key, summary),
        (
            _button("confirm_cancellation", ButtonKind.CONFIRM_CANCELLATION, proposal_id),
            _button("keep_reservation", ButtonKind.KEEP_RESERVATION, proposal_id),
        ),
    )


def done_in_words(kind: ProposalKind, summary: Summary) -> str:
    """What was done, as the worker reads it."""
    return _in_words("reserved" if kind is ProposalKind.RESERVE else "cancelled", summary)


def _in_words(key: str, summary: Summary) -> str:
    return say_of_account(
        key,
        what=summary["what"],
        provider=summary["provider"],
        starts_on=day_in_words(date.fromisoformat(summary["starts_on"])),
        amount=euros(summary["amount_cents"]),
        available_after=euros(summary["available_after_cents"]),
        returns=euros(summary.get("returns_cents", 0)),
        lapses=euros(summary.get("lapses_cents", 0)),
        parts="\n".join(_part_in_words(part) for part in summary.get("parts", ())),
    )


def _part_in_words(part: dict[str, Any]) -> str:
    return say_of_account(
        "part",
        amount=euros(part["amount_cents"]),
        depositor=part["depositor"],
        scheme=part["scheme_name"],
    )


def _button(name: str, kind: ButtonKind, proposal_id: UUID) -> Offer:
    return Offer(say_of_account(f"button_{name}"), kind, str(proposal_id))


def _part(part: Part) -> dict[str, Any]:
    lot = part.standing.lot
    return {
        "lot_id": str(lot.id),
        "depositor": part.standing.depositor,
        "scheme_name": scheme_name(lot.scheme),
        "amount_cents": part.amount_cents,
        "expires_on": lot.last_day.isoformat() if lot.last_day else None,
    }
