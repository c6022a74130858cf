"""What must hold for every ledger, each as a check that a broken ledger fails.

The fifteen of the public conformance list, and two of our own. A check raises, by an assertion or
by an error that nobody should see; it returns when the promise is kept.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from api.accounts import acts, corrections, payments, service
from api.accounts.acts import IdempotencyKeyReused
from api.accounts.corrections import AlreadyReversed
from api.accounts.expiry import expire_everything
from api.accounts.ledger import InvalidAmount, NotEnoughMoney
from api.accounts.repository import LearningAccountRepository
from api.accounts.reservations import service as reservations
from api.accounts.reservations.endpoints import WishSent
from api.accounts.reservations.overview import reservations_of
from api.accounts.reservations.tables import Act, Proposal, Reservation
from api.accounts.spending import PurposeNotAllowed
from api.accounts.tables import (
    LedgerAccount,
    LedgerAccountKind,
    Lot,
    Transfer,
)
from api.administration.reconciling.audit import Fault
from api.database import Database
from tests.accounts.books import (
    START,
    TODAY,
    Paid,
    faults,
    in_funds,
    left_per_lot,
    open_books,
    totals,
)
from tests.accounts.proofs.busy import busy_life
from tests.accounts.proofs.reading import (
    deposits_and_their_reversals,
    left_by_last_day,
    log,
    per_place,
    reserve,
    rows,
    without_triggers,
)

AVAILABLE, RESERVED = LedgerAccountKind.AVAILABLE, LedgerAccountKind.RESERVED
PROVIDER, FUND = LedgerAccountKind.PROVIDER, LedgerAccountKind.FUND
DEPOSITOR = LedgerAccountKind.DEPOSITOR

Check = Callable[[Database], Awaitable[None]]


async def balanced(database: Database) -> None:
    """Every cent that leaves a place arrives at another one that exists."""
    await busy_life(database)
    assert sum((await per_place(database)).values()) == 0


async def append_only(database: Database) -> None:
    """The database itself refuses to change or remove what was written."""
    account = await open_books(database, Paid("bank_demo", 10_000))
    for statement in ("UPDATE transfers SET amount_cents = 1", "DELETE FROM transfers"):
        with pytest.raises(DBAPIError, match="never changed or deleted"):
            async with database.transaction() as db:
                await db.execute(text(statement))
    assert await totals(database, account) == (10_000, 0)


async def chain_shows_tampering(database: Database) -> None:
    """Whoever gets past the database's refusal breaks a seal, and the audit says where."""
    life = await busy_life(database, steps=10)
    assert await faults(database, life.account) == []
    await without_triggers(database)
    async with database.transaction() as db:
        await db.execute(
            text("UPDATE transfers SET amount_cents = amount_cents + 1 WHERE number = 2")
        )
    assert Fault.CHAIN_BROKEN in await faults(database, life.account)


async def duplicates_change_nothing(database: Database) -> None:
    """The same act with the same key changes nothing; another act with it is refused."""
    life = await busy_life(database)
    before = await rows(database)
    for _key, act in life.done:
        await acts.perform(database, act)
    assert await rows(database) == before
    account = await open_books(database, Paid("bank_demo", 10_000))
    await reserve(database, account, 1_000, "een")
    with pytest.raises(IdempotencyKeyReused):
        await reserve(database, account, 2_000, "een")


async def concurrent_duplicates_count_once(database: Database) -> None:
    """Many at once with one key do it once, and all hear the same answer."""
    account = await open_books(database, Paid("bank_demo", 10_000))
    made = await asyncio.gather(*(reserve(database, account, 3_000, "een") for _ in range(8)))
    assert len(set(made)) == 1
    assert await totals(database, account) == (7_000, 3_000)


async def no_lost_update(database: Database) -> None:
    """Many at once with keys of their own all count."""
    account = await open_books(database, Paid("bank_demo", 100_000))
    await asyncio.gather(*(reserve(database, account, 100 + n, f"r{n}") for n in range(12)))
    together = sum(100 + n for n in range(12))
    assert await totals(database, account) == (100_000 - together, together)
    assert await faults(database, account) == []


