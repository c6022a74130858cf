"""What can be wrong with what the administrator hands in."""

from collections.abc import Sequence
from typing import Any

from api.administration.words import word
from api.errors import LeermaatError


class Unreadable(ValueError):
    """One value that cannot be read; `key` names the Dutch sentence that says why."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    @property
    def sentence(self) -> str:
        """Why, in Dutch."""
        return word(self.key, **self.values)


class AdministrationRefused(LeermaatError):
    """The command cannot be carried out, for reasons that are all listed."""

    status = 422
    sentence = "The command was refused and nothing was changed."

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__()
        self.reasons = reasons
