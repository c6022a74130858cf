"""The learning account in a few lines of plain arithmetic, to hold the real one against."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from dateutil.relativedelta import relativedelta

FOREVER = date.max
LIFE_MONTHS = {"bank_demo": None, "supermarkt_demo": 60, "coachfonds_demo": 24}
MORE_MONTHS = {"bank_demo": 0, "supermarkt_demo": 6, "coachfonds_demo": 0}
RESERVATION_DAYS = 90


@dataclass
class ModelLot:
    """A deposit: what is free of it, in cents, and until when."""

    id: UUID
    scheme: str
    deposited_on: date
    deposited_cents: int
    free_cents: int
    last_day: date
    is_reversed: bool = False

    @property
    def order(self) -> tuple[date, date, str]:
        """First to expire, then oldest, then as the database sorts ids."""
        return (self.last_day, self.deposited_on, self.id.hex)


@dataclass
class ModelReservation:
    """What is held and paid of each lot, in cents."""

    starts_on: date
    held: dict[UUID, int] = field(default_factory=dict)
    paid: dict[UUID, int] = field(default_factory=dict)
    is_expired: bool = False


class Model:
    """All the rules again, without a database."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.lots: dict[UUID, ModelLot] = {}
        self.reservations: dict[UUID, ModelReservation] = {}
        self.fund_cents = 0

    def deposit(self, lot: UUID, scheme: str, cents: int, day: date) -> None:
        """A new lot."""
        months = LIFE_MONTHS[scheme]
        last_day = day + relativedelta(months=months) if months else FOREVER
        self.lots[lot] = ModelLot(lot, scheme, day, cents, cents, last_day)

    def usable(self, kind: str) -> list[ModelLot]:
        """Lots that may pay for this now, first to expire first."""
        lots = [
            lot
            for lot in self.lots.values()
            if lot.free_cents
            and lot.last_day >= self.today
            and (kind == "coaching" or lot.scheme != "coachfonds_demo")
        ]
        return sorted(lots, key=lambda lot: lot.order)

    def refusal(self, kind: str, cents: int) -> str | None:
        """Why this cannot be reserved."""
        usable = sum(lot.free_cents for lot in self.usable(kind))
        if usable >= cents:
            return None
        with_all = sum(lot.free_cents for lot in self.usable("coaching"))
        return "PurposeNotAllowed" if with_all >= cents else "NotEnoughMoney"

    def reserve(self, reservation: UUID, kind: str, cents: int, starts_on: date) -> None:
        """Take from the lots in order."""
        made = self.reservations[reservation] = ModelReservation(starts_on)
        for lot in self.usable(kind):
            part = min(cents, lot.free_cents)
            if part:
                lot.free_cents -= part
                made.held[lot.id] = part
                cents -= part

    def over(self, of: ModelReservation) -> str:
        """What an act on a reservation without held money is called."""
        if sum(of.paid.values()):
            return "AlreadyPaid"
        return "ReservationExpired" if of.is_expired else "ReservationCancelled"

    def in_order(self, parts: dict[UUID, int]) -> list[UUID]:
        """The lots of a reservation, first to expire first."""
        return sorted((lot for lot in parts if parts[lot]), key=lambda lot: self.lots[lot].order)

    def pay(self, of: ModelReservation, cents: int) -> None:
        """Held money goes to the provider."""
        for lot in self.in_order(of.held):
            part = min(cents, of.held[lot])
            of.held[lot] -= part
            of.paid[lot] = of.paid.get(lot, 0) + part
            cents -= part

    def give_back(self, of: ModelReservation, cents: int) -> None:
        """Held money goes back, last to expire first."""
        self._back(of.held, cents)

    def refund(self, of: ModelReservation, cents: int) -> None:
        """Paid money comes back, last to expire first."""
        self._back(of.paid, cents)

    def _back(self, parts: dict[UUID, int], cents: int) -> None:
        for lot in reversed(self.in_order(parts)):
            part = min(cents, parts[lot])
            if part:
                parts[lot] -= part
                cents -= part
                self._to_lot(self.lots[lot], part)

    def _to_lot(self, lot: ModelLot, cents: int) -> None:
        if lot.last_day < self.today:
            self.fund_cents += lot.free_cents
            lot.free_cents = 0
            if not MORE_MONTHS[lot.scheme]:
                self.fund_cents += cents
                return
            lot.last_day = self.today + relativedelta(months=MORE_MONTHS[lot.scheme])
        lot.free_cents += cents

    def pass_days(self, days: int) -> None:
        """Time goes by, and the clock does its work: reservations first, then lots."""
        self.today += timedelta(days=days)
        for reservation in sorted(self.reservations, key=lambda each: each.hex):
            of = self.reservations[reservation]
            is_late = of.starts_on < self.today - timedelta(days=RESERVATION_DAYS)
            if is_late and sum(of.held.values()):
                self.give_back(of, sum(of.held.values()))
                of.is_expired = True
        for lot in self.lots.values():
            if lot.last_day < self.today:
                self.fund_cents += lot.free_cents
                lot.free_cents = 0
