"""`python -m api.coaches`: add people to the console, change their role, or let them go."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

from api.console.signing_in import people
from api.database import Database
from api.errors import LeermaatError
from api.escalations.tables import Coach, Role
from api.settings import get_settings
from api.signals import Signals

Act = Callable[[AsyncSession, Coach], Awaitable[object]]


async def run(arguments: argparse.Namespace) -> str:
    """Do what was asked in one transaction, and say what became of it. Raises LeermaatError."""
    database = Database(get_settings().database_url, Signals())
    try:
        async with database.transaction() as db:
            result: str = await arguments.act(db, arguments)
            return result
    finally:
        await database.close()


async def _add(db: AsyncSession, arguments: argparse.Namespace) -> str:
    coach, password = await people.add(db, arguments.email, arguments.name, arguments.role)
    return f"{coach.email} is a {coach.role} now. {_temporary(password)}"


async def _role(db: AsyncSession, arguments: argparse.Namespace) -> str:
    coach = await people.by_email(db, arguments.email)
    await people.set_role(db, coach, arguments.role)
    return f"{coach.email} is a {coach.role} now."


async def _password(db: AsyncSession, arguments: argparse.Namespace) -> str:
    coach = await people.by_email(db, arguments.email)
    return _temporary(await people.give_temporary_password(db, coach))


async def _list(db: AsyncSession, _arguments: argparse.Namespace) -> str:
    rows = [(c.email, c.name, c.role.value, c.disabled_at) for c in await people.everybody(db)]
    return "\n".join(
        f"{email}  {name}  {role}{'  disabled' if disabled_at else ''}"
        for email, name, role, disabled_at in rows
    )


def _simply(act: Act, said: str) -> Callable[[AsyncSession, argparse.Namespace], Awaitable[str]]:
    async def run_it(db: AsyncSession, arguments: argparse.Namespace) -> str:
        coach = await people.by_email(db, arguments.email)
        await act(db, coach)
        return said.format(coach.email)

    return run_it


def _temporary(password: str) -> str:
    return f"Temporary password, for one week and to be replaced at the first sign-in: {password}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m api.coaches", description=__doc__)
    commands = parser.add_subparsers(required=True)
    add = commands.add_parser("add", help="let somebody in; prints a temporary password")
    add.add_argument("email")
    add.add_argument("name")
    add.add_argument("--role", type=Role, choices=list(Role), default=Role.COACH)
    add.set_defaults(act=_add)
    role = commands.add_parser("role", help="give somebody another role; signs them out")
    role.add_argument("email")
    role.add_argument("role", type=Role, choices=list(Role))
    role.set_defaults(act=_role)
    commands.add_parser("list", help="everybody, with their role").set_defaults(act=_list)
    for name, act, meaning in (
        ("password", _password, "give somebody a new temporary password"),
        ("disable", _simply(people.disable, "{} is out."), "let somebody in no more"),
        ("enable", _simply(people.enable, "{} may come in again."), "let somebody in again"),
        (
            "reset-second-factor",
            _simply(people.reset_second_factor, "{} can enrol a telephone again."),
            "forget somebody's telephone and recovery codes",
        ),
    ):
        command = commands.add_parser(name, help=meaning)
        command.add_argument("email")
        command.set_defaults(act=act)
    return parser


def main() -> None:
    """Read the command line, act, and report."""
    arguments = _parser().parse_args()
    try:
        print(asyncio.run(run(arguments)))
    except LeermaatError as error:
        sys.exit(error.sentence)


if __name__ == "__main__":
    main()
