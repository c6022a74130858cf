"""The file: `docs/account-file.schema.json` spells it out."""

from datetime import date, datetime
from typing import Any, Literal, cast
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from api.accounts.chain import hash_after
from api.accounts.reservations.tables import EmploymentChange, Purpose
from api.accounts.tables import LedgerAccountKind, Transfer, TransferReason, ViewerRole
from api.administration.faults import AdministrationRefused
from api.administration.words import word


class Part(BaseModel):
    """Nothing undeclared is accepted."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)


class WorkerPart(Part):
    """Who it is, as the site of the service where the file was made knows them."""

    reference: str
    name: str


class LotPart(Part):
    """One deposit, with the rules it came under as they were when the file was made."""

    id: UUID
    depositor: str
    scheme: str
    scheme_terms: dict[str, Any] | None
    reference: str
    deposited_on: date
    expires_on: date | None
    extended_until: date | None


class ReservationPart(Part):
    """What money was put aside for; cents."""

    id: UUID
    provider: str
    kind: Purpose
    what: str
    amount_cents: int = Field(gt=0)
    starts_on: date
    made_at: datetime
    expired_at: datetime | None
    act_key: str


class PlacePart(Part):
    """Where money stood: on the lot itself, or with a depositor, provider or fund of this name."""

    id: UUID
    kind: LedgerAccountKind
    owner: str


class TransferPart(Part):
    """Money that moved, in cents. `hash` seals it together with the one before."""

    id: UUID
    number: int
    learning_account_id: UUID
    lot_id: UUID
    reservation_id: UUID | None
    from_place: PlacePart
    to_place: PlacePart
    amount_cents: int = Field(gt=0)
    reason: TransferReason
    description: str
    idempotency_key: str
    reverses_id: UUID | None
    made_at: datetime
    hash: str

    @property
    def from_account_id(self) -> UUID:
        """The place it left, as the seal needs it."""
        return self.from_place.id

    @property
    def to_account_id(self) -> UUID:
        """The place it came to, as the seal needs it."""
        return self.to_place.id


class EmploymentPart(Part):
    """A change of work. It moved no money."""

    change: EmploymentChange
    employer: str
    happened_on: date
    noted_at: datetime
    act_key: str


class ViewPart(Part):
    """A look at the account by somebody else than the worker."""

    viewer: str
    role: ViewerRole
    reason: str
    viewed_at: datetime


class Totals(Part):
    """Where the money stands, in cents: what was deposited is the sum of the others."""

    deposited: int = 0
    available: int = 0
    reserved: int = 0
    provider: int = 0
    fund: int = 0


class AccountFile(Part):
    """One learning account, whole. Amounts in cents, moments in UTC, days in Amsterdam."""

    format: Literal["leermaat-account"] = "leermaat-account"
    version: Literal[1] = 1
    exported_at: datetime
    service: str
    account_id: UUID
    opened_at: datetime
    worker: WorkerPart
    lots: list[LotPart]
    reservations: list[ReservationPart]
    transfers: list[TransferPart]
    employment: list[EmploymentPart]
    views: list[ViewPart]
    totals: Totals

    @property
    def last_hash(self) -> str:
        """The seal of the last transfer."""
        return self.transfers[-1].hash if self.transfers else ""

    def check(self) -> None:
        """Raise AdministrationRefused when transfers or totals were changed after the export."""
        seal = ""
        for number, transfer in enumerate(self.transfers, start=1):
            seal = hash_after(seal, cast(Transfer, transfer))
            if (transfer.number, transfer.hash) != (number, seal):
                raise AdministrationRefused([word("file_changed", number=number)])
        if self.totals != totals_of(self.transfers):
            raise AdministrationRefused([word("file_totals")])


def totals_of(transfers: list[TransferPart]) -> Totals:
    """Where the money stands after these transfers."""
    cents = dict.fromkeys(LedgerAccountKind, 0)
    for transfer in transfers:
        cents[transfer.from_place.kind] -= transfer.amount_cents
        cents[transfer.to_place.kind] += transfer.amount_cents
    deposited = -cents.pop(LedgerAccountKind.DEPOSITOR)
    return Totals(deposited=deposited, **{str(kind): held for kind, held in cents.items()})
