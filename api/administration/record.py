"""Writing down what an administrator did, in the transaction in which it was done."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.administration.tables import AdministrationAct


def record(
    db: AsyncSession, command: str, done_by: str, subject: object, amount_cents: int | None = None
) -> None:
    """Keep who did what to what, and for how many cents."""
    db.add(
        AdministrationAct(
            command=command, done_by=done_by, subject=str(subject), amount_cents=amount_cents
        )
    )
