"""expiry warnings: what workers were told of money that ends, and who wants to hear nothing."""

import sqlalchemy as sa
from alembic import op

import api.database

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = api.database.UtcDateTime(timezone=True)
    op.create_table(
        "expiry_warnings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=True),
        sa.Column("reservation_id", sa.Uuid(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("days_before", sa.Integer(), nullable=False),
        sa.Column("told_at", moment, nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_expiry_warnings_lot_id")),
        sa.ForeignKeyConstraint(
            ["reservation_id"],
            ["reservations.id"],
            name=op.f("fk_expiry_warnings_reservation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expiry_warnings")),
        sa.UniqueConstraint(
            "lot_id",
            "last_day",
            "days_before",
            name=op.f("uq_expiry_warnings_lot_id_last_day_days_before"),
        ),
        sa.UniqueConstraint(
            "reservation_id",
            "days_before",
            name=op.f("uq_expiry_warnings_reservation_id_days_before"),
        ),
    )
    op.add_column("conversations", sa.Column("no_warnings_since", moment, nullable=True))


def downgrade() -> None:
    op.drop_column("conversations", "no_warnings_since")
    op.drop_table("expiry_warnings")
