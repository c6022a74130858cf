"""subjects: whom the organisation's own sign-in means."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("coaches") as coaches:
        coaches.add_column(sa.Column("organisation_subject", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("coaches") as coaches:
        coaches.drop_column("organisation_subject")
