"""links to a copy of your own data."""

import sqlalchemy as sa
from alembic import op

import api.database

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "data_copy_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("made_at", api.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", api.database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_data_copy_links_conversation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_copy_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_data_copy_links_token_hash")),
    )
    op.create_index(
        "ix_data_copy_links_conversation_id", "data_copy_links", ["conversation_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("data_copy_links")
