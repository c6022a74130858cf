"""A file of deposits is booked as a whole or not at all, and never twice."""

from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from api.accounts.tables import LearningAccount, Lot, Transfer
from api.database import Database
from api.workers.identity import Identity, find_or_add_worker
from tests.accounts.books import totals
from tests.administration.conftest import Administer, Done

HEADER = "werknemer;storter;regeling;bedrag;datum;kenmerk"
FIRST = "w1;Zon;supermarkt_demo;175,00;2-3-2026;2026-w1"
SECOND = "w2;Zon;bank_demo;1.234,56;2026-03-02;2026-w2"
THIRD = "w1;Bank Noord;bank_demo;375,00;5-1-2026;5001"
NEWS = ("--new-accounts", "--new-depositors")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "stortingen.csv"


async def booked(database: Database) -> tuple[int, int]:
    """How many deposits are in the books, and their cents."""
    async with database.reading() as db:
        row = await db.execute(select(func.count(), func.sum(Transfer.amount_cents)))
        count, cents = row.one()
        assert await db.scalar(select(func.count()).select_from(Lot)) == count
    return count, cents or 0


def write(file: Path, *lines: str) -> Path:
    return write_bytes(file, ("\n".join(lines) + "\n").encode())


def write_bytes(file: Path, content: bytes) -> Path:
    file.write_bytes(content)
    return file


async def test_every_row_becomes_a_deposit(
    administer: Administer, database: Database, file: Path
) -> None:
    done = await administer("import-deposits", write(file, HEADER, FIRST, SECOND, THIRD), *NEWS)
    assert (done.code, done.complaints) == (0, [])
    assert "Geboekt: 3. Al eerder geboekt: 0. Rekeningen geopend: 2." in done.said
    assert "€ 1.409,56" in done.said
    assert await booked(database) == (3, 17_500 + 123_456 + 37_500)


async def test_same_file_twice_changes_nothing(
    administer: Administer, database: Database, file: Path
) -> None:
    write(file, HEADER, FIRST, SECOND)
    await administer("import-deposits", file, *NEWS)
    done = await administer("import-deposits", file)
    assert "Geboekt: 0. Al eerder geboekt: 2." in done.said
    assert await booked(database) == (2, 17_500 + 123_456)


async def test_half_overlapping_file_adds_only_what_is_new(
    administer: Administer, database: Database, file: Path
) -> None:
    await administer("import-deposits", write(file, HEADER, FIRST, SECOND), *NEWS)
    done = await administer("import-deposits", write(file, HEADER, SECOND, THIRD), *NEWS)
    assert "Geboekt: 1. Al eerder geboekt: 1. Rekeningen geopend: 0." in done.said
    assert await booked(database) == (3, 17_500 + 123_456 + 37_500)


async def test_dry_run_says_the_same_and_books_nothing(
    administer: Administer, database: Database, file: Path
) -> None:
    write(file, HEADER, FIRST, SECOND)
    dry = await administer("import-deposits", file, *NEWS, "--dry-run")
    assert await booked(database) == (0, 0)
    done = await administer("import-deposits", file, *NEWS)
    assert dry.said == done.said + "Dit was een proef. Er is niets geboekt.\n"


async def test_all_faults_are_told_by_line_and_nothing_is_booked(
    administer: Administer, database: Database, file: Path
) -> None:
    await administer("import-deposits", write(file, HEADER, FIRST), *NEWS)
    write(
        file,
        HEADER,
        SECOND,
        "w1;Zon;supermarkt_demo;175.00;2-3-2026;a",
        "",
        "w1;Zonn;nergens;-1;31-2-2026;123456782",
        "w1;Zon;supermarkt_demo;175,01;2-3-2026;2026-w1",
        "w1;Zon;supermarkt_demo;5,00;2-3-2199;b",
        "w1;Zon;supermarkt_demo;5,00",
        ";Zon;supermarkt_demo;5,00;2-3-2026;c",
        "w1;Zon;supermarkt_demo;5,00;2-3-2026;d",
        "w1;Zon;supermarkt_demo;6,00;2-3-2026;d",
    )
    done = await administer("import-deposits", file)
    assert done.code == 1
    assert [complaint.split(":")[0] for complaint in done.complaints] == [
        "Regel 2",
        "Regel 3",
        *["Regel 5"] * 4,
        "Regel 6",
        "Regel 7",
        "Regel 8",
        "Regel 9",
        "Regel 11",
        "Er is niets veranderd.",
    ]
    assert "heeft hier geen leerrekening" in done.complaints[0]
    assert "al geboekt met andere gegevens: € 175,00 op 02-03-2026" in done.complaints[6]
    assert "ook op regel 10" in done.complaints[10]
    assert await booked(database) == (1, 17_500)


