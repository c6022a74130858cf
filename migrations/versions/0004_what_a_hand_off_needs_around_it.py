"""what a hand-off needs around it."""

import sqlalchemy as sa
from alembic import op

import api.database

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appointments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("coach_id", sa.Uuid(), nullable=False),
        sa.Column("escalation_id", sa.Uuid(), nullable=True),
        sa.Column("starts_at", api.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", api.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("made_at", api.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("moved_times", sa.Integer(), nullable=False),
        sa.Column("reminded_at", api.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("done_at", api.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", api.database.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["coach_id"], ["coaches.id"], name=op.f("fk_appointments_coach_id")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_appointments_conversation_id")
        ),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalations.id"], name=op.f("fk_appointments_escalation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
    )
    with op.batch_alter_table("appointments", schema=None) as batch_op:
        batch_op.create_index(
            "uq_appointments_coach_moment",
            ["coach_id", "starts_at"],
            unique=True,
            sqlite_where=sa.text("cancelled_at IS NULL"),
            postgresql_where=sa.text("cancelled_at IS NULL"),
        )
        batch_op.create_index(
            "uq_appointments_to_come",
            ["conversation_id"],
            unique=True,
            sqlite_where=sa.text("cancelled_at IS NULL AND done_at IS NULL"),
            postgresql_where=sa.text("cancelled_at IS NULL AND done_at IS NULL"),
        )

    op.create_table(
        "call_backs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("escalation_id", sa.Uuid(), nullable=False),
        sa.Column("promised_at", api.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("due_at", api.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("done_at", api.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", api.database.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_call_backs_conversation_id")
        ),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalations.id"], name=op.f("fk_call_backs_escalation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_backs")),
    )
    with op.batch_alter_table("call_backs", schema=None) as batch_op:
        batch_op.create_index(
            "uq_call_backs_open",
            ["conversation_id"],
            unique=True,
            sqlite_where=sa.text("done_at IS NULL AND cancelled_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL AND cancelled_at IS NULL"),
        )

    op.create_table(
        "escalation_releases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("escalation_id", sa.Uuid(), nullable=False),
        sa.Column("coach_id", sa.Uuid(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "connection_lost",
                "session_over",
                "shift_over",
                "given_back",
                name="releasereason",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("claimed_at", api.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("released_at", api.database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["coach_id"], ["coaches.id"], name=op.f("fk_escalation_releases_coach_id")
        ),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalations.id"], name=op.f("fk_escalation_releases_escalation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation_releases")),
    )
    with op.batch_alter_table("escalation_releases", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_escalation_releases_escalation_id"), ["escalation_id"], unique=False
        )

    op.create_table(
        "reminders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.Text(), nullable=True),
        sa.Column("escalation_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", api.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("due_at", api.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("sent_at", api.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", api.database.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_reminders_conversation_id")
        ),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalations.id"], name=op.f("fk_reminders_escalation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
    )
    with op.batch_alter_table("reminders", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reminders_conversation_id"), ["conversation_id"], unique=False
        )
        batch_op.create_index("ix_reminders_due", ["sent_at", "due_at"], unique=False)

    op.create_table(
        "calendar_links",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", api.database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointments.id"], name=op.f("fk_calendar_links_appointment_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_calendar_links")),
    )
    with op.batch_alter_table("calendar_links", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_calendar_links_appointment_id"), ["appointment_id"], unique=False
        )

    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("quiet_since", api.database.UtcDateTime(timezone=True), nullable=True)
        )

    with op.batch_alter_table("escalations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("topic", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("sector", sa.String(), nullable=True))
        batch_op.add_column(
            sa.Column("is_urgent", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("shares_account", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("first_claimed_at", api.database.UtcDateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(
            sa.Column("returned_at", api.database.UtcDateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(
            sa.Column("promised_at", api.database.UtcDateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(sa.Column("rating", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("rated_at", api.database.UtcDateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(sa.Column("rating_words", sa.Text(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "rating_words_asked_at", api.database.UtcDateTime(timezone=True), nullable=True
            )
        )

    with op.batch_alter_table("turns", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sector", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("turns", schema=None) as batch_op:
        batch_op.drop_column("sector")

    with op.batch_alter_table("escalations", schema=None) as batch_op:
        batch_op.drop_column("rating_words_asked_at")
        batch_op.drop_column("rating_words")
        batch_op.drop_column("rated_at")
        batch_op.drop_column("rating")
        batch_op.drop_column("promised_at")
        batch_op.drop_column("returned_at")
        batch_op.drop_column("first_claimed_at")
        batch_op.drop_column("shares_account")
        batch_op.drop_column("is_urgent")
        batch_op.drop_column("sector")
        batch_op.drop_column("topic")

    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.drop_column("quiet_since")

    with op.batch_alter_table("calendar_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_links_appointment_id"))

    op.drop_table("calendar_links")
    with op.batch_alter_table("reminders", schema=None) as batch_op:
        batch_op.drop_index("ix_reminders_due")
        batch_op.drop_index(batch_op.f("ix_reminders_conversation_id"))

    op.drop_table("reminders")
    with op.batch_alter_table("escalation_releases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_escalation_releases_escalation_id"))

    op.drop_table("escalation_releases")
    with op.batch_alter_table("call_backs", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_call_backs_open",
            sqlite_where=sa.text("done_at IS NULL AND cancelled_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL AND cancelled_at IS NULL"),
        )

    op.drop_table("call_backs")
    with op.batch_alter_table("appointments", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_appointments_to_come",
            sqlite_where=sa.text("cancelled_at IS NULL AND done_at IS NULL"),
            postgresql_where=sa.text("cancelled_at IS NULL AND done_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_appointments_coach_moment",
            sqlite_where=sa.text("cancelled_at IS NULL"),
            postgresql_where=sa.text("cancelled_at IS NULL"),
        )

    op.drop_table("appointments")
