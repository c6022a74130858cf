"""second alarm: when an urgent worker had waited too long."""

import sqlalchemy as sa
from alembic import op

import api.database

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("escalations") as escalations:
        moment = api.database.UtcDateTime(timezone=True)
        escalations.add_column(sa.Column("alarmed_at", moment, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("escalations") as escalations:
        escalations.drop_column("alarmed_at")
