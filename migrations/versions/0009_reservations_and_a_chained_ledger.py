"""reservations, and transfers that carry their balances and a hash.

The transfers of before are written anew, in the order they were made: the rows keep their ids,
keys and amounts. What was reserved becomes a reservation at an unknown provider.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from alembic import op

import api.database

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

REFUSAL = "transfers are never changed or deleted"
REASONS = ("deposit", "reserve", "give_back", "pay", "refund", "expire", "correct")


def moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, api.database.UtcDateTime(timezone=True), nullable=nullable)


def one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40)


def key_to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    _small_tables()
    _reservations()
    _proposals()
    op.add_column(
        "learning_accounts",
        sa.Column("last_hash", sa.String(), nullable=False, server_default=""),
    )
    op.add_column("lots", sa.Column("extended_until", sa.Date(), nullable=True))
    op.create_index("ix_lots_expires_on", "lots", ["expires_on"])
    connection = op.get_bind()
    rows = list(_in_order(connection))
    op.drop_table("transfers")
    transfers = _transfers()
    for row in _with_balances(connection, rows):
        connection.execute(sa.insert(transfers).values(**row))
    _append_only()


def _small_tables() -> None:
    op.create_table(
        "acts",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("refused_with", sa.String(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        moment("made_at"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_acts")),
    )
    op.create_table(
        "funds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funds")),
        sa.UniqueConstraint("name", name=op.f("uq_funds_name")),
    )
    op.create_table(
        "providers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_providers")),
        sa.UniqueConstraint("name_key", name=op.f("uq_providers_name_key")),
    )
    changes = ("left_employer", "new_employer", "unemployed", "self_employed")
    op.create_table(
        "employment_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("learning_account_id", sa.Uuid(), nullable=False),
        sa.Column("change", one_of("employmentchange", *changes), nullable=False),
        sa.Column("employer", sa.String(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        moment("noted_at"),
        sa.Column("act_key", sa.String(), nullable=False),
        key_to("employment_events", "learning_account_id", "learning_accounts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employment_events")),
        sa.UniqueConstraint("act_key", name=op.f("uq_employment_events_act_key")),
    )
    op.create_index(
        "ix_employment_events_learning_account_id", "employment_events", ["learning_account_id"]
    )


def _reservations() -> None:
    op.create_table(
        "reservations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("learning_account_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("kind", one_of("purpose", "course", "training", "coaching"), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        moment("made_at"),
        moment("expired_at", nullable=True),
        sa.Column("act_key", sa.String(), nullable=False),
        key_to("reservations", "learning_account_id", "learning_accounts"),
        key_to("reservations", "provider_id", "providers"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservations")),
        sa.UniqueConstraint("act_key", name=op.f("uq_reservations_act_key")),
    )
    for column in ("learning_account_id", "provider_id"):
        op.create_index(f"ix_reservations_{column}", "reservations", [column])


def _proposals() -> None:
    op.create_table(
        "proposals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("learning_account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", one_of("proposalkind", "reserve", "cancel"), nullable=False),
        sa.Column("reservation_id", sa.Uuid(), nullable=True),
        sa.Column("summary", sa.JSON(), nullable=False),
        moment("made_at"),
        moment("valid_until"),
        moment("confirmed_at", nullable=True),
        moment("dropped_at", nullable=True),
        moment("replaced_at", nullable=True),
        moment("refused_at", nullable=True),
        key_to("proposals", "conversation_id", "conversations"),
        key_to("proposals", "learning_account_id", "learning_accounts"),
        key_to("proposals", "message_id", "messages"),
        key_to("proposals", "reservation_id", "reservations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
    )
    for column in ("conversation_id", "message_id"):
        op.create_index(f"ix_proposals_{column}", "proposals", [column])


def _transfers() -> sa.Table:
    transfers = op.create_table(
        "transfers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("learning_account_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("reservation_id", sa.Uuid(), nullable=True),
        sa.Column("from_account_id", sa.Uuid(), nullable=False),
        sa.Column("to_account_id", sa.Uuid(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("reason", one_of("transferreason", *REASONS), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=False),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.Column("available_after_cents", sa.BigInteger(), nullable=False),
        sa.Column("reserved_after_cents", sa.BigInteger(), nullable=False),
        sa.Column("lot_available_after_cents", sa.BigInteger(), nullable=False),
        sa.Column("lot_reserved_after_cents", sa.BigInteger(), nullable=False),
        moment("made_at"),
        sa.Column("hash", sa.String(), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_transfers_amount_is_positive")),
        sa.CheckConstraint(
            "from_account_id <> to_account_id", name=op.f("ck_transfers_between_two_accounts")
        ),
        sa.CheckConstraint(
            "available_after_cents >= 0 AND reserved_after_cents >= 0"
            " AND lot_available_after_cents >= 0 AND lot_reserved_after_cents >= 0",
            name=op.f("ck_transfers_never_negative"),
        ),
        key_to("transfers", "learning_account_id", "learning_accounts"),
        key_to("transfers", "lot_id", "lots"),
        key_to("transfers", "reservation_id", "reservations"),
        key_to("transfers", "from_account_id", "ledger_accounts"),
        key_to("transfers", "to_account_id", "ledger_accounts"),
        key_to("transfers", "reverses_id", "transfers"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfers")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_transfers_idempotency_key")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_transfers_reverses_id")),
        sa.UniqueConstraint(
            "learning_account_id", "number", name=op.f("uq_transfers_learning_account_id_number")
        ),
    )
    for column in ("from_account_id", "to_account_id", "reservation_id"):
        op.create_index(f"ix_transfers_{column}", "transfers", [column])
    op.create_index("ix_transfers_lot_id_number", "transfers", ["lot_id", "number"])
    return transfers


# What there was. Only deposits and reservations were made before this migration.
OLD = sa.table(
    "transfers",
    sa.column("id", sa.Uuid()),
    sa.column("from_account_id", sa.Uuid()),
    sa.column("to_account_id", sa.Uuid()),
    sa.column("amount_cents", sa.BigInteger()),
    sa.column("reason", sa.String()),
    sa.column("description", sa.String()),
    sa.column("idempotency_key", sa.String()),
    sa.column("made_at", api.database.UtcDateTime()),
)
ACCOUNTS = sa.table(
    "ledger_accounts",
    sa.column("id", sa.Uuid()),
    sa.column("kind", sa.String()),
    sa.column("owner_id", sa.Uuid()),
)
LOTS = sa.table("lots", sa.column("id", sa.Uuid()), sa.column("learning_account_id", sa.Uuid()))
LEARNING_ACCOUNTS = sa.table(
    "learning_accounts", sa.column("id", sa.Uuid()), sa.column("last_hash", sa.String())
)
PROVIDERS = sa.table(
    "providers", sa.column("id", sa.Uuid()), sa.column("name"), sa.column("name_key")
)
RESERVATIONS = sa.table(
    "reservations",
    sa.column("id", sa.Uuid()),
    sa.column("learning_account_id", sa.Uuid()),
    sa.column("provider_id", sa.Uuid()),
    sa.column("kind"),
    sa.column("what"),
    sa.column("amount_cents", sa.BigInteger()),
    sa.column("starts_on", sa.Date()),
    sa.column("made_at", api.database.UtcDateTime()),
    sa.column("act_key"),
)


def _in_order(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    """The old transfers with their lot and learning account, oldest first."""
    to, come_from = ACCOUNTS.alias("into"), ACCOUNTS.alias("out_of")
    found = connection.execute(
        sa.select(
            OLD,
            LOTS.c.id.label("lot_id"),
            LOTS.c.learning_account_id,
            come_from.c.kind.label("from_kind"),
            to.c.kind.label("to_kind"),
        )
        .join(to, to.c.id == OLD.c.to_account_id)
        .join(come_from, come_from.c.id == OLD.c.from_account_id)
        .join(LOTS, LOTS.c.id == to.c.owner_id)
        .order_by(OLD.c.made_at, OLD.c.id)
    )
    return (dict(row) for row in found.mappings())


def _with_balances(
    connection: sa.Connection, rows: list[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Every transfer as it is written now: numbered, with balances, reservation and hash."""
    balances: dict[tuple[Any, str], int] = defaultdict(int)
    numbers: dict[UUID, int] = defaultdict(int)
    hashes: dict[UUID, str] = defaultdict(str)
    reservations = _make_reservations(connection, rows)
    for row in rows:
        account, lot = row["learning_account_id"], row["lot_id"]
        from_kind, to_kind = row.pop("from_kind"), row.pop("to_kind")
        for owner in (account, lot):
            balances[owner, from_kind] -= row["amount_cents"]
            balances[owner, to_kind] += row["amount_cents"]
        numbers[account] += 1
        row |= {
            "number": numbers[account],
            "reservation_id": reservations.get(_act(row)),
            "reverses_id": None,
            "available_after_cents": balances[account, "available"],
            "reserved_after_cents": balances[account, "reserved"],
            "lot_available_after_cents": balances[lot, "available"],
            "lot_reserved_after_cents": balances[lot, "reserved"],
        }
        hashes[account] = row["hash"] = _hash(hashes[account], row)
        yield row
    for account, last in hashes.items():
        connection.execute(
            sa.update(LEARNING_ACCOUNTS)
            .where(LEARNING_ACCOUNTS.c.id == account)
            .values(last_hash=last)
        )


