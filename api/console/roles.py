"""What each role reaches in the console."""

from api.escalations.presence import DESK_ROLES
from api.escalations.tables import Role


def home_of(role: Role) -> str:
    """The page that somebody in this role begins at."""
    if role in DESK_ROLES:
        return "/console"
    return "/console/people" if role is Role.ADMINISTRATOR else "/console/account"
