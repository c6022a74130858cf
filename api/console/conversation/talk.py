"""What was said around the message that led to a hand-off, and what the worker wanted to know."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise, takewhile
from typing import NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from api.console.topics import NOT_OURS, NOT_UNDERSTOOD
from api.conversations.tables import Button, Message, Speaker, Turn
from api.escalations.topics import CRISIS, get_subjects
from api.safety.crisis import sounds_like_crisis
from api.safety.human import asks_for_a_person

# The talk is looked at from so many messages before the one that led here until so many after it.
BEFORE, AFTER = 60, 20
MOST_ADDED = 3


class Said(NamedTuple):
    """One message, what the chatbot made of it, and whether it has the words of a button."""

    message: Message
    turn: Turn | None
    was_pressed: bool

    @property
    def words(self) -> str:
        """What the worker said; who asks again by a button said it before."""
        repeated = self.turn.text if self.turn and self.was_pressed else None
        return repeated or self.message.text


@dataclass(frozen=True)
class Talk:
    """The messages around the occasion of a hand-off, oldest first."""

    occasion: Message
    said: tuple[Said, ...]

    def question(self, since: datetime | None) -> Said | None:
        """What the worker last asked, up to the occasion and after a moment.

        "I want a person" is how it came here, not what it is about; nor is what was typed into a
        form a question.
        """
        before = [one for one in self._of_worker() if one.message.seq <= self.occasion.seq]
        in_talk = [one for one in before if since is None or one.message.sent_at > since]
        return next((one for one in reversed(in_talk) if self._is_question(one)), None)

    def answers_to(self, question: Said) -> list[Message]:
        """What the chatbot, or the rule that works without it, said to that."""
        after = (one.message for one in self.said if one.message.seq > question.message.seq)
        until_next = takewhile(lambda message: message.speaker is not Speaker.WORKER, after)
        return [one for one in until_next if one.speaker is Speaker.BOT or one.response == CRISIS]

    def wish(self) -> str | None:
        """The worker's own sentence when it says more than that they want a person."""
        found = next((one for one in self.said if one.message.id == self.occasion.id), None)
        if found is None or found.turn is None or found.was_pressed:
            return None
        says_more = not asks_for_a_person(found.words) and not self._is_question(found)
        return found.words if says_more else None

    def added(self, until: datetime) -> tuple[str, ...]:
        """What the worker typed in the queue, until a moment; pressed buttons are no words."""
        after = (one for one in self._of_worker() if one.message.seq > self.occasion.seq)
        typed = [one.words for one in after if not one.was_pressed and one.message.sent_at <= until]
        return tuple(typed[:MOST_ADDED])

    def newest_words(self) -> Iterator[str]:
        """What the worker said, newest first."""
        return (one.words for one in reversed(self._of_worker()))

    def open_form(self) -> str | None:
        """The form that the worker was filling in when they asked for a person."""
        turns = [one for one in self._turns() if one.seq <= self.occasion.seq]
        return turns[-1].active_form if turns else None

    def _is_question(self, one: Said) -> bool:
        if one.turn is None:
            return sounds_like_crisis(one.message.text)
        # What was not understood, or is not for us, is what the worker wanted to know all the same.
        leads_nowhere = get_subjects().no_topic - {NOT_UNDERSTOOD, NOT_OURS}
        return one.turn.intent not in leads_nowhere and one.turn not in self._in_forms()

    def _in_forms(self) -> list[Turn]:
        """What was said while a form was open."""
        return [later for earlier, later in pairwise(self._turns()) if earlier.active_form]

    def _of_worker(self) -> list[Said]:
        return [one for one in self.said if one.message.speaker is Speaker.WORKER]

    def _turns(self) -> list[Turn]:
        return [one.turn for one in self.said if one.turn]


async def talk_around(db: AsyncSession, occasion: Message) -> Talk:
    """The talk in which a worker got to the message that led to a hand-off."""
    offered_in = aliased(Message)
    titles = (
        select(Button.title)
        .join(offered_in, offered_in.id == Button.message_id)
        .where(_is_near(offered_in, occasion))
    )
    found = await db.execute(
        select(Message, Turn, Message.text.in_(titles))
        .outerjoin(Turn, Turn.message_id == Message.id)
        .where(_is_near(Message, occasion))
        .order_by(Message.seq)
    )
    return Talk(occasion, tuple(Said(*row) for row in found))


def _is_near(message: type[Message], occasion: Message) -> ColumnElement[bool]:
    return (message.conversation_id == occasion.conversation_id) & message.seq.between(
        occasion.seq - BEFORE, occasion.seq + AFTER
    )
