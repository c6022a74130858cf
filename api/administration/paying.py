"""Paying providers, with a second pair of eyes for large amounts, and what they pay back."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts import payments
from api.accounts.reservations.service import take_in_hand
from api.accounts.reservations.tables import Act, Reservation
from api.administration.reconciling.accounting import Accounting, audited
from api.administration.record import record
from api.administration.tables import IS_WAITING, PaymentRequest
from api.database import now
from api.errors import LeermaatError
from api.escalations.tables import Coach
from api.organisation import get_organisation


class OwnRequest(LeermaatError):
    """Whoever asked for a large payment may not approve it."""

    status = 403
    sentence = "Somebody else has to approve this payment: you asked for it."


class RequestOver(LeermaatError):
    """The request is unknown, paid or dropped."""

    status = 409
    sentence = "There is no such request waiting."


class InvoicePaid(LeermaatError):
    """This invoice of this reservation was paid before."""

    status = 409
    sentence = "This invoice was paid before."


class RefundBooked(LeermaatError):
    """This refund of this reservation was booked before."""

    status = 409
    sentence = "This refund was booked before."


class BookDamaged(LeermaatError):
    """The book of this account does not add up, so nothing is paid from it."""

    status = 409
    sentence = "The book of this account does not add up. Reconcile first."


async def pay_or_request(
    db: AsyncSession, who: Coach, reservation_id: UUID, amount_cents: int | None, invoice: str
) -> PaymentRequest | int:
    """Pay the provider, or ask for a second administrator when it is much money.

    None means everything that is still reserved. The same invoice is paid once per reservation.
    Much is counted over the whole reservation, so that parts do not slip through. Returns the
    cents paid, or the request. Raises InvoicePaid, BookDamaged, or what payments.pay
    raises.
    """
    held = await take_in_hand(db, reservation_id)
    await _refuse_damaged(db, held.reservation)
    key = _key(reservation_id, invoice)
    if await db.get(Act, key):
        raise InvoicePaid
    cents = held.holdings.held_cents if amount_cents is None else amount_cents
    held.holdings.to_pay(cents)
    if cents + held.holdings.paid_cents > get_organisation().four_eyes_above_cents:
        return await _request(db, who, reservation_id, cents, invoice)
    await payments.pay(db, reservation_id, cents, key)
    record(db, "pay", who.email, reservation_id, cents)
    return cents


async def _request(
    db: AsyncSession, who: Coach, reservation_id: UUID, cents: int, invoice: str
) -> PaymentRequest:
    known = await db.scalar(
        select(PaymentRequest).where(
            PaymentRequest.reservation_id == reservation_id,
            PaymentRequest.invoice == invoice,
            IS_WAITING,
        )
    )
    if known:
        return known
    asked = PaymentRequest(
        reservation_id=reservation_id, amount_cents=cents, invoice=invoice, requested_by_id=who.id
    )
    db.add(asked)
    record(db, "request-payment", who.email, reservation_id, cents)
    await db.flush()
    return asked


async def refund(
    db: AsyncSession, who: Coach, reservation_id: UUID, amount_cents: int, reference: str
) -> None:
    """Book what a provider paid back; the same reference is booked once per reservation.

    Raises RefundBooked, or what payments.refund raises.
    """
    key = f"refund:{reservation_id}:{reference}"
    await take_in_hand(db, reservation_id)
    if await db.get(Act, key):
        raise RefundBooked
    await payments.refund(db, reservation_id, amount_cents, key)
    record(db, "refund", who.email, reservation_id, amount_cents)


async def approve(db: AsyncSession, who: Coach, request_id: UUID) -> PaymentRequest:
    """Pay what another administrator asked for.

    Raises RequestOver, OwnRequest, BookDamaged, or what payments.pay raises.
    """
    asked = await waiting(db, request_id)
    if asked.requested_by_id == who.id:
        raise OwnRequest
    key = _key(asked.reservation_id, asked.invoice)
    held = await take_in_hand(db, asked.reservation_id)
    await _refuse_damaged(db, held.reservation)
    await payments.pay(db, asked.reservation_id, asked.amount_cents, key)
    asked.decided_by_id, asked.paid_at = who.id, now()
    record(db, "approve-payment", who.email, asked.reservation_id, asked.amount_cents)
    return asked


async def drop(db: AsyncSession, who: Coach, request_id: UUID) -> PaymentRequest:
    """Let a request go. Everybody may, also whoever asked. Raises RequestOver."""
    asked = await waiting(db, request_id)
    asked.decided_by_id, asked.dropped_at = who.id, now()
    record(db, "drop-payment", who.email, asked.reservation_id, asked.amount_cents)
    return asked


async def waiting(db: AsyncSession, request_id: UUID) -> PaymentRequest:
    """The request, kept from others until this transaction is over. Raises RequestOver."""
    asked = await db.get(PaymentRequest, request_id, with_for_update=True)
    if asked is None or asked.paid_at or asked.dropped_at:
        raise RequestOver
    return asked


async def _refuse_damaged(db: AsyncSession, reservation: Reservation) -> None:
    """No money leaves an account whose book does not add up."""
    account_id = reservation.learning_account_id
    async for _ in audited(db, Accounting(), account_id=account_id):
        raise BookDamaged


def _key(reservation_id: UUID, invoice: str) -> str:
    """The provider's own invoice number tells a repeat from a new payment."""
    return f"pay:{reservation_id}:{invoice}"
