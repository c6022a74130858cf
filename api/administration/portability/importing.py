"""Taking an account in from a file: the whole history is made again, by the rules of the book."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts import names
from api.accounts.ledger import Ledger, Movement
from api.accounts.repository import LearningAccountRepository
from api.accounts.reservations.tables import EmploymentEvent, Reservation
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
from api.administration.faults import AdministrationRefused
from api.administration.portability.account_file import AccountFile, PlacePart, TransferPart
from api.administration.reconciling.accounting import Accounting, audited
from api.administration.reconciling.book import OF_THE_LOT
from api.administration.tables import ImportedAccount
from api.administration.words import word
from api.workers.identity import Identity, find_or_add_worker


async def import_account(
    db: AsyncSession, file: AccountFile, reference: str | None = None
) -> LearningAccount:
    """Take the account in for its worker, here known by `reference` if not as in the file.

    The same transfers are made again in their order, so nothing can come in that the book would
    refuse. Raises AdministrationRefused, and then nothing came in: the file was changed or imported
    before, the worker has an account here, or a scheme is not known here.
    """
    file.check()
    await _refuse_known(db, file)
    _refuse_unknown_schemes(file)
    worker_part = Identity(reference or file.worker.reference, file.worker.name)
    worker = await find_or_add_worker(db, worker_part)
    if await LearningAccountRepository(db).of_worker(worker.id):
        raise AdministrationRefused([word("account_exists", reference=worker.host_reference)])
    account = LearningAccount(id=file.account_id, worker_id=worker.id, opened_at=file.opened_at)
    db.add(account)
    await db.flush()
    await Replay(db, account, file).run()
    await _refuse_differences(db, account)
    return account


async def _refuse_known(db: AsyncSession, file: AccountFile) -> None:
    """The same account, the same end of its book, or one of its deposits: it was here before."""
    lots = [lot.id for lot in file.lots]
    known = [
        select(LearningAccount.id).where(LearningAccount.id == file.account_id),
        select(ImportedAccount.learning_account_id).where(
            ImportedAccount.last_hash == file.last_hash
        ),
        select(Lot.id).where(Lot.id.in_(lots)),
    ]
    for query in known:
        if await db.scalar(query.limit(1)):
            raise AdministrationRefused([word("imported_before")])


async def _refuse_differences(db: AsyncSession, account: LearningAccount) -> None:
    """A file can be sealed and add up, and still say that money came from where it cannot."""
    async for difference in audited(db, Accounting(), account_id=account.id):
        raise AdministrationRefused(
            [word(f"difference_{difference.fault}", **difference._asdict())]
        )


def _refuse_unknown_schemes(file: AccountFile) -> None:
    unknown = []
    for name in sorted({lot.scheme for lot in file.lots}):
        try:
            get_scheme(name)
        except UnknownScheme:
            unknown.append(word("import_scheme_unknown", scheme=name))
    if unknown:
        raise AdministrationRefused(unknown)


class Replay:
    """Makes the history of a file again in this book."""

    def __init__(self, db: AsyncSession, account: LearningAccount, file: AccountFile) -> None:
        self.db = db
        self.account = account
        self.file = file
        self.ledger = Ledger(db, account)
        self.made: dict[UUID, Transfer] = {}

    async def run(self) -> None:
        """Lots and reservations first, then every transfer in its order, then the rest."""
        for lot in self.file.lots:
            depositor = await names.depositor(self.db, lot.depositor)
            kept = lot.model_dump(exclude={"depositor", "scheme_terms"})
            self.db.add(Lot(**kept, learning_account_id=self.account.id, depositor_id=depositor.id))
        for reservation in self.file.reservations:
            provider = await names.provider(self.db, reservation.provider)
            kept = reservation.model_dump(exclude={"provider"})
            self.db.add(
                Reservation(**kept, learning_account_id=self.account.id, provider_id=provider.id)
            )
        await self.db.flush()
        for transfer in self.file.transfers:
            self.made[transfer.id] = await self.ledger.move(await self._movement(transfer))
        self._keep_the_rest()
        await self.db.flush()

    async def _movement(self, transfer: TransferPart) -> Movement:
        reservation_id, reverses_id = transfer.reservation_id, transfer.reverses_id
        return Movement(
            lot=await self.db.get_one(Lot, transfer.lot_id),
            from_account=await self._place(transfer.from_place),
            to_account=await self._place(transfer.to_place),
            amount_cents=transfer.amount_cents,
            reason=transfer.reason,
            idempotency_key=transfer.idempotency_key,
            description=transfer.description,
            made_at=transfer.made_at,
            reservation=await self.db.get_one(Reservation, reservation_id)
            if reservation_id
            else None,
            reverses=self.made[reverses_id] if reverses_id else None,
        )

    async def _place(self, place: PlacePart) -> LedgerAccount:
        """The same place in this book; a depositor, provider or fund is found by its name."""
        if place.kind in OF_THE_LOT:
            return await self.ledger.place(place.kind, UUID(place.owner))
        owner: Depositor | Provider | Fund
        if place.kind is LedgerAccountKind.DEPOSITOR:
            owner = await names.depositor(self.db, place.owner)
        elif place.kind is LedgerAccountKind.PROVIDER:
            owner = await names.provider(self.db, place.owner)
        else:
            owner = await names.fund(self.db, place.owner)
        return await self.ledger.place(place.kind, owner.id)

    def _keep_the_rest(self) -> None:
        account_id = self.account.id
        self.db.add(
            ImportedAccount(
                learning_account_id=account_id,
                last_hash=self.file.last_hash or str(account_id),
                last_number=len(self.file.transfers),
                came_from=self.file.service,
            )
        )
        self.db.add_all(
            EmploymentEvent(**each.model_dump(), learning_account_id=account_id)
            for each in self.file.employment
        )
        self.db.add_all(
            AccountView(**each.model_dump(), learning_account_id=account_id)
            for each in self.file.views
        )
