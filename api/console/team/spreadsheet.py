"""Tables for a spreadsheet program, in which no cell can become a formula."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

Cell = str | int | float | None
# What spreadsheet programs take for the beginning of a formula, or skip on their way to one.
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_file(rows: Iterable[Sequence[Cell]]) -> bytes:
    """The rows as a file that Dutch spreadsheet programs open: semicolons, UTF-8 with a mark."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerows([[harmless(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def harmless(cell: Cell) -> Cell:
    """The cell as it may stand in a spreadsheet; numbers stay numbers."""
    if not isinstance(cell, str):
        return cell
    # Control characters and lone halves of characters have no place in a cell.
    text = "".join(one for one in cell if one in "\t\r\n" or unicodedata.category(one)[0] != "C")
    # Fullwidth signs count too, and so do signs after spaces.
    plain = unicodedata.normalize("NFKC", text)
    is_formula = plain.startswith(_STARTS_FORMULA) or plain.lstrip().startswith(_STARTS_FORMULA)
    return f"'{text}" if is_formula else text
