"""A picture of the balance: the same in words, at an address that only its worker has."""

import asyncio
import struct
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from threading import Event

import httpx
import pytest
from sqlalchemy import select, update

from api.accounts.pictures import drawings
from api.accounts.pictures.drawing import Standing, draw, in_words
from api.accounts.pictures.links import offer_picture, picture_job
from api.accounts.pictures.tables import AccountPictureLink
from api.accounts.reservations.service import reserve
from api.database import now
from tests.accounts.books import TODAY, Paid, open_books, wish
from tests.accounts.test_endpoints import ask_during_a_turn, give_account
from tests.conftest import RunningApi
from tests.support.rasa import ScriptedRasa

PNG = b"\x89PNG\r\n\x1a\n"


def standing(cents: int, *day: int) -> Standing:
    return Standing(datetime(*day, 12, tzinfo=UTC), cents)  # type: ignore[misc,arg-type]


GROWING = [
    standing(17_500, 2022, 3, 1),
    standing(87_505, 2026, 3, 2),
    standing(63_000, 2026, 11, 20),
]


def test_a_telephone_can_show_it() -> None:
    png = draw(GROWING, TODAY)
    assert png.startswith(PNG)
    assert struct.unpack(">II", png[16:24]) == (1080, 810)
    assert len(png) < 100_000


@pytest.mark.parametrize(
    "standings", [GROWING[:1], [standing(0, 2026, 11, 24)], GROWING * 300, GROWING[1:]]
)
def test_any_history_can_be_drawn(standings: list[Standing]) -> None:
    assert draw(sorted(standings, key=lambda s: s.since), TODAY).startswith(PNG)


def test_the_words_say_the_same_to_the_cent() -> None:
    words = in_words(GROWING, TODAY)
    assert words.count(".") - words.count("0.") == 2, words
    for part in ("€ 630,00", "1 maart 2022", "€ 175,00", "€ 875,05", "2 maart 2026"):
        assert part in words


def test_one_movement_needs_no_highest() -> None:
    assert "het meeste" not in in_words(GROWING[:1], TODAY)


async def test_a_worker_gets_an_address_that_anybody_who_has_it_can_open(
    api: RunningApi, rasa: ScriptedRasa
) -> None:
    await give_account(api, "w1")
    response = await ask_during_a_turn(
        api, rasa, lambda http: http.get("/turn/account/picture"), api.identity("w1")
    )
    offered = response.json()
    assert "€ 125,00" in offered["text"]
    async with httpx.AsyncClient(base_url=api.address) as anybody:
        path = httpx.URL(offered["image"]).path
        picture = await anybody.get(path)
        assert picture.content.startswith(PNG)
        assert picture.headers["content-type"] == "image/png"
        assert "no-referrer" in picture.headers["referrer-policy"]
        assert (await anybody.get("/pictures/guessed.png")).status_code == 404
    assert await api.parts.drawings.at(offered["image"]) == picture.content
    assert await api.parts.drawings.at("https://evil.example/x.png") is None


async def test_a_visitor_gets_none(api: RunningApi, rasa: ScriptedRasa) -> None:
    response = await ask_during_a_turn(
        api, rasa, lambda http: http.get("/turn/account/picture"), None
    )
    assert response.status_code == 403


async def test_it_keeps_showing_what_it_showed(api: RunningApi) -> None:
    account = await open_books(api.database, Paid("bank_demo", 50_000))
    async with api.database.transaction() as db:
        path, _ = await offer_picture(db, account)
    before = await api.parts.drawings.at(str(path))
    async with api.database.transaction() as db:
        await reserve(db, account, wish(20_000), "later", TODAY)
    assert await api.parts.drawings.at(str(path)) == before


async def test_a_late_booking_stands_on_its_own_day(api: RunningApi) -> None:
    late = Paid("bank_demo", 20_000, date(2024, 5, 1), "Late")
    account = await open_books(api.database, Paid("bank_demo", 50_000, date(2025, 5, 1)), late)
    async with api.database.transaction() as db:
        _, words = await offer_picture(db, account)
    assert "Het begon op 1 mei 2024 met € 200,00." in words
    assert "€ 700,00 vrij" in words


async def test_an_empty_account_has_nothing_to_draw(api: RunningApi) -> None:
    account = await open_books(api.database)
    async with api.database.transaction() as db:
        path, words = await offer_picture(db, account)
    assert path is None
    assert "nog niets te zien" in words


async def test_after_a_week_it_is_gone_and_forgotten(api: RunningApi) -> None:
    account = await open_books(api.database, Paid("bank_demo", 50_000))
    async with api.database.transaction() as db:
        path, _ = await offer_picture(db, account)
        old = now() - timedelta(seconds=1)
        await db.execute(update(AccountPictureLink).values(expires_at=old))
    assert await api.parts.drawings.at(str(path)) is None
    await picture_job(api.database).run()
    async with api.database.reading() as db:
        assert (await db.scalars(select(AccountPictureLink))).all() == []


class TestManyAtOnce:
    # More than the connections that a process has.
    MANY = 20

    @pytest.fixture
    def pen(self, monkeypatch: pytest.MonkeyPatch) -> Iterator["Pen"]:
        pen = Pen()
        monkeypatch.setattr(drawings, "draw", pen.draw)
        yield pen
        pen.may_draw.set()

    async def test_who_wait_for_a_picture_keep_nobody_from_the_database(
        self, api: RunningApi, pen: "Pen"
    ) -> None:
        paths = [await offered(api, 100 + number) for number in range(self.MANY)]
        async with httpx.AsyncClient(base_url=api.address, timeout=15) as http:
            waiting = [asyncio.create_task(http.get(path)) for path in paths]
            async with asyncio.timeout(15):
                while len(api.parts.drawings._drawn) < self.MANY:  # noqa: ASYNC110 (nothing rings)
                    await asyncio.sleep(0.01)
            assert (await http.get("/pictures/guessed.png")).status_code == 404
            pen.may_draw.set()
            pictures = [response.content for response in await asyncio.gather(*waiting)]
        assert len(set(pictures)) == self.MANY

    async def test_one_link_asked_for_sixty_times_is_drawn_once(
        self, api: RunningApi, pen: "Pen"
    ) -> None:
        path = await offered(api, 100)
        pen.may_draw.set()
        async with httpx.AsyncClient(base_url=api.address, timeout=15) as http:
            answers = await asyncio.gather(*(http.get(path) for _ in range(60)))
        assert [answer.status_code for answer in answers] == [200] * 60
        assert pen.drawn == 1

    async def test_a_drawing_that_failed_is_tried_again(self, api: RunningApi, pen: "Pen") -> None:
        path = await offered(api, 100)
        pen.may_draw.set()
        pen.is_broken = True
        async with httpx.AsyncClient(base_url=api.address, timeout=15) as http:
            assert (await http.get(path)).status_code == 500
            pen.is_broken = False
            assert (await http.get(path)).status_code == 200


class Pen:
    """Draws when a test lets it, and counts."""

    def __init__(self) -> None:
        self.may_draw = Event()
        self.is_broken = False
        self.drawn = 0

    def draw(self, standings: Sequence[Standing], _today: date) -> bytes:
        """A picture that nobody mistakes for another."""
        self.may_draw.wait(15)
        if self.is_broken:
            raise OSError
        self.drawn += 1
        return str(standings[-1].available_cents).encode()


async def offered(api: RunningApi, cents: int) -> str:
    """The path of a picture of somebody's account."""
    account = await open_books(api.database, Paid("bank_demo", cents))
    async with api.database.transaction() as db:
        path, _ = await offer_picture(db, account)
    return str(path)
