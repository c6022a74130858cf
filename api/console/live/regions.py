"""The parts of a page that change while a coach looks at it.

A region's version follows from what it shows. The page tells which versions it has, and gets
only what differs: news, and after a lost connection whatever was missed, by the same way.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from markupsafe import Markup

from api.console.conversation.account_look import AccountShown
from api.console.conversation.entries import Entry
from api.console.conversation.handover import Handover
from api.console.conversation.panels import Panel, Reply
from api.console.conversation.sheet import Sheet
from api.console.conversation.summary import Summary
from api.console.lists.desk import Desk, InHand
from api.console.lists.promised import Promised
from api.console.pages import render
from api.console.signing_in.sessions import OnDuty
from api.escalations.tables import Coach


@dataclass(frozen=True)
class Region:
    """One part of a page; its name is the id of its element and the name of its template."""

    name: str
    view: Any
    # Which conversation is open beside it.
    current: UUID | None = None
    # What grows by itself is shown, but is no reason to show the region anew.
    growing: tuple[Entry, ...] = ()
    has_earlier: bool = False
    panel: Panel = field(default_factory=Reply)
    # Seen once, by whoever asked; gone as soon as the region is shown anew.
    account: AccountShown | None = None

    @property
    def version(self) -> str:
        """The same view has the same version, in every process."""
        return hashlib.sha256(repr((self.view, self.current)).encode()).hexdigest()[:12]

    @property
    def html(self) -> Markup:
        """The whole element, with its version."""
        return render(f"regions/{self.name}.html", region=self, view=self.view)


def desk_regions(desk: Desk, current: UUID | None) -> list[Region]:
    """Alarms, how many there are, who waits, whom the coach has in hand, what colleagues do."""
    return [
        Region("alarm", desk.alarms),
        Region("counts", (desk.queue.total, len(desk.mine), len(desk.offered))),
        Region("waiting", desk.queue, current),
        Region("offered", desk.offered, current),
        mine_region(desk.mine, current),
        Region("theirs", desk.theirs, current),
    ]


def promised_region(promised: tuple[Promised, ...]) -> Region:
    """What workers were promised for later, on the pages that show it."""
    return Region("promised", promised)


def mine_region(mine: tuple[InHand, ...], current: UUID | None) -> Region:
    """Whom the coach has in hand."""
    return Region("mine", mine, current)


def presence_region(coach: Coach) -> Region:
    """Whether the coach counts as being there, and why not."""
    return Region("presence", (coach.away_since, coach.away_reason))


def session_region(on_duty: OnDuty) -> Region:
    """The warning that the session ends, when it does."""
    return Region("session", on_duty.ends_soon)


def sheet_region(
    sheet: Sheet,
    entries: Iterable[Entry] = (),
    *,
    has_earlier: bool = False,
    panel: Panel | None = None,
) -> Region:
    """The conversation that is open, with what the coach is about to do in it."""
    return Region("sheet", sheet, None, tuple(entries), has_earlier, panel or Reply())


def typing_region(name: str | None = None) -> Region:
    """Who is typing to the coach of the conversation that is open; nobody at first."""
    return Region("typing", name)


def beside_sheet(
    summary: Summary | None, handover: Handover | None, account: AccountShown | None = None
) -> list[Region]:
    """What stands around a conversation; empty as soon as the coach does not have it any more."""
    return [Region("summary", summary, account=account), Region("handover", handover)]


def entries_html(sheet: Sheet, entries: Iterable[Entry]) -> Markup:
    """More of the thread, to be put at its end."""
    return render("regions/entries.html", sheet=sheet, entries=entries)
