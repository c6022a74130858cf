"""The invented people of the demo, from `data/demo.yml`."""

from datetime import date
from functools import cache

from pydantic import BaseModel, ConfigDict

from api.accounts.reservations.tables import Purpose
from api.data_files import load
from api.escalations.tables import Role
from api.settings import DATA


class DemoModel(BaseModel):
    """Nothing undeclared is accepted."""

    model_config = ConfigDict(extra="forbid")


class DemoDeposit(DemoModel):
    """A deposit, in cents."""

    depositor: str
    scheme: str
    amount_cents: int
    deposited_on: date
    reference: str


class DemoReservation(DemoModel):
    """Money put aside, in cents."""

    kind: Purpose
    what: str
    provider: str
    amount_cents: int
    starts_on: date
    reference: str


class DemoWorker(DemoModel):
    """An invented worker. Without deposits they have no learning account."""

    reference: str
    name: str
    description: str
    deposits: list[DemoDeposit]
    reservations: list[DemoReservation]


class DemoCoach(DemoModel):
    """An invented coach, or somebody else of the console."""

    email: str
    name: str
    role: Role = Role.COACH


class Demo(DemoModel):
    """Everybody in the demo."""

    workers: list[DemoWorker]
    coaches: list[DemoCoach]


@cache
def get_demo() -> Demo:
    """The demo's people, read once."""
    return Demo.model_validate(load(DATA / "demo.yml"))
