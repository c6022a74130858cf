"""What holds for every learning account, whatever the scheme: from `data/account.yml`."""

from functools import cache

import yaml
from pydantic import BaseModel, ConfigDict

from api.settings import DATA


class AccountRules(BaseModel):
    """Terms in hours or days, as the names say; names of courses in characters."""

    model_config = ConfigDict(extra="forbid")

    proposal_valid_hours: int
    reservation_expires_days_after_start: int
    longest_name: int


@cache
def get_account_rules() -> AccountRules:
    """The rules of this installation, read once."""
    return AccountRules.model_validate(
        yaml.safe_load((DATA / "account.yml").read_text(encoding="utf-8"))
    )
