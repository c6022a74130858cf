"""The parts of a page that change while a coach looks at it.

A region's version follows from what it shows. The page tells which versions it has, and gets
only what differs: news, and after a lost connection whatever was missed, by the same way.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from markupsafe import Markup

from api.console.agreements import Agreements
from api.console.alarm import Alarm
from api.console.desk import Desk
from api.console.pages import render
from api.console.sessions import OnDuty
from api.console.thread import Sheet
from api.conversations.feed import MessageShown
from api.escalations.tables import Coach


@dataclass(frozen=True)
class Region:
    """One part of a page; its name is the id of its element and the name of its template."""

    name: str
    view: Any
    # Which conversation is open beside it.
    current: UUID | None = None
    # What grows by itself is shown, but is no reason to show the region anew.
    growing: tuple[MessageShown, ...] = ()
    has_earlier: bool = False
    closing: Agreements | None = None

    @property
    def version(self) -> str:
        """The same view has the same version, in every process."""
        return hashlib.sha256(repr((self.view, self.current)).encode()).hexdigest()[:12]

    @property
    def html(self) -> Markup:
        """The whole element, with its version."""
        return render(f"regions/{self.name}.html", region=self, view=self.view)


def desk_regions(desk: Desk, current: UUID | None) -> list[Region]:
    """How many there are, who waits, and whom the coach has in hand."""
    return [
        Region("counts", (len(desk.waiting), len(desk.mine))),
        Region("waiting", desk.waiting, current),
        Region("mine", desk.mine, current),
    ]


def presence_region(coach: Coach) -> Region:
    """Whether the coach counts as being there, and why not."""
    return Region("presence", (coach.away_since, coach.away_reason))


def alarm_region(alarms: tuple[Alarm, ...]) -> Region:
    """Who is urgent and has waited too long."""
    return Region("alarm", alarms)


def session_region(on_duty: OnDuty) -> Region:
    """The warning that the session ends, when it does."""
    return Region("session", on_duty.ends_soon)


def sheet_region(
    sheet: Sheet,
    said: Iterable[MessageShown],
    *,
    has_earlier: bool = False,
    closing: Agreements | None = None,
) -> Region:
    """The conversation that is open, perhaps about to be closed."""
    return Region("sheet", sheet, None, tuple(said), has_earlier, closing)


def messages_html(sheet: Sheet, said: Iterable[MessageShown]) -> Markup:
    """More messages, to be put at the end of the thread."""
    return render("regions/messages.html", sheet=sheet, said=said)
