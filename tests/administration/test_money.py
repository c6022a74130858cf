"""Paying, refunding, reversing and expiring by hand, and who may do it."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from api.accounts.reservations.service import reserve
from api.accounts.tables import AccountView, LearningAccount, Transfer, TransferReason
from api.administration.tables import AdministrationAct, PaymentRequest, WithdrawnDeposit
from api.database import Database, now
from api.escalations.tables import Coach
from api.workers.tables import Worker
from tests.accounts.books import TODAY, Paid, left_per_lot, open_books, totals, wish
from tests.administration.conftest import Administer

MUCH, LITTLE = 200_000, 24_500
TOMORROW = now() + timedelta(days=1)


@pytest.fixture
async def account(database: Database) -> LearningAccount:
    """An account with five thousand euros, on a lot that does not expire."""
    return await open_books(database, Paid("bank_demo", 500_000))


async def put_aside(database: Database, account: LearningAccount, cents: int) -> UUID:
    async with database.transaction() as db:
        made = await reserve(db, account, wish(cents), str(uuid4()), TODAY)
    return made.id


async def acts(database: Database) -> list[tuple[str, str, int | None]]:
    async with database.reading() as db:
        found = await db.scalars(select(AdministrationAct).order_by(AdministrationAct.done_at))
        return [(act.command, act.done_by, act.amount_cents) for act in found]


class TestPay:
    async def test_all_that_is_reserved(
        self,
        administer: Administer,
        database: Database,
        account: LearningAccount,
        administrators: tuple[str, str],
    ) -> None:
        reservation = await put_aside(database, account, LITTLE)
        anna, _ = administrators
        done = await administer("pay", reservation, "--invoice", "F1", "--as", anna)
        assert (done.code, done.said) == (0, "Betaald: € 245,00.\n")
        assert await totals(database, account) == (500_000 - LITTLE, 0)
        assert await acts(database) == [("pay", anna, LITTLE)]

    async def test_in_parts_each_invoice_once(
        self,
        administer: Administer,
        database: Database,
        account: LearningAccount,
        administrators: tuple[str, str],
    ) -> None:
        reservation = await put_aside(database, account, LITTLE)
        pay = ("pay", reservation, "--as", administrators[0], "--amount", "45,00", "--invoice")
        assert (await administer(*pay, "F1")).code == 0
        again = await administer(*pay, "F1")
        assert (again.code, again.complaints[0]) == (1, "Deze factuur is al betaald.")
        assert await totals(database, account) == (500_000 - LITTLE, 20_000)

    async def test_more_than_reserved_is_refused(
        self,
        administer: Administer,
        database: Database,
        account: LearningAccount,
        administrators: tuple[str, str],
    ) -> None:
        reservation = await put_aside(database, account, LITTLE)
        pay = ("pay", reservation, "--as", administrators[0], "--invoice", "F1")
        done = await administer(*pay, "--amount", "245,01")
        assert (done.code, done.complaints[0]) == (1, "Zoveel is er niet gereserveerd.")
        assert await totals(database, account) == (500_000 - LITTLE, LITTLE)

    async def test_dry_run_pays_nothing(
        self,
        administer: Administer,
        database: Database,
        account: LearningAccount,
        administrators: tuple[str, str],
    ) -> None:
        reservation = await put_aside(database, account, LITTLE)
        pay = ("pay", reservation, "--as", administrators[0], "--invoice", "F1")
        assert "Betaald: € 245,00." in (await administer(*pay, "--dry-run")).said
        assert await totals(database, account) == (500_000 - LITTLE, LITTLE)
        assert await acts(database) == []

    @pytest.mark.parametrize(
        ("email", "password", "complaint"),
        [
            ("coen@werkplaats.example", None, "coen@werkplaats.example is geen beheerder."),
            ("anna@werkplaats.example", "x", "Dit e-mailadres en wachtwoord horen niet bij elkaar"),
            ("wie@werkplaats.example", None, "Dit e-mailadres en wachtwoord horen niet bij elkaar"),
        ],
    )
    async def test_only_administrators_pay(
        self,
        administer: Administer,
        database: Database,
        account: LearningAccount,
        administrators: tuple[str, str],
        email: str,
        password: str | None,
        complaint: str,
    ) -> None:
        reservation = await put_aside(database, account, LITTLE)
        secret = {"password": password} if password else {}
        done = await administer("pay", reservation, "--invoice", "F1", "--as", email, **secret)
        assert done.code == 1
        assert done.complaints[0].startswith(complaint)
        assert await totals(database, account) == (500_000 - LITTLE, LITTLE)

    async def test_a_temporary_password_is_not_enough(
        self,
        administer: Administer,
        database: Database,
        account: LearningAccount,
        administrators: tuple[str, str],
    ) -> None:
        async with database.transaction() as db:
            await db.execute(update(Coach).values(password_ends_at=TOMORROW))
        reservation = await put_aside(database, account, LITTLE)
        done = await administer("pay", reservation, "--invoice", "F1", "--as", administrators[0])
        assert (done.code, done.complaints[0][:27]) == (1, "Je wachtwoord is tijdelijk.")


class TestFourEyes:
    @pytest.fixture
    async def request_id(
        self,
        administer: Administer,
        database: Database,
        account: LearningAccount,
        administrators: tuple[str, str],
    ) -> UUID:
        """Anna asked to pay two thousand euros."""
        reservation = await put_aside(database, account, MUCH)
        anna, _ = administrators
        done = await administer("pay", reservation, "--invoice", "F1", "--as", anna)
        assert "Een andere beheerder moet € 2.000,00 goedkeuren." in done.said
        assert await totals(database, account) == (500_000 - MUCH, MUCH)
        async with database.reading() as db:
            asked = await db.scalar(select(PaymentRequest.id))
        assert asked
        return asked

    async def test_own_request_is_refused(
        self,
        administer: Administer,
        database: Database,
        account: LearningAccount,
        administrators: tuple[str, str],
        request_id: UUID,
    ) -> None:
        done = await administer("approve-payment", request_id, "--as", administrators[0])
        assert (done.code, done.complaints[0][:30]) == (1, "Je vroeg deze betaling zelf. E")
        assert await totals(database, account) == (500_000 - MUCH, MUCH)

    async def test_another_administrator_approves_once(
        self,
        administer: Administer,
        database: Database,
        account: LearningAccount,
        administrators: tuple[str, str],
        request_id: UUID,
    ) -> None:
        anna, bram = administrators
        shown = (await administer("payment-requests")).said
        assert str(request_id) in shown
        assert "Anna" in shown
        done = await administer("approve-payment", request_id, "--as", bram)
        assert (done.code, done.said) == (0, "Betaald: € 2.000,00.\n")
        assert await totals(database, account) == (500_000 - MUCH, 0)
        again = await administer("approve-payment", request_id, "--as", bram)
        assert (again.code, again.complaints[0][:12]) == (1, "Er wacht gee")
        assert await acts(database) == [
            ("request-payment", anna, MUCH),
            ("approve-payment", bram, MUCH),
        ]

    async def test_dropped_is_over(
        self,
        administer: Administer,
        account: LearningAccount,
        administrators: tuple[str, str],
        request_id: UUID,
    ) -> None:
        anna, bram = administrators
        assert (await administer("drop-payment", request_id, "--as", anna)).code == 0
        assert (await administer("approve-payment", request_id, "--as", bram)).code == 1

    async def test_small_parts_do_not_slip_through(
        self,
        administer: Administer,
        database: Database,
        account: LearningAccount,
        administrators: tuple[str, str],
    ) -> None:
        reservation = await put_aside(database, account, MUCH)
        pay = ("pay", reservation, "--as", administrators[0], "--amount")
        first = await administer(*pay, "1.000,00", "--invoice", "F1")
        assert first.said == "Betaald: € 1.000,00.\n"
        second = await administer(*pay, "0,01", "--invoice", "F2")
        assert "Een andere beheerder moet € 0,01 goedkeuren." in second.said


async def test_refund_goes_back_to_its_lot_once(
    administer: Administer,
    database: Database,
    account: LearningAccount,
    administrators: tuple[str, str],
) -> None:
    reservation = await put_aside(database, account, LITTLE)
    who = ("--as", administrators[0])
    await administer("pay", reservation, "--invoice", "F1", *who)
    refund = ("refund", reservation, "45,00", "--reference", "T1", *who)
    assert (await administer(*refund)).said == "Terug van de opleider: € 45,00.\n"
    again = await administer(*refund)
    assert (again.code, again.complaints[0]) == (1, "Deze terugbetaling is al geboekt.")
    assert await totals(database, account) == (500_000 - LITTLE + 4_500, 0)
    assert [command for command, *_ in await acts(database)] == ["pay", "refund"]


async def test_reservations_name_no_worker(
    administer: Administer, database: Database, account: LearningAccount
) -> None:
    reservation = await put_aside(database, account, LITTLE)
    async with database.reading() as db:
        worker = await db.get_one(Worker, account.worker_id)
    shown = (await administer("reservations", "--provider", " computerSCHOOL ")).said
    for words in (str(reservation), "Basiscursus computer", "€ 245,00", "11-01-2027"):
        assert words in shown
    for words in (worker.host_reference, worker.name, str(account.id)):
        assert words not in shown
    assert "Getoond: 0." in (await administer("reservations", "--provider", "Anders")).said


class TestReverse:
    async def transfer(self, database: Database, reason: TransferReason) -> UUID:
        async with database.reading() as db:
            found = await db.scalars(select(Transfer.id).where(Transfer.reason == reason))
            return found.one()

    async def test_a_deposit_that_was_not_used(
        self,
        administer: Administer,
        database: Database,
        account: LearningAccount,
        administrators: tuple[str, str],
    ) -> None:
        deposit = await self.transfer(database, TransferReason.DEPOSIT)
        words = ("reverse", deposit, "--why", "dubbel", "--as", administrators[0])
        assert (await administer(*words)).said == "Teruggedraaid: € 5.000,00.\n"
        assert await totals(database, account) == (0, 0)
        again = await administer(*words)
        assert (again.code, again.complaints[0]) == (1, "Deze storting is al ingetrokken.")

    async def test_a_deposit_that_was_used_is_carried_by_the_organisation(
        self,
        administer: Administer,
        database: Database,
        account: LearningAccount,
        administrators: tuple[str, str],
    ) -> None:
        await put_aside(database, account, LITTLE)
        deposit = await self.transfer(database, TransferReason.DEPOSIT)
        words = ("reverse", deposit, "--why", "dubbel", "--as", administrators[0])
        done = await administer(*words)
        assert "De werknemer houdt het." in done.said
        assert await totals(database, account) == (500_000 - LITTLE, LITTLE)
        async with database.reading() as db:
            assert await db.scalar(select(WithdrawnDeposit.was_moved_back)) is False
        assert (await administer("reconcile")).code == 0

    async def test_a_payment_goes_back_to_reserved(
        self,
        administer: Administer,
        database: Database,
        account: LearningAccount,
        administrators: tuple[str, str],
    ) -> None:
        reservation = await put_aside(database, account, LITTLE)
        who = ("--as", administrators[0])
        await administer("pay", reservation, "--invoice", "F1", *who)
        payment = await self.transfer(database, TransferReason.PAY)
        done = await administer("reverse", payment, "--why", "verkeerde factuur", *who)
        assert done.said == "Teruggedraaid: € 245,00.\n"
        assert await totals(database, account) == (500_000 - LITTLE, LITTLE)

    async def test_an_unknown_number(
        self, administer: Administer, administrators: tuple[str, str]
    ) -> None:
        done = await administer("reverse", uuid4(), "--why", "x", "--as", administrators[0])
        assert (done.code, done.complaints[0]) == (1, "Dit nummer is niet bekend.")


async def test_expire_by_hand(administer: Administer, database: Database) -> None:
    account = await open_books(database, Paid("supermarkt_demo", 17_500, date(2021, 3, 1)))
    dry = await administer("expire", "--dry-run")
    assert await left_per_lot(database, account) == [17_500]
    done = await administer("expire")
    assert await left_per_lot(database, account) == [0]
    assert done.said == "Vervallen reserveringen: 0. Rekeningen met vervallen geld: 1.\n"
    assert dry.said.startswith(done.said)


class TestShowAccount:
    async def test_the_worker_can_see_who_looked(
        self,
        administer: Administer,
        database: Database,
        account: LearningAccount,
        administrators: tuple[str, str],
    ) -> None:
        await put_aside(database, account, LITTLE)
        async with database.reading() as db:
            reference = (await db.get_one(Worker, account.worker_id)).host_reference
        words = ("show-account", reference, "--as", administrators[0], "--reason")
        done = await administer(*words, "vraag over een factuur")
        for text in ("Vrij: € 4.755,00. Gereserveerd: € 245,00.", "gereserveerd", "Werkgever"):
            assert text in done.said
        async with database.reading() as db:
            view = (await db.scalars(select(AccountView))).one()
        assert (view.viewer, view.role, view.reason) == (
            "Anna",
            "administrator",
            "vraag over een factuur",
        )

    async def test_without_a_reason_nothing_is_shown(
        self,
        administer: Administer,
        database: Database,
        account: LearningAccount,
        administrators: tuple[str, str],
    ) -> None:
        async with database.reading() as db:
            reference = (await db.get_one(Worker, account.worker_id)).host_reference
        words = ("show-account", reference, "--as", administrators[0], "--reason", " ")
        done = await administer(*words)
        assert (done.code, done.said) == (1, "")
