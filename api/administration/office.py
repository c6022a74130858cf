"""Where the administrator works: the database, a dry run or not, and what is shown meanwhile."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from sqlalchemy.ext.asyncio import AsyncSession

from api.administration.words import word
from api.database import Database

# A pipe has no width: let nothing be cut off there.
PIPE_COLUMNS = 240


@dataclass(frozen=True)
class Office:
    """The parts a command works with. Results go to `out`, progress to the terminal's side."""

    database: Database
    dry_run: bool = False
    out: Console = field(default_factory=Console)
    aside: Console = field(default_factory=partial(Console, stderr=True))

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """All or nothing; in a dry run always nothing, after the same work and checks."""
        async with self.database.transaction() as db:
            yield db
            if self.dry_run:
                await db.rollback()

    def say(self, key: str, **values: object) -> None:
        """Print one sentence."""
        self.out.print(word(key, **values), markup=False, highlight=False, soft_wrap=True)

    def complain(self, *sentences: str) -> None:
        """Say what is wrong, apart from the results."""
        for sentence in sentences:
            self.aside.print(sentence, markup=False, highlight=False, soft_wrap=True)

    def table(self, columns: str, rows: Iterable[Sequence[str]]) -> None:
        """Print rows under the column titles of this name."""
        table = Table(*word(columns).split(";"), box=None, pad_edge=False)
        for row in rows:
            table.add_row(*row)
        width = None if self.out.is_terminal else PIPE_COLUMNS
        self.out.print(table, markup=False, highlight=False, width=width)

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
