"""second factors: codes, recovery codes, half sign-ins, and temporary passwords."""

import sqlalchemy as sa
from alembic import op

import api.database

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, api.database.UtcDateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "second_factors",
        sa.Column("coach_id", sa.Uuid(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        moment("enrolled_at"),
        sa.ForeignKeyConstraint(
            ["coach_id"], ["coaches.id"], name=op.f("fk_second_factors_coach_id")
        ),
        sa.PrimaryKeyConstraint("coach_id", name=op.f("pk_second_factors")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("coach_id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        moment("used_at", nullable=True),
        sa.ForeignKeyConstraint(
            ["coach_id"], ["coaches.id"], name=op.f("fk_recovery_codes_coach_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
        sa.UniqueConstraint("coach_id", "mark", name=op.f("uq_recovery_codes_coach_id_mark")),
    )
    op.create_table(
        "half_sign_ins",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("coach_id", sa.Uuid(), nullable=False),
        sa.Column("next_page", sa.String(), nullable=False),
        moment("created_at"),
        sa.Column("code_was_right", sa.Boolean(), nullable=False),
        sa.Column("wants_new_factor", sa.Boolean(), nullable=False),
        sa.Column("secret", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["coach_id"], ["coaches.id"], name=op.f("fk_half_sign_ins_coach_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_half_sign_ins")),
    )
    op.create_table(
        "oidc_visits",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("next_page", sa.String(), nullable=False),
        moment("created_at"),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_oidc_visits")),
    )
    with op.batch_alter_table("coach_sessions") as sessions:
        sessions.add_column(sa.Column("device", sa.String(), server_default="", nullable=False))
    with op.batch_alter_table("coaches") as coaches:
        coaches.add_column(moment("password_ends_at", nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("coaches") as coaches:
        coaches.drop_column("password_ends_at")
    with op.batch_alter_table("coach_sessions") as sessions:
        sessions.drop_column("device")
    for table in ("oidc_visits", "half_sign_ins", "recovery_codes", "second_factors"):
        op.drop_table(table)
