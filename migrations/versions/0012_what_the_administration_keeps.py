"""what the administration keeps."""

import sqlalchemy as sa
from alembic import op

import api.database

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

REFUSAL = "administration_acts are never changed or deleted"
STILL_WAITING = sa.text("paid_at IS NULL AND dropped_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "administration_acts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("command", sa.String(), nullable=False),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=True),
        sa.Column("done_at", api.database.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_administration_acts")),
    )
    op.create_table(
        "imported_accounts",
        sa.Column("learning_account_id", sa.Uuid(), nullable=False),
        sa.Column("last_hash", sa.String(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("came_from", sa.String(), nullable=False),
        sa.Column("imported_at", api.database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["learning_account_id"],
            ["learning_accounts.id"],
            name=op.f("fk_imported_accounts_learning_account_id"),
        ),
        sa.PrimaryKeyConstraint("learning_account_id", name=op.f("pk_imported_accounts")),
        sa.UniqueConstraint("last_hash", name=op.f("uq_imported_accounts_last_hash")),
    )
    op.create_table(
        "payment_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reservation_id", sa.Uuid(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("invoice", sa.String(), nullable=False),
        sa.Column("requested_by_id", sa.Uuid(), nullable=False),
        sa.Column("requested_at", api.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("paid_at", api.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", api.database.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["coaches.id"], name=op.f("fk_payment_requests_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by_id"], ["coaches.id"], name=op.f("fk_payment_requests_requested_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["reservation_id"], ["reservations.id"], name=op.f("fk_payment_requests_reservation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_requests")),
    )
    op.create_index(
        "ix_payment_requests_reservation_id", "payment_requests", ["reservation_id"], unique=False
    )
    op.create_index(
        "uq_payment_requests_waiting",
        "payment_requests",
        ["reservation_id", "invoice"],
        unique=True,
        sqlite_where=STILL_WAITING,
        postgresql_where=STILL_WAITING,
    )

    op.create_table(
        "withdrawn_deposits",
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("was_moved_back", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_withdrawn_deposits_lot_id")),
        sa.PrimaryKeyConstraint("lot_id", name=op.f("pk_withdrawn_deposits")),
    )
    for statement in append_only():
        op.execute(statement)


def append_only() -> list[str]:
    """Let the database itself refuse to change or delete what was written."""
    if op.get_bind().dialect.name == "sqlite":
        return [
            f"CREATE TRIGGER administration_acts_refuse_{act.lower()} BEFORE {act} "
            f"ON administration_acts BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            for act in ("UPDATE", "DELETE")
        ]
    return [
        "CREATE FUNCTION refuse_change_of_administration_acts() RETURNS trigger "
        f"LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
        "CREATE TRIGGER administration_acts_refuse_change "
        "BEFORE UPDATE OR DELETE OR TRUNCATE ON administration_acts "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_administration_acts()",
    ]


def downgrade() -> None:
    for table in (
        "withdrawn_deposits",
        "payment_requests",
        "imported_accounts",
        "administration_acts",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_change_of_administration_acts()")
