"""T1: whatever a worker does, a depositor sees the same, to the byte.

Two worlds with the same deposits: in one nothing happens, in the other a worker lives a life that
Hypothesis makes up. `TWO_WORLDS_RUNS=500` makes up more of them.
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from uuid import uuid4

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts import employment, payments, service
from api.accounts.expiry import expire_everything
from api.accounts.reservations.service import give_back, reserve
from api.accounts.reservations.tables import EmploymentChange, Reservation
from api.accounts.tables import LearningAccount, Transfer, TransferReason, ViewerRole
from api.accounts.viewing import log_view
from api.accounts.warnings.sending import warn_all
from api.administration.correcting import withdraw
from api.administration.portability.exporting import export_account
from api.administration.portability.importing import import_account
from api.conversations.opening import open_conversation
from api.conversations.repository import MessageRepository, Utterance
from api.conversations.tables import Speaker
from api.database import Database
from api.errors import LeermaatError
from api.escalations import service as escalations
from api.settings import Settings
from api.signals import Signals
from api.workers.identity import Identity, find_or_add_worker
from api.workers.tables import Worker
from tests.accounts.books import TODAY, wish
from tests.administration.conftest import administering
from tests.support.postgres import Postgres

RUNS = int(os.environ.get("TWO_WORLDS_RUNS", "12"))
DEPOSITORS = ("Zon", "Bank Noord")
SCHEMES = ("supermarkt_demo", "bank_demo", "coachfonds_demo")
WORKERS = ("w1", "w2")


@dataclass(frozen=True)
class PaidIn:
    """A deposit of both worlds, and whether its depositor takes it back in the end."""

    worker: str
    depositor: str
    scheme: str
    amount_cents: int
    deposited_on: date
    is_withdrawn: bool


@dataclass
class World:
    """A database with a life in it."""

    database: Database
    settings: Settings
    today: date = TODAY
    reservations: list[Reservation] = field(default_factory=list)

    async def account(self, db: AsyncSession, worker: str) -> LearningAccount:
        found = await db.scalars(
            select(LearningAccount)
            .join(Worker, Worker.id == LearningAccount.worker_id)
            .where(Worker.host_reference.in_((worker, f"gewist-{worker}")))
        )
        return found.one()


Fresh = Callable[[], AbstractContextManager[str]]  # the address of a database for one world
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
Deed = Callable[[World, AsyncSession, str, int], Awaitable[object]]


async def spend(world: World, db: AsyncSession, worker: str, cents: int) -> None:
    account = await world.account(db, worker)
    planned = wish(cents, starts_on=world.today + timedelta(days=7))
    world.reservations.append(await reserve(db, account, planned, str(uuid4()), world.today))


async def cancel(world: World, db: AsyncSession, _worker: str, cents: int) -> None:
    for made in world.reservations[-1:]:
        await give_back(db, made.id, str(uuid4()), cents, today=world.today)


async def pay(world: World, db: AsyncSession, _worker: str, cents: int) -> None:
    for made in world.reservations[-1:]:
        await payments.pay(db, made.id, cents, str(uuid4()))


async def refund(world: World, db: AsyncSession, _worker: str, cents: int) -> None:
    for made in world.reservations[-1:]:
        await payments.refund(db, made.id, cents, str(uuid4()), world.today)


async def lose_job(world: World, db: AsyncSession, worker: str, _cents: int) -> None:
    account = await world.account(db, worker)
    change = EmploymentChange.LEFT_EMPLOYER
    await employment.note_change(db, account, change, world.today, str(uuid4()), "Zon")


async def be_forgotten(_world: World, db: AsyncSession, worker: str, _cents: int) -> None:
    person = await db.scalar(select(Worker).where(Worker.host_reference == worker))
    if person:
        person.host_reference, person.name = f"gewist-{worker}", ""


async def ask_coach(world: World, db: AsyncSession, worker: str, _cents: int) -> None:
    account = await world.account(db, worker)
    conversation = await open_conversation(db, await db.get_one(Worker, account.worker_id))
    said = Utterance(Speaker.WORKER, "", "Ik wil weg bij Zon")
    message = await MessageRepository(db, conversation.id).append(said)
    await escalations.request(db, message, "asked")
    await log_view(db, account, "Sanne", ViewerRole.COACH, "gesprek")


async def come_to_the_chat(world: World, db: AsyncSession, worker: str, _cents: int) -> None:
    """From then on the clock warns them of money that lapses."""
    account = await world.account(db, worker)
    await open_conversation(db, await db.get_one(Worker, account.worker_id))


async def let_time_pass(world: World, _db: AsyncSession, _worker: str, _cents: int) -> None:
    world.today += timedelta(days=800)


async def move_in(world: World, db: AsyncSession, worker: str, cents: int) -> None:
    """Somebody else comes here with an account that the same depositor paid into elsewhere."""
    async with db.begin_nested() as elsewhere:
        theirs = await find_or_add_worker(db, Identity(str(uuid4()), ""))
        account = await service.open_account(db, theirs.id)
        paid_in = service.Deposit("Zon", "bank_demo", cents, date(2026, 1, 1), "elders")
        await service.deposit(db, account, paid_in)
        file = await export_account(db, account)
        await elsewhere.rollback()
    await import_account(db, file)


DEEDS: dict[str, Deed] = {
    deed.__name__: deed
    for deed in (
        spend,
        cancel,
        pay,
        refund,
        lose_job,
        be_forgotten,
        ask_coach,
        come_to_the_chat,
        let_time_pass,
        move_in,
    )
}

deposits = st.lists(
    st.builds(
        PaidIn,
        worker=st.sampled_from(WORKERS),
        depositor=st.sampled_from(DEPOSITORS),
        scheme=st.sampled_from(SCHEMES),
        amount_cents=st.integers(1, 100_000),
        deposited_on=st.dates(date(2022, 1, 1), TODAY),
        is_withdrawn=st.booleans(),
    ),
    min_size=1,
    max_size=4,
)
lives = st.lists(
    st.tuples(
        st.sampled_from(sorted(DEEDS)),
        st.sampled_from(WORKERS),
        st.integers(1, 50_000) | st.just(1),
    ),
    max_size=10,
)
Life = Sequence[tuple[str, str, int]]


def compare(fresh: Fresh, runs: int) -> None:
    """Make up so many lives, and let each have its two worlds."""

    # A failing life is short enough to read; shrinking it would take minutes.
    @settings(max_examples=runs, deadline=None, phases=PHASES)
    @given(paid_in=deposits, life=lives)
    def two_worlds(paid_in: Sequence[PaidIn], life: Life) -> None:
        quiet = asyncio.run(what_depositors_see(fresh, paid_in, ()))
        assert asyncio.run(what_depositors_see(fresh, paid_in, life)) == quiet

    two_worlds()


def test_a_depositor_sees_the_same_whatever_a_worker_does(migrated_database: Path) -> None:
    @contextmanager
    def fresh() -> Iterator[str]:
        with tempfile.TemporaryDirectory() as folder:
            file = shutil.copy(migrated_database, Path(folder) / "world.db")
            yield f"sqlite+aiosqlite:///{file}"

    compare(fresh, RUNS)


def test_on_postgresql_too(postgres: Postgres) -> None:
    compare(postgres.fresh_for_a_while, max(2, RUNS // 10))


async def what_depositors_see(fresh: Fresh, paid_in: Sequence[PaidIn], life: Life) -> list[str]:
    """Every output a depositor can get, after this life."""
    with fresh() as url:
        setting = Settings(database_url=url)
        database = Database(setting.database_url, Signals())
        try:
            world = World(database, setting)
            await begin(world, paid_in)
            for name, worker, cents in life:
                await live(world, DEEDS[name], worker, cents)
            await end(world, paid_in)
            return await outputs(world)
        finally:
            await database.close()


async def begin(world: World, paid_in: Sequence[PaidIn]) -> None:
    """The deposits, the same in both worlds."""
    async with world.database.transaction() as db:
        for reference in WORKERS:
            worker = await find_or_add_worker(db, Identity(reference, reference))
            await service.open_account(db, worker.id)
        for number, each in enumerate(paid_in):
            deposit = service.Deposit(
                each.depositor, each.scheme, each.amount_cents, each.deposited_on, f"k{number}"
            )
            await service.deposit(db, await world.account(db, each.worker), deposit)


async def live(world: World, deed: Deed, worker: str, cents: int) -> None:
    """One deed, if it is allowed; and then what the clock does."""
    with suppress(LeermaatError):
        async with world.database.transaction() as db:
            await deed(world, db, worker, cents)
    await expire_everything(world.database, world.today)
    await warn_all(world.database, datetime.combine(world.today, time(12), UTC))


async def end(world: World, paid_in: Sequence[PaidIn]) -> None:
    """Some depositors take a deposit back: the same ones in both worlds."""
    async with world.database.transaction() as db:
        for number, each in enumerate(paid_in):
            if not each.is_withdrawn:
                continue
            account = await world.account(db, each.worker)
            made = await db.scalars(
                select(Transfer).where(
                    Transfer.learning_account_id == account.id,
                    Transfer.reason == TransferReason.DEPOSIT,
                    Transfer.number == 1 + numbers_before(paid_in, number),
                )
            )
            await withdraw(db, made.one(), "vergissing")


def numbers_before(paid_in: Sequence[PaidIn], number: int) -> int:
    return sum(each.worker == paid_in[number].worker for each in paid_in[:number])


async def outputs(world: World) -> list[str]:
    """The reports as they are printed and as they are sent, for every depositor and period."""
    administer = administering(world.database, world.settings)
    seen = []
    for depositor in (*DEPOSITORS, "Niemand"):
        for words in ((), ("--csv",), ("--from", "1-1-2024", "--until", "2025-12-31")):
            done = await administer("depositor-report", depositor, *words)
            seen.append(f"{done.code} {done.said} {done.complaints}")
    return seen
