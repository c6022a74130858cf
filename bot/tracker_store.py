"""Where Rasa keeps its conversations, so that a restart forgets nothing."""

from pathlib import Path
from typing import Any, Optional, Text

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from sqlalchemy.engine.url import make_url
from sqlalchemy.pool import StaticPool


class DurableTrackerStore(SQLTrackerStore):
    """Rasa's SQL store with one open connection and write-ahead logging when it is SQLite."""

    def __init__(
        self,
        host: Text,
        domain: Optional[Domain] = None,
        event_broker: Optional[EventBroker] = None,
        **kwargs: Any,
    ) -> None:
        """Open the database at this SQLAlchemy address; a missing SQLite file is made."""
        if make_url(host).get_backend_name() == "sqlite":
            Path(make_url(host).database).parent.mkdir(parents=True, exist_ok=True)
        super().__init__(domain=domain, host=host, event_broker=event_broker, **kwargs)
        if self.engine.dialect.name == "sqlite":
            self._keep_one_connection(host)

    def _keep_one_connection(self, address: Text) -> None:
        """Replace the stock engine, which opens the file anew at every read and write."""
        self.engine.dispose()
        self.engine = sa.create_engine(
            address, poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
        sa.event.listen(self.engine, "connect", _set_pragmas)
        self.sessionmaker.configure(bind=self.engine)


def _set_pragmas(connection: Any, _record: Any) -> None:
    # NORMAL is safe after a crash of Rasa; a power cut may cost the last turns, which the
    # gateway still has.
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA busy_timeout=5000")
