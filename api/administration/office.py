"""Where the administrator works: the database, a dry run or not, and what is shown meanwhile."""

import getpass
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from api.administration.words import word
from api.database import Database
from api.retries import T, Work, write
from api.settings import Settings


def ask(question: str) -> str:
    """Ask for a secret on the terminal; otherwise the next line of what is piped in."""
    if sys.stdin.isatty():
        return getpass.getpass(f"{question} ")
    return sys.stdin.readline().rstrip("\n")


def harmless(cell: str) -> str:
    """The text without what could steer a terminal: people typed some of it."""
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in cell
    )


def _aligned(column: Sequence[str]) -> list[str]:
    """The cells as wide as the widest; amounts to the right, so that they can be compared."""
    width = max(map(len, column))
    has_amounts = len(column) > 1 and all(cell.startswith("€") for cell in column[1:])
    return [cell.rjust(width) if has_amounts else cell.ljust(width) for cell in column]


@dataclass(frozen=True)
class Office:
    """The parts a command works with. Results go to `out`, progress to the terminal's side."""

    database: Database
    settings: Settings
    dry_run: bool = False
    out: Console = field(default_factory=Console)
    aside: Console = field(default_factory=partial(Console, stderr=True))
    ask: Callable[[str], str] = ask

    async def write(self, work: Work[T]) -> T:
        """Do the work, all or nothing, again when another writer was in the way.

        In a dry run always nothing, after the same work and checks.
        """
        if not self.dry_run:
            return await write(self.database, work)
        async with self.database.transaction() as db:
            done = await work(db)
            await db.rollback()
        return done

    def say(self, key: str, **values: object) -> None:
        """Print one sentence."""
        self.out.print(word(key, **values), markup=False, highlight=False, soft_wrap=True)

    def complain(self, *sentences: str) -> None:
        """Say what is wrong, apart from the results."""
        for sentence in sentences:
            self.aside.print(sentence, markup=False, highlight=False, soft_wrap=True)

    def table(self, columns: str, rows: Iterable[Sequence[str]]) -> None:
        """Print rows under the column titles of this name; nothing is cut off or wrapped."""
        lines = [word(columns).split(";"), *([harmless(cell) for cell in row] for row in rows)]
        shown = [_aligned(column) for column in zip(*lines, strict=True)]
        for line in zip(*shown, strict=True):
            text = "  ".join(line).rstrip()
            self.out.print(text, markup=False, highlight=False, soft_wrap=True)

    def progress(self, total: int | None) -> Progress:
        """A bar that counts to `total`; only on a terminal, and never among the results."""
        bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=self.aside,
            transient=True,
            disable=not self.aside.is_terminal,
        )
        bar.add_task(word("under_way"), total=total)
        return bar
