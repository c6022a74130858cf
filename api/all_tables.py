"""Imports every table, so that the metadata is complete for migrations and tests."""

from api.accounts.pictures.tables import AccountPictureLink
from api.accounts.reservations.tables import Reservation
from api.accounts.tables import LearningAccount
from api.accounts.warnings.tables import ExpiryWarning
from api.administration.tables import AdministrationAct
from api.appointments.tables import Appointment
from api.channels.telegram.tables import TelegramChat
from api.channels.web.tables import WebSession
from api.console.signing_in.tables import CoachSession
from api.conversations.tables import Conversation
from api.data_copies.tables import DataCopyLink
from api.escalations.tables import Escalation
from api.escalations.teamwork_tables import EscalationNote
from api.reminders.tables import Reminder
from api.workers.tables import Worker

__all__ = [
    "AccountPictureLink",
    "AdministrationAct",
    "Appointment",
    "CoachSession",
    "Conversation",
    "DataCopyLink",
    "Escalation",
    "EscalationNote",
    "ExpiryWarning",
    "LearningAccount",
    "Reminder",
    "Reservation",
    "TelegramChat",
    "WebSession",
    "Worker",
]
