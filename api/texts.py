"""Every Dutch sentence of the service itself, from `data/texts`."""

from functools import cache
from typing import Any

from api.data_files import load
from api.errors import LeermaatError
from api.settings import DATA


@cache
def texts(name: str) -> dict[str, Any]:
    """One file of `data/texts`, read once."""
    content: dict[str, Any] = load(DATA / "texts" / f"{name}.yml")
    return content


def say_of_account(key: str, **values: object) -> str:
    """A sentence about putting money aside, with the values filled in."""
    sentence: str = texts("account")[key]
    return sentence.format(**values).strip()


def say(key: str, **values: object) -> str:
    """The service's own sentence for this moment, with the values filled in."""
    sentence: str = texts("service")[key]
    return sentence.format(**values).strip()


def explain(error: LeermaatError) -> str:
    """The error in Dutch, as a worker or coach may read it."""
    sentences = texts("errors")
    sentence: str = sentences.get(error.code, sentences["LeermaatError"])
    return sentence.strip()
