"""what the bot understood of a turn, for the coach who takes over."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("turns") as turns:
        turns.add_column(sa.Column("ranking", sa.JSON(), server_default="[]", nullable=False))
        turns.add_column(sa.Column("active_form", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("turns") as turns:
        turns.drop_column("active_form")
        turns.drop_column("ranking")
