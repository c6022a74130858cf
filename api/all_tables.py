"""Imports every table, so that the metadata is complete for migrations and tests."""

from api.accounts.tables import LearningAccount
from api.channels.web.tables import WebSession
from api.console.tables import CoachSession
from api.conversations.tables import Conversation
from api.escalations.tables import Escalation
from api.workers.tables import Worker

__all__ = ["CoachSession", "Conversation", "Escalation", "LearningAccount", "WebSession", "Worker"]
