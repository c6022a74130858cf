"""`export-account`, `import-account` and `account-file-schema`."""

import errno
import json
import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from api.administration.command import Command
from api.administration.faults import AdministrationRefused
from api.administration.looking import add_look, look_at
from api.administration.office import Office
from api.administration.portability.account_file import AccountFile
from api.administration.portability.exporting import export_account
from api.administration.portability.importing import import_account
from api.administration.record import record
from api.administration.signing_in import add_who, sign_in
from api.administration.words import help_of, word
from api.dutch import euros

EXPORT, IMPORT, SCHEMA = "export-account", "import-account", "account-file-schema"
MOST_FAULTS = 20


def add_export(parser: ArgumentParser) -> None:
    """Whose account, why, and to which file."""
    add_look(parser)
    parser.add_argument("file", type=Path, help=help_of(EXPORT, "file"))


async def export(office: Office, arguments: Namespace) -> int:
    """Write the whole account of one worker; never over a file that is there."""
    who = await sign_in(office, arguments.email)

    async def work(db: AsyncSession) -> AccountFile:
        account = await look_at(db, who, arguments.worker, arguments.reason)
        return await export_account(db, account)

    if arguments.file.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(arguments.file))
    file = await office.write(work)
    if not office.dry_run:
        keep(arguments.file, file)
    say_totals(office, "account_exported", file)
    return 0


def keep(path: Path, file: AccountFile) -> None:
    """Write the file, for its owner only; never over another."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="utf-8") as out:
        out.write(file.model_dump_json(indent=2))


def add_import(parser: ArgumentParser) -> None:
    """The file, and how the worker is known here."""
    parser.add_argument("file", type=Path, help=help_of(IMPORT, "file"))
    parser.add_argument("--worker", help=help_of(IMPORT, "worker"))
    add_who(parser)


async def take_in(office: Office, arguments: Namespace) -> int:
    """Take in an account from another service, whole or not at all."""
    who = await sign_in(office, arguments.email)
    file = read(arguments.file)

    async def work(db: AsyncSession) -> None:
        account = await import_account(db, file, arguments.worker)
        record(db, IMPORT, who.email, account.id, file.totals.deposited)

    await office.write(work)
    say_totals(office, "account_imported", file)
    return 0


def read(path: Path) -> AccountFile:
    """The file, when it is one. Raises AdministrationRefused with what is wrong where."""
    try:
        return AccountFile.model_validate_json(path.read_bytes())
    except ValidationError as error:
        faults = [
            word("file_fault", place=".".join(map(str, fault["loc"])) or "-", fault=fault["msg"])
            for fault in error.errors()[:MOST_FAULTS]
        ]
        raise AdministrationRefused([word("not_an_account_file"), *faults]) from None


def say_totals(office: Office, key: str, file: AccountFile) -> None:
    """What was exported or imported, and the sums."""
    office.say(key, transfers=len(file.transfers), worker=file.worker.reference)
    sums = file.totals.model_dump()
    office.table("totals_columns", [(word(f"totals_{name}"), euros(sums[name])) for name in sums])


async def schema(office: Office, _arguments: Namespace) -> int:
    """Print what may be in such a file, as a JSON schema."""
    print(schema_text(), end="", file=office.out.file)
    return 0


def schema_text() -> str:
    """The JSON schema of the file, as it is kept in docs/."""
    return json.dumps(AccountFile.model_json_schema(), indent=2, ensure_ascii=False) + "\n"


COMMANDS = (
    Command(EXPORT, export, add_export, can_run_dry=True),
    Command(IMPORT, take_in, add_import, can_run_dry=True),
    Command(SCHEMA, schema),
)
