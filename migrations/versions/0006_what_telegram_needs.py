"""what telegram needs."""

import sqlalchemy as sa
from alembic import op

import api.database

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "telegram_bridge",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("holder", sa.Uuid(), nullable=True),
        sa.Column("held_until", api.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("bot_username", sa.String(), nullable=True),
        sa.Column("heard_at", api.database.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telegram_bridge")),
    )
    op.create_table(
        "telegram_updates",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("sent_at", api.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("received_at", api.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("handled_at", api.database.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_telegram_updates")),
    )
    with op.batch_alter_table("telegram_updates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_telegram_updates_chat_id"), ["chat_id"], unique=False)
        batch_op.create_index("ix_telegram_updates_owed", ["handled_at", "update_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_telegram_updates_received_at"), ["received_at"], unique=False
        )

    op.create_table(
        "telegram_wrong_codes",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("tried_at", api.database.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_telegram_wrong_codes")),
    )
    with op.batch_alter_table("telegram_wrong_codes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_telegram_wrong_codes_chat_id"), ["chat_id"], unique=False
        )

    op.create_table(
        "telegram_chats",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("visitor_conversation_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("linked_at", api.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("amounts_allowed_at", api.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("delivered_seq", sa.Integer(), nullable=False),
        sa.Column("delivered_parts", sa.Integer(), nullable=False),
        sa.Column("withheld_seq", sa.Integer(), nullable=True),
        sa.Column("web_seq", sa.Integer(), nullable=False),
        sa.Column("stopped_after_seq", sa.Integer(), nullable=True),
        sa.Column("blocked_at", api.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failing_since", api.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("retry_at", api.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("created_at", api.database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_telegram_chats_conversation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["visitor_conversation_id"],
            ["conversations.id"],
            name=op.f("fk_telegram_chats_visitor_conversation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.id"], name=op.f("fk_telegram_chats_worker_id")
        ),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_telegram_chats")),
        sa.UniqueConstraint("worker_id", name=op.f("uq_telegram_chats_worker_id")),
    )
    with op.batch_alter_table("telegram_chats", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_telegram_chats_conversation_id"), ["conversation_id"], unique=False
        )

    op.create_table(
        "telegram_dead_letters",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("given_up_at", api.database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_telegram_dead_letters_conversation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telegram_dead_letters")),
        sa.UniqueConstraint(
            "conversation_id", "seq", name=op.f("uq_telegram_dead_letters_conversation_id_seq")
        ),
    )
    op.create_table(
        "telegram_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("web_session_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", api.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("telegram_name", sa.String(), nullable=True),
        sa.Column("used_at", api.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("agreed_at", api.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", api.database.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["web_session_id"], ["web_sessions.id"], name=op.f("fk_telegram_links_web_session_id")
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.id"], name=op.f("fk_telegram_links_worker_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telegram_links")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_telegram_links_code_hash")),
    )
    with op.batch_alter_table("telegram_links", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_telegram_links_web_session_id"), ["web_session_id"], unique=False
        )

    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "channel",
                sa.Enum("web", "telegram", name="channel", native_enum=False, length=40),
                nullable=True,
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_column("channel")

    with op.batch_alter_table("telegram_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_telegram_links_web_session_id"))

    op.drop_table("telegram_links")
    op.drop_table("telegram_dead_letters")
    with op.batch_alter_table("telegram_chats", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_telegram_chats_conversation_id"))

    op.drop_table("telegram_chats")
    with op.batch_alter_table("telegram_wrong_codes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_telegram_wrong_codes_chat_id"))

    op.drop_table("telegram_wrong_codes")
    with op.batch_alter_table("telegram_updates", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_telegram_updates_received_at"))
        batch_op.drop_index("ix_telegram_updates_owed")
        batch_op.drop_index(batch_op.f("ix_telegram_updates_chat_id"))

    op.drop_table("telegram_updates")
    op.drop_table("telegram_bridge")
