"""Workers, as this service knows them: a random id and what the host site calls them."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Mapped, mapped_column

from api.database import Table, UtcDateTime, now


class Worker(Table):
    """A person who works, or wants to. Employers are not named here: they come and go."""

    __tablename__ = "workers"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    host_reference: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