async def test_a_withdrawn_deposit_does_not_come_back_under_the_same_reference(
    administer: Administer, database: Database, file: Path, administrators: tuple[str, str]
) -> None:
    await administer("import-deposits", write(file, HEADER, FIRST), *NEWS)
    async with database.reading() as db:
        deposit = await db.scalar(select(Transfer.id))
        account = (await db.scalars(select(LearningAccount))).one()
    await administer("reverse", deposit, "--why", "vergissing", "--as", administrators[0])
    done = await administer("import-deposits", write(file, HEADER, SECOND, FIRST), *NEWS)
    assert (done.code, len(done.complaints)) == (1, 2)
    assert done.complaints[0].startswith("Regel 3: deze storting is geboekt en weer ingetrokken.")
    assert "Gebruik een nieuw kenmerk." in done.complaints[0]
    async with database.reading() as db:
        assert await db.scalar(select(func.count()).select_from(Lot)) == 1
    again = FIRST.replace("2026-w1", "2026-w1b")
    assert (await administer("import-deposits", write(file, HEADER, again))).code == 0
    assert await totals(database, account) == (17_500, 0)


async def test_a_misspelt_depositor_is_not_taken_for_a_new_one(
    administer: Administer, database: Database, file: Path
) -> None:
    await administer("import-deposits", write(file, HEADER, FIRST), *NEWS)
    misspelt = FIRST.replace("Zon;", "Zonn;")
    done = await administer("import-deposits", write(file, HEADER, misspelt))
    assert done.complaints[0] == (
        "Regel 2: de storter Zonn is niet bekend. Klopt de naam? Gebruik dan --new-depositors."
    )


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + f"{HEADER}\r\n{FIRST}\r\n".encode(),
        f"{HEADER}\n{FIRST}".encode("utf-16"),
        f"{HEADER}\n{FIRST}".encode(),
        f"sep=;\n{HEADER}\r{FIRST}\r".encode(),
        f"{HEADER}\n{FIRST}\n".replace(";", "\t").encode(),
        f"{HEADER}\n{FIRST}\n".replace("175,00", '"175,00"').replace(";", ",").encode(),
        "Kenmerk ; DATUM;bedrag;regeling;storter;werknemer\n"
        " 2026-w1;2-3-2026; € 175,00 ;supermarkt_demo;Zon;w1\n".encode("cp1252"),
    ],
    ids=["bom", "utf-16", "plain", "sep and CR", "tabs", "commas", "cp1252 in another order"],
)
async def test_whatever_excel_makes_of_it(
    administer: Administer, database: Database, file: Path, content: bytes
) -> None:
    write_bytes(file, content)
    done = await administer("import-deposits", file, *NEWS)
    assert (done.code, done.complaints) == (0, [])
    assert await booked(database) == (1, 17_500)


