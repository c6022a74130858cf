"""Ledgers with one defect each, to see that the invariants notice.

Each names the defect, the check that must fail on it, and the database it shows on: some defects
only show where two writers can really be at work at once.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import text

from api.accounts import acts, corrections, ledger, names, repository, returning, spending
from api.accounts.chain import hash_after
from api.accounts.ledger import Ledger, Movement, Standing
from api.accounts.tables import LearningAccount, LedgerAccountKind, Transfer, TransferReason
from api.database import Database
from tests.accounts.proofs import invariants
from tests.accounts.proofs.invariants import Check
from tests.accounts.proofs.reading import without_triggers

Break = Callable[[pytest.MonkeyPatch, Database], Awaitable[None]]


@dataclass(frozen=True)
class Mutant:
    """One defect, the check that must notice it, and where it shows."""

    put_in: Break
    caught_by: Check
    shows_on: str = "sqlite"

    @property
    def name(self) -> str:
        """What is wrong with this ledger."""
        return self.put_in.__name__


async def database_lets_history_be_changed(_patch: pytest.MonkeyPatch, database: Database) -> None:
    """The triggers that refuse UPDATE and DELETE are gone."""
    await without_triggers(database)


async def lock_removed(patch: pytest.MonkeyPatch, database: Database) -> None:
    """Nobody waits, and nothing else in the database or the retries stops two equal numbers."""

    async def no_lock(book: Ledger) -> None:
        book.account = await book.db.get_one(LearningAccount, book.account.id)

    patch.setattr(Ledger, "lock", no_lock)
    await without_constraint(database, "uq_transfers_learning_account_id_number")


async def looked_before_the_lock(patch: pytest.MonkeyPatch, database: Database) -> None:
    """The balance is read first, and the lock only taken after: check, then act."""
    honest_move = Ledger.move
    honest_lock = Ledger.lock

    async def late(book: Ledger, movement: Movement) -> Transfer:
        looked_at = await book.standing_of(movement.lot)
        await honest_lock(book)
        patched = pytest.MonkeyPatch()
        patched.setattr(Ledger, "standing_of", lambda _book, _lot: _same(looked_at))
        try:
            return await honest_move(book, movement)
        finally:
            patched.undo()

    async def no_lock(_book: Ledger) -> None:
        return None

    patch.setattr(Ledger, "lock", no_lock)
    patch.setattr(Ledger, "move", late)
    await without_constraint(database, "ck_transfers_never_negative")


async def overdraft_not_refused(patch: pytest.MonkeyPatch, _database: Database) -> None:
    """Neither the plan nor the ledger looks whether there is enough."""

    def after(standing: Standing, movement: Movement) -> Standing:
        return Standing(
            standing.available_cents + movement.change_cents(LedgerAccountKind.AVAILABLE),
            standing.reserved_cents + movement.change_cents(LedgerAccountKind.RESERVED),
        )

    def divide(usable: Any, amount_cents: int) -> Any:
        return [spending.Part(usable[0], amount_cents)] if usable else []

    patch.setattr(Standing, "after", after)
    patch.setattr(spending, "_refuse_what_does_not_fit", lambda *_: None)
    patch.setattr(spending, "_divide", divide)


async def key_not_remembered(patch: pytest.MonkeyPatch, database: Database) -> None:
    """Every key is new, and the unique indexes on keys are gone."""

    async def always_new(*_args: Any, **_content: Any) -> bool:
        return True

    async def never_known(*_args: Any) -> None:
        return None

    patch.setattr(acts, "begin", always_new)
    patch.setattr(Ledger, "_by_key", never_known)
    await without_constraint(database, "uq_transfers_idempotency_key")
    await without_constraint(database, "uq_reservations_act_key", "reservations")


async def unique_index_on_acts_dropped(_patch: pytest.MonkeyPatch, database: Database) -> None:
    """Two with the same key at once both claim it."""
    async with database.transaction() as db:
        await db.execute(text("ALTER TABLE acts DROP CONSTRAINT pk_acts"))


async def other_content_not_noticed(patch: pytest.MonkeyPatch, _database: Database) -> None:
    """The same key with another amount passes for a repeat."""
    patch.setattr(acts, "_hash", lambda _content: "")


async def refusal_not_remembered(patch: pytest.MonkeyPatch, _database: Database) -> None:
    """A refused key is forgotten, and may do something later."""

    async def forget(*_args: Any) -> bool:
        return True

    patch.setattr(acts, "_remember", forget)


async def money_in_floats(patch: pytest.MonkeyPatch, _database: Database) -> None:
    """Any number passes for an amount."""

    def check(amount_cents: Any) -> None:
        if not float(amount_cents) > 0:
            raise ledger.InvalidAmount

    for module in (ledger, names, spending, invariants.service):
        if hasattr(module, "check_amount"):
            patch.setattr(module, "check_amount", check)


async def seal_leaves_the_amount_out(patch: pytest.MonkeyPatch, _database: Database) -> None:
    """Whoever changes an amount breaks no seal."""

    def careless(previous: str, transfer: Transfer) -> str:
        blank = Transfer(
            **{
                column.key: getattr(transfer, column.key)
                for column in Transfer.__mapper__.column_attrs
                if column.key not in ("amount_cents", "hash")
            }
        )
        return hash_after(previous, blank)

    patch.setattr(ledger, "hash_after", careless)
    patch.setattr("api.administration.reconciling.audit.hash_after", careless)


async def reserved_from_nowhere(patch: pytest.MonkeyPatch, _database: Database) -> None:
    """What is reserved comes from the depositor once more, and stays available too."""
    honest = Ledger.move

    async def move(book: Ledger, movement: Movement) -> Transfer:
        if movement.reason is TransferReason.RESERVE:
            source = await book.place(LedgerAccountKind.DEPOSITOR, movement.lot.depositor_id)
            movement = replace(movement, from_account=source)
        return await honest(book, movement)

    patch.setattr(Ledger, "move", move)


async def balance_not_kept_with_the_journal(patch: pytest.MonkeyPatch, _database: Database) -> None:
    """The balance that is written forgets what payments do."""
    honest = Movement.change_cents

    def forgetful(movement: Movement, kind: LedgerAccountKind) -> int:
        return 0 if movement.reason is TransferReason.PAY else honest(movement, kind)

    patch.setattr(Movement, "change_cents", forgetful)


async def last_to_expire_spent_first(patch: pytest.MonkeyPatch, _database: Database) -> None:
    """The order of spending is turned round."""
    honest = repository.spending_order

    patch.setattr(
        repository,
        "spending_order",
        lambda: tuple(part.desc() for part in honest()),
    )


async def reversed_more_than_once(patch: pytest.MonkeyPatch, _database: Database) -> None:
    """A correction does not say what it corrects."""
    honest = corrections.Movement

    patch.setattr(corrections, "Movement", lambda **parts: honest(**(parts | {"reverses": None})))


async def reported_but_not_written(patch: pytest.MonkeyPatch, _database: Database) -> None:
    """A small payment is reported as made and never reaches the book."""
    honest = Ledger.move

    async def move(book: Ledger, movement: Movement) -> Transfer:
        if movement.reason is TransferReason.GIVE_BACK:
            return Transfer()
        return await honest(book, movement)

    patch.setattr(Ledger, "move", move)


async def purpose_ignored(patch: pytest.MonkeyPatch, _database: Database) -> None:
    """Every lot pays for everything."""
    patch.setattr(spending, "refusal_of", lambda *_: None)


async def lapsed_money_goes_back(patch: pytest.MonkeyPatch, _database: Database) -> None:
    """What was not used goes to whoever paid it in, who then knows it was not used."""
    honest = returning.Movement

    def to_depositor(**parts: Any) -> Movement:
        if parts["reason"] is TransferReason.EXPIRE:
            parts["to_account"] = depositor_of[parts["lot"].depositor_id]
        return honest(**parts)

    depositor_of: dict[Any, Any] = {}
    honest_place = Ledger.place

    async def place(book: Ledger, kind: LedgerAccountKind, owner_id: Any) -> Any:
        found = await honest_place(book, kind, owner_id)
        if kind is LedgerAccountKind.DEPOSITOR:
            depositor_of[owner_id] = found
        return found

    patch.setattr(Ledger, "place", place)
    patch.setattr(returning, "Movement", to_depositor)


async def leg_without_a_place(patch: pytest.MonkeyPatch, database: Database) -> None:
    """Money is sent to a place that does not exist, and the database does not mind."""
    honest = ledger._written

    def written(movement: Movement, account: LearningAccount, number: int) -> Transfer:
        transfer = honest(movement, account, number)
        if movement.reason is TransferReason.PAY:
            transfer.to_account_id = transfer.id
        return transfer

    patch.setattr(ledger, "_written", written)
    await without_constraint(database, "fk_transfers_to_account_id")


MUTANTS = (
    Mutant(database_lets_history_be_changed, invariants.append_only),
    Mutant(lock_removed, invariants.no_lost_update, "postgresql"),
    Mutant(looked_before_the_lock, invariants.no_overdraft_under_drain, "postgresql"),
    Mutant(overdraft_not_refused, invariants.no_overdraft_under_drain),
    Mutant(key_not_remembered, invariants.duplicates_change_nothing, "postgresql"),
    Mutant(unique_index_on_acts_dropped, invariants.concurrent_duplicates_count_once, "postgresql"),
    Mutant(other_content_not_noticed, invariants.duplicates_change_nothing),
    Mutant(refusal_not_remembered, invariants.refusal_stays_refused),
    Mutant(money_in_floats, invariants.no_precision_drift),
    Mutant(seal_leaves_the_amount_out, invariants.chain_shows_tampering),
    Mutant(reserved_from_nowhere, invariants.conservation),
    Mutant(balance_not_kept_with_the_journal, invariants.balance_is_the_journal),
    Mutant(last_to_expire_spent_first, invariants.in_order),
    Mutant(reversed_more_than_once, invariants.reversal_compensates),
    Mutant(reported_but_not_written, invariants.rebuilt_from_the_log),
    Mutant(purpose_ignored, invariants.purpose_is_kept),
    Mutant(lapsed_money_goes_back, invariants.depositor_gets_nothing_back),
    Mutant(leg_without_a_place, invariants.balanced, "postgresql"),
)


async def without_constraint(database: Database, name: str, table: str = "transfers") -> None:
    """Take a constraint away; PostgreSQL only, SQLite would need the whole table anew."""
    async with database.transaction() as db:
        await db.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))


async def _same(standing: Standing) -> Standing:
    return standing
