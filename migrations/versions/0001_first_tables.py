"""first tables."""

import sqlalchemy as sa
from alembic import op

import api.database

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "coaches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("disabled_at", api.database.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaches")),
        sa.UniqueConstraint("email", name=op.f("uq_coaches_email")),
    )
    op.create_table(
        "depositors",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_depositors")),
        sa.UniqueConstraint("name", name=op.f("uq_depositors_name")),
    )
    op.create_table(
        "ledger_accounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "depositor",
                "available",
                "reserved",
                "provider",
                "fund",
                name="ledgeraccountkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_accounts")),
        sa.UniqueConstraint("kind", "owner_id", name=op.f("uq_ledger_accounts_kind_owner_id")),
    )
    op.create_table(
        "workers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("host_reference", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", api.database.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workers")),
        sa.UniqueConstraint("host_reference", name=op.f("uq_workers_host_reference")),
    )
    op.create_table(
        "coach_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("coach_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", api.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", api.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", api.database.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["coach_id"], ["coaches.id"], name=op.f("fk_coach_sessions_coach_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coach_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_coach_sessions_token_hash")),
    )
    op.create_index("ix_coach_sessions_coach_id", "coach_sessions", ["coach_id"], unique=False)

    op.create_table(
        "conversations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=True),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("turns_in_session", sa.Integer(), nullable=False),
        sa.Column("created_at", api.database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.id"], name=op.f("fk_conversations_worker_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
        sa.UniqueConstraint("worker_id", name=op.f("uq_conversations_worker_id")),
    )
    op.create_table(
        "learning_accounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", api.database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.id"], name=op.f("fk_learning_accounts_worker_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_accounts")),
        sa.UniqueConstraint("worker_id", name=op.f("uq_learning_accounts_worker_id")),
    )
    op.create_table(
        "transfers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("from_account_id", sa.Uuid(), nullable=False),
        sa.Column("to_account_id", sa.Uuid(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "deposit",
                "reserve",
                "give_back",
                "pay",
                "expire",
                "correct",
                name="transferreason",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=False),
        sa.Column("made_at", api.database.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_transfers_amount_is_positive")),
        sa.CheckConstraint(
            "from_account_id <> to_account_id", name=op.f("ck_transfers_between_two_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["from_account_id"], ["ledger_accounts.id"], name=op.f("fk_transfers_from_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["to_account_id"], ["ledger_accounts.id"], name=op.f("fk_transfers_to_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfers")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_transfers_idempotency_key")),
    )
    op.create_index("ix_transfers_from_account_id", "transfers", ["from_account_id"], unique=False)
    op.create_index("ix_transfers_to_account_id", "transfers", ["to_account_id"], unique=False)

    op.create_table(
        "lots",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("learning_account_id", sa.Uuid(), nullable=False),
        sa.Column("depositor_id", sa.Uuid(), nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("deposited_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["depositor_id"], ["depositors.id"], name=op.f("fk_lots_depositor_id")
        ),
        sa.ForeignKeyConstraint(
            ["learning_account_id"],
            ["learning_accounts.id"],
            name=op.f("fk_lots_learning_account_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lots")),
        sa.UniqueConstraint(
            "learning_account_id",
            "depositor_id",
            "reference",
            name=op.f("uq_lots_learning_account_id_depositor_id_reference"),
        ),
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column(
            "speaker",
            sa.Enum(
                "worker", "bot", "coach", "service", name="speaker", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("speaker_name", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("response", sa.String(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("sent_at", api.database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_messages_conversation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint(
            "conversation_id", "client_id", name=op.f("uq_messages_conversation_id_client_id")
        ),
        sa.UniqueConstraint("conversation_id", "seq", name=op.f("uq_messages_conversation_id_seq")),
    )
    op.create_table(
        "web_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", api.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", api.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", api.database.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_web_sessions_conversation_id")
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.id"], name=op.f("fk_web_sessions_worker_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_sessions")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_web_sessions_secret_hash")),
    )
    op.create_index(
        "ix_web_sessions_conversation_id", "web_sessions", ["conversation_id"], unique=False
    )
    op.create_index("ix_web_sessions_worker_id", "web_sessions", ["worker_id"], unique=False)

    op.create_table(
        "buttons",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "ask_assistant",
                "ask_again",
                "request_coach",
                "withdraw_request",
                name="buttonkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_buttons_message_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buttons")),
    )
    op.create_index("ix_buttons_message_id", "buttons", ["message_id"], unique=False)

    op.create_table(
        "escalations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("coach_id", sa.Uuid(), nullable=True),
        sa.Column("requested_at", api.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", api.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", api.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", api.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("told_it_is_kept", sa.Boolean(), nullable=False),
        sa.Column("agreements", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["coach_id"], ["coaches.id"], name=op.f("fk_escalations_coach_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_escalations_conversation_id")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_escalations_message_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalations")),
    )
    op.create_index(
        "uq_escalations_open",
        "escalations",
        ["conversation_id"],
        unique=True,
        sqlite_where=sa.text("resolved_at IS NULL AND withdrawn_at IS NULL"),
        postgresql_where=sa.text("resolved_at IS NULL AND withdrawn_at IS NULL"),
    )

    op.create_table(
        "turns",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", api.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("token_hash", sa.String(), nullable=True),
        sa.Column("token_expires_at", api.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("answered_at", api.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("intent", sa.String(), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_turns_conversation_id")
        ),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_turns_message_id")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_turns")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_turns_token_hash")),
    )
    op.create_index("ix_turns_conversation_id", "turns", ["conversation_id"], unique=False)
    op.create_index("ix_turns_owed", "turns", ["answered_at", "leased_until"], unique=False)

    for statement in append_only("transfers"):
        op.execute(statement)


def append_only(table: str) -> list[str]:
    """Let the database itself refuse to change or delete what was written."""
    refusal = f"{table} are never changed or deleted"
    if op.get_bind().dialect.name == "sqlite":
        return [
            f"CREATE TRIGGER {table}_refuse_{act.lower()} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
            for act in ("UPDATE", "DELETE")
        ]
    return [
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{refusal}'; END $$",
        f"CREATE TRIGGER {table}_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ]


def downgrade() -> None:
    raise NotImplementedError("The first migration has nothing to go back to.")
