"""Where Rasa keeps its conversations, so that a restart forgets nothing."""

from __future__ import annotations

import json
import os
import time
from collections import OrderedDict
from pathlib import Path
from typing import Any, Dict, Optional, Text

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine.url import make_url
from sqlalchemy.pool import StaticPool

_DAY_SECONDS = 24 * 3600.0
_KEPT_IN_MEMORY = 100  # conversations; a long one takes about a megabyte


class DurableTrackerStore(SQLTrackerStore):
    """Rasa's SQL store; as the only user of a SQLite file it also remembers who just spoke.

    What it remembers leaves it when a turn begins and comes back when the turn is stored, so a
    turn that fails half-way is forgotten. Once a day it forgets what is older than so many days:
    Rasa looks back no further than an hour, and the gateway keeps what was said.
    """

    def __init__(
        self,
        host: Text,
        domain: Optional[Domain] = None,
        event_broker: Optional[EventBroker] = None,
        forget_after_days: int = 30,
        **kwargs: Any,
    ) -> None:
        """Open the database at this SQLAlchemy address; a missing SQLite file is made."""
        is_sqlite = make_url(host).get_backend_name() == "sqlite"
        if is_sqlite:
            Path(make_url(host).database).parent.mkdir(parents=True, exist_ok=True)
        super().__init__(domain=domain, host=host, event_broker=event_broker, **kwargs)
        is_alone = is_sqlite and os.environ.get("SANIC_WORKERS", "1") == "1"
        self._kept = _KEPT_IN_MEMORY if is_alone else 0
        self._recent: OrderedDict[Text, DialogueStateTracker] = OrderedDict()
        self._stored_events: Dict[Text, int] = {}
        if is_sqlite:
            self._keep_one_connection(host)
        self._forget_after = forget_after_days * _DAY_SECONDS
        self._forgot_at = float("-inf")
        self._forget_old_events()

    async def retrieve(self, sender_id: Text) -> Optional[DialogueStateTracker]:
        """Give the conversation since its last session start, or None."""
        tracker = self._recent.pop(sender_id, None) or await super().retrieve(sender_id)
        if self._kept:
            self._stored_events[sender_id] = len(tracker.events) if tracker else 0
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Add what is new to the database, in one transaction."""
        if not tracker.events:  # Rasa saves a conversation also before anything happened
            return
        self._forget_old_events()
        stored = self._stored_events.pop(tracker.sender_id, None)
        if stored is None:  # not ours to know: let Rasa count what the database has
            await super().save(tracker)
            return
        await self.stream_events(tracker)
        new = list(tracker.events)[stored:]
        with self.engine.begin() as connection:
            rows = [_as_row(tracker.sender_id, event) for event in new]
            if rows:
                connection.execute(self.SQLEvent.__table__.insert(), rows)
        if not any(isinstance(event, SessionStarted) for event in new):
            self._remember(tracker)  # else read it anew, without what came before the session

    def _remember(self, tracker: DialogueStateTracker) -> None:
        self._recent[tracker.sender_id] = tracker
        while len(self._recent) > self._kept:
            self._recent.popitem(last=False)

    def _forget_old_events(self) -> None:
        moment = time.time()
        if moment - self._forgot_at < _DAY_SECONDS:
            return
        self._forgot_at = moment
        self._recent.clear()
        events = self.SQLEvent.__table__
        with self.engine.begin() as connection:
            old = events.c.timestamp < moment - self._forget_after
            connection.execute(events.delete().where(old))

    def _keep_one_connection(self, address: Text) -> None:
        """Replace the stock engine, which opens the file anew at every read and write."""
        self.engine.dispose()
        self.engine = sa.create_engine(
            address, poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
        sa.event.listen(self.engine, "connect", _set_pragmas)
        self.sessionmaker.configure(bind=self.engine)


def _as_row(sender_id: Text, event: Event) -> Dict[Text, Any]:
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def _set_pragmas(connection: Any, _record: Any) -> None:
    # NORMAL is safe after a crash of Rasa; a power cut may cost the last turns, which the
    # gateway still has.
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA busy_timeout=5000")
    # What is deleted is gone from the file too.
    connection.execute("PRAGMA secure_delete=ON")
