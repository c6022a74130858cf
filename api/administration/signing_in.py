"""Who is at work: administrators sign in with the password they have for the console."""

import getpass
from argparse import ArgumentParser

from api.administration.faults import AdministrationRefused
from api.administration.office import Office
from api.administration.words import word
from api.console.signing_in.second_factors import SecondFactors
from api.console.signing_in.sign_in import SignIn
from api.escalations.tables import Coach, Role
from api.settings import Settings

HERE = "command line"


def add_who(parser: ArgumentParser) -> None:
    """For a command that needs to know who gives it."""
    parser.add_argument("--as", dest="email", required=True, metavar="EMAIL", help=word("as_help"))


async def sign_in(office: Office, email: str) -> Coach:
    """The administrator with this e-mail address, after their password and the code they use.

    Raises SignInRefused, CodeRefused, or AdministrationRefused for somebody with another role or
    who still has to replace a temporary password or to enrol a telephone.
    """
    password = office.ask(word("password"))
    coach = await SignIn(office.database).try_to(email, password, HERE)
    if coach.role is not Role.ADMINISTRATOR:
        raise AdministrationRefused([word("not_an_administrator", email=email)])
    if coach.password_ends_at:
        raise AdministrationRefused([word("password_is_temporary")])
    await _check_code(office, coach)
    return coach


async def _check_code(office: Office, coach: Coach) -> None:
    factors = SecondFactors(office.database, _second_factor_key(office.settings))
    async with office.database.reading() as db:
        is_enrolled = await factors.is_enrolled(db, coach.id)
    if is_enrolled:
        await factors.check(coach.id, office.ask(word("code")))
    elif office.settings.second_factor_required:
        raise AdministrationRefused([word("not_enrolled")])


def _second_factor_key(settings: Settings) -> str:
    """The key of the running service; `run.py` keeps the one it made in a file."""
    kept = settings.var_folder / "second-factor-key"
    if settings.second_factor_key or not kept.exists():
        return settings.second_factor_key
    return kept.read_text()


def login_here() -> str:
    """The login on this machine, for acts that need no sign-in."""
    return f"login {getpass.getuser()}"
