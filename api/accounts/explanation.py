"""Why the balance is what it is: every line of the book with the rule behind it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.repository import (
    LearningAccountRepository,
    LotStanding,
    latest,
    spending_order,
)
from api.accounts.schemes import Scheme, UnknownScheme, get_scheme, scheme_name
from api.accounts.tables import (
    Depositor,
    LearningAccount,
    LedgerAccount,
    LedgerAccountKind,
    Lot,
    Transfer,
    TransferReason,
)
from api.dutch import today as today_in_amsterdam
from api.texts import texts

Reason = TransferReason | Literal["opening"]


@dataclass(frozen=True)
class Line:
    """One line: what moved, in cents, what it did to the free money, and what rule was behind it.

    The rule and its source are None when no agreement of ours says it: say so, and offer a coach.
    """

    made_at: datetime | None
    reason: Reason
    amount_cents: int
    # What it added to the free money: negative when it took from it, zero for a payment.
    change_cents: int
    running_balance_cents: int
    depositor: str
    description: str
    scheme_name: str
    scheme_rule: str | None
    scheme_source: str | None
    lot_expires_on: date | None


async def explain_balance(
    db: AsyncSession, account: LearningAccount, most: int, today: date | None = None
) -> list[Line]:
    """The newest movements, at most so many, oldest first, and what has lapsed since.

    When there were earlier ones, the lines begin with what each lot held then, as "opening". Money
    past its last day gets its line at once; the clock moves it within the hour.
    """
    accounts = LearningAccountRepository(db)
    newest = await accounts.latest_transfers(account, most)
    transfers = [transfer for transfer, _ in reversed(newest)]
    if not transfers:
        return []
    opening = await _opening_lines(db, account, transfers[0].number)
    lapsed = await accounts.lapsed(account, today or today_in_amsterdam())
    free_cents = transfers[-1].available_after_cents
    return [*opening, *await _lines(db, transfers), *_lapsed_lines(lapsed, free_cents)]


def _lapsed_lines(lapsed: Sequence[LotStanding], free_cents: int) -> Iterator[Line]:
    """What is past its last day and stands in the book as free."""
    for each in lapsed:
        cents = each.available_cents
        free_cents -= cents
        amounts = Amounts(cents, -cents, free_cents)
        moment = each.lapsed_at
        yield _line(each.lot, each.depositor, TransferReason.EXPIRE, amounts, moment)


async def _opening_lines(db: AsyncSession, account: LearningAccount, number: int) -> list[Line]:
    """What was free on each lot before the transfer of this number."""
    free_before = latest(Transfer.lot_available_after_cents, until_number=number - 1)
    found = await db.execute(
        select(Lot, Depositor.name, free_before)
        .join(Depositor, Depositor.id == Lot.depositor_id)
        .where(Lot.learning_account_id == account.id, free_before > 0)
        .order_by(*spending_order())
    )
    lines, running_cents = [], 0
    for lot, depositor, cents in found:
        running_cents += cents
        amounts = Amounts(cents, cents, running_cents)
        lines.append(_line(lot, depositor, "opening", amounts))
    return lines


async def _lines(db: AsyncSession, transfers: Sequence[Transfer]) -> list[Line]:
    courses = await LearningAccountRepository(db).courses(transfers)
    lots = await _lots_by_id(db, {transfer.lot_id for transfer in transfers})
    free = await _free_places(db, transfers)
    lines = []
    for transfer in transfers:
        course = courses.get(transfer.reservation_id) if transfer.reservation_id else None
        sign = (transfer.to_account_id in free) - (transfer.from_account_id in free)
        cents = transfer.amount_cents
        amounts = Amounts(cents, sign * cents, transfer.available_after_cents)
        text = transfer.description or (course.what if course else "")
        lot, depositor = lots[transfer.lot_id]
        lines.append(_line(lot, depositor, transfer.reason, amounts, transfer.made_at, text))
    return lines


@dataclass(frozen=True)
class Amounts:
    """What moved, what it did to the free money, and what was free after it. Cents."""

    moved: int
    change: int
    running: int


def _line(
    lot: Lot,
    depositor: str,
    reason: Reason,
    cents: Amounts,
    made_at: datetime | None = None,
    description: str = "",
) -> Line:
    scheme = _scheme(lot.scheme)
    return Line(
        made_at=made_at,
        reason=reason,
        amount_cents=cents.moved,
        change_cents=cents.change,
        running_balance_cents=cents.running,
        depositor=depositor,
        description=description,
        scheme_name=scheme_name(lot.scheme),
        scheme_rule=_rule(scheme, reason),
        scheme_source=scheme.source if scheme else None,
        lot_expires_on=lot.last_day,
    )


def _scheme(name: str) -> Scheme | None:
    try:
        return get_scheme(name)
    except UnknownScheme:
        return None


def _rule(scheme: Scheme | None, reason: Reason) -> str | None:
    """The scheme's own rule, else what holds for every account; None when nobody says it."""
    if scheme is None:
        return None
    general: dict[str, str] = texts("account")["rules"]
    return scheme.rules.get(reason) or general.get(reason)


async def _lots_by_id(db: AsyncSession, ids: set[UUID]) -> dict[UUID, tuple[Lot, str]]:
    found = await db.execute(
        select(Lot, Depositor.name)
        .join(Depositor, Depositor.id == Lot.depositor_id)
        .where(Lot.id.in_(ids))
    )
    return {lot.id: (lot, depositor) for lot, depositor in found}


async def _free_places(db: AsyncSession, transfers: Sequence[Transfer]) -> set[UUID]:
    """Which of the places that these transfers touch hold free money."""
    touched = {t.from_account_id for t in transfers} | {t.to_account_id for t in transfers}
    found = await db.scalars(
        select(LedgerAccount.id)
        .where(LedgerAccount.id.in_(touched))
        .where(LedgerAccount.kind == LedgerAccountKind.AVAILABLE)
    )
    return set(found)
