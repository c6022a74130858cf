"""Reading a worker's learning account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, ScalarSelect, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from api.accounts.ledger import Standing
from api.accounts.reservations.tables import Reservation
from api.accounts.tables import Depositor, LearningAccount, Lot, Transfer
from api.dutch import AMSTERDAM


@dataclass(frozen=True)
class LotStanding:
    """One lot, who paid it in, and what is left of it in cents."""

    lot: Lot
    depositor: str
    available_cents: int
    reserved_cents: int

    @property
    def lapsed_at(self) -> datetime | None:
        """The moment at which the last day of the lot is over; None: it does not lapse."""
        if self.lot.last_day is None:
            return None
        return datetime.combine(self.lot.last_day + timedelta(days=1), time(), AMSTERDAM)


@dataclass(frozen=True)
class Usable:
    """What can be used, what is reserved, and what lapsed since the clock came by. Cents."""

    available_cents: int
    reserved_cents: int
    lapsed_cents: int


class LearningAccountRepository:
    """The accounts of workers."""

    def __init__(self, db: AsyncSession) -> None:
        self.db = db

    async def of_worker(self, worker_id: UUID) -> LearningAccount | None:
        """The worker's account, when there is one."""
        found: LearningAccount | None = await self.db.scalar(
            select(LearningAccount).where(LearningAccount.worker_id == worker_id)
        )
        return found

    async def standing(self, account: LearningAccount) -> Standing:
        """What is available and reserved on the account, in cents: its last transfer says it."""
        last = await self.db.scalar(
            select(Transfer)
            .where(Transfer.learning_account_id == account.id)
            .order_by(Transfer.number.desc())
            .limit(1)
        )
        if last is None:
            return Standing()
        return Standing(last.available_after_cents, last.reserved_after_cents)

    async def usable(self, account: LearningAccount, today: date) -> Usable:
        """What can be used on this day: not what is past its last day, moved by now or not."""
        book = await self.standing(account)
        lapsed = await self.lapsed(account, today)
        lapsed_cents = sum(each.available_cents for each in lapsed)
        return Usable(book.available_cents - lapsed_cents, book.reserved_cents, lapsed_cents)

    async def lapsed(
        self, account: LearningAccount, today: date, until_number: int | None = None
    ) -> list[LotStanding]:
        """The lots with free money past its last day, which the clock has still to move.

        With `until_number` as the book stood after the transfer of that number.
        """
        return await self._lots(
            until_number,
            Lot.learning_account_id == account.id,
            last_day() < today,
            latest(Transfer.lot_available_after_cents, until_number) > 0,
        )

    async def lots(self, account: LearningAccount) -> list[LotStanding]:
        """Every lot with what is left of it; first to expire first, what never expires last.

        Among equals the oldest deposit comes first, and then the id decides: always the same way.
        """
        return await self._lots(None, Lot.learning_account_id == account.id)

    async def _lots(
        self, until_number: int | None, *which: ColumnElement[bool]
    ) -> list[LotStanding]:
        found = await self.db.execute(
            select(
                Lot,
                Depositor.name,
                func.coalesce(latest(Transfer.lot_available_after_cents, until_number), 0),
                func.coalesce(latest(Transfer.lot_reserved_after_cents, until_number), 0),
            )
            .join(Depositor, Depositor.id == Lot.depositor_id)
            .where(*which)
            .order_by(*spending_order())
        )
        return [LotStanding(*row) for row in found]

    async def latest_transfers(
        self, account: LearningAccount, most: int
    ) -> Sequence[Row[Transfer, str]]:
        """The newest transfers of the account, each with the name of the depositor of its lot."""
        found = await self.db.execute(
            select(Transfer, Depositor.name)
            .join(Lot, Lot.id == Transfer.lot_id)
            .join(Depositor, Depositor.id == Lot.depositor_id)
            .where(Transfer.learning_account_id == account.id)
            .order_by(Transfer.number.desc())
            .limit(most)
        )
        return found.all()

    async def courses(self, transfers: Sequence[Transfer]) -> dict[UUID, Reservation]:
        """The reservations that these transfers were made for, by id."""
        ids = {transfer.reservation_id for transfer in transfers if transfer.reservation_id}
        if not ids:
            return {}
        found = await self.db.scalars(select(Reservation).where(Reservation.id.in_(ids)))
        return {reservation.id: reservation for reservation in found}


def last_day() -> ColumnElement[date | None]:
    """The last day on which a lot can be used, in a query."""
    return func.coalesce(Lot.extended_until, Lot.expires_on)


def spending_order() -> tuple[ColumnElement[Any], ...]:
    """First to expire, then what never expires; among equals the oldest, and then the id."""
    day = last_day()
    return (day.is_(None), day, Lot.deposited_on.expression, Lot.id.expression)


def latest(
    column: InstrumentedAttribute[int], until_number: int | None = None
) -> ScalarSelect[int]:
    """What the newest transfer of a lot says, up to a number, in a query about lots."""
    found = select(column).where(Transfer.lot_id == Lot.id)
    if until_number is not None:
        found = found.where(Transfer.number <= until_number)
    return found.order_by(Transfer.number.desc()).limit(1).correlate(Lot).scalar_subquery()
