"""account picture links: a picture of a balance, for whoever has the address, for a while."""

import sqlalchemy as sa
from alembic import op

import api.database

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = api.database.UtcDateTime(timezone=True)
    op.create_table(
        "account_picture_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("learning_account_id", sa.Uuid(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("drawn_on", sa.Date(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["learning_account_id"],
            ["learning_accounts.id"],
            name=op.f("fk_account_picture_links_learning_account_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_picture_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_picture_links_token_hash")),
    )
    op.create_index(
        op.f("ix_account_picture_links_learning_account_id"),
        "account_picture_links",
        ["learning_account_id"],
    )


def downgrade() -> None:
    op.drop_table("account_picture_links")
