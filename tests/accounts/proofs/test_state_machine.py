"""Whatever workers and administrators do in whatever order, the ledger does what the model does.

In CI a short run that is always the same. The long run:
`LEDGER_RUNS=500 LEDGER_STEPS=50 pytest tests/accounts/proofs/test_state_machine.py`, and with
`LEDGER_SEED=n` another one.
"""

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from api.accounts import acts, corrections, expiry, payments, service
from api.accounts.acts import IdempotencyKeyReused
from api.accounts.repository import LearningAccountRepository
from api.accounts.reservations import service as reservations
from api.accounts.reservations.overview import reservations_of
from api.accounts.reservations.tables import Purpose
from api.accounts.tables import LearningAccount, Transfer
from api.database import Database
from api.errors import LeermaatError
from api.signals import Signals
from tests.accounts.books import TODAY, in_funds, is_clean, open_books, wish
from tests.accounts.proofs.model import LIFE_MONTHS, Model
from tests.support.postgres import Postgres

RUNS = int(os.environ.get("LEDGER_RUNS", "8"))
STEPS = int(os.environ.get("LEDGER_STEPS", "30"))

PHASES = (Phase.generate, Phase.shrink) if os.environ.get("LEDGER_SHRINK") else (Phase.generate,)

CENTS = st.integers(1, 2_000)
# Of what there is: mostly less, sometimes all, sometimes too much.
SHARES = st.sampled_from([10, 30, 50, 70, 100, 100, 130])
KINDS = st.sampled_from(list(Purpose))
NAMES = st.sampled_from(sorted(LIFE_MONTHS))


