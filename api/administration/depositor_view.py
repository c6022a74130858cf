"""What a depositor may see: what it paid in itself, and nothing that a worker ever did.

Everything shown to a depositor comes from here. It reads deposits and nothing else: no balance, no
other transfer, no worker, no conversation. See docs/decisions/0017.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.tables import Depositor, Lot, Transfer, TransferReason
from api.administration.tables import ImportedAccount, WithdrawnDeposit
from api.errors import LeermaatError


class UnknownDepositor(LeermaatError):
    """Nobody of this name ever paid in."""

    status = 404
    sentence = "There is no depositor of this name."


@dataclass(frozen=True)
class Period:
    """From and until and including these days."""

    first_day: date = date.min
    last_day: date = date.max


@dataclass(frozen=True)
class DepositSeen:
    """One deposit as the depositor's own books have it, in cents."""

    deposited_on: date
    scheme: str
    reference: str
    amount_cents: int
    withdrawn_on: date | None


async def deposits_of(db: AsyncSession, depositor: str, period: Period) -> Sequence[DepositSeen]:
    """What this depositor paid in here, in an order that depends on that only.

    A withdrawn deposit is shown so, whether or not a worker had used the money by then. What came
    along with an account from elsewhere is not shown: that a worker moved is theirs to tell.
    Raises UnknownDepositor.
    """
    paid_in = _paid_in_here(depositor)
    if (await db.execute(paid_in.limit(1))).first() is None:
        raise UnknownDepositor
    found = await db.execute(
        paid_in.where(Lot.deposited_on.between(period.first_day, period.last_day)).order_by(
            Lot.deposited_on, Lot.reference, Lot.scheme, Transfer.amount_cents
        )
    )
    return [DepositSeen(*row) for row in found]


def _paid_in_here(depositor: str) -> Select[date, str, str, int, date | None]:
    imported = ImportedAccount
    return (
        select(
            Lot.deposited_on,
            Lot.scheme,
            Lot.reference,
            Transfer.amount_cents,
            WithdrawnDeposit.withdrawn_on,
        )
        .join(Depositor, Depositor.id == Lot.depositor_id)
        .join(Transfer, Transfer.lot_id == Lot.id)
        .outerjoin(WithdrawnDeposit, WithdrawnDeposit.lot_id == Lot.id)
        .outerjoin(imported, imported.learning_account_id == Lot.learning_account_id)
        .where(Depositor.name == depositor, Transfer.reason == TransferReason.DEPOSIT)
        .where(Transfer.number > func.coalesce(imported.last_number, 0))
    )
