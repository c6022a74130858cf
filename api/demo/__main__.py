"""`python -m api.demo`: put the demo's people into the database; running it again changes nothing.

Prints what a visitor needs to know, as JSON.
"""

import asyncio
import json
import secrets
import stat
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts import service as accounts
from api.accounts.reservations.service import reserve
from api.accounts.reservations.tables import Reservation
from api.accounts.spending import Wish
from api.accounts.tables import LearningAccount
from api.console.signing_in.passwords import hash_password, password_is_right
from api.database import Database
from api.demo.content import DemoCoach, DemoReservation, DemoWorker, get_demo
from api.escalations.tables import Coach
from api.organisation import get_organisation
from api.settings import get_settings
from api.signals import Signals
from api.workers.identity import Identity, find_or_add_worker


async def load_demo() -> None:
    """Load everybody, in one transaction, and print how to sign in."""
    database = Database(get_settings().database_url, Signals())
    demo = get_demo()
    password = _password()
    async with database.transaction() as db:
        for worker in demo.workers:
            await _load_worker(db, worker)
        for coach in demo.coaches:
            await _load_coach(db, coach, password)
    await database.close()
    print(json.dumps(_summary(password), ensure_ascii=False))


def _password() -> str:
    """One password for this installation's demo coaches: random, and kept for the next start."""
    file = get_settings().var_folder / "demo-password"
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        file.touch(mode=stat.S_IRUSR | stat.S_IWUSR)
        file.write_text(secrets.token_urlsafe(9))
    return file.read_text()


async def _load_worker(db: AsyncSession, demo: DemoWorker) -> None:
    worker = await find_or_add_worker(db, Identity(demo.reference, demo.name))
    if not demo.deposits:
        return
    account = await accounts.open_account(db, worker.id)
    for paid_in in demo.deposits:
        await accounts.deposit(db, account, accounts.Deposit(**paid_in.model_dump()))
    for aside in demo.reservations:
        await _load_reservation(db, account, demo, aside)


async def _load_reservation(
    db: AsyncSession, account: LearningAccount, demo: DemoWorker, aside: DemoReservation
) -> None:
    key = f"demo:{demo.reference}:{aside.reference}"
    if await db.scalar(select(Reservation.id).where(Reservation.act_key == key)):
        return
    # As if asked before it started, however late somebody tries the demo.
    wish = Wish(**aside.model_dump(exclude={"reference"}))
    await reserve(db, account, wish, key, today=aside.starts_on - timedelta(days=60))


async def _load_coach(db: AsyncSession, demo: DemoCoach, password: str) -> None:
    coach = await db.scalar(select(Coach).where(Coach.email == demo.email))
    if coach is None:
        kept = hash_password(password)
        db.add(Coach(email=demo.email, name=demo.name, role=demo.role, password_hash=kept))
    elif not password_is_right(password, coach.password_hash):
        coach.password_hash = hash_password(password)


def _summary(password: str) -> dict[str, object]:
    demo = get_demo()
    return {
        "service": get_organisation().name,
        "workers": [{"name": w.name, "description": w.description} for w in demo.workers],
        "coaches": [{"email": coach.email, "password": password} for coach in demo.coaches],
    }


if __name__ == "__main__":
    asyncio.run(load_demo())