async def conservation(database: Database) -> None:
    """What was paid in, less what was corrected, stands somewhere: no cent more, none less."""
    await busy_life(database)
    paid_in, taken_back = await deposits_and_their_reversals(database)
    standing: Counter[LedgerAccountKind] = Counter()
    for (kind, _owner), cents in (await per_place(database)).items():
        standing[kind] += cents
    places = standing[AVAILABLE] + standing[RESERVED] + standing[PROVIDER] + standing[FUND]
    assert places == paid_in - taken_back


async def balance_is_the_journal(database: Database) -> None:
    """What is shown as balance is what the transfers add up to, per account and per lot."""
    life = await busy_life(database)
    places = await per_place(database)
    async with database.reading() as db:
        lots = await LearningAccountRepository(db).lots(life.account)
        standing = await LearningAccountRepository(db).standing(life.account)
    for lot in lots:
        assert lot.available_cents == places.get((AVAILABLE, lot.lot.id), 0)
        assert lot.reserved_cents == places.get((RESERVED, lot.lot.id), 0)
    assert standing.available_cents == sum(lot.available_cents for lot in lots)
    assert standing.reserved_cents == sum(lot.reserved_cents for lot in lots)


async def no_overdraft_under_drain(database: Database) -> None:
    """Of many who want the last money at once, as many get it as there is money for."""
    account = await open_books(database, Paid("bank_demo", 60), Paid("supermarkt_demo", 40))

    async def debit(number: int) -> bool:
        try:
            await reserve(database, account, 10, f"r{number}")
        except NotEnoughMoney:
            return False
        return True

    outcomes = await asyncio.gather(*(debit(number) for number in range(20)))
    assert outcomes.count(True) == 10
    assert await totals(database, account) == (0, 100)
    assert await left_per_lot(database, account) == [0, 0]
    assert await faults(database, account) == []


async def no_precision_drift(database: Database) -> None:
    """A thousand odd cents add up to the cent, and nothing else than whole cents comes in."""
    account = await open_books(database, *(Paid("bank_demo", 10 + n) for n in range(20)))
    available, _ = await totals(database, account)
    assert (available, type(available)) == (sum(10 + n for n in range(20)), int)
    for amount in (0.1, 1e9, "10", True):
        paid_in: Any = ("Werkgever", "bank_demo", amount, date(2026, 1, 1), "raar")
        with pytest.raises(InvalidAmount):
            async with database.transaction() as db:
                await service.deposit(db, account, service.Deposit(*paid_in))


async def no_other_currency(_database: Database) -> None:
    """There is no place to write another currency than the euro; one that is sent is refused."""
    names = [field.name for field in fields(service.Deposit)]
    for table in (Transfer, Lot, LedgerAccount, Reservation, Proposal, Act):
        names += table.__table__.columns.keys()
    assert not [name for name in names if "currenc" in name or "valuta" in name]
    sent = {"kind": "course", "what": "x", "provider": "y", "amount_cents": 1, "starts_on": START}
    WishSent.model_validate(sent)
    with pytest.raises(ValidationError):
        WishSent.model_validate(sent | {"currency": "USD"})


async def reversal_compensates(database: Database) -> None:
    """A reversal takes the effect away, keeps both lines, and happens once."""
    account = await open_books(database, Paid("bank_demo", 10_000), Paid("bank_demo", 5_000))
    async with database.transaction() as db:
        last = await db.scalars(select(Transfer).order_by(Transfer.number.desc()))
        mistake = last.first()
        assert mistake
        await corrections.reverse(db, mistake.id, "Fout", "c1")
    assert await totals(database, account) == (10_000, 0)
    assert await rows(database) == 3
    with pytest.raises(AlreadyReversed):
        async with database.transaction() as db:
            await corrections.reverse(db, mistake.id, "Nog eens", "c2")