class LedgerMachine(RuleBasedStateMachine):
    """Does everything twice: in the real ledger, and in the model."""

    lots: Bundle[UUID] = Bundle("lots")
    reservations: Bundle[UUID] = Bundle("reservations")
    payments: Bundle[Any] = Bundle("payments")

    def __init__(self, fresh_url: Callable[[], str]) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.database = Database(fresh_url(), Signals())
        self.account: LearningAccount = self.run(open_books(self.database))
        self.model = Model(TODAY)
        self.acts = 0
        self.reversed: set[UUID] = set()

    @initialize(target=lots, cents=st.lists(CENTS, min_size=3, max_size=3))
    def begin_with_a_lot_of_each(self, cents: list[int]) -> Any:
        ages = zip(sorted(LIFE_MONTHS), cents, (400, 600, 1_600), strict=True)
        return multiple(*(self.deposit(scheme, each, days) for scheme, each, days in ages))

    def run(self, work: Awaitable[Any]) -> Any:
        """Wait for the real ledger."""

        async def waiting() -> Any:
            return await work

        return self.runner.run(waiting())

    def key(self) -> str:
        """A key that was not used before."""
        self.acts += 1
        return f"act {self.acts}"

    def perform(self, act: Callable[[Any], Awaitable[Any]]) -> Any:
        """What the real ledger answers: what was made, or the name of the refusal."""
        try:
            return self.run(acts.perform(self.database, act))
        except LeermaatError as refusal:
            return refusal.code

    @rule(target=lots, scheme=NAMES, cents=CENTS, days_ago=st.integers(0, 700))
    def pay_in(self, scheme: str, cents: int, days_ago: int) -> UUID:
        return self.deposit(scheme, cents, days_ago)

    def deposit(self, scheme: str, cents: int, days_ago: int) -> UUID:
        day = self.model.today - timedelta(days=days_ago)
        key = self.key()
        paid_in = service.Deposit("Werkgever", scheme, cents, day, key)
        made = self.perform(lambda db: service.deposit(db, self.account, paid_in))
        self.model.deposit(made.lot_id, scheme, cents, day)
        again = self.perform(lambda db: service.deposit(db, self.account, paid_in))
        assert again.id == made.id
        lot: UUID = made.lot_id
        return lot

    @rule(target=reservations, kind=KINDS, share=SHARES, starts_in=st.sampled_from([0, 30, 300]))
    def reserve(self, kind: Purpose, share: int, starts_in: int) -> Any:
        cents = of(share, sum(lot.free_cents for lot in self.model.usable(kind.value)))
        starts_on = self.model.today + timedelta(days=starts_in)
        wanted, key, today = wish(cents, kind, starts_on), self.key(), self.model.today
        refusal = self.model.refusal(kind.value, cents)

        async def act(db: Any) -> Any:
            return await reservations.reserve(db, self.account, wanted, key, today)

        made = self.perform(act)
        if refusal:
            assert made == refusal
            assert self.perform(act) == refusal
            return multiple()
        self.model.reserve(made.id, kind.value, cents, starts_on)
        assert self.perform(act).id == made.id
        return made.id

    @rule(target=payments, reservation=reservations, share=SHARES, again_with=st.integers(0, 1))
    def pay(self, reservation: UUID, share: int, again_with: int) -> Any:
        key, known = self.key(), self.model.reservations[reservation]
        held = sum(known.held.values())
        cents = of(share, held)

        async def act(db: Any) -> Any:
            return await payments.pay(db, reservation, cents, key)

        made = self.perform(act)
        if not held:
            assert made == self.model.over(known)
        elif cents > held:
            assert made == "NothingReserved"
        else:
            self.model.pay(known, cents)
            assert [t.id for t in self.perform(act)] == [t.id for t in made]
            if again_with:
                other = self.perform(lambda db: payments.pay(db, reservation, cents + 1, key))
                assert other == IdempotencyKeyReused.__name__
            return multiple(*((reservation, transfer) for transfer in made))
        return multiple()

    @rule(reservation=reservations, share=st.none() | SHARES)
    def give_back(self, reservation: UUID, share: int | None) -> None:
        known, today = self.model.reservations[reservation], self.model.today
        held, key = sum(known.held.values()), self.key()
        cents = None if share is None else of(share, held)
        made = self.perform(lambda db: reservations.give_back(db, reservation, key, cents, today))
        if not held:
            assert made == self.model.over(known)
        elif cents is not None and cents > held:
            assert made == "NothingReserved"
        else:
            self.model.give_back(known, held if cents is None else cents)

    @rule(reservation=reservations, share=SHARES)
    def refund(self, reservation: UUID, share: int) -> None:
        known, today = self.model.reservations[reservation], self.model.today
        paid, key = sum(known.paid.values()), self.key()
        cents = of(share, paid)
        made = self.perform(lambda db: payments.refund(db, reservation, cents, key, today))
        if cents > paid:
            assert made == "NothingPaid"
        else:
            self.model.refund(known, cents)

    @rule(payment=payments)
    def reverse_payment(self, payment: Any) -> None:
        reservation, transfer = payment
        known, key = self.model.reservations[reservation], self.key()
        made = self.perform(lambda db: corrections.reverse(db, transfer.id, "Fout", key))
        if transfer.id in self.reversed:
            assert made == "AlreadyReversed"
        elif known.paid.get(transfer.lot_id, 0) < transfer.amount_cents:
            assert made == "AlreadySpent"
        else:
            self.reversed.add(transfer.id)
            known.paid[transfer.lot_id] -= transfer.amount_cents
            back = known.held.get(transfer.lot_id, 0) + transfer.amount_cents
            known.held[transfer.lot_id] = back

    @rule(lot=lots)
    def reverse_deposit(self, lot: UUID) -> None:
        known, key = self.model.lots[lot], self.key()
        made = self.perform(lambda db: self._reverse_deposit(db, lot, key))
        if known.is_reversed:
            assert made == "AlreadyReversed"
        elif known.free_cents < known.deposited_cents:
            assert made == "AlreadySpent"
        else:
            known.is_reversed = True
            known.free_cents -= known.deposited_cents

    async def _reverse_deposit(self, db: Any, lot: UUID, key: str) -> Any:
        paid_in = await db.scalar(
            select(Transfer.id).where(Transfer.idempotency_key == f"deposit:{lot}")
        )
        return await corrections.reverse(db, paid_in, "Fout", key)

    @rule(days=st.sampled_from([1, 20, 100, 300]))
    def pass_days(self, days: int) -> None:
        self.model.pass_days(days)
        self.run(expiry.expire_everything(self.database, self.model.today))

    @invariant()
    def same(self) -> None:
        """Every lot, every reservation and the fund stand as in the model."""
        lots, standing, made = self.run(self._stand())
        assert {each.lot.id: each.available_cents for each in lots} == {
            lot.id: lot.free_cents for lot in self.model.lots.values()
        }
        assert standing.available_cents == sum(lot.free_cents for lot in self.model.lots.values())
        for each in made:
            known = self.model.reservations[each.reservation.id]
            assert each.holdings.held_cents == sum(known.held.values())
            assert each.holdings.paid_cents == sum(known.paid.values())
        assert sum(self.run(in_funds(self.database)).values()) == self.model.fund_cents

    async def _stand(self) -> tuple[Any, Any, Any]:
        async with self.database.reading() as db:
            accounts = LearningAccountRepository(db)
            return (
                await accounts.lots(self.account),
                await accounts.standing(self.account),
                await reservations_of(db, self.account),
            )

    def teardown(self) -> None:
        assert self.run(is_clean(self.database, self.account))
        self.run(self.database.close())
        self.runner.close()


def of(share: int, cents: int) -> int:
    """So many per cent of the cents, and always something."""
    return max(1, cents * share // 100)


def run_machine(fresh_url: Callable[[], str], runs: int) -> None:
    """Run the machine so many times, from the same seed unless another one is asked for."""
    chosen = os.environ.get("LEDGER_SEED")

    def machine() -> LedgerMachine:
        return LedgerMachine(fresh_url)

    run_state_machine_as_test(
        seed(int(chosen))(machine) if chosen else machine,
        settings=settings(
            max_examples=runs,
            stateful_step_count=STEPS,
            derandomize=not chosen,
            deadline=None,
            database=None,
            # Shrinking takes minutes: ask for it with LEDGER_SHRINK=1 when something failed.
            phases=PHASES,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.timeout(0)
def test_ledger_does_what_the_model_does(migrated_database: Path, tmp_path: Path) -> None:
    def fresh_url() -> str:
        for old in tmp_path.glob("ledger.db*"):
            old.unlink()
        return f"sqlite+aiosqlite:///{shutil.copy(migrated_database, tmp_path / 'ledger.db')}"

    run_machine(fresh_url, RUNS)


@pytest.mark.timeout(0)
def test_on_postgresql_too(postgres: Postgres) -> None:
    run_machine(postgres.fresh, max(2, RUNS // 10))
