"""What each role reaches in the console."""

from api.escalations.presence import DESK_ROLES
from api.escalations.tables import Role


def home_of(role: Role) -> str:
    """The page that somebody in this role begins at."""
    homes = {Role.EDITOR: "/console/content", Role.ADMINISTRATOR: "/console/people"}
    return "/console" if role in DESK_ROLES else homes[role]