async def rebuilt_from_the_log(database: Database) -> None:
    """The log alone gives every balance and every reservation, as they are shown."""
    account = await open_books(database, Paid("bank_demo", 10_000), Paid("supermarkt_demo", 3_000))
    first = await reserve(database, account, 4_000, "r1")
    second = await reserve(database, account, 2_000, "r2")
    async with database.transaction() as db:
        await payments.pay(db, first, 2_500, "p1")
        await reservations.give_back(db, second, "g1", 500, TODAY)
    held: dict[UUID, int] = defaultdict(int)
    paid: dict[UUID, int] = defaultdict(int)
    for reservation, from_kind, to_kind, cents in await log(database):
        held[reservation] += cents * ((to_kind is RESERVED) - (from_kind is RESERVED))
        paid[reservation] += cents * ((to_kind is PROVIDER) - (from_kind is PROVIDER))
    assert (held[first], paid[first]) == (1_500, 2_500)
    assert (held[second], paid[second]) == (1_500, 0)
    async with database.reading() as db:
        for each in await reservations_of(db, account):
            assert each.holdings.held_cents == held[each.reservation.id]
            assert each.holdings.paid_cents == paid[each.reservation.id]
    assert await totals(database, account) == (7_500, 3_000)


async def in_order(database: Database) -> None:
    """Lines are numbered without gaps, and the lot that expires first is spent first."""
    life = await busy_life(database, steps=20)
    async with database.reading() as db:
        found = await db.scalars(
            select(Transfer.number)
            .where(Transfer.learning_account_id == life.account.id)
            .order_by(Transfer.number)
        )
        numbers = list(found)
    assert numbers == list(range(1, len(numbers) + 1))
    account = await open_books(
        database,
        Paid("bank_demo", 100),
        Paid("supermarkt_demo", 100, date(2025, 1, 1)),
        Paid("supermarkt_demo", 100, date(2024, 1, 1)),
    )
    for number, left in enumerate(([50, 100, 100], [0, 100, 100], [0, 50, 100], [0, 0, 100])):
        await reserve(database, account, 50, f"{account.id} {number}")
        assert await left_by_last_day(database, account) == left


async def refusal_stays_refused(database: Database) -> None:
    """What was refused with a key is refused again, also when it could be done by now."""
    account = await open_books(database, Paid("bank_demo", 1_000))
    for paid_in in (None, service.Deposit("W", "bank_demo", 9_000, date(2026, 2, 2), "later")):
        if paid_in:
            async with database.transaction() as db:
                await service.deposit(db, account, paid_in)
        with pytest.raises(NotEnoughMoney):
            await reserve(database, account, 5_000, "een")
    assert await totals(database, account) == (10_000, 0)


async def purpose_is_kept(database: Database) -> None:
    """Money for one purpose pays for nothing else."""
    account = await open_books(database, Paid("coachfonds_demo", 500), Paid("bank_demo", 500))
    with pytest.raises(PurposeNotAllowed):
        await reserve(database, account, 501, "een")
    await reserve(database, account, 500, "twee")
    assert await left_per_lot(database, account) == [500, 0]


async def depositor_gets_nothing_back(database: Database) -> None:
    """What lapses goes to the fund of the scheme: a depositor cannot see what was not used."""
    account = await open_books(database, Paid("supermarkt_demo", 10_000))
    await reserve(database, account, 4_000, "een")
    before = {place: c for place, c in (await per_place(database)).items() if place[0] is DEPOSITOR}
    await expire_everything(database, date(2040, 1, 1))
    places = await per_place(database)
    assert {place: c for place, c in places.items() if place[0] is DEPOSITOR} == before
    assert await in_funds(database) == {"Leerfonds Supermarkten (voorbeeld)": 6_000}


INVARIANTS: tuple[Check, ...] = (
    balanced,
    append_only,
    chain_shows_tampering,
    duplicates_change_nothing,
    concurrent_duplicates_count_once,
    no_lost_update,
    conservation,
    balance_is_the_journal,
    no_overdraft_under_drain,
    no_precision_drift,
    no_other_currency,
    reversal_compensates,
    rebuilt_from_the_log,
    in_order,
    refusal_stays_refused,
    purpose_is_kept,
    depositor_gets_nothing_back,
)
