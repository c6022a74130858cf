"""Writing a worker's account to a file."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts.employment import changes_of
from api.accounts.reservations.tables import Reservation
from api.accounts.schemes import UnknownScheme, get_scheme
from api.accounts.tables import (
    AccountView,
    Depositor,
    Fund,
    LearningAccount,
    LedgerAccount,
    LedgerAccountKind,
    Lot,
    Provider,
    Transfer,
)
from api.administration.portability.account_file import (
    AccountFile,
    EmploymentPart,
    LotPart,
    PlacePart,
    ReservationPart,
    TransferPart,
    ViewPart,
    WorkerPart,
    totals_of,
)
from api.database import now
from api.organisation import get_organisation
from api.workers.tables import Worker

NAMED: dict[LedgerAccountKind, type[Depositor] | type[Provider] | type[Fund]] = {
    LedgerAccountKind.DEPOSITOR: Depositor,
    LedgerAccountKind.PROVIDER: Provider,
    LedgerAccountKind.FUND: Fund,
}


async def export_account(db: AsyncSession, account: LearningAccount) -> AccountFile:
    """Everything of this account, as it is in this transaction."""
    worker = await db.get_one(Worker, account.worker_id)
    transfers = await _transfers(db, account)
    return AccountFile(
        exported_at=now(),
        service=get_organisation().name,
        account_id=account.id,
        opened_at=account.opened_at,
        worker=WorkerPart(reference=worker.host_reference, name=worker.name),
        lots=await _lots(db, account),
        reservations=await _reservations(db, account),
        transfers=transfers,
        employment=[EmploymentPart.model_validate(each) for each in await changes_of(db, account)],
        views=await _views(db, account),
        totals=totals_of(transfers),
    )


async def _lots(db: AsyncSession, account: LearningAccount) -> list[LotPart]:
    found = await db.execute(
        select(Lot, Depositor.name)
        .join(Depositor, Depositor.id == Lot.depositor_id)
        .where(Lot.learning_account_id == account.id)
        .order_by(Lot.deposited_on, Lot.id)
    )
    return [
        LotPart(**_columns(lot, LotPart), depositor=name, scheme_terms=_terms(lot.scheme))
        for lot, name in found
    ]


def _terms(scheme: str) -> dict[str, Any] | None:
    """The rules themselves: the other service may not have this scheme."""
    try:
        return get_scheme(scheme).model_dump(mode="json", exclude={"examples"})
    except UnknownScheme:
        return None


async def _reservations(db: AsyncSession, account: LearningAccount) -> list[ReservationPart]:
    found = await db.execute(
        select(Reservation, Provider.name)
        .join(Provider, Provider.id == Reservation.provider_id)
        .where(Reservation.learning_account_id == account.id)
        .order_by(Reservation.made_at, Reservation.id)
    )
    return [
        ReservationPart(**_columns(reservation, ReservationPart), provider=name)
        for reservation, name in found
    ]


async def _transfers(db: AsyncSession, account: LearningAccount) -> list[TransferPart]:
    found = await db.scalars(
        select(Transfer).where(Transfer.learning_account_id == account.id).order_by(Transfer.number)
    )
    transfers = found.all()
    places = await _places(
        db, {t.from_account_id for t in transfers} | {t.to_account_id for t in transfers}
    )
    return [
        TransferPart(
            **_columns(transfer, TransferPart),
            from_place=places[transfer.from_account_id],
            to_place=places[transfer.to_account_id],
        )
        for transfer in transfers
    ]


async def _places(db: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, PlacePart]:
    """Where money of this account stood: lots by their id, others by their name."""
    places = {}
    for place_id in ids:
        place = await db.get_one(LedgerAccount, place_id)
        owner = str(place.owner_id)
        if table := NAMED.get(place.kind):
            owner = (await db.scalars(select(table.name).where(table.id == place.owner_id))).one()
        places[place_id] = PlacePart(id=place_id, kind=place.kind, owner=owner)
    return places


async def _views(db: AsyncSession, account: LearningAccount) -> list[ViewPart]:
    found = await db.scalars(
        select(AccountView)
        .where(AccountView.learning_account_id == account.id)
        .order_by(AccountView.viewed_at, AccountView.id)
    )
    return [ViewPart.model_validate(view) for view in found]


def _columns(row: object, part: type[LotPart | ReservationPart | TransferPart]) -> dict[str, Any]:
    """The fields that the row has under the same name."""
    return {name: getattr(row, name) for name in part.model_fields if hasattr(row, name)}
