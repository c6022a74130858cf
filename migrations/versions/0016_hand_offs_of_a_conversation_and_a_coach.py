"""hand-offs of a conversation and of a coach: looked for at nearly every message."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_escalations_coach_id"), "escalations", ["coach_id"])
    op.create_index(op.f("ix_escalations_conversation_id"), "escalations", ["conversation_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_escalations_conversation_id"), "escalations")
    op.drop_index(op.f("ix_escalations_coach_id"), "escalations")
