"""The parts of a running API, put together once."""

from dataclasses import dataclass

from api.accounts.expiry import expiry_job
from api.accounts.pictures.drawings import Drawings
from api.accounts.pictures.links import picture_job
from api.accounts.warnings.sending import warning_job
from api.channels.telegram.bridge import Bridge
from api.channels.web.open_sockets import OpenSockets
from api.console.signing_in.half_sign_ins import HalfSignIns
from api.console.signing_in.organisation_sign_in import OrganisationSignIn
from api.console.signing_in.second_factors import SecondFactors
from api.console.signing_in.sign_in import SignIn
from api.conversations.answering import SWEEP_SECONDS, Answerer
from api.conversations.gateway import Gateway
from api.conversations.rasa_client import RasaClient
from api.conversations.typing import Typing
from api.database import Database
from api.escalations import alarms, assignment
from api.escalations.alarms import SecondAlarm
from api.escalations.assignment import Assignment
from api.escalations.jobs import hand_off_jobs
from api.jobs import Job
from api.limits import Limit
from api.settings import Settings
from api.signals import Signals


@dataclass(frozen=True)
class Services:
    """What endpoints and sockets work with."""

    settings: Settings
    database: Database
    rasa: RasaClient
    answerer: Answerer
    gateway: Gateway
    sign_in: SignIn
    second_factors: SecondFactors
    half_sign_ins: HalfSignIns
    organisation_sign_in: OrganisationSignIn
    open_sockets: OpenSockets
    new_visitors_limit: Limit
    frames_limit: Limit
    messages_limit: Limit
    coaches_typing: Typing
    workers_typing: Typing
    drawings: Drawings
    telegram: Bridge
    jobs: tuple[Job, ...]

    @classmethod
    def assemble(cls, settings: Settings) -> "Services":
        """Put the parts together; nothing runs yet."""
        database = Database(settings.database_url, Signals())
        rasa = RasaClient(settings)
        answerer = Answerer(database, rasa, settings.turn_token_seconds)
        drawings = Drawings(database)
        telegram = Bridge(settings, database, answerer, drawings)
        factors = SecondFactors(database, settings.second_factor_key)
        return cls(
            settings=settings,
            database=database,
            rasa=rasa,
            answerer=answerer,
            gateway=Gateway(database, answerer),
            sign_in=SignIn(database),
            second_factors=factors,
            half_sign_ins=HalfSignIns(database, factors, required=settings.second_factor_required),
            organisation_sign_in=OrganisationSignIn(database, settings),
            open_sockets=OpenSockets(settings.sockets_per_address),
            new_visitors_limit=Limit(f"{settings.new_visitors_per_minute}/minute"),
            frames_limit=Limit(f"{settings.frames_per_minute}/minute"),
            messages_limit=Limit(f"{settings.messages_per_minute}/minute"),
            coaches_typing=Typing(database.signals),
            workers_typing=Typing(database.signals),
            drawings=drawings,
            telegram=telegram,
            jobs=(
                Job("sweep of owed turns", SWEEP_SECONDS, answerer.sweep),
                Job("second alarm", alarms.LOOK_SECONDS, SecondAlarm(database).look),
                Job("giving out work", assignment.LOOK_SECONDS, Assignment(database).look),
                *telegram.jobs(),
                expiry_job(database),
                warning_job(database),
                picture_job(database),
                *hand_off_jobs(database, settings),
            ),
        )

    async def close(self) -> None:
        """Stop what runs and let go of every connection."""
        await self.answerer.stop()
        await self.rasa.close()
        await self.database.close()
