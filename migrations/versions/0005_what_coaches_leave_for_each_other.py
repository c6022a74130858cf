"""what coaches leave for each other."""

import sqlalchemy as sa
from alembic import op

import api.database

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NOT_ANSWERED = sa.text("accepted_at IS NULL AND declined_at IS NULL AND taken_back_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "escalation_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("escalation_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("coach_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("after_seq", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", api.database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["coach_id"], ["coaches.id"], name=op.f("fk_escalation_notes_coach_id")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_escalation_notes_conversation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalations.id"], name=op.f("fk_escalation_notes_escalation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation_notes")),
        sa.UniqueConstraint(
            "escalation_id", "client_id", name=op.f("uq_escalation_notes_escalation_id_client_id")
        ),
    )
    with op.batch_alter_table("escalation_notes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_escalation_notes_conversation_id"), ["conversation_id"], unique=False
        )

    op.create_table(
        "escalation_transfers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("escalation_id", sa.Uuid(), nullable=False),
        sa.Column("from_coach_id", sa.Uuid(), nullable=False),
        sa.Column("to_coach_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("offered_at", api.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", api.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("declined_at", api.database.UtcDateTime(timezone=True), nullable=True),
        sa.Column("taken_back_at", api.database.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["escalation_id"],
            ["escalations.id"],
            name=op.f("fk_escalation_transfers_escalation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["from_coach_id"], ["coaches.id"], name=op.f("fk_escalation_transfers_from_coach_id")
        ),
        sa.ForeignKeyConstraint(
            ["to_coach_id"], ["coaches.id"], name=op.f("fk_escalation_transfers_to_coach_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation_transfers")),
    )
    with op.batch_alter_table("escalation_transfers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_escalation_transfers_escalation_id"), ["escalation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_escalation_transfers_to_coach_id"), ["to_coach_id"], unique=False
        )
        batch_op.create_index(
            "uq_escalation_transfers_open",
            ["escalation_id"],
            unique=True,
            sqlite_where=NOT_ANSWERED,
            postgresql_where=NOT_ANSWERED,
        )

    with op.batch_alter_table("escalations", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "outcome",
                sa.Enum(
                    "answered",
                    "appointment",
                    "referred",
                    "unanswered",
                    "other",
                    name="outcome",
                    native_enum=False,
                    length=40,
                ),
                nullable=True,
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("escalations", schema=None) as batch_op:
        batch_op.drop_column("outcome")

    with op.batch_alter_table("escalation_transfers", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_escalation_transfers_open",
            sqlite_where=NOT_ANSWERED,
            postgresql_where=NOT_ANSWERED,
        )
        batch_op.drop_index(batch_op.f("ix_escalation_transfers_to_coach_id"))
        batch_op.drop_index(batch_op.f("ix_escalation_transfers_escalation_id"))

    op.drop_table("escalation_transfers")
    with op.batch_alter_table("escalation_notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_escalation_notes_conversation_id"))

    op.drop_table("escalation_notes")