async def test_names_with_accents_survive_windows(
    administer: Administer, database: Database, file: Path
) -> None:
    write_bytes(file, f"{HEADER}\n{FIRST}\n".replace("Zon", "Café €én").encode("cp1252"))
    done = await administer("import-deposits", file, *NEWS)
    assert "Café €én" in done.said


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("", "Het bestand is leeg."),
        (f"{HEADER}\n\n", "Het bestand is leeg."),
        ("werknemer;bedrag\nw1;5", "De kolom storter ontbreekt."),
        (f"{HEADER};bsn\n{FIRST};1", "De kolom bsn hoort hier niet."),
        (f"{HEADER};bedrag\n{FIRST};1", "De kolom bedrag staat er twee keer."),
        (f'{HEADER}\n"w1;Zon', "Regel 2: een aanhalingsteken wordt niet gesloten."),
    ],
)
async def test_a_file_that_makes_no_sense_is_refused(
    administer: Administer, database: Database, file: Path, content: str, complaint: str
) -> None:
    write_bytes(file, content.encode())
    done = await administer("import-deposits", file, *NEWS)
    assert done.code == 1
    assert done.complaints[0].startswith(complaint)
    assert await booked(database) == (0, 0)


async def test_lines_are_counted_also_after_a_line_break_within_quotes(
    administer: Administer, file: Path
) -> None:
    broken = FIRST.replace("2026-w1", '"twee\nregels"')
    done = await administer("import-deposits", write(file, HEADER, broken, "x"), *NEWS)
    assert [complaint[:7] for complaint in done.complaints] == ["Regel 2", "Regel 4", "Er is n"]


async def test_a_missing_file_is_said_plainly(administer: Administer, file: Path) -> None:
    done = await administer("import-deposits", file)
    assert (done.code, len(done.complaints)) == (1, 1)
    assert "niet te openen" in done.complaints[0]


async def test_a_large_file_does_not_keep_the_chat_waiting_unasked(
    administer: Administer, database: Database, file: Path
) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL lets the chat write meanwhile")
    rows = [FIRST.replace("2026-w1", str(number)) for number in range(501)]
    done = await administer("import-deposits", write(file, HEADER, *rows), *NEWS)
    assert (done.code, await booked(database)) == (1, (0, 0))
    assert done.complaints[0].startswith("Dit bestand heeft 501 nieuwe regels.")
    dry = await administer("import-deposits", file, *NEWS, "--whole", "--dry-run")
    assert "Geboekt: 501." in dry.said


async def test_a_database_that_is_not_ready_is_said_plainly(
    administer: Administer, database: Database
) -> None:
    async with database.transaction() as db:
        await db.execute(text("DROP TABLE administration_acts"))
    done = await administer("open-account", "w1")
    assert (done.code, done.complaints[-1]) == (1, "Er is niets veranderd.")
    assert done.complaints[0].startswith("De database doet het niet:")
    assert "administration_acts" in done.complaints[0]


async def test_the_host_site_tells_the_name_later(
    administer: Administer, database: Database, file: Path
) -> None:
    await administer("import-deposits", write(file, HEADER, FIRST), *NEWS)
    for name in ("Samira", "Iemand anders"):
        async with database.transaction() as db:
            worker = await find_or_add_worker(db, Identity("w1", name))
        assert worker.name == "Samira"


class TestFileOfOneDepositor:
    HEADER = HEADER.replace("storter;", "")
    ROW = FIRST.replace("Zon;", "")

    async def administer(self, administer: Administer, file: Path, *lines: str) -> Done:
        return await administer("import-deposits", write(file, *lines), *NEWS, "--depositor", "Zon")

    async def test_needs_no_column_for_the_depositor(
        self, administer: Administer, file: Path
    ) -> None:
        done = await self.administer(administer, file, self.HEADER, self.ROW)
        assert "Geboekt: 1." in done.said

    async def test_refuses_rows_of_another(self, administer: Administer, file: Path) -> None:
        done = await self.administer(administer, file, HEADER, FIRST, THIRD)
        assert done.complaints[0] == "Regel 3: dit is niet van Zon."


async def test_open_account_once(administer: Administer, database: Database) -> None:
    assert (await administer("open-account", "w1")).code == 0
    again = await administer("open-account", "w1")
    assert (again.code, again.complaints[0]) == (1, "Werknemer w1 heeft al een leerrekening.")
    async with database.reading() as db:
        assert await db.scalar(select(func.count()).select_from(LearningAccount)) == 1
