"""`depositor-report`: what a depositor paid in, to send to that depositor."""

import csv
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import IO

from api.administration.arguments import day
from api.administration.command import Command
from api.administration.depositor_view import DepositSeen, Period, deposits_of
from api.administration.office import Office
from api.administration.words import help_of, word
from api.dutch import euros

NAME = "depositor-report"
# A spreadsheet takes what begins like this for a formula.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")


def add_arguments(parser: ArgumentParser) -> None:
    """The depositor, the period, and whether it is for a spreadsheet."""
    parser.add_argument("depositor", help=help_of(NAME, "depositor"))
    parser.add_argument("--from", dest="first_day", type=day, default=date.min, help=word("from"))
    parser.add_argument("--until", dest="last_day", type=day, default=date.max, help=word("until"))
    parser.add_argument("--csv", action="store_true", help=help_of(NAME, "csv"))


async def run(office: Office, arguments: Namespace) -> int:
    """Print the report."""
    period = Period(arguments.first_day, arguments.last_day)
    async with office.database.reading() as db:
        deposits = await deposits_of(db, arguments.depositor, period)
    if arguments.csv:
        write_csv(office.out.file, deposits)
    else:
        show(office, arguments.depositor, deposits)
    return 0


def show(office: Office, depositor: str, deposits: Sequence[DepositSeen]) -> None:
    """The deposits one by one, and the sum of each scheme and of everything."""
    office.say("report_title", depositor=depositor)
    office.table("report_columns", _rows(deposits))
    sums = Counter({each.scheme: 0 for each in deposits})
    for each in deposits:
        sums[each.scheme] += 0 if each.withdrawn_on else each.amount_cents
    total = [(word("total"), euros(sum(sums.values())))]
    office.table(
        "sum_columns", [(name, euros(cents)) for name, cents in sorted(sums.items())] + total
    )


def write_csv(out: IO[str], deposits: Sequence[DepositSeen]) -> None:
    """The deposits as a file that Dutch spreadsheets open."""
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(word("report_columns").split(";"))
    writer.writerows([harmless(cell) for cell in row] for row in _rows(deposits))


def harmless(cell: str) -> str:
    """The text so that no spreadsheet calculates with it."""
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell


def _rows(deposits: Sequence[DepositSeen]) -> Iterator[tuple[str, ...]]:
    for each in deposits:
        withdrawn = f"{each.withdrawn_on:%d-%m-%Y}" if each.withdrawn_on else ""
        yield (
            f"{each.deposited_on:%d-%m-%Y}",
            each.scheme,
            each.reference,
            euros(each.amount_cents),
            withdrawn,
        )


COMMAND = Command(NAME, run, add_arguments)
