"""Reading a CSV file as payroll software and Excel write it: any mark, encoding or delimiter."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from api.administration.faults import AdministrationRefused
from api.administration.words import word

DELIMITERS = ";,\t"


@dataclass(frozen=True)
class Record:
    """The cells of one record by column, and the line of the file that it begins on.

    Without cells the record does not fit the columns; `fault` says how, in Dutch.
    """

    line: int
    cells: dict[str, str] | None
    fault: str = ""


def decode(path: Path) -> str:
    """The text of the file: UTF-8 or UTF-16 by its mark, otherwise what Excel on Windows writes.

    Raises AdministrationRefused when it is none of these.
    """
    content = path.read_bytes()
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AdministrationRefused([word("file_not_text")])


def read_records(text: str, needed: Sequence[str], allowed: Sequence[str]) -> Iterator[Record]:
    """The records under a header that has every needed column and none that is not allowed.

    Raises AdministrationRefused for an empty file, another header or quotes that never close.
    """
    lines = list(io.StringIO(text, newline=""))
    # Excel may begin with a line that names the delimiter.
    skipped = 1 if lines and lines[0].lower().startswith("sep=") else 0
    if len(lines) <= skipped:
        raise AdministrationRefused([word("file_empty")])
    delimiter, columns = _read_header(lines[skipped], needed, allowed)
    reader = csv.reader(lines[skipped + 1 :], delimiter=delimiter, strict=True)
    while True:
        line = skipped + reader.line_num + 2
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            fault = word("fault", line=line, fault=word("quotes_open"))
            raise AdministrationRefused([fault]) from None
        if any(cells):
            yield _record(line, columns, cells)


def _record(line: int, columns: Sequence[str], cells: Sequence[str]) -> Record:
    if len(cells) != len(columns):
        fault = word("cells_count", found=len(cells), expected=len(columns))
        return Record(line, None, fault)
    return Record(line, dict(zip(columns, cells, strict=True)))


def _read_header(
    header: str, needed: Sequence[str], allowed: Sequence[str]
) -> tuple[str, list[str]]:
    """The delimiter that makes the columns come out, and the columns in the file's own order."""
    readings = [_cells_of_header(header, delimiter) for delimiter in DELIMITERS]
    for delimiter, columns in zip(DELIMITERS, readings, strict=True):
        is_unique = len(set(columns)) == len(columns)
        if set(needed) <= set(columns) <= set(allowed) and is_unique:
            return delimiter, columns
    closest = max(readings, key=lambda columns: len(set(allowed) & set(columns)))
    raise AdministrationRefused(list(_faults_of_header(closest, needed, allowed)))


def _cells_of_header(header: str, delimiter: str) -> list[str]:
    return [name.strip().lower() for name in next(csv.reader([header], delimiter=delimiter))]


def _faults_of_header(
    columns: Sequence[str], needed: Sequence[str], allowed: Sequence[str]
) -> Iterator[str]:
    for name in needed:
        if name not in columns:
            yield word("column_missing", column=name)
    for name in dict.fromkeys(columns):
        if name not in allowed:
            yield word("column_unknown", column=name, columns=", ".join(allowed))
        elif columns.count(name) > 1:
            yield word("column_twice", column=name)
