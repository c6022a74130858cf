"""who looked at an account."""

import sqlalchemy as sa
from alembic import op

import api.database

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

REFUSAL = "account_views are never changed or deleted"


def upgrade() -> None:
    op.create_table(
        "account_views",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("learning_account_id", sa.Uuid(), nullable=False),
        sa.Column("viewer", sa.String(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "coach",
                "lead",
                "administrator",
                name="viewerrole",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("viewed_at", api.database.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["learning_account_id"],
            ["learning_accounts.id"],
            name=op.f("fk_account_views_learning_account_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_views")),
    )
    op.create_index(
        "ix_account_views_learning_account_id",
        "account_views",
        ["learning_account_id"],
        unique=False,
    )
    for statement in append_only():
        op.execute(statement)


def append_only() -> list[str]:
    """Let the database itself refuse to change or delete what was written."""
    if op.get_bind().dialect.name == "sqlite":
        return [
            f"CREATE TRIGGER account_views_refuse_{act.lower()} BEFORE {act} ON account_views "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            for act in ("UPDATE", "DELETE")
        ]
    return [
        "CREATE FUNCTION refuse_change_of_account_views() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
        "CREATE TRIGGER account_views_refuse_change "
        "BEFORE UPDATE OR DELETE OR TRUNCATE ON account_views "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_account_views()",
    ]


def downgrade() -> None:
    op.drop_table("account_views")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_change_of_account_views()")
