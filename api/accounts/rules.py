"""What holds for every learning account, whatever the scheme: from `data/account.yml`."""

from functools import cache

from pydantic import BaseModel, ConfigDict, Field, PositiveInt

from api.data_files import load
from api.settings import DATA


class WarningRules(BaseModel):
    """How many days before the last day a worker is warned; between which hours in Amsterdam.

    `stop_sentences` are patterns of whole messages that want no more of it.
    """

    model_config = ConfigDict(extra="forbid")

    money_days_before: tuple[PositiveInt, ...]
    reservation_days_before: tuple[PositiveInt, ...]
    from_hour: int = Field(ge=0, le=23)
    until_hour: int = Field(ge=1, le=24)
    stop_sentences: tuple[str, ...]


class AccountRules(BaseModel):
    """Terms in hours or days, as the names say; names of courses in characters."""

    model_config = ConfigDict(extra="forbid")

    proposal_valid_hours: int
    reservation_expires_days_after_start: int
    longest_name: int
    warnings: WarningRules


@cache
def get_account_rules() -> AccountRules:
    """The rules of this installation, read once."""
    return AccountRules.model_validate(load(DATA / "account.yml"))
