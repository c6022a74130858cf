"""What a payroll or fund file says: deposits, or every fault by line number."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from api.accounts.schemes import UnknownScheme, get_scheme
from api.accounts.service import Deposit
from api.administration.amounts import read_amount, read_date
from api.administration.faults import AdministrationRefused, Unreadable
from api.administration.spreadsheet import Record, decode, read_records
from api.administration.words import word
from api.database import now
from api.dutch import AMSTERDAM
from api.safety.personal_data import mask_personal_numbers

COLUMNS = ("werknemer", "storter", "regeling", "bedrag", "datum", "kenmerk")
MOST_CHARACTERS = 120


@dataclass(frozen=True)
class Row:
    """One deposit as the file has it, and the line it begins on."""

    line: int
    worker: str
    deposit: Deposit


@dataclass
class DepositsFile:
    """What was read. When there are faults nothing of the file may be used."""

    rows: list[Row] = field(default_factory=list)
    faults: dict[int, list[str]] = field(default_factory=dict)

    def blame(self, line: int, fault: str) -> None:
        """Note a fault of one line, in Dutch."""
        self.faults.setdefault(line, []).append(fault)

    def refuse_faults(self) -> None:
        """Raise AdministrationRefused with every fault, in the order of the file."""
        reasons = [
            word("fault", line=line, fault=fault)
            for line, faults in sorted(self.faults.items())
            for fault in faults
        ]
        if reasons:
            raise AdministrationRefused(reasons)


def read_deposits(path: Path, depositor: str | None) -> DepositsFile:
    """Read the whole file. `depositor` stands for the column `storter` when the file has none.

    Raises AdministrationRefused when the file as a whole makes no sense; faults of single lines
    are in the result.
    """
    needed = [name for name in COLUMNS if not (depositor and name == "storter")]
    content = DepositsFile()
    for record in read_records(decode(path), needed, COLUMNS):
        _take_in(content, record, depositor)
    if not content.rows and not content.faults:
        raise AdministrationRefused([word("file_empty")])
    _blame_repeats(content)
    return content


def _take_in(content: DepositsFile, record: Record, depositor: str | None) -> None:
    if record.cells is None:
        content.blame(record.line, record.fault)
        return
    written = {"storter": depositor or ""} | record.cells
    if depositor and written["storter"] != depositor:
        content.blame(record.line, word("other_depositor", depositor=depositor))
    read: dict[str, Any] = {}
    for name in COLUMNS:
        try:
            read[name] = READERS[name](written[name])
        except Unreadable as fault:
            content.blame(record.line, word("fault_of", column=name, fault=fault.sentence))
    scheme, day = read.get("regeling"), read.get("datum")
    if scheme and day and not get_scheme(scheme).is_valid_on(day):
        content.blame(record.line, word("scheme_not_valid"))
    if record.line not in content.faults:
        content.rows.append(_row(record.line, read))


def _row(line: int, read: dict[str, Any]) -> Row:
    deposit = Deposit(
        depositor=read["storter"],
        scheme=read["regeling"],
        amount_cents=read["bedrag"],
        deposited_on=read["datum"],
        reference=read["kenmerk"],
    )
    return Row(line, read["werknemer"], deposit)


def _blame_repeats(content: DepositsFile) -> None:
    """Twice the same reference in one file is a mistake that only the sender can mend."""
    first: dict[Sequence[str], int] = {}
    for row in content.rows:
        key = (row.worker, row.deposit.depositor, row.deposit.reference)
        earlier = first.setdefault(key, row.line)
        if earlier != row.line:
            content.blame(row.line, word("repeat", line=earlier))


def _text(written: str) -> str:
    if not written:
        raise Unreadable("value_missing")
    if len(written) > MOST_CHARACTERS or not written.isprintable():
        raise Unreadable("value_unusable", most=MOST_CHARACTERS)
    return written


def _harmless_text(written: str) -> str:
    # A citizen service number has no place here: no law gives us the right to it.
    if mask_personal_numbers(_text(written)).found:
        raise Unreadable("value_personal_number")
    return written


def _scheme(written: str) -> str:
    try:
        get_scheme(_text(written))
    except UnknownScheme:
        raise Unreadable("scheme_unknown") from None
    return written


def _day(written: str) -> date:
    day = read_date(_text(written))
    if day > now().astimezone(AMSTERDAM).date():
        raise Unreadable("date_in_future")
    return day


READERS: dict[str, Callable[[str], Any]] = {
    "werknemer": _text,
    "storter": _text,
    "regeling": _scheme,
    "bedrag": lambda written: read_amount(_text(written)),
    "datum": _day,
    "kenmerk": _harmless_text,
}