def _act(row: dict[str, Any]) -> str:
    """The key of the act of which this transfer was a part: one transfer per lot."""
    key: str = row["idempotency_key"]
    return key.rpartition(":")[0]


def _make_reservations(connection: sa.Connection, rows: list[dict[str, Any]]) -> dict[str, UUID]:
    made: dict[str, UUID] = {}
    reserved = [row for row in rows if row["reason"] == "reserve"]
    if not reserved:
        return made
    provider = uuid4()
    connection.execute(
        sa.insert(PROVIDERS).values(id=provider, name="Onbekend", name_key="onbekend")
    )
    for key in dict.fromkeys(map(_act, reserved)):
        parts = [row for row in reserved if _act(row) == key]
        made[key] = uuid4()
        connection.execute(
            sa.insert(RESERVATIONS).values(
                id=made[key],
                learning_account_id=parts[0]["learning_account_id"],
                provider_id=provider,
                kind="course",
                what=parts[0]["description"],
                amount_cents=sum(part["amount_cents"] for part in parts),
                starts_on=parts[0]["made_at"].date() + timedelta(days=365),
                made_at=parts[0]["made_at"],
                act_key=key,
            )
        )
    return made


def _hash(previous: str, row: dict[str, Any]) -> str:
    """As api/accounts/chain.py wrote it when this migration was made."""
    fields = (
        "id",
        "learning_account_id",
        "number",
        "lot_id",
        "reservation_id",
        "from_account_id",
        "to_account_id",
        "amount_cents",
        "reason",
        "idempotency_key",
        "reverses_id",
    )
    written = [previous, *(str(row[name] or "") for name in fields)]
    written.append(row["made_at"].astimezone(UTC).isoformat())
    return hashlib.sha256(json.dumps(written).encode()).hexdigest()


def _append_only() -> None:
    """Let the database itself refuse to change or delete what was written."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER transfers_refuse_{act.lower()} BEFORE {act} ON transfers "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    # The function refuse_change() is of the first migration.
    op.execute(
        "CREATE TRIGGER transfers_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON transfers "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    raise NotImplementedError("What was reserved since cannot be written the old way.")
