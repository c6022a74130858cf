"""Reading what was typed: a refusal is a plain sentence beside the usage."""

from argparse import ArgumentTypeError
from datetime import date

from api.administration.amounts import read_amount, read_date
from api.administration.faults import Unreadable


def day(written: str) -> date:
    """A date, as in the files."""
    try:
        return read_date(written)
    except Unreadable as fault:
        raise ArgumentTypeError(fault.sentence) from None


def amount(written: str) -> int:
    """Whole cents from an amount in euros, as in the files."""
    try:
        return read_amount(written)
    except Unreadable as fault:
        raise ArgumentTypeError(fault.sentence) from None
