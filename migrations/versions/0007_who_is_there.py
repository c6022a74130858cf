"""who is there: roles, capacity and presence of coaches."""

import sqlalchemy as sa
from alembic import op

import api.database

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ROLE = sa.Enum(
    "coach", "lead", "editor", "administrator", name="role", native_enum=False, length=40
)
AWAY_REASON = sa.Enum(
    "break",
    "meeting",
    "training",
    "other",
    "shift_over",
    name="awayreason",
    native_enum=False,
    length=40,
)


def upgrade() -> None:
    moment = api.database.UtcDateTime(timezone=True)
    with op.batch_alter_table("coaches") as coaches:
        coaches.add_column(sa.Column("role", ROLE, server_default="coach", nullable=False))
        coaches.add_column(sa.Column("capacity", sa.Integer(), nullable=True))
        coaches.add_column(sa.Column("connected_until", moment, nullable=True))
        coaches.add_column(sa.Column("away_since", moment, nullable=True))
        coaches.add_column(sa.Column("away_reason", AWAY_REASON, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("coaches") as coaches:
        for column in ("away_reason", "away_since", "connected_until", "capacity", "role"):
            coaches.drop_column(column)
