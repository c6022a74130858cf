"""Who runs this service, from `data/organisation.yml`: names, hours, promises."""

from datetime import date
from enum import StrEnum
from functools import cache

from pydantic import BaseModel, ConfigDict

from api.data_files import load
from api.settings import DATA


class WorkDivision(StrEnum):
    """How a waiting worker gets a coach."""

    BY_HAND = "by_hand"
    ROUND_ROBIN = "round_robin"


Hours = tuple[str, str]


class SpecialDay(BaseModel):
    """A day that differs from the week: other hours, or none."""

    model_config = ConfigDict(extra="forbid")

    day: date
    hours: Hours | None = None
    reason: str


class CoachHours(BaseModel):
    """When one coach can be booked: per ISO weekday, from and until in Amsterdam."""

    model_config = ConfigDict(extra="forbid")

    hours: dict[int, list[Hours]]
    away: list[date] = []


class AppointmentRules(BaseModel):
    """Which moments workers may choose from."""

    model_config = ConfigDict(extra="forbid")

    minutes: int
    notice_hours: int
    days_ahead: int
    # By the address that the coach signs in with.
    coaches: dict[str, CoachHours]


class Organisation(BaseModel):
    """What differs per organisation that runs Leermaat. Checked at start."""

    model_config = ConfigDict(extra="forbid")

    name: str
    is_demo: bool
    chatbot_name: str
    # ISO weekday (1 is Monday) to opening and closing time, in Amsterdam.
    opening_hours: dict[int, Hours]
    opening_hours_in_words: str
    # How many conversations a coach has at once, unless their lead says otherwise.
    coach_capacity: int = 5
    work_division: WorkDivision = WorkDivision.BY_HAND
    special_days: list[SpecialDay] = []
    # Within so many hours of opening a promised call-back is kept.
    call_back_hours: int = 4
    appointments: AppointmentRules | None = None
    how_to_sign_in: str
    coach_costs: str
    # Paying out more than this for one reservation takes two administrators.
    four_eyes_above_cents: int = 100_000
    telephone: str = ""
    email: str = ""
    privacy_page: str = ""
    complaints: str = ""
    retention: str = ""
    # The assistant's own memory goes back no further; `endpoints.yml` has the same number.
    forget_after_days: int = 30


@cache
def get_organisation() -> Organisation:
    """The organisation of this installation, read once."""
    return Organisation.model_validate(load(DATA / "organisation.yml"))
