"""Finding and opening learning accounts by the reference that the host site knows a worker by."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts import service
from api.accounts.tables import LearningAccount
from api.administration.faults import AdministrationRefused
from api.administration.words import word
from api.workers.identity import Identity, find_or_add_worker
from api.workers.tables import Worker


async def find_account(db: AsyncSession, reference: str) -> LearningAccount:
    """The account of this worker. Raises AdministrationRefused when there is none."""
    found = await account_or_none(db, reference)
    if found is None:
        raise AdministrationRefused([word("no_account", reference=reference)])
    return found


async def account_or_none(db: AsyncSession, reference: str) -> LearningAccount | None:
    """The account of this worker, when they are known and have one."""
    found: LearningAccount | None = await db.scalar(
        select(LearningAccount)
        .join(Worker, Worker.id == LearningAccount.worker_id)
        .where(Worker.host_reference == reference)
    )
    return found


async def open_account(db: AsyncSession, reference: str) -> LearningAccount:
    """Open an account for the worker; the host site may tell their name later.

    Raises AdministrationRefused when they have one.
    """
    if await account_or_none(db, reference):
        raise AdministrationRefused([word("account_exists", reference=reference)])
    worker = await find_or_add_worker(db, Identity(reference, ""))
    return await service.open_account(db, worker.id)
