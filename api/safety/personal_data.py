"""Numbers that a worker should not share are masked before anything is stored."""

import re
from dataclasses import dataclass

from stdnum import iban
from stdnum.nl import bsn

MASK = "[nummer weggehaald]"

_NINE_DIGITS = re.compile(r"(?<![\w.,-])\d(?:[ .\-]?\d){8}(?!\d|[.,\-]\d)")
_LIKE_AN_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:[ .]?[A-Z0-9]){11,30}", re.IGNORECASE)
_SHORTEST_IBAN = 15


@dataclass(frozen=True)
class Masked:
    """A text without such numbers, and whether any was taken out."""

    text: str
    found: bool


def mask_personal_numbers(text: str) -> Masked:
    """Take every valid citizen service number (BSN) and bank account number out of the text."""
    masked = _LIKE_AN_IBAN.sub(_without_iban, text)
    masked = _NINE_DIGITS.sub(lambda found: MASK if bsn.is_valid(found[0]) else found[0], masked)
    return Masked(masked, found=masked != text)


def _without_iban(found: re.Match[str]) -> str:
    # The words after a number look like more of it, so the longest valid beginning counts.
    candidate = found[0]
    for end in range(len(candidate), _SHORTEST_IBAN - 1, -1):
        number = candidate[:end].replace(".", " ")
        if not number.endswith(" ") and iban.is_valid(number, check_country=False):
            return MASK + candidate[end:]
    return candidate
